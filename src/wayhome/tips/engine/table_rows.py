"""
Rows of a table under a header that was found, whatever the table was written in.

A workbook and a file of text differ in how a row is cut; from then on they are one. A row is
blank, or it is read, or it is set aside with its reason, and none stops the next.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from wayhome.tips.engine.lines import CutRow
from wayhome.tips.engine.row_digest import row_digest
from wayhome.tips.engine.rows import HeaderRead, ReadRow, SetAside
from wayhome.tips.engine.sheet import aside_of

FORMULA: Final = "a formula"
ERROR: Final = "an error of the spreadsheet"


class TableRow(NamedTuple):
    """
    One row of a table.

    Fields:
        number: its number in the table, from 1.
        cells: its texts up to the last cell that holds one.
        marks: index of a cell to FORMULA or ERROR; None where there is none, in nearly every row.
        wrong: why the row cannot be read, as the end of a sentence that begins with "The row"; None if it can.
        text: the row as it stood, where it stood as text; None in a workbook.
    """

    number: int
    cells: list[str]
    marks: dict[int, str] | None = None
    wrong: str | None = None
    text: str | None = None


class Header(NamedTuple):
    """
    A table's header, once it is found.

    Fields:
        number: its row in the table, from 1.
        columns: the names of the columns.
        mapped: places of the columns that are read, from 0.
        read: makes an item of a place and as many cells as there are columns.
        is_blank: says of such cells that they hold nothing, so that the row is none.
    """

    number: int
    columns: tuple[str, ...]
    mapped: frozenset[int]
    read: Callable[[str, list[str]], ReadRow | SetAside]
    is_blank: Callable[[list[str]], bool]

    def told(self) -> HeaderRead:
        """Give the item that comes before its rows."""
        return HeaderRead(
            self.columns, tuple(name for index, name in enumerate(self.columns) if index not in self.mapped)
        )


class Rows(Iterator[TableRow]):
    """Rows one after another; whoever looked one too far puts it back."""

    def __init__(self, rows: Iterable[TableRow]) -> None:
        self._rows = iter(rows)
        self._back: TableRow | None = None

    def __next__(self) -> TableRow:
        if self._back is not None:
            row, self._back = self._back, None
            return row
        return next(self._rows)

    def put_back(self, row: TableRow) -> None:
        """Put the last row back, so that it comes again; one row alone can be."""
        self._back = row


FindHeader = Callable[[Rows], Header]
"""Takes rows up to the header; FileRefused where there is none."""

Doubt = Callable[[TableRow], str | None]
"""Says why a row that can be cut must not be read; None for nearly every row."""


def items_under(
    header: Header, rows: Iterable[TableRow], *, before: str = "", skip_rows: int = 0, doubt: Doubt | None = None
) -> Iterator[tuple[int, ReadRow | SetAside | None]]:
    """
    Make items of the rows under a header.

    Args:
        header: as it was found.
        rows: those that follow it.
        before: what stands before the number of a row in its place, `sheet 2 `.
        skip_rows: rows under the header that an earlier run has done.
        doubt: asked of each row that can be cut; None where nothing is doubted.

    Yields:
        For each row its number under the header and its item; None for a row that is blank or was done before.
    """
    digest = row_digest(header.columns)
    width = len(header.columns)
    for row in rows:
        number = row.number - header.number
        cells = row.cells
        if number <= skip_rows:
            yield number, None
            continue
        place = f"{before}row {number}"
        if row.wrong is None and row.text is None:
            cells += [""] * (width - len(cells))  # a workbook writes no cell that is empty
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if row.wrong is None and (header.is_blank(cells) if len(cells) == width else not "".join(cells).strip()):
            yield number, None
        elif row.wrong is not None or len(cells) != width:
            wrong = row.wrong or f"has {len(cells):,} cells where the header has {width:,}"
            text = "\t".join(cells) if row.text is None else row.text
            yield number, aside_of(CutRow(None, None, text), place, f"The row {wrong}.")
        elif doubt is not None and (why := doubt(row)) is not None:
            yield number, SetAside(place, why, dict(zip(header.columns, cells, strict=True)), None, digest(cells))
        else:
            yield number, header.read(place, cells)


def is_blank(cells: list[str]) -> bool:
    """Say whether no cell holds anything."""
    return not "".join(cells).strip()
