"""
Which encoding a file of text is in, told from its first bytes.

A byte-order mark says it. Bytes that are UTF-8 throughout are UTF-8: other text hardly ever is by
chance. Zeros at every other byte are UTF-16. What remains is one of the code pages, in which every
byte means something: they are told apart by what they make of the file. Each candidate decodes the
sample; words that stand in our lists of headers speak loudest, then letters that fit together: a
capital in the middle of a word, two scripts in one word and signs between letters speak against.

Limit: windows-1252 and ISO 8859-1 differ only in signs that seldom stand in a sheet; the larger one,
windows-1252, is proposed for both, as the web does (WHATWG Encoding Standard).
"""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from wayhome.tips.engine.guessing_words import meaning_of

Certainty = Literal["certain", "likely", "unsure"]
SAMPLE_BYTES: Final = 2**18

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# In the order in which they are preferred where nothing tells them apart.
_PAGES = (
    "cp1252", "cp1251", "cp1256", "cp1250", "cp1254", "cp1253", "cp1255", "cp874", "koi8-u", "cp866", "iso8859-5",
    "mac-roman", "cp850", "gb18030", "cp932", "big5", "cp949",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_ºª]+")
_HEADER_POINTS, _LETTER_POINTS = 8.0, 1.0
_ZEROS_SHARE = 0.3
_CUT_BYTES = 4  # a character is never longer, in any of them
# Signs beside letters that sheets do hold: quotes, dashes, degrees, ordinals, the marks before a Spanish question.
_USUAL = frozenset("«»“”‘’„…–—°ºª¿¡€§·№، ؟\xa0")


@dataclass(frozen=True, slots=True)
class EncodingGuess:
    """An encoding of `encodings.ENCODINGS`, how sure it is, and the sentence that says why."""

    encoding: str
    certainty: Certainty
    evidence: str


def guess_encoding(head: bytes) -> EncodingGuess:
    """
    Guess the encoding.

    Args:
        head: the first bytes of the file, cut anywhere; SAMPLE_BYTES of them are looked at.
    """
    head = head[:SAMPLE_BYTES]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return EncodingGuess(encoding, "certain", f"The file begins with the mark of {encoding}.")
    if head.isascii() and b"\0" not in head:
        return EncodingGuess("utf-8", "certain", "All that was looked at is plain ASCII, which UTF-8 reads as well.")
    if wide := _wide(head):
        return EncodingGuess(wide, "likely", f"Every other byte is zero, as in {wide}.")
    if _is_utf8(head):
        return EncodingGuess("utf-8", "certain", "Every letter beyond ASCII is written as UTF-8 writes it.")
    return _of_pages(head)


def _of_pages(head: bytes) -> EncodingGuess:
    scored = {page: _score(head, page) for page in _PAGES}
    best = max(_PAGES, key=lambda page: (scored[page], -_PAGES.index(page)))
    others = [page for page in _PAGES if page != best and scored[page] >= scored[best]]
    words = "It is not UTF-8; read as " + best + " its letters and headers fit best"
    if scored[best] <= 0:
        return EncodingGuess("cp1252", "unsure", "It is not UTF-8, and no code page makes good words of it.")
    if others:
        return EncodingGuess(best, "likely", f"{words}, and as well as {others[0]} what was looked at.")
    return EncodingGuess(best, "likely", f"{words}.")


def _score(head: bytes, page: str) -> float:
    """Weigh what a code page makes of a sample; more is better, below nought it makes no words."""
    decoder = codecs.getincrementaldecoder(page)("replace")
    text = decoder.decode(head)
    beyond = [letter for letter in text if letter > "\x7f"]
    if not beyond:
        return 0.0
    bad = sum(not _is_usual(letter) for letter in beyond)
    odd = sum(_is_odd(word) for word in _WORD.findall(text))
    headers = sum(_known(cell) for cell in re.split(r"[,;\t|\n\r\"]", text[:4_000]))
    fitting = len(beyond) - 4 * bad - 2 * odd
    return _HEADER_POINTS * headers + _LETTER_POINTS * fitting / len(beyond) * 10


def _known(cell: str) -> bool:
    """Say whether a cell is a header that is known, and has letters that only some encodings have."""
    if cell.isascii() or len(cell) > 60:  # noqa: PLR2004 - a header, and no text
        return False
    found = meaning_of(cell)
    return found is not None and found.is_whole


def _is_usual(letter: str) -> bool:
    return letter in _USUAL or (letter != "\ufffd" and unicodedata.category(letter)[0] in {"L", "M"})


def _is_odd(word: str) -> bool:
    """Say whether a word looks like the wrong encoding: a capital inside of it, or two scripts."""
    if word.isascii():
        return False
    if not (word.islower() or word.isupper() or word.istitle()):
        return True
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return len(scripts - {"COMBINING"}) > 1


def _wide(head: bytes) -> str:
    if len(head) < _CUT_BYTES:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > _ZEROS_SHARE > even:
        return "utf-16-le"
    return "utf-16-be" if even > _ZEROS_SHARE > odd else ""


def _is_utf8(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        decoder.decode(head)
    except UnicodeDecodeError:
        return False
    return True
