"""
Text into lines and lines into rows of cells, however hostile the file is.

Python's csv module cuts well and fast, but it trusts its input: one quote that is never closed
swallows the rest of the file, one line without an end fills the memory. Here every row has its
bounds, and a row that breaks one is handed out as broken, alone. The lines that an open quote had
swallowed are read again as rows of their own, because most of them are.

Reading again could be made to cost the square of the file's length, by a file in which every line
opens a quote that only the limit stops. So there is a budget: once so many characters were read
again, a broken row keeps what it swallowed. Time stays in proportion to the file.

Line ends of Windows, Unix and old Macs are one. Nothing else ends a line: not U+2028, not a form
feed, which csv files hold inside of cells.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from io import StringIO
from typing import Final, NamedTuple

ROW_CHARS_MAX: Final = 1_000_000
ROW_LINES_MAX: Final = 2_000
READ_AGAIN_CHARS_MAX: Final = 20_000_000

# Controls of the terminal age, Unicode's second set (most often a wrong encoding), overrides and isolates of writing
# direction (what is shown would not be what is stored), and halves of characters, which also mark undecodable bytes.
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_TOO_LONG = f"is longer than {ROW_CHARS_MAX:,} characters"
_TOO_MANY_LINES = f"opens a quote that is not closed within {ROW_LINES_MAX:,} lines"
_NEVER_CLOSED = "opens a quote that is never closed"
_CLOSED_EARLY = "has a quote inside a cell that is neither doubled nor at its end"
_LONG_CELL = "has a cell of more than 131,072 characters, or a quote that is not closed"
_NOT_CUT = "cannot be cut into cells"


class CutRow(NamedTuple):
    """A row as it stands in the file: its cells, or what is wrong with it, and its own lines as text."""

    cells: list[str] | None
    wrong: str | None
    text: str


class _RowTooLongError(Exception):
    """Stop the csv module in the middle of a row."""


def lines_of(pieces: Iterator[str]) -> Iterator[str]:
    """
    Cut text into lines; each ends in one line feed, also the last.

    A line beyond ROW_CHARS_MAX comes cut off one character above it, and its rest is dropped: no more is ever held.
    """
    tail, is_dropping = "", False
    for piece in pieces:
        text = tail + piece
        # A carriage return at the end may be half of a line end: it waits for the next piece.
        held = "\r" if text.endswith("\r") else ""
        tail = ""
        for line in StringIO(text[: len(text) - len(held)], newline=None):
            if not line.endswith("\n"):
                tail = line
            elif is_dropping:
                is_dropping = False
            else:
                yield line if len(line) <= ROW_CHARS_MAX else _cut_off(line)
        if len(tail) > ROW_CHARS_MAX:
            if not is_dropping:
                yield _cut_off(tail)
            tail, is_dropping = "", True
        tail += held
    if tail.rstrip("\r") and not is_dropping:
        yield tail.rstrip("\r") + "\n"


def rows_of(lines: Iterator[str], *, delimiter: str, quote: str | None) -> Iterator[CutRow]:
    """
    Cut lines into rows of cells.

    Args:
        lines: from `lines_of`.
        delimiter: the mark between cells.
        quote: the mark around cells; None where the file has none.

    Yields:
        Every row, blank ones too (a blank line has no cell), so that their number is the one a spreadsheet shows.
    """
    feed = _Feed(lines, delimiter=delimiter, quote=quote)
    reader = feed.reader()
    taken = feed.taken
    while True:
        taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _RowTooLongError) as error:
            yield feed.broken_row(error)
            reader = feed.reader()
        else:
            text = taken[0] if len(taken) == 1 else "".join(taken)
            # isprintable is four times as fast as the pattern, and true of nearly every line.
            is_clean = text[:-1].isprintable() or FORBIDDEN.search(text) is None
            yield CutRow(cells, None, text) if is_clean else CutRow(None, forbidden_in(text), text)


class _Feed:
    """Hand lines to the csv module, remember those of the row at hand, and take back those that it swallowed."""

    def __init__(self, lines: Iterator[str], *, delimiter: str, quote: str | None) -> None:
        self.taken: list[str] = []
        self._lines = lines
        self._again: deque[str] = deque()
        self._budget_chars = READ_AGAIN_CHARS_MAX
        self._row_chars = 0
        self._delimiter, self._quote = delimiter, quote

    def reader(self) -> Iterator[list[str]]:
        """Make a reader; a row that breaks a bound ends its generator, so each broken row needs a new one."""
        if self._quote is None:
            return csv.reader(self._fed(), delimiter=self._delimiter, quoting=csv.QUOTE_NONE, strict=True)
        return csv.reader(self._fed(), delimiter=self._delimiter, quotechar=self._quote, strict=True)

    def broken_row(self, error: Exception) -> CutRow:
        """Tell what is wrong with the row at hand, and put back the lines that were never its own."""
        wrong = self._wrong(error)
        own, swallowed = self.taken[:1], self.taken[1:]
        chars = sum(map(len, swallowed))
        if chars > self._budget_chars:
            wrong = f"{wrong}; the {len(swallowed):,} lines after it could not be told from it"
            return CutRow(None, wrong, "".join(self.taken))
        self._budget_chars -= chars
        self._again.extendleft(reversed(swallowed))
        return CutRow(None, wrong, "".join(own))

    def _fed(self) -> Iterator[str]:
        taken, again, lines = self.taken, self._again, self._lines
        while True:
            line = again.popleft() if again else next(lines, None)
            if line is None:
                return
            taken.append(line)
            self._row_chars = len(line) if len(taken) == 1 else self._row_chars + len(line)
            if self._row_chars > ROW_CHARS_MAX or len(taken) > ROW_LINES_MAX:
                raise _RowTooLongError
            yield line

    def _wrong(self, error: Exception) -> str:
        if isinstance(error, _RowTooLongError):
            return _TOO_MANY_LINES if len(self.taken) > ROW_LINES_MAX else _TOO_LONG
        said = str(error)
        if "expected after" in said:
            return _CLOSED_EARLY
        if "unexpected end" in said:
            return _NEVER_CLOSED
        return _LONG_CELL if "field limit" in said else _NOT_CUT


def _cut_off(line: str) -> str:
    return line[:ROW_CHARS_MAX] + "\n"


def forbidden_in(text: str) -> str:
    """Say, of a text in which FORBIDDEN found something, what it holds."""
    found = FORBIDDEN.search(text)
    code = ord(found[0]) if found else 0
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the range of surrogates
        return "holds bytes that are no character in the file's encoding"
    if code == 0:
        return "holds a NUL character"
    if code >= 0x202A:  # noqa: PLR2004 - the first of the direction controls
        return "holds a control character that turns the direction of writing"
    return "holds a control character; perhaps the file's encoding is another one"
