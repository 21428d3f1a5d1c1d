"""
A workbook: bytes in, rows out, with the same care as a sheet of text.

What differs is that a workbook has several sheets. Every sheet that is shown and has the columns
that are looked for is read, in the order of the tabs. A sheet that is hidden, or has other
columns, is set aside as one item, so that nobody believes that it was read; an empty one is
nothing. If no sheet has the columns, the file is refused. Rows that are hidden (a filter hides
them) are read like any other.

Row 1 is the first line under the header, as in a sheet of text. Where the workbook has more than
one sheet the place says which: `sheet 2 row 12`, counted as the tabs stand.

A cell in a column that is read and that holds a formula or an error sets its row aside with the
formula's text: nobody here computes it, and what another program computed cannot be checked.
"""

import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.mapping import Mapping
from wayhome.tips.engine.row_digest import text_digest
from wayhome.tips.engine.row_reader import RowReader
from wayhome.tips.engine.rows import Item, Progress, SetAside
from wayhome.tips.engine.sheet import PROGRESS_ROWS, check_columns, checked_header
from wayhome.tips.engine.table_rows import FindHeader, Header, Rows, TableRow, is_blank, items_under
from wayhome.tips.engine.xlsx_book import Book, Sheet
from wayhome.tips.engine.xlsx_cells import column_name, sheet_rows
from wayhome.tips.engine.xlsx_merges import Covered, find_merges


def read_table_of_xlsx(file: BinaryIO | Book, mapping: Mapping, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read a workbook by a mapping.

    Args:
        file: the workbook; seekable, wholly here. One that is read several times is opened once, as a Book.
        mapping: what its columns mean.
        skip_rows: rows that an earlier run has done, counted over all sheets as their places count them.

    Yields:
        HeaderRead for each sheet that is read, then its rows as `sheet.read_sheet` gives them; SetAside for a sheet
        that was not read; Progress.

    Raises:
        FileRefused: no row of it can be read; the sentence names the cause and what to do.
    """
    return read_workbook(file, lambda rows: _mapped_header(rows, mapping), skip_rows=skip_rows)


def read_workbook(file: BinaryIO | Book, find_header: FindHeader, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read every sheet of a workbook in which a header is found.

    Args:
        file: the workbook, as for `read_table_of_xlsx`.
        find_header: takes rows up to the header; it raises FileRefused where a sheet has none.
        skip_rows: as for `read_table_of_xlsx`.
    """
    return _Workbook(file, find_header, skip_rows=skip_rows).items()


def first_rows_of_xlsx(book: Book, *, rows_max: int, cells_max: int) -> list[list[str]]:
    """
    Give the first rows of the first sheet that is shown and holds any, for whoever guesses what they mean.

    Args:
        book: the workbook.
        rows_max: at most so many rows.
        cells_max: at most about so many cells, so that a wide sheet costs no more than a long one.

    Returns:
        The rows as they stand from row 1: one that is empty, or that cannot be cut, has no cells.

    Raises:
        FileRefused: its first row cannot be cut, as one with more columns than are read.
    """
    for sheet in book.sheets:
        found: list[list[str]] = []
        cells = 0
        for row in () if sheet.is_hidden else sheet_rows(
            book.pieces(sheet.entry), book.strings, book.styles, number=sheet.number
        ):  # fmt: skip
            if row.wrong is not None and not any(found):
                raise FileRefused(f"Row {row.number} {row.wrong}. Mend it and send the file again.")
            cells += len(row.cells or ())
            if row.number > rows_max or cells > cells_max:
                break
            found += ([] for _ in range(row.number - 1 - len(found)))
            found.append([*(row.cells or ())])
        if found:
            return found
    return []


class _Workbook:
    def __init__(self, file: BinaryIO | Book, find_header: FindHeader, *, skip_rows: int) -> None:
        self._book = file if isinstance(file, Book) else Book(file)
        self._find_header = find_header
        self._skip_rows = skip_rows
        self._strings, self._styles = self._book.strings, self._book.styles
        self._rows = self._passed = 0  # items so far; numbers of rows in the sheets before
        self._place = "header"

    def items(self) -> Iterator[Item]:
        unread: list[Item] = []
        refusal: FileRefused | None = None
        is_any = False
        for sheet in self._book.sheets:
            if sheet.is_hidden:
                unread += self._unread(
                    sheet, "The sheet is hidden, so it was not read. Show it and send the file again."
                )
                continue
            rows = self._rows_of(sheet)
            try:
                header = self._find_header(rows)
            except FileRefused as wrong:
                refusal = refusal or wrong
                unread += self._unread(sheet, f"The sheet was not read. {wrong}")
                continue
            is_any = True
            yield from self._sheet(sheet, header, rows)
        if not is_any:
            raise refusal or FileRefused("Every sheet of the workbook is hidden. Show the one that is meant.")
        yield from unread
        self._rows += len(unread)
        yield Progress(self._place, self._rows, self._book.bytes_taken)

    def _rows_of(self, sheet: Sheet) -> Rows:
        pieces = self._book.pieces(sheet.entry)
        return Rows(sheet_rows(pieces, self._strings, self._styles, number=sheet.number))

    def _unread(self, sheet: Sheet, reason: str) -> list[Item]:
        """Set a whole sheet aside that holds anything."""
        if next(self._rows_of(sheet), None) is None:
            return []
        return [SetAside(f"sheet {sheet.number}", reason, None, "", text_digest(sheet.name))]

    def _sheet(self, sheet: Sheet, header: Header, rows: Rows) -> Iterator[Item]:
        yield header.told()
        covered = Covered(find_merges(self._book.pieces(sheet.entry)), header.mapped)
        before = f"sheet {sheet.number} " if len(self._book.sheets) > 1 else ""
        number = 0
        for at, item in items_under(
            header, rows, before=before, skip_rows=self._skip_rows - self._passed,
            doubt=lambda row: _doubt(row, header, covered),
        ):  # fmt: skip
            number = at
            if item is None:
                continue
            self._place = item.place
            self._rows += 1
            yield item
            if self._rows % PROGRESS_ROWS == 0:
                yield Progress(item.place, self._rows, self._book.bytes_taken)
        self._passed += number


def _doubt(row: TableRow, header: Header, covered: Covered) -> str | None:
    """Say why a row must not be read though it can be cut: a formula, an error, a cell joined over several rows."""
    if row.marks is not None:
        for index in sorted(row.marks.keys() & header.mapped):
            cell = f"{column_name(index)}{row.number}"
            return (
                f"Column “{header.columns[index]}” holds {row.marks[index]} in cell {cell}, and nothing is computed "
                "here. Put its value there."
            )
    merge = covered.by(row.number)
    if merge is None:
        return None
    cell = f"{column_name(merge.first_column)}{merge.first_row}"
    return f"The row is joined with others by the joined cell {cell}. Say what it holds for this row."


def _mapped_header(rows: Rows, mapping: Mapping) -> Header:
    wanted = mapping.file.header_row
    for row in rows:
        if row.number < wanted:
            continue
        if row.number > wanted:
            break
        columns = header_names(row)
        check_columns(columns, mapping)
        named = set(mapping.columns())
        mapped = frozenset(index for index, name in enumerate(columns) if name in named)
        return Header(wanted, columns, mapped, RowReader(mapping, columns).read, is_blank)
    raise FileRefused(f"The sheet has no header in row {wanted}. Say in [file] header_row which row holds it.")


def header_names(row: TableRow) -> tuple[str, ...]:
    """Give the names of the columns of a header; FileRefused where a row could not be told by them."""
    if row.wrong is not None:
        raise FileRefused(f"The header {row.wrong}. Mend it and send the file again.")
    names = [unicodedata.normalize("NFC", " ".join(cell.split())) for cell in row.cells]
    return checked_header(tuple(names))
