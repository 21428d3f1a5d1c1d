"""One part of a long list: which rows it holds, and whether there are others before and after."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paged:
    """
    Where a part of a list lies.

    Args:
        page: its number, from 1.
        start, stop: the rows to take, as a slice.
        total: how many rows there are in all.
        each: how many rows a part holds.
    """

    page: int
    start: int
    stop: int
    total: int
    each: int

    @property
    def first(self) -> int:
        """The number of the first row, from 1; 0 when there is none."""
        return self.start + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last row."""
        return min(self.stop, self.total)

    @property
    def previous(self) -> int | None:
        """The number of the part before, if there is one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the part after, if there is one."""
        return self.page + 1 if self.stop < self.total else None


def page_of(total: int, page: int, each: int) -> Paged:
    """Find a part of a list; a number that lies outside becomes the nearest one that there is."""
    pages = max(1, -(-total // each))
    chosen = min(max(1, page), pages)
    return Paged(chosen, (chosen - 1) * each, chosen * each, total, each)
