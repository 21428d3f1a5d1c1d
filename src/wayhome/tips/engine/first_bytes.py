"""
First bytes: files that are no text at all, told by how they begin.

Somebody renames a workbook to .csv, or drags the wrong file. Read as text it would be refused for
some control character, and nobody would understand. Names of files say nothing here; their first
bytes say what they are. The list is what people send by mistake, not a catalogue: whatever is not
on it is read as text, and refused as text if it is none.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from wayhome.kernel.errors import FileRefused

PREFIXES: Final = (
    (b"PK\x03\x04", "a zip archive or a workbook (xlsx, ods)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office file (xls, doc)"),
    (b"\x1f\x8b", "a file compressed by gzip"),
    (b"BZh", "a file compressed by bzip2"),
    (b"\xfd7zXZ\x00", "a file compressed by xz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich-text document"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"<?xml", "an XML document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)

_BYTES_NEEDED = max(len(prefix) for prefix, _ in PREFIXES)


def refuse_foreign(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """
    Pass a file on, unless its first bytes say that it is no text.

    Raises:
        FileRefused: it is none; the sentence names what it is and what to do.
    """
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= _BYTES_NEEDED:
            break
    for prefix, name in PREFIXES:
        if first.startswith(prefix):
            raise FileRefused(f"The file is no sheet of text: it begins like {name}. Save the sheet as CSV.")
    yield from chain((first,), chunks)
