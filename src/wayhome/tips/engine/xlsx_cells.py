"""
The rows of one sheet of a workbook, as they come by, in the memory of one row.

A sheet may say that it has a cell in its last corner, a million rows down; only what is there is
ever held. A row is a list of texts as long as its last cell. What a person sees in a cell is its
text: a date is shown year first, a truth value as TRUE or FALSE.

A formula is never computed, and what some program computed once is not trusted, because nobody
here can check it: the cell holds the formula's own text, `=B2&" "&C2`, and is marked as one. An
error of the spreadsheet (#REF!) is its text and marked too. Whoever reads such a column decides.

Source: ISO/IEC 29500-1:2016, 18.3.1 (worksheets) and 22.9.2.19 (`_x000D_` in texts).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wayhome.tips.engine.lines import FORBIDDEN, ROW_CHARS_MAX, forbidden_in
from wayhome.tips.engine.table_rows import ERROR, FORMULA, TableRow
from wayhome.tips.engine.xlsx_formats import Show
from wayhome.tips.engine.xlsx_markup import DEPTH_MAX, Part, unprefixed
from wayhome.tips.engine.xlsx_strings import STRING_CHARS_MAX, STRINGS_MAX, SharedStrings

ROWS_MAX: Final = 1_048_576
COLUMNS_MAX: Final = 16_384
CELLS_KEPT_MAX: Final = 1_000  # of a row; as many columns as a sheet may have here

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile("[A-Z]{1,3}")
_DIGITS = "0123456789"
_TEXTS, _ROUND_TEXT = frozenset({"v", "t", "f"}), frozenset({"is", "r"})
_OUTSIDE, _IN_ROW, _IN_CELL, _SKIPPING = range(4)
_SHARED = "=(the formula of another cell)"
_TOO_LONG = f"is longer than {ROW_CHARS_MAX:,} characters"
_NAMES_KEPT_MAX = 64
_WHOLE_CHARS_MAX = 9


def sheet_rows(
    pieces: Iterable[bytes], strings: SharedStrings, styles: list[Show], *, number: int = 1
) -> Iterator[TableRow]:
    """
    Read the rows of a sheet.

    Args:
        pieces: the bytes of its part.
        strings: the workbook's texts.
        styles: what shows the numbers of each style.
        number: of the sheet in its workbook, for a sentence.

    Yields:
        The rows that hold something, in order.

    Raises:
        FileRefused: it is no sheet, or its rows do not stand in order.
    """
    sheet = _Sheet(strings, styles, f"Sheet {number}")
    for _ in sheet.part.feed(pieces):
        if sheet.rows:
            ready, sheet.rows = sheet.rows, []
            yield from ready


def column_name(index: int) -> str:
    """
    Give the letters of a column.

    >>> column_name(0), column_name(701), column_name(16_383)
    ('A', 'ZZ', 'XFD')
    """
    name, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def column_index(letters: str) -> int:
    """Give the place of a column from its letters, from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class _Sheet:
    """
    The handlers of the parser, and what they remember between two calls: at most one row.

    They run some thirty times for a row of ten cells, so they are written for speed: one state instead of several
    flags, and what is most frequent comes first.
    """

    def __init__(self, strings: SharedStrings, styles: list[Show], what: str) -> None:
        self.rows: list[TableRow] = []
        self.part = Part(what, is_namespaced=False)
        self._strings, self._styles = strings, styles
        self._short: dict[str, str] = {}  # names of elements without their prefix
        self._index_of: dict[str, int] = {}  # letters of a column to its place
        self._number = 0
        self._state, self._state_before = _OUTSIDE, _OUTSIDE
        self._depth = self._skipped = 0
        # Of the row at hand.
        self._cells: list[str] = []
        self._marks: dict[int, str] | None = None
        self._wrong: str | None = None
        self._chars, self._column = 0, -1
        # Of the cell at hand.
        self._attributes: dict[str, str] = {}
        self._value = ""
        self._formula: str | None = None
        self._inline: list[str] = []
        self._text: str | None = None  # of the value, formula or text that is open
        parser = self.part.parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._said

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = self._short.get(name) or self._shorten(name)
        state = self._state
        if state == _IN_CELL:
            if self._text is not None:
                raise self.part.refused("has an element inside of a text")
            if name in _TEXTS:
                self._text = ""
            elif name not in _ROUND_TEXT:
                self._skip()
        elif state == _IN_ROW and name == "c":
            self._begin_cell(attributes)
        elif state == _OUTSIDE and name == "row":
            self._begin_row(attributes)
        elif state == _OUTSIDE:
            self._depth += 1
            if self._depth > DEPTH_MAX:
                raise self.part.refused(f"nests more than {DEPTH_MAX} elements in each other")
        else:
            self._skip()

    def _end(self, name: str) -> None:
        name = self._short.get(name) or self._shorten(name)
        state = self._state
        if state == _IN_CELL:
            if name == "c":
                self._state = _IN_ROW
                self._end_cell()
            elif name == "v":
                self._value, self._text = self._text or "", None
            elif name == "t":
                self._inline.append(self._text or "")
                self._text = None
            elif name == "f":
                self._formula, self._text = self._text or "", None
        elif state == _SKIPPING:
            self._skipped -= 1
            if not self._skipped:
                self._state = self._state_before
        elif state == _IN_ROW:
            self._state = _OUTSIDE
            self._end_row()
        else:
            self._depth -= 1

    def _said(self, text: str) -> None:
        if self._text is not None:
            self._chars += len(text)
            if self._chars <= ROW_CHARS_MAX:
                self._text += text
            else:
                self._wrong = self._wrong or _TOO_LONG

    def _skip(self) -> None:
        """Pass an element over with all that stands in it: a way of speaking, or what a later version added."""
        if self._state != _SKIPPING:
            self._state, self._state_before = _SKIPPING, self._state
        self._skipped += 1
        if self._skipped > DEPTH_MAX:
            raise self.part.refused(f"nests more than {DEPTH_MAX} elements in each other")

    def _shorten(self, name: str) -> str:
        short = unprefixed(name)
        if len(self._short) < _NAMES_KEPT_MAX:
            self._short[name] = short
        return short

    def _begin_row(self, attributes: dict[str, str]) -> None:
        said = attributes.get("r")
        number = self._number + 1 if said is None else _whole(said)
        if not self._number < number <= ROWS_MAX:
            raise self.part.refused("has a row that does not follow, or that no sheet can have,")
        self._number = number
        self.part.place = f"row {number:,}"
        self._state = _IN_ROW
        self._cells, self._marks, self._wrong = [], None, None
        self._chars, self._column = 0, -1

    def _end_row(self) -> None:
        cells = self._cells
        if cells and self._wrong is None:
            text = "".join(cells)
            if len(text) > ROW_CHARS_MAX:
                self._wrong = _TOO_LONG
            elif not text.isprintable() and FORBIDDEN.search(text):
                self._wrong = forbidden_in(text)
        if cells or self._wrong is not None:
            self.rows.append(TableRow(self._number, cells, self._marks, self._wrong))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._state = _IN_CELL
        self._attributes, self._value, self._formula = attributes, "", None
        self._inline.clear()
        ref = attributes.get("r")
        if ref is None:
            self._column += 1
            return
        letters = ref.rstrip(_DIGITS)
        column = self._index_of.get(letters, -1)
        if column < 0:
            column = self._index(letters)
        if column <= self._column:
            self._wrong = self._wrong or "has two cells in one place, or cells out of order"
        self._column = column

    def _end_cell(self) -> None:
        text = self._shown()
        if not text:
            return
        cells, column = self._cells, self._column
        if column >= CELLS_KEPT_MAX:
            self._wrong = self._wrong or f"has a cell beyond column {column_name(CELLS_KEPT_MAX - 1)}"
            return
        if column > len(cells):
            cells += [""] * (column - len(cells))
        if column == len(cells):
            cells.append(text)

    def _shown(self) -> str:  # noqa: PLR0911 - a return for each type of cell
        """Give the text of the cell at hand."""
        kind, value = self._attributes.get("t"), self._value
        if self._formula is not None:
            self._mark(FORMULA)
            return "=" + _unescaped(self._formula) if self._formula else _SHARED
        if kind == "s":
            return self._shared(value)
        if kind == "inlineStr":
            return _unescaped("".join(self._inline))
        if not value:
            return ""
        if kind is None or kind == "n":
            style = self._attributes.get("s")
            show = self._styles[0 if style is None else min(_whole(style), len(self._styles) - 1)]
            return show(value)
        if kind == "b":
            return "TRUE" if value in {"1", "true"} else "FALSE"
        if kind == "e":
            self._mark(ERROR)
        return _unescaped(value)

    def _shared(self, value: str) -> str:
        try:
            text = self._strings.text(_whole(value) if value else -1)
        except IndexError:
            self._wrong = self._wrong or "names a text that the workbook does not have"
            return ""
        if len(text) > STRING_CHARS_MAX:
            self._wrong = self._wrong or f"has a cell of more than {STRING_CHARS_MAX:,} characters"
            return ""
        self._chars += len(text)
        if self._chars > ROW_CHARS_MAX:
            self._wrong = self._wrong or _TOO_LONG
            return ""
        return _unescaped(text)

    def _mark(self, what: str) -> None:
        if self._marks is None:
            self._marks = {}
        self._marks[self._column] = what

    def _index(self, letters: str) -> int:
        """Find the place of a column that is met for the first time."""
        index = column_index(letters) if _LETTERS.fullmatch(letters) else COLUMNS_MAX
        if index >= COLUMNS_MAX:
            self._wrong = self._wrong or "has a cell in a column that no sheet has"
            return self._column + 1
        self._index_of[letters] = index
        return index


def _unescaped(text: str) -> str:
    """Undo `_x000D_`, which is how a workbook writes a mark that XML cannot."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= _WHOLE_CHARS_MAX else ROWS_MAX + STRINGS_MAX
