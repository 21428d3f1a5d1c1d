"""
Columns: many short texts, of which one asks which hold a few letters.

A loop over a hundred thousand texts spends most of its time on those that hold nothing of it. So
each thousand texts are also kept as one, a line each, and searched as one; which text a find
lies in follows from the line breaks before it. A change forgets the whole of its thousand alone,
and it is put together again when it is next asked.
"""

from typing import Final

_TOGETHER: Final = 1024
_BETWEEN: Final = "\n"


class Column:
    """Hold texts by their number, from 0; none of them has a line break."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._wholes: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> str:
        return self._texts[number]

    def append(self, text: str) -> None:
        """Add a text at the end."""
        self._wholes.pop(len(self._texts) // _TOGETHER, None)
        self._texts.append(text)

    def drop(self, number: int) -> None:
        """Take a text away; the last one moves into its place."""
        last = len(self._texts) - 1
        for changed in (number, last):
            self._wholes.pop(changed // _TOGETHER, None)
        self._texts[number] = self._texts[last]
        self._texts.pop()

    def holding(self, letters: str) -> list[int]:
        """List the numbers of the texts that hold these letters, rising."""
        found: list[int] = []
        for start in range(0, len(self._texts), _TOGETHER):
            whole = self._whole(start)
            number, line, at = start, 0, whole.find(letters)
            while at >= 0:
                # The line breaks in between are the texts that were passed over.
                number += whole.count(_BETWEEN, line, at)
                found.append(number)
                line = whole.find(_BETWEEN, at)
                at = whole.find(letters, line) if line >= 0 else -1
        return found

    def _whole(self, start: int) -> str:
        place = start // _TOGETHER
        if place not in self._wholes:
            self._wholes[place] = _BETWEEN.join(self._texts[start : start + _TOGETHER])
        return self._wholes[place]
