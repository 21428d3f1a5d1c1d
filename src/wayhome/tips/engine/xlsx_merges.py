"""
Cells that are joined over several rows, found before the rows are read.

A clerk joins the cell of the recruiter over the five children whom he approached. In the file the
name stands in the first row alone, and four children would have no recruiter, in silence. So a row
that a joined cell of a mapped column only covers is set aside: a human says what it means. Joined
cells within one row change nothing, and titles above the header are not looked at.

A workbook lists its joined cells after its rows, so the part is searched once before it is read:
only inflated and looked through for one word, which costs a twentieth of parsing it.

Limit: a part in UTF-16, which no program for sheets writes, is not searched.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.xlsx_cells import column_index

MERGES_MAX: Final = 20_000

_WORD = b"mergeCell"
_MERGE = re.compile(rb"mergeCell\s[^<>]{0,200}?ref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
_OVERLAP_BYTES = 256


class Merge(NamedTuple):
    """A joined cell of several rows: its first and last column from 0, its first and last row from 1."""

    first_column: int
    last_column: int
    first_row: int
    last_row: int


def find_merges(pieces: Iterable[bytes]) -> tuple[Merge, ...]:
    """
    Find the joined cells of a sheet that reach over more than one row.

    Raises:
        FileRefused: there are more than MERGES_MAX joined cells.
    """
    found: set[Merge] = set()
    tail = b""
    for piece in pieces:
        text = tail + piece
        if text.find(_WORD) >= 0:
            for left, top, right, bottom in _MERGE.findall(text):
                found.add(Merge(column_index(left.decode()), column_index(right.decode()), int(top), int(bottom)))
            if len(found) > MERGES_MAX:
                raise FileRefused(f"A sheet has more than {MERGES_MAX:,} joined cells. Save it as CSV.")
        tail = text[-_OVERLAP_BYTES:]
    return tuple(sorted(merge for merge in found if merge.last_row > merge.first_row))


class Covered:
    """Rows that a joined cell of one of some columns covers without beginning in them."""

    def __init__(self, merges: Iterable[Merge], columns: Collection[int]) -> None:
        spans: list[tuple[int, int, Merge]] = []
        wanted = [one for one in merges if any(one.first_column <= column <= one.last_column for column in columns)]
        for merge in sorted(wanted, key=lambda one: one.first_row):
            first = merge.first_row + 1
            if spans and first <= spans[-1][1]:
                begun, last, earliest = spans.pop()
                spans.append((begun, max(last, merge.last_row), earliest))
            else:
                spans.append((first, merge.last_row, merge))
        self._spans = spans
        self._begins = [begun for begun, _, _ in spans]

    def by(self, row: int) -> Merge | None:
        """Give the joined cell that covers a row; None where none does."""
        at = bisect_right(self._begins, row) - 1
        return self._spans[at][2] if at >= 0 and row <= self._spans[at][1] else None
