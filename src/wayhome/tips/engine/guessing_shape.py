"""
How a sheet of text is cut: the mark between cells, the mark around them, the row of the headers.

Each delimiter is tried on the first rows. The right one cuts nearly all of them into the same
number of cells, two or more; a comma inside of sentences does not. The header is the first row of
that width whose cells are filled, short, different from each other and no dates, numbers or
addresses; rows above it are a title. A row in which known headers stand goes before one in which
none does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wayhome.tips.engine.guessing_encoding import Certainty
from wayhome.tips.engine.guessing_words import HEADER_CHARS_MAX, known_headers
from wayhome.tips.engine.lines import lines_of, rows_of
from wayhome.tips.engine.mapping import HEADER_ROW_MAX

DELIMITERS: Final = (",", ";", "\t", "|")
ROWS_TRIED: Final = 200
COLUMNS_KNOWN_MAX: Final = 1_000  # more columns than a sheet may have are not looked up

_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
_SURE_SHARE = 0.95
_FILLED_SHARE = 0.7
_CONTENT = re.compile(r"[\d\s.,:/+()-]*\d[\d\s.,:/+()-]*|\S+@\S+\.\S+")


@dataclass(frozen=True, slots=True)
class ShapeGuess:
    """The mark between cells and the one around them, the row of the headers, how sure they are and why."""

    delimiter: str
    quote: str | None
    header_row: int
    certainty: Certainty
    evidence: str
    header_certainty: Certainty
    header_evidence: str


def guess_shape(text: str) -> ShapeGuess:
    """Guess how a sheet is cut, from its first text."""
    quote = _quote(text)
    tried = {mark: _widths(text, mark, quote) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: (*_fit(tried[mark]), -DELIMITERS.index(mark)))
    share, width = _fit(tried[best])
    rows = list(_rows(text, best, quote))
    number, header_certainty, why = guess_header(rows)
    if width < 2:  # noqa: PLR2004 - a table has two columns
        return ShapeGuess(
            ",", quote, number, "unsure", "No mark cuts the rows into cells; it is read as one column.",
            header_certainty, why,
        )  # fmt: skip
    evidence = f"{_NAMES[best].capitalize()} cuts {share:.0%} of {len(rows)} rows into {width} cells each."
    return ShapeGuess(
        best, quote, number, "certain" if share >= _SURE_SHARE else "likely", evidence, header_certainty, why
    )


def guess_header(rows: Sequence[Sequence[str]]) -> tuple[int, Certainty, str]:
    """
    Guess which row holds the names of the columns.

    Args:
        rows: the first rows of the table, each a list of cells.

    Returns:
        Its number, counted from 1; how sure that is; and why.
    """
    wide = max((len([cell for cell in row if cell.strip()]) for row in rows[:ROWS_TRIED]), default=0)
    found = [number for number, row in enumerate(rows[:HEADER_ROW_MAX], start=1) if _is_header(row, wide)]
    known = {number: known_headers(rows[number - 1][:COLUMNS_KNOWN_MAX]) for number in found}
    best = max(found, key=lambda number: (known[number] > 0, -number), default=0)
    if not best:
        return 1, "unsure", "No row looks like the names of the columns; the first one is taken for them."
    above = "" if best == 1 else " What stands above it looks like a title."
    if known[best]:
        cells = len(rows[best - 1])
        return best, "certain", f"{known[best]} of the {cells} cells of row {best} are known names.{above}"
    return best, "likely", f"Row {best} is the first that holds words alone, each another one.{above}"


def first_rows(text: str, shape: ShapeGuess, rows_max: int) -> list[list[str]]:
    """Cut the rows under the header, at most `rows_max`; those that cannot be cut are left out."""
    rows = list(_rows(text, shape.delimiter, shape.quote, shape.header_row + rows_max))
    return rows[shape.header_row - 1 :]


def _is_header(row: Sequence[str], wide: int) -> bool:
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if not cells or len(cells) < max(1, _FILLED_SHARE * wide) or not all(cells):
        return False
    if any(len(cell) > HEADER_CHARS_MAX or _CONTENT.fullmatch(cell) for cell in cells):
        return False
    return len({cell.casefold() for cell in cells}) == len(cells)


def _quote(text: str) -> str | None:
    """Tell the mark around cells by how often it stands where a cell begins or ends."""
    around = {mark: len(re.findall(rf"(?:^|[,;\t|]){mark}|{mark}(?:$|[,;\t|])", text, re.MULTILINE)) for mark in "\"'"}
    return "'" if around["'"] > 2 * around['"'] and around["'"] > 2 else '"'  # noqa: PLR2004 - by chance there is one


def _widths(text: str, mark: str, quote: str | None) -> list[int]:
    return [len(row) for row in _rows(text, mark, quote)]


def _rows(text: str, mark: str, quote: str | None, rows_max: int = ROWS_TRIED) -> Iterator[list[str]]:
    """Cut the first rows; a blank row keeps its number, one that cannot be cut is empty."""
    for number, row in enumerate(rows_of(lines_of(iter([text])), delimiter=mark, quote=quote)):
        if number == rows_max:
            return
        yield row.cells or []


def _fit(widths: list[int]) -> tuple[float, int]:
    """Give the share of the rows that have the commonest width of two or more, and that width."""
    counted = Counter(width for width in widths if width > 1)
    filled = sum(width > 0 for width in widths)
    if not counted or not filled:
        return 0.0, 0
    width, count = max(counted.items(), key=lambda one: (one[1], one[0]))
    return count / filled, width
