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

_HOT = frozenset({"si", "t"})


class SharedStrings:
    """Texts by number."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self._made: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, text: str) -> None:
        """Add the next text."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def demand_room(self) -> None:
        """Refuse a workbook whose texts are beyond the limits; asked now and then, not for each text."""
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
        reader.strings.demand_room()
    return reader.strings


class _Reader:
    """The handlers of the parser; written for speed, since they run five times for each of millions of texts."""

    def __init__(self) -> None:
        self.strings = SharedStrings()
        self.part = Part("The part with the texts", is_namespaced=False)
        self._runs: list[str] | None = None  # of the item that is open
        self._text: str | None = None  # that is open
        self._chars = 0
        self._depth = self._silent_from = 0  # of elements that are neither an item nor a text; 0: none is silent
        self.part.parser.StartElementHandler = self._start
        self.part.parser.EndElementHandler = self._end
        self.part.parser.CharacterDataHandler = self._said

    def _start(self, name: str, _: dict[str, str]) -> None:
        if name not in _HOT:
            name = unprefixed(name)
        if self._text is not None:
            raise self.part.refused("has an element inside of a text")
        if name == "t" and self._runs is not None:
            self._text = ""
        elif name == "si" and self._runs is None:
            self._runs, self._chars = [], 0
        else:
            self._depth += 1
            if self._depth > DEPTH_MAX:
                raise self.part.refused(f"nests more than {DEPTH_MAX} elements in each other")
            if name == "rPh" and not self._silent_from:
                self._silent_from = self._depth

    def _end(self, name: str) -> None:
        if name not in _HOT:
            name = unprefixed(name)
        if name == "t" and self._text is not None:
            self._end_text(self._text)
        elif name == "si" and self._runs is not None:
            self.strings.add(self._runs[0] if len(self._runs) == 1 else "".join(self._runs))
            self._runs = None
        else:
            if self._silent_from == self._depth:
                self._silent_from = 0
            self._depth -= 1

    def _end_text(self, text: str) -> None:
        self._text = None
        # A longer one is kept a little above the limit, where the row that names it is set aside.
        if self._runs is not None and not self._silent_from and self._chars <= STRING_CHARS_MAX:
            self._runs.append(text[: STRING_CHARS_MAX + 1])
            self._chars += len(text)

    def _said(self, text: str) -> None:
        if self._text is not None and len(self._text) <= STRING_CHARS_MAX:
            self._text += text
