"""
A sheet: bytes in, rows out, and every row of the file accounted for.

The stream is read once, from front to back, a piece at a time; what is held is one piece and one
row. A sheet that cannot be read at all (no header, a column that the mapping needs is missing, two
columns of one name) is refused whole, with one sentence. From then on every row is either read or
set aside with its reason, and none stops the next.

Rows keep the number that a spreadsheet shows under the header: blank rows count, though they are
neither read nor set aside. `skip_rows` goes on where an earlier run stopped.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.encodings import decoded, shown
from wayhome.tips.engine.first_bytes import refuse_foreign
from wayhome.tips.engine.lines import CutRow, lines_of, rows_of
from wayhome.tips.engine.mapping import Mapping
from wayhome.tips.engine.row_digest import text_digest
from wayhome.tips.engine.row_reader import RowReader
from wayhome.tips.engine.rows import HeaderRead, Item, Progress, ReadRow, SetAside

COLUMNS_MAX: Final = 1_000
HEADER_CHARS_MAX: Final = 120
TEXT_KEPT_CHARS_MAX: Final = 100_000
PROGRESS_ROWS: Final = 1_000

_NAMES_SHOWN_MAX = 5


def read_sheet(chunks: Iterable[bytes], mapping: Mapping, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read a sheet.

    Args:
        chunks: the file's bytes, cut anywhere.
        mapping: what its columns mean.
        skip_rows: rows under the header that an earlier run has done; they are cut, but neither read nor yielded.

    Yields:
        HeaderRead once; then ReadRow and SetAside in the order of the file, with Progress after every PROGRESS_ROWS of
        them and at the end.

    Raises:
        FileRefused: no row of it can be read; the sentence names the cause and what to do.
    """
    counted = Counted(refuse_foreign(iter(chunks)))
    cut = rows_of(
        lines_of(decoded(counted, mapping.file.encoding)), delimiter=mapping.file.delimiter, quote=mapping.file.quote
    )
    columns = _header(cut, mapping.file.header_row)
    check_columns(columns, mapping)
    mapped = set(mapping.columns())
    yield HeaderRead(columns, tuple(column for column in columns if column not in mapped))
    reader = RowReader(mapping, columns)
    items = (
        _item(row, f"row {number}", reader, len(columns))
        for number, row in enumerate(cut, start=1)
        if number > skip_rows and not _is_blank(row)
    )
    yield from with_progress(items, counted, place="header")


def with_progress(items: Iterable[ReadRow | SetAside], counted: "Counted", *, place: str) -> Iterator[Item]:
    """Give items, with Progress after every PROGRESS_ROWS of them and at the end; `place` is where they begin."""
    rows = 0
    for rows, item in enumerate(items, start=1):
        yield item
        place = item.place
        if rows % PROGRESS_ROWS == 0:
            yield Progress(place, rows, counted.bytes)
    yield Progress(place, rows, counted.bytes)


def columns_of(head: bytes, mapping: Mapping) -> tuple[str, ...]:
    """Read the header of a sheet from its first bytes; empty where by this mapping it has none."""
    cut = rows_of(
        lines_of(decoded(iter([head]), mapping.file.encoding)),
        delimiter=mapping.file.delimiter,
        quote=mapping.file.quote,
    )
    try:
        return _header(cut, mapping.file.header_row)
    except FileRefused:
        return ()


class Counted(Iterator[bytes]):
    """Count the bytes that were taken."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.bytes = 0
        self._chunks = iter(chunks)

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.bytes += len(chunk)
        return chunk


def _item(row: CutRow, place: str, reader: RowReader, width: int) -> ReadRow | SetAside:
    cells = row.cells
    if cells is None:
        return aside_of(row, place, f"The row {row.wrong}.")
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]  # some programs end each row with a delimiter too many: nothing is lost with it
    if len(cells) != width:
        return aside_of(row, place, f"The row has {len(cells):,} cells where the header has {width:,}.")
    return reader.read(place, cells)


def aside_of(row: CutRow, place: str, reason: str) -> SetAside:
    """Set a row aside that could not be cut into the header's columns, as it stands."""
    text = shown(row.text.removesuffix("\n"))
    if len(text) > TEXT_KEPT_CHARS_MAX:
        text = text[:TEXT_KEPT_CHARS_MAX]
        reason = f"{reason} Only its first {TEXT_KEPT_CHARS_MAX:,} characters are kept here; the file has the rest."
    return SetAside(place, reason, None, text, text_digest(text))


def _is_blank(row: CutRow) -> bool:
    return row.cells is not None and not "".join(row.cells).strip()


def _header(cut: Iterator[CutRow], header_row: int) -> tuple[str, ...]:
    """Take the row of the headers; rows above it are titles, and are not read."""
    for number, row in enumerate(cut, start=1):
        if number < header_row:
            continue
        if row.cells is None:
            raise FileRefused(f"The header {row.wrong}. Save the sheet again, or declare in [file] how it is written.")
        names = [unicodedata.normalize("NFC", cell.strip()) for cell in row.cells]
        while names and not names[-1]:
            names.pop()
        return checked_header(tuple(names))
    raise FileRefused(
        "The file is empty." if header_row == 1 else f"The file ends before its header, row {header_row}."
    )


def checked_header(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of the columns back; FileRefused where a row could not be told by them."""
    if not names:
        raise FileRefused("The header is blank. Say in [file] header_row which row holds the names of the columns.")
    if len(names) > COLUMNS_MAX:
        raise FileRefused(f"The sheet has {len(names):,} columns; at most {COLUMNS_MAX:,} are read.")
    for number, name in enumerate(names, start=1):
        if not name:
            raise FileRefused(f"Column {number} has no name in the header. Give it one.")
        if len(name) > HEADER_CHARS_MAX:
            raise FileRefused(f"The name of column {number} is longer than {HEADER_CHARS_MAX} characters.")
    twice = next((number for number, name in enumerate(names, start=1) if names.index(name) < number - 1), None)
    if twice is not None:
        first = names.index(names[twice - 1]) + 1
        raise FileRefused(f"Columns {first} and {twice} have the same name in the header. Rename one of them.")
    return names


def check_columns(columns: tuple[str, ...], mapping: Mapping) -> None:
    """Refuse a sheet that lacks a column which its mapping reads."""
    here = set(columns)
    missing = [column for column in mapping.columns() if column not in here]
    if missing:
        named = ", ".join(f"“{column}”" for column in missing[:_NAMES_SHOWN_MAX])
        more = f" and {len(missing) - _NAMES_SHOWN_MAX} more" if len(missing) > _NAMES_SHOWN_MAX else ""
        hint = " The header is one single cell: check the delimiter in [file]." if len(columns) == 1 else ""
        raise FileRefused(
            f"The sheet has no column {named}{more}, which the mapping “{mapping.profile}” reads."
            f"{hint} Check that this is the right mapping for the file."
        )
