"""
Cells: what one cell says, as the content of one key of a statement.

The kernel knows how each type of content is written (`kernel.values`); the mapping knows how this
sender writes dates and codes. Here the two meet: a cell is silent (empty, or a marker of a missing
value), or it has content, or it is wrong. The error of a wrong cell names its column and never
what stands in it.

A sheet of a million rows has few ages, sexes, countries and dates, each many times over, so their
reading is remembered. Names and telephone numbers are not.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import statement_kinds
from wayhome.kernel.values import LONG_TEXT_CHARACTERS_MAX, TEXT_CHARACTERS_MAX, ValueKey, read_content
from wayhome.tips.engine.ages_written import read_age
from wayhome.tips.engine.dates_written import WrittenDate, read_date
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping_values import TABLES, code_of, plain

REMEMBERED_MAX: Final = 8_192

Content = str | int
Read = Callable[[str], Content | None]

_TABLE_OF_VOCABULARY = {words: name for name, words in TABLES.items()}
_SAYS_NOTHING = {("sex", "unknown")}  # the vocabulary has a code for silence; silence is no statement


class CellReader:
    """Read the cells of one sheet by its mapping."""

    def __init__(self, mapping: SheetMapping) -> None:
        self._mapping = mapping
        self._unknown = mapping.unknown
        self._unknown_chars_max = max(map(len, mapping.unknown))
        self.date: Callable[[str], WrittenDate] = lru_cache(REMEMBERED_MAX)(self._date)
        self._codes: dict[str, Callable[[str], str | None]] = {}

    def said(self, cell: str) -> str | None:
        """Give what a cell says, without space at its ends and in composed letters; None where it is silent."""
        text = cell.strip()
        if text.isascii():  # of which folding keeps the length, so a long one is no marker
            return None if len(text) <= self._unknown_chars_max and text.lower() in self._unknown else text
        return None if plain(text) in self._unknown else unicodedata.normalize("NFC", text)

    def _date(self, cell: str) -> WrittenDate:
        """Read a date; one without a zone of its own is in the mapping's."""
        written = read_date(cell, self._mapping.dates)
        return written if written.zone else replace(written, zone=self._mapping.time_zone)

    def code(self, name: str) -> Callable[[str], str | None]:
        """Give the reader of one translation table: from a cell to a code, or None where the word says nothing."""
        if name not in self._codes:
            values = self._mapping.values
            self._codes[name] = lru_cache(REMEMBERED_MAX)(lambda cell: code_of(cell, name, values))
        return self._codes[name]

    def of_key(self, kind: str, key: ValueKey) -> Read:
        """Give the reader of one key of a kind of statement."""
        if key.type == "date":
            return lambda cell: self.date(cell).date.text
        table = "language" if key.type == "language" else _TABLE_OF_VOCABULARY.get(key.vocabulary)
        if table is not None:
            code = self.code(table)
            return lambda cell: None if (kind, found := code(cell)) in _SAYS_NOTHING else found
        if key.type in {"text", "long_text"}:
            return _text_reader(key)
        return lambda cell: _content(key, cell)


class ColumnReader:
    """Read cells of a row by the name of their column; the error of a wrong one names it."""

    def __init__(self, cells: CellReader, index_of: Mapping[str, int]) -> None:
        self._cells = cells
        self._index_of = index_of

    def text(self, column: str, row: list[str]) -> str | None:
        """Give what a cell says; None where it is silent."""
        return self._cells.said(row[self._index_of[column]])

    def code(self, name: str, column: str, row: list[str]) -> str | None:
        """Give the code that a cell means by a translation table; None where it says nothing."""
        text = self.text(column, row)
        try:
            return None if text is None else self._cells.code(name)(text)
        except BadInput as wrong:
            raise wrong_cell(column, wrong) from None

    def date(self, column: str, row: list[str]) -> WrittenDate | None:
        """Give the date that a cell says; None where it is silent."""
        text = self.text(column, row)
        try:
            return None if text is None else self._cells.date(text)
        except BadInput as wrong:
            raise wrong_cell(column, wrong) from None


def ages(cell: str) -> Mapping[str, int]:
    """Read an age into the keys of its kind; an open end is absent."""
    age = read_age(cell)
    ends = {"years_min": age.years_min, "years_max": age.years_max}
    return {name: years for name, years in ends.items() if years is not None}


def keys_of(kind: str) -> dict[str, ValueKey]:
    """Give the keys of a kind of statement by their names."""
    return {key.name: key for key in statement_kinds()[kind].keys}


def wrong_cell(column: str, complaint: BadInput) -> BadInput:
    """Make a sentence of what is wrong with a cell; it names the column."""
    return BadInput(f"Column “{column}” {str(complaint).rstrip('.')}.")


def _text_reader(key: ValueKey) -> Read:
    chars_max = TEXT_CHARACTERS_MAX if key.type == "text" else LONG_TEXT_CHARACTERS_MAX

    def read(cell: str) -> Content:
        # Nearly every cell is tidy already; the kernel's own way walks through every letter.
        if len(cell) <= chars_max and cell.isprintable() and "  " not in cell:
            return cell
        return _content(key, cell)

    return read


def _content(key: ValueKey, cell: str) -> Content:
    try:
        return read_content(key, cell)
    except BadInput as wrong:
        raise BadInput(f"does not fit: {wrong}") from None
