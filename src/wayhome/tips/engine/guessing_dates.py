"""
In which order a sheet writes day and month: told by its cells, or left open.

03/04/2025 says nothing; 25/04/2025 can only be day first, 04/25/2025 only month first. One such cell
decides for its column, and since one sender writes one way, for the sheet. Where no cell decides, or
cells speak for both, the order stays open (`either`): each such date is then read as the whole span
from the one day to the other, wide rather than wrong.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wayhome.tips.engine.dates_written import Style
from wayhome.tips.engine.guessing_encoding import Certainty

HUNDRED: Final = 100

_NUMBERS = re.compile(r"\s*(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?=$|[\sT,])")
_ISO = re.compile(r"\s*\d{4}[-/.]\d{1,2}")
_MONTHS = 12
_TWO_DIGITS = 2


@dataclass(frozen=True, slots=True)
class DatesGuess:
    """The style of the dates, the hundred years of two digits (None: there are none), and why."""

    style: Style
    two_digit_from: int | None
    certainty: Certainty
    evidence: str


@dataclass(frozen=True, slots=True)
class _Told:
    """How many cells of a column can only be day first, only month first, either, or have the year first."""

    day_first: int = 0
    month_first: int = 0
    open: int = 0
    year_first: int = 0
    short_years: int = 0


def guess_dates(columns: Mapping[str, Counter[str]], *, this_year: int) -> DatesGuess:
    """
    Guess how dates are written.

    Args:
        columns: header to the cells of every column that holds dates, with how often each stands there.
        this_year: what two digits may mean ends with the year after it.
    """
    told = {header: _told(cells) for header, cells in columns.items()}
    days = {header: one.day_first for header, one in told.items() if one.day_first}
    months = {header: one.month_first for header, one in told.items() if one.month_first}
    open_ = sum(one.open for one in told.values())
    short = sum(one.short_years for one in told.values())
    first = this_year + 2 - HUNDRED if short else None
    style, certainty, why = _decided(days, months, open_, sum(one.year_first for one in told.values()))
    if short:
        why += f" {short} have a year of two digits, taken for {first} to {this_year + 1}."
    return DatesGuess(style, first, certainty, why)


def _decided(
    days: Mapping[str, int], months: Mapping[str, int], open_: int, year_first: int
) -> tuple[Style, Certainty, str]:
    if days and months:
        return "either", "unsure", (
            f"{sum(days.values())} dates can only be day first and {sum(months.values())} only month first; "
            "the order stays open, and a date that can be both becomes the span between."
        )  # fmt: skip
    for style, found, order in (("dmy", days, "day first"), ("mdy", months, "month first")):
        if found:
            where = max(found, key=lambda header: found[header])
            words = f"{sum(found.values())} dates can only be {order}, most of them under “{where}”; none can only be"
            return style, "certain", f"{words} the other."  # type: ignore[return-value] # both are styles
    if open_:
        return (
            "either",
            "unsure",
            (f"All {open_} dates with numbers can be day first or month first; each becomes the span between the two."),
        )
    if year_first:
        return "iso", "certain", f"All {year_first} dates have the year first."
    return "either", "unsure", "No date was found that says in which order they are written."


def _told(cells: Counter[str]) -> _Told:
    day = month = open_ = year = short = 0
    for cell, count in cells.items():
        text = unicodedata.normalize("NFKC", cell)
        if _ISO.match(text):
            year += count
        elif found := _NUMBERS.match(text):
            first, second = int(found[1]), int(found[3])
            short += count if len(found[4]) == _TWO_DIGITS else 0
            day += count if first > _MONTHS >= second else 0
            month += count if second > _MONTHS >= first else 0
            open_ += count if max(first, second) <= _MONTHS and first != second else 0
            # The fourth of April is the fourth of April in both orders, and decides nothing.
    return _Told(day, month, open_, year, short)
