"""
Guess the mapping of a file that may be a workbook or text.

    guess_file(content, this_year=2026) -> Guess

A workbook whose columns are called as the case data standard calls them needs no mapping, and is told so. Of a workbook
with several sheets the first that is shown and holds anything is looked at; the mapping is then tried on all of them.
"""

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.any_file import is_standard, workbook
from wayhome.tips.engine.formats import WORKBOOK
from wayhome.tips.engine.guessing import CELLS_LOOKED_AT, ROWS_LOOKED_AT, Declared, Guess, guess_rows, guess_sheet
from wayhome.tips.engine.xlsx import first_rows_of_xlsx
from wayhome.tips.engine.xlsx_book import Book


class NeedsNoMapping(FileRefused):
    """Refuse to propose a mapping for a workbook whose columns already have their meaning."""


def guess_file(content: bytes, *, this_year: int, is_whole: bool, declared: Declared | None = None) -> Guess:
    """
    Guess the mapping of a file.

    Args:
        content: a workbook, whole; or the first bytes of a text.
        this_year: the year in which it came, for years of two digits.
        is_whole: whether `content` is the whole file.
        declared: what a human knows better; of a workbook the row of the header alone.

    Raises:
        NeedsNoMapping: its columns are those of the case data standard.
        FileRefused: it is neither a workbook nor text, or holds no header.
    """
    if not content.startswith(WORKBOOK):
        return guess_sheet(content, this_year=this_year, is_whole=is_whole, declared=declared)
    book = Book(workbook([content]))
    header_row = declared.header_row if declared else 0
    if not header_row and is_standard(book):
        raise NeedsNoMapping("Its columns are called as the case data standard calls them, so it needs no mapping.")
    rows = first_rows_of_xlsx(book, rows_max=ROWS_LOOKED_AT, cells_max=CELLS_LOOKED_AT)
    return guess_rows(rows, this_year=this_year, header_row=header_row)
