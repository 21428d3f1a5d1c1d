"""
HTCDS 2.0 in, rows out: from a workbook or from CSV, without a mapping.

The header is found, not declared. It is a row among the first ten in which most cells are fields
of the standard. The official template has two: a hidden row of names, and under it the labels that
people see and fill by. In the template as it was published the two do not agree (the name
`prs_MailingCity` stands over "Mailing Street"), so where both are there the labels hold, and the
name only where a label is missing. The template's first column has neither and numbers the rows; a
row in which nothing else stands is blank.

Cells that our own export wrote with a mark before a formula (`neutral`) are read without it.
"""

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import BinaryIO, Final

from wayhome.kernel.errors import FileRefused
from wayhome.kernel.statements import statement_kinds
from wayhome.kernel.vocabularies import NAMES, vocabulary
from wayhome.tips.engine.encodings import decoded
from wayhome.tips.engine.first_bytes import refuse_foreign
from wayhome.tips.engine.htcds_fields import Field, field_called, template
from wayhome.tips.engine.htcds_rows import HtcdsReader, habits
from wayhome.tips.engine.lines import lines_of, rows_of
from wayhome.tips.engine.neutral import restored
from wayhome.tips.engine.rows import Item, ReadRow, SetAside
from wayhome.tips.engine.sheet import Counted, checked_header, with_progress
from wayhome.tips.engine.table_rows import Header, Rows, TableRow, items_under
from wayhome.tips.engine.xlsx import read_workbook
from wayhome.tips.engine.xlsx_book import Book
from wayhome.tips.engine.xlsx_cells import column_name

HEADER_ROWS_MAX: Final = 10
FIELDS_MIN: Final = 3
DELIMITERS: Final = (",", ";", "\t", "|")

_LOOKED_AT_BYTES = 2**16
_HALF = 2


def read_htcds_of_xlsx(file: BinaryIO | Book, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read an HTCDS workbook.

    Args:
        file: the workbook, as for `xlsx.read_table_of_xlsx`.
        skip_rows: rows that an earlier run has done.

    Yields:
        As `xlsx.read_table_of_xlsx`.

    Raises:
        FileRefused: it is no workbook, or no sheet of it has the standard's columns.
    """
    return read_workbook(file, find_header, skip_rows=skip_rows)


def read_htcds_of_csv(
    chunks: Iterable[bytes], *, encoding: str = "utf-8", delimiter: str | None = None, skip_rows: int = 0
) -> Iterator[Item]:
    """
    Read an HTCDS table of text.

    Args:
        chunks: the file's bytes, cut anywhere.
        encoding: of the file; a byte-order mark outweighs it.
        delimiter: the mark between cells; None takes that of DELIMITERS under which the header is found.
        skip_rows: rows that an earlier run has done.

    Yields:
        As `sheet.read_sheet`.

    Raises:
        FileRefused: it has no header of the standard.
    """
    pieces = refuse_foreign(iter(chunks))
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _LOOKED_AT_BYTES:
            break
    mark = delimiter or _delimiter_of(head, encoding)
    counted = Counted(chain((head,), pieces))
    cut = rows_of(lines_of(decoded(counted, encoding)), delimiter=mark, quote='"')
    rows = Rows(TableRow(number, row.cells or [], None, row.wrong, row.text) for number, row in enumerate(cut, start=1))
    header = find_header(rows)
    yield header.told()
    items = (item for _, item in items_under(header, rows, skip_rows=skip_rows) if item is not None)
    yield from with_progress(items, counted, place="header")


def load() -> None:
    """Load what is otherwise loaded at its first use: in the confined child no file can be opened any more."""
    habits()
    template()
    field_called("")
    statement_kinds()
    for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"):
        codecs.lookup(encoding)
    for name in NAMES:
        vocabulary(name)


def is_htcds_header(cells: Iterable[str]) -> bool:
    """Say whether a row of cells is a header of the standard: at least three of its fields, and most of the cells."""
    told = [cell for cell in cells if cell.strip()]
    known = sum(field_called(cell) is not None for cell in told)
    return known >= FIELDS_MIN and known * _HALF >= len(told)


def find_header(rows: Rows) -> Header:
    """Take rows up to the header of the standard; FileRefused where the first ten have none."""
    for row in rows:
        if row.number > HEADER_ROWS_MAX:
            break
        if row.wrong is None and is_htcds_header(row.cells):
            return _header(row, _labels_under(row, rows))
    raise FileRefused(
        f"None of the first {HEADER_ROWS_MAX} rows is a header of HTCDS 2.0. Is the file another one? If not, give the "
        "columns the names of the standard, such as prs_FirstName or First Name."
    )


def _labels_under(row: TableRow, rows: Rows) -> TableRow | None:
    """Give the row of labels under a row of names; None where there is none."""
    if not _are_names(row.cells):
        return None
    after = next(rows, None)
    if after is None:
        return None
    if after.number == row.number + 1 and is_htcds_header(after.cells) and not _are_names(after.cells):
        return after
    rows.put_back(after)
    return None


def _are_names(cells: list[str]) -> bool:
    return sum("_" in cell for cell in cells) * _HALF > sum(bool(cell.strip()) for cell in cells)


def _header(names: TableRow, labels: TableRow | None) -> Header:
    """Make the header of one row or of the template's two; a column without any name is called by its letter."""
    row = labels or names
    shown = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in row.cells]
    if labels is not None:
        below = [*shown, *[""] * (len(names.cells) - len(shown))]
        shown = [label or name.strip() for label, name in zip_longest(below, names.cells, fillvalue="")]
    while shown and not shown[-1]:
        shown.pop()
    fields = tuple(field_called(name) if name else None for name in shown)
    columns = checked_header(tuple(name or f"Column {column_name(index)}" for index, name in enumerate(shown)))
    _check_fields(columns, fields)
    reader = HtcdsReader(columns, fields)
    mapped = frozenset(index for index, field in enumerate(fields) if field is not None)
    nameless = tuple(index for index, name in enumerate(shown) if not name)

    def read(place: str, cells: list[str]) -> ReadRow | SetAside:
        return reader.read(place, [restored(cell) for cell in cells])

    def is_blank(cells: list[str]) -> bool:
        return not any(cell and not cell.isspace() for index, cell in enumerate(cells) if index not in nameless)

    return Header(row.number, columns, mapped, read, is_blank)


def _check_fields(columns: tuple[str, ...], fields: tuple[Field | None, ...]) -> None:
    seen: dict[str, str] = {}
    for column, field in zip(columns, fields, strict=True):
        if field is not None and field.field in seen:
            raise FileRefused(
                f"Columns “{seen[field.field]}” and “{column}” are the same field of the standard. Keep one of them."
            )
        if field is not None:
            seen[field.field] = column


def _delimiter_of(head: bytes, encoding: str) -> str:
    """Find the mark between cells: that under which most fields of the standard are found in the first rows."""
    text = "".join(islice(decoded(iter((head,)), encoding), 4))
    lines = text.splitlines()[:HEADER_ROWS_MAX]

    def known(mark: str) -> int:
        return max(
            (sum(field_called(cell.strip('"')) is not None for cell in line.split(mark)) for line in lines), default=0
        )

    return max(DELIMITERS, key=known)
