"""
The shared strings of a workbook, in little memory.

A sheet names most of its texts by number, and the texts stand in a part of their own, which must
be at hand whole: a cell may name any of them. As Python's own texts, four million names take 300
MB. Here they lie one after another as UTF-8 in one row of bytes, with a number for each that says
where it ends: a third of that. A text is made when a cell names it, and those that are named again
and again (the words of a list) are kept made. More than the limit is refused: no legal sheet of a
million rows came near it.
"""

from array import array
from collections.abc import Iterable
from typing import Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.xlsx_markup import DEPTH_MAX, Part, unprefixed

STRINGS_MAX: Final = 12_000_000
STRINGS_BYTES_MAX: Final = 256 * 2**20
STRING_CHARS_MAX: Final = 131_072
REMEMBERED_MAX: Final = 8_192


class SharedStrings:
    """Texts by number."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self._made: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        """Add the next text; FileRefused beyond the limits."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))
        if len(self._bytes) > STRINGS_BYTES_MAX or len(self._ends) > STRINGS_MAX:
            raise FileRefused(
                f"The workbook holds more than {STRINGS_MAX:,} texts or {STRINGS_BYTES_MAX // 2**20} MB of text. "
                "Cut it into several, or save it as CSV."
            )

    def text(self, number: int) -> str:
        """Give a text; IndexError where there is none of that number."""
        made = self._made.get(number)
        if made is not None:
            return made
        if number < 0:
            raise IndexError(number)
        text = self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")
        if len(self._made) >= REMEMBERED_MAX:
            self._made.clear()
        self._made[number] = text
        return text


def read_shared_strings(pieces: Iterable[bytes]) -> SharedStrings:
    """
    Read the part of the shared strings.

    A text in several pieces of different looks is one text; how it is pronounced (rPh) is no part of it.

    Raises:
        FileRefused: it is no such part, or beyond the limits.
    """
    reader = _Reader()
    for _ in reader.part.feed(pieces):
        pass
    return reader.strings


class _Reader:
    def __init__(self) -> None:
        self.strings = SharedStrings()
        self.part = Part("The part with the texts", is_namespaced=False)
        self._texts: list[str] | None = None  # of the item at hand
        self._is_text = False
        self._silent_depth = 0
        self._depth = 0
        self.part.parser.StartElementHandler = self._start
        self.part.parser.EndElementHandler = self._end
        self.part.parser.CharacterDataHandler = self._said

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self.part.refused(f"nests more than {DEPTH_MAX} elements in each other")
        name = unprefixed(name)
        if self._silent_depth or name == "rPh":
            self._silent_depth += 1
        elif name == "si":
            self._texts = []
        elif name == "t":
            self._is_text = True

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._silent_depth:
            self._silent_depth -= 1
            return
        name = unprefixed(name)
        if name == "t":
            self._is_text = False
        elif name == "si" and self._texts is not None:
            # A longer one is kept one character above the limit, where the row that names it is set aside.
            self.strings.add("".join(self._texts)[: STRING_CHARS_MAX + 1])
            self.part.place = f"text {len(self.strings):,}"
            self._texts = None

    def _said(self, text: str) -> None:
        if self._is_text and self._texts is not None and not self._silent_depth:
            self._texts.append(text)
            if len(self._texts) > 1 and sum(map(len, self._texts)) > STRING_CHARS_MAX:
                self._texts = ["".join(self._texts)[: STRING_CHARS_MAX + 1]]
