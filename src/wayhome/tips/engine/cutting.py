"""
Find the bytes of media that stand in a text, written as Base64 or hexadecimal, and cut them out.

A picture comes in a cell, in a field of JSON, in an element of XML, as a `data:` address in a page: always as one long
run of letters and digits. It is told by how it begins, because every kind of file begins in its own way and Base64
keeps that visible. What is cut is that run and nothing else; the kept copy has a mark in its place, which no format
takes for a sign of its own. So a copy without bytes is made of two things, the file as it came and where to cut, and
nothing has to be written anew.

The stream is read once; what is held is one piece. Where the bytes of a picture stand bare in a text there is no run
to cut: such a file is refused.

Limits: a run that is broken by blanks at uneven places, encrypted, or turned round is not seen. Readers look again at
what they read, and refuse a file in which they find what was not cut.
"""

import binascii
import hashlib
import re
import string
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.media_bytes import HEAD_BYTES, INSIDE, kind_of

RUN_CHARS_MIN: Final = 100
CUTS_MAX: Final = 10_000
OUT: Final = "Media never comes in: bring in the words without it, and keep the file where the law lets you keep it."

# How files begin, written in Base64; what is found is decoded and looked at again.
_BASE64 = (
    rb"(?:\\?/|_)9j(?:\\?/|_)|iVBORw0KGg|R0lGOD|UklGR|SUk[qr]A|TU0AK|Qk[0-9A-Za-z+/]{4}|OEJQ|AAAA|AAAB|GkXfo|RkxWAQ|MCaydY5m|SUQz"
    rb"|T2dnUw|ZkxhQ|IyFBTV|Rk9ST|(?:\\?/|_){2}[E-HM-Pk-ns-v]|JVBERi|0M8R4KGx|e1xyd|UEsDB|H4sI|Qlpo|(?:\\?/|_)Td6WF|N3q8ry|UmFyIRo"
    rb"|KLUv[/_]|f0VMR|TV[o-r]|U1FMaXRl|(?:\\?/|_)w[o-r]"
)
_HEX = rb"(?:0x|\\\\?x)?(?i:ffd8ff[c-f][0-9a-f]|89504e470d0a1a0a|47494638[37][79]61|1a45dfa3|000000[0-9a-f]{2}66747970)"
_ADDRESS = rb"data:(?P<what>image|video|audio)\\?/[^,\"'<>\s]{1,100},"
_START = re.compile(
    rb"(?P<address>" + _ADDRESS + rb")|(?<![A-Za-z0-9+/_-])(?:(?P<hex>" + _HEX + rb")|(?P<base64>" + _BASE64 + rb"))"
)
_BASE64_RUN = re.compile(rb"(?:[A-Za-z0-9+/_-]++|\\/|\\[nr]|&#(?:1[03]|x0?[aAdD]);|%2[BbFf])*+(?:=|%3[Dd])*+")
_ADDRESS_RUN = re.compile(rb"(?:[^\s\"'<>\\)]++|\\[/nr])*+")
_HEX_RUN = re.compile(rb"(?:0x|\\\\?x)?[0-9A-Fa-f]*+")
_NEXT_LINE = re.compile(rb"\r?\n[ \t]*(?=[A-Za-z0-9+/]{1,1000}={0,2}[ \t]*(?:[\r\n\"'<\\-]|\Z))")
_ESCAPES = re.compile(rb"\\[/nr]|&#\w+;|%\w\w|\s+")
_MEANT = {b"\\/": b"/", b"%2b": b"+", b"%2f": b"/", b"%3d": b"="}
_STRETCH = b"a" * 40
_OF_RUNS = string.ascii_letters.encode() + b"0123456789+/-_=\\&#;%"
_LETTERS = bytes(ord("a") if code in _OF_RUNS else ord(" ") for code in range(256))
# What every one of the beginnings above holds; to look for them costs next to nothing.
_SIGNS = (
    b"9j", b"iVBORw0KGg", b"R0lGOD", b"UklGR", b"SUk", b"TU0AK", b"OEJQ", b"AAAA", b"AAAB", b"GkXfo", b"RkxWAQ",
    b"MCaydY5m", b"SUQz", b"T2dnUw", b"ZkxhQ", b"IyFBTV", b"Rk9ST", b"//", b"\\/", b"__", b"/w", b"_w", b"JVBERi",
    b"0M8R4KGx", b"e1xyd", b"UEsDB", b"H4sI", b"Qlpo", b"Td6WF", b"N3q8ry", b"UmFyIRo", b"KLUv", b"f0VMR", b"TVo",
    b"TVp", b"TVq", b"TVr", b"U1FMaXRl", b"d8f", b"D8F", b"d8F", b"D8f", b"504e", b"504E", b"4946", b"45df", b"45DF",
    b"45dF", b"45Df", b"667479",
)  # fmt: skip
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_OF_TYPE = {b"image": "picture", b"video": "video", b"audio": "sound"}
_LOOK_BACK, _LOOK_AHEAD = 160, 1_200
_OVERLAP, _ESCAPE_CHARS = 16, 8
_WRAPPED = range(40, 1_001)  # lines of Base64 are this long; a longer one was never wrapped


class Splice(NamedTuple):
    """Bytes `start` to `end` of a source that do not stay in it, and the file that they were."""

    start: int
    end: int
    cut: Cut


def find_cuts(chunks: Iterable[bytes]) -> Iterator[Splice]:
    """
    Find media in a text of any format, in the order of the text; the place of each is its line.

    Args:
        chunks: the text's bytes, cut anywhere; in an encoding that keeps ASCII, or UTF-16.

    Raises:
        FileRefused: bytes of media stand bare in it, or there are more than CUTS_MAX.
    """
    for found, splice in enumerate(_runs(_Window(iter(chunks))), start=1):
        if found > CUTS_MAX:
            raise FileRefused(f"The file holds the bytes of more than {CUTS_MAX:,} files. Send the words without them.")
        yield splice


def mark_of(number: int, cut: Cut) -> str:
    """Write what stands in the place of what was cut; no format takes any letter of it for a sign of its own."""
    return f"[Wayhome cut {number}: {cut.kind} {cut.size_bytes} bytes SHA-256 {cut.sha256}]"


MARK: Final = re.compile(r"\[Wayhome cut (\d{1,5}): (\w{1,10}) (\d{1,15}) bytes SHA-256 ([0-9a-f]{64})\]")


def without(chunks: Iterable[bytes], splices: Sequence[Splice], *, is_wide: str = "") -> Iterator[bytes]:
    """
    Give a source without what is cut, each cut replaced by its mark.

    Args:
        chunks: the source, as it was when the cuts were found.
        splices: what to cut, in order and apart from each other.
        is_wide: the encoding of the mark; empty means ASCII.
    """
    at, waiting = 0, list(enumerate(splices, start=1))
    for chunk in chunks:
        start, end = at, at + len(chunk)
        while waiting and start < end:
            number, splice = waiting[0]
            if splice.start >= end:
                break
            if start < splice.start:
                yield chunk[start - at : splice.start - at]
            if start <= splice.start:
                yield mark_of(number, splice.cut).encode(is_wide or "ascii")
            start = max(start, min(splice.end, end))
            if splice.end > end:
                break
            waiting.pop(0)
        if start < end:
            yield chunk[start - at :]
        at = end


def kind_within(text: str) -> str | None:
    """Say which kind of media a text that was read still holds; None for nearly every text."""
    if len(text) < RUN_CHARS_MIN:
        return None
    try:
        found = next(find_cuts([text.encode("utf-8", "surrogatepass")]), None)
    except FileRefused:
        return "file"
    return found.cut.kind if found else None


def encoding_of_marks(head: bytes) -> str:
    """Name the encoding in which marks are written into a text that begins like this; empty for ASCII."""
    low, high = set(head[1:8:2]), set(head[0:8:2])
    if head.startswith(b"\xff\xfe") or (low == {0} and 0 not in high):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff") or (high == {0} and 0 not in low):
        return "utf-16-be"
    return ""


class _Window:
    """The piece of a text that is held, as ASCII sees it, and where it stands in the whole."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        first = b""
        for chunk in chunks:
            first += chunk
            if len(first) >= HEAD_BYTES:
                break
        self.encoding = encoding_of_marks(first)
        self.width = 2 if self.encoding else 1
        self.text, self.is_whole = b"", False
        self.base, self.line, self._counted = 0, 1, 0
        self.may_hold_a_run = False
        self._pieces = self._halves(chain((first,), chunks)) if self.encoding else self._watched(first, chunks)

    def fill(self, end: int) -> bool:
        """Hold at least so much, if there is so much; say whether anything was added."""
        before = len(self.text)
        while len(self.text) < end and not self.is_whole:
            piece = next(self._pieces, None)
            self.is_whole = piece is None
            self.text += piece or b""
        if len(self.text) > before:
            self.may_hold_a_run = _may_hold_a_run(self.text)
        return len(self.text) > before

    def count_lines(self, end: int) -> None:
        """Count the line ends up to a letter, each once."""
        if end > self._counted:
            self.line += self.text.count(b"\n", self._counted, end)
            self._counted = end

    def drop(self, count: int) -> None:
        """Let go of what stands before."""
        self.count_lines(count)
        self._counted -= count
        self.base += count
        self.text = self.text[count:]

    def place(self, at: int) -> int:
        """Give the byte of the whole source at which a letter of the text begins."""
        return (self.base + at) * self.width

    def _halves(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Give of UTF-16 the half that holds ASCII."""
        offset, rest = (0 if self.encoding.endswith("le") else 1), b""
        for chunk in chunks:
            rest += chunk
            even = len(rest) - len(rest) % 2
            yield rest[offset:even:2]
            rest = rest[even:]

    def _watched(self, first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Pass a text on, and stop where bytes of media stand bare in it."""
        tail, at = b"", 0
        for chunk in chain((first,), chunks):
            bare = INSIDE.search(tail + chunk)
            if bare:
                where = at - len(tail) + bare.start()
                raise FileRefused(
                    f"The bytes of a picture, a video or a sound stand in the text at byte {where:,}. {OUT}"
                )
            tail, at = (tail + chunk)[-_OVERLAP:], at + len(chunk)
            yield chunk


class _Run:
    """One run of letters that stands for bytes: what it decodes to is hashed and forgotten."""

    def __init__(self, found: re.Match[bytes]) -> None:
        self.is_hex = found["hex"] is not None
        self.is_address = found["address"] is not None
        self.pattern = _HEX_RUN if self.is_hex else _ADDRESS_RUN if self.is_address else _BASE64_RUN
        self.kind = _OF_TYPE[found["what"]] if self.is_address else ""
        self.start = found.end() if self.is_address else found.start()
        self.size_bytes, self._sha256, self._rest = 0, hashlib.sha256(), b""

    def holds_media(self, text: bytes) -> bool:
        """Look at the first letters: are they long enough, and a known kind of file?"""
        taken = self.pattern.match(text, self.start)
        if taken is None or (len(taken[0]) < RUN_CHARS_MIN and _NEXT_LINE.match(text, taken.end()) is None):
            return self.is_address
        self.kind = self.kind or kind_of(self._decoded(_plain(taken[0], is_hex=self.is_hex)[: 2 * HEAD_BYTES])) or ""
        return bool(self.kind)

    def take(self, letters: bytes, *, is_last: bool = False) -> None:
        """Hash what the next letters stand for."""
        whole = self._rest + _plain(letters, is_hex=self.is_hex)
        step = 2 if self.is_hex else 4
        even = len(whole) if is_last else len(whole) - len(whole) % step
        content = self._decoded(whole[:even])
        self._rest = whole[even:]
        self._sha256.update(content)
        self.size_bytes += len(content)

    def cut(self, line: int) -> Cut:
        """Say what was cut."""
        return Cut(f"line {line}", self._sha256.hexdigest(), self.size_bytes, self.kind)

    def _decoded(self, letters: bytes) -> bytes:
        if self.is_hex:
            return bytes.fromhex(letters[: len(letters) - len(letters) % 2].decode("ascii"))
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _runs(window: _Window) -> Iterator[Splice]:
    at = 0
    while True:
        found = _START.search(window.text, at) if window.may_hold_a_run else None
        if found is None:
            if window.is_whole:
                return
            gone = max(0, len(window.text) - _LOOK_BACK)
            window.drop(gone)
            at = min(1, gone)  # one letter stays before, so that the middle of a run does not look like its start
            window.fill(len(window.text) + 1)
            continue
        if window.fill(found.start() + _LOOK_AHEAD):
            found = _START.search(window.text, found.start()) or found
        run = _Run(found)
        if not run.holds_media(window.text):
            at = found.end()
            continue
        start = window.place(found.start())
        window.count_lines(found.start())
        line = window.line
        end = _take_run(window, run)
        yield Splice(start, window.place(end), run.cut(line))
        at = end


def _may_hold_a_run(text: bytes) -> bool:
    """Tell quickly of nearly every text that it holds none: no stretch of letters is long enough, or none begins so."""
    if b"data:" in text:
        return True
    return _STRETCH in text.translate(_LETTERS) and any(sign in text for sign in _SIGNS)


def _take_run(window: _Window, run: _Run) -> int:
    """Take a run to its end, however long it is; give where in the window it ends."""
    at = run.start
    while True:
        taken = run.pattern.match(window.text, at)
        end = taken.end() if taken else at
        if end > len(window.text) - _ESCAPE_CHARS and not window.is_whole:
            stop = max(at, end - _ESCAPE_CHARS)
            half = max(window.text.rfind(sign, stop - _ESCAPE_CHARS, stop) for sign in (b"\\", b"&", b"%"))
            stop = half if half >= at else stop
            run.take(window.text[at:stop])
            window.drop(stop)
            at = 0
            window.fill(len(window.text) + _LOOK_AHEAD)
            continue
        line = _NEXT_LINE.match(window.text, end) if end - at in _WRAPPED and not run.is_address else None
        run.take(window.text[at:end], is_last=line is None)
        if line is None:
            return end
        at = line.end()
        window.fill(at + _LOOK_AHEAD)


def _plain(letters: bytes, *, is_hex: bool) -> bytes:
    """Write a run without escapes, in the usual alphabet."""
    if is_hex:
        return re.sub(rb"[^0-9A-Fa-f]|0x", b"", letters)
    plain = _ESCAPES.sub(lambda sign: _MEANT.get(sign[0].lower(), b""), letters)
    return re.sub(rb"[^A-Za-z0-9+/]", b"", plain.translate(_URL_SAFE))
