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
from wayhome.tips.engine.media_bytes import HEAD_BYTES, MEDIA, kind_of

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

COMPRESSED: Final = ("compressed", "archive")
SAVE_AS_CSV: Final = "Save the sheet as CSV."
_UNPACK: Final = "Unpack it yourself and bring in the files one by one; nothing is unpacked here."
_MEDIA: Final = (
    "Media never comes in: only its hash and what is said of it. Keep the file where the law lets you keep it."
)

_BYTES_NEEDED = max(HEAD_BYTES, *(len(prefix) for prefix, _ in PREFIXES))


def foreign(head: bytes) -> str | None:
    """Say in one sentence what a file is that no reader takes, and what to do; None where it may be text."""
    kind = kind_of(head)
    if kind in MEDIA:
        return (
            f"The file begins like a {kind}. {_MEDIA}" if kind != "sound" else f"The file begins like sound. {_MEDIA}"
        )
    if kind == "program":
        return "The file begins like a program or a database. Export the table that you need, and save it as CSV."
    for prefix, name in PREFIXES:
        if head.startswith(prefix):
            what = _UNPACK if any(word in name for word in COMPRESSED) else SAVE_AS_CSV
            return f"The file is none that is read here: it begins like {name}. {what}"
    return None


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
    wrong = foreign(first)
    if wrong:
        raise FileRefused(wrong)
    yield from chain((first,), chunks)
