"""
Encodings that a sheet may be declared to have.

Python knows a hundred codecs, among them some that are programs (`unicode_escape`), that hide
text (`utf-7`) or that are no text at all (`base64`). So the list is closed: Unicode, and the code
pages in which offices of the world still save their sheets. A mark at the beginning of the file
(BOM) that says UTF-8 or UTF-16 outweighs the declaration, because it cannot be there by chance.
"""

import codecs
from collections.abc import Iterator
from encodings import normalize_encoding
from encodings.aliases import aliases
from typing import Final

from wayhome.tips.engine.mapping_table import Table

ENCODINGS: Final = (
    "utf-8", "utf-16", "utf-16-le", "utf-16-be",
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
    "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp437", "cp850", "cp852", "cp855", "cp866",
    "shift_jis", "cp932", "euc_jp", "gb18030", "gbk", "big5", "big5hkscs", "euc_kr", "cp949",
)  # fmt: skip
EAST_ASIAN: Final = frozenset(ENCODINGS[ENCODINGS.index("shift_jis") :])

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_REST_OF_LINE = "wayhome-rest-of-line"
_LOW_SURROGATES = 0xDC00
_HALF = "\udc00"


def check_encoding(table: Table, key: str) -> str:
    """Read the name of an encoding from a mapping, under any of its names (`latin-1` is `iso8859-1`)."""
    name = table.text(key, "utf-8")
    found = known_as(name)
    if found is None:
        raise table.wrong(key, f"found a name that is not in the list, expected one of {', '.join(ENCODINGS)}.")
    return found


def decoded(chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    """
    Turn bytes into text, piece by piece, and never fail.

    Args:
        chunks: the file's bytes, cut anywhere.
        encoding: one of ENCODINGS.

    Yields:
        Text in which every byte that is no character stands as a lone surrogate, U+DC00 + byte (half a character of
        UTF-16 as itself). A row that holds one is set aside; the others are not touched by it.
    """
    first = b""
    for chunk in chunks:
        first += chunk
        if len(first) >= len(codecs.BOM_UTF8):
            break
    encoding, skipped = _marked(first, encoding)
    decoder = codecs.getincrementaldecoder(encoding)(_errors(encoding))
    yield decoder.decode(first[skipped:])
    for chunk in chunks:
        yield decoder.decode(chunk)
    try:
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:  # half a character at the end: the file was cut off
        yield _HALF


def plain_head(head: bytes) -> str:
    """Read the beginning of a file so far as ASCII shows it, whatever its encoding is."""
    if head.startswith(codecs.BOM_UTF8):
        return head[len(codecs.BOM_UTF8) :].decode("utf-8", "replace")
    low, high = head[1:64:2], head[0:64:2]
    if head.startswith(codecs.BOM_UTF16_LE) or (low and not any(low) and all(high)):
        return head.decode("utf-16-le", "replace").lstrip("\ufeff")
    if head.startswith(codecs.BOM_UTF16_BE) or (low and not any(high) and all(low)):
        return head.decode("utf-16-be", "replace").lstrip("\ufeff")
    return head.decode("utf-8", "replace")


def shown(text: str) -> str:
    r"""Write text so that it can be stored and shown: a byte that was no character as `\xNN`, NUL as `\x00`."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(_shown_as(letter) for letter in text)


def _shown_as(letter: str) -> str:
    code = ord(letter)
    if code == 0 or _LOW_SURROGATES <= code < _LOW_SURROGATES + 256:
        return f"\\x{code & 0xFF:02x}"
    return f"\\u{code:04x}" if 0xD800 <= code <= 0xDFFF else letter  # noqa: PLR2004 - the range of surrogates


def known_as(name: str) -> str | None:
    """
    Give our name of an encoding, under any of its names; None where it is not in the list.

    The names are looked up in a table that was made before: Python's own way opens a file for a name that it does not
    know, and a stranger's mail may name anything.
    """
    return _NAMES.get(normalize_encoding(name).lower()) if name.isascii() else None


def _marked(first: bytes, declared: str) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding, len(mark)
    # UTF-16 without its mark: almost every such file comes from Windows, which writes the low byte first.
    return ("utf-16-le" if declared == "utf-16" else declared), 0


def _errors(encoding: str) -> str:
    """Name what handles bytes that are no character: the library's own ways cost nothing, however many there are."""
    if encoding.startswith("utf-16"):
        return "surrogatepass"
    return _REST_OF_LINE if encoding in EAST_ASIAN else "surrogateescape"


def _mark_rest_of_line(error: UnicodeError) -> tuple[str, int]:
    """
    Mark wrong bytes of an East Asian encoding, and read the rest of their line as ASCII.

    The library's own way refuses where the second byte of a broken pair is ASCII. Its row is set aside in any case, and
    going on after the line keeps a file of nothing but wrong bytes from calling here for each of them.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    content, start, end = error.object, error.start, error.end
    wrong = "".join(chr(_LOW_SURROGATES + byte) for byte in content[start:end])
    line_end = content.find(b"\n", end)
    stop = len(content) if line_end < 0 else line_end
    return wrong + content[end:stop].decode("ascii", "surrogateescape"), stop


_OF_MODULE = {aliases.get(plain, plain): one for one in ENCODINGS for plain in [normalize_encoding(one).lower()]}
_NAMES = {
    **{name: _OF_MODULE[module] for name, module in aliases.items() if module in _OF_MODULE},
    **_OF_MODULE,
    **{normalize_encoding(one).lower(): one for one in ENCODINGS},
}
codecs.register_error(_REST_OF_LINE, _mark_rest_of_line)
