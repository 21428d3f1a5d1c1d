"""
The tip itself in a row: its words, when and where, and how it came.

What is the same for every row (its language, its country, its channel) stands in the mapping; a
cell that says otherwise goes before it.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.cells import REMEMBERED_MAX, ColumnReader
from wayhome.tips.engine.dates_written import WrittenDate
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping_values import DANGER

FIELD_CHARS_MAX: Final = 2_000
TEXT_CHARS_MAX: Final = 100_000
# What is said of the tip and not of the matter: alone it makes no tip.
ABOUT_THE_TIP: Final = frozenset({"language", "country", "channel"})

Tip = dict[str, str | bool]
_Fill = Callable[[list[str], Tip], None]


class TipReader:
    """Read the fields of the tip from the rows of one sheet."""

    def __init__(self, mapping: SheetMapping, columns: ColumnReader) -> None:
        self._columns = columns
        told = {"language": mapping.language, "country": mapping.country, "channel": mapping.channel}
        self._constants: Tip = {name: said for name, said in told.items() if said is not None}
        self._fill = [self._filler(field, named) for field, named in mapping.tip.items()]

    def read(self, row: list[str]) -> Tip:
        """Read one row; BadInput names the column of a wrong cell."""
        tip = dict(self._constants)
        for fill in self._fill:
            fill(row, tip)
        return tip

    def _filler(self, field: str, named: tuple[str, ...]) -> _Fill:
        """Make what fills one field from its columns."""
        column = named[0]
        if field == "when":
            return lambda row, tip: self._fill_when(column, row, tip)
        if field == "danger_now":
            return lambda row, tip: self._fill_danger(column, row, tip)
        if field in ABOUT_THE_TIP:
            return lambda row, tip: self._fill_code(field, column, row, tip)
        return lambda row, tip: self._fill_text(field, named, row, tip)

    def _fill_text(self, field: str, named: tuple[str, ...], row: list[str], tip: Tip) -> None:
        told = (self._columns.text(column, row) for column in named)
        text = "\n".join([part for part in told if part is not None])
        chars_max = TEXT_CHARS_MAX if field == "text" else FIELD_CHARS_MAX
        if len(text) > chars_max:
            raise BadInput(f"Column “{named[0]}” holds {len(text):,} characters; at most {chars_max:,} fit.")
        if text:
            tip[field] = text

    def _fill_when(self, column: str, row: list[str], tip: Tip) -> None:
        when = self._columns.date(column, row)
        if when is not None:
            tip |= when_told(when)

    def _fill_code(self, field: str, column: str, row: list[str], tip: Tip) -> None:
        code = self._columns.code(field, column, row)
        if code is not None:
            tip[field] = code

    def _fill_danger(self, column: str, row: list[str], tip: Tip) -> None:
        answer = self._columns.code(DANGER, column, row)
        if answer is not None:
            tip["danger_now"] = answer == "yes"


@lru_cache(REMEMBERED_MAX)
def when_told(when: WrittenDate) -> Mapping[str, str]:
    """Write a date as a tip holds it: its text and its ends, as ISO days; what is not known is absent."""
    first, last = when.date.earliest, when.date.latest
    told = {
        "when": when.date.text,
        "when_earliest": None if first is None else first.isoformat(),
        "when_latest": None if last is None else last.isoformat(),
        "when_precision": when.date.precision.value,
        "when_clock": when.clock,
        "time_zone": when.zone,
    }
    return {name: said for name, said in told.items() if said is not None}
