"""
EDTF: how a date that is only partly known is written, so that nothing is made up.

"Some time in March 2012" is `2012-03`, not the first of March. This module reads and tidies
one such text; `dates` gives it meaning for ages and timelines. It takes level 1 of the
standard but three things: years beyond 1 to 9999, which no living person needs; letters for
exponents; and seasons, because spring on one half of the world is autumn on the other, and
the child may have been moved between them. Whoever knows only a season writes its months.

A date said to be "about" (`~`) may lie outside of what is written, and the standard does not
say how far. Here it reaches one more unit of its own precision each way: about 2012 is 2011
to 2013, about 2012-03 is February to April. Doubt (`?`) is about who said it, not about when,
so it moves nothing; `%` is both.

Source: Library of Congress, Extended Date/Time Format (EDTF) Specification (2019); ISO 8601-2:2019.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from wayhome.kernel.errors import BadInput

EXPECTED: Final = (
    "expected a date as precise as it is known: 2012, 2012-03, 2012-03-04, about 2012 as 2012~, "
    "March to August as 2012-03/2012-08, until March as ../2012-03"
)

_POINT = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)(?:-([0-9]{2}|XX))?(?:-([0-9]{2}|XX))?([~?%])?")
_FROM_THE_LEFT = re.compile(r"[0-9-]*[X-]*")
_OPEN = ("", "..")
_SEASONS = range(21, 25)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """
    Hold one side of a date: from its first day to its last, and the same stretched by "about".

    Attributes:
        text: the tidy EDTF text, with its qualifier.
        digits: how much is said: 10 for a day, 7 for a month, 4 for a year, 3 for a decade, 2 for a century.
        first, last: the days of what is written.
        earliest, latest: the days that are meant; wider than first and last when the date is "about".
    """

    text: str
    digits: int
    first: date
    last: date
    earliest: date
    latest: date
    is_about: bool
    is_uncertain: bool


def read_point(text: str) -> Point | None:
    """Read a date that is no interval; None when it says that nothing is known."""
    match = _POINT.fullmatch(text)
    if match is None:
        raise BadInput(f"The date cannot be read: {EXPECTED}.")
    year, month, day, mark = match[1], match[2] or "XX", match[3] or "XX", match[4] or ""
    written = f"{year}-{month}-{day}"
    if not _FROM_THE_LEFT.fullmatch(written):
        raise BadInput(f"A date that leaves out its year or month cannot name what comes after: {EXPECTED}.")
    if year == "XXXX":
        return None
    known = written.split("X", maxsplit=1)[0].rstrip("-")
    first, last = _days_of(known)
    shown = year if "X" in year else known
    point = Point(shown + mark, len(known), first, last, first, last, mark in ("~", "%"), mark in ("?", "%"))
    return _stretched(point) if point.is_about else point


def read_interval(text: str) -> tuple[Point | None, Point | None]:
    """Read both sides of an interval; a side that is open or not known is None."""
    begins, _, ends = text.partition("/")
    if "/" in ends:
        raise BadInput(f"An interval has two sides with one / between them: {EXPECTED}.")
    start, end = (None if side in _OPEN else read_point(side) for side in (begins, ends))
    if start and end and start.first > end.last:
        raise BadInput("The interval ends before it begins; write the earlier date first.")
    return start, end


def _days_of(known: str) -> tuple[date, date]:
    """Give the first and the last day of a century "20", a decade "201", a year, a month or a day."""
    year_first, year_last = int(known[:4].ljust(4, "0")), int(known[:4].ljust(4, "9"))
    month = int(known[5:7] or 0)
    if month in _SEASONS:
        raise BadInput("A season is another one on the other half of the world; write its months, as 2012-03/2012-05.")
    if month > _MONTHS or (known[5:7] and month == 0):
        raise BadInput("The month must be 01 to 12.")
    if year_last == 0:
        raise BadInput("The year must be 0001 to 9999.")
    year_first = max(year_first, 1)
    first_month, last_month = month or 1, month or _MONTHS
    days = monthrange(year_last, last_month)[1]
    day = int(known[8:] or 0)
    if day > days or (known[8:] and day == 0):
        raise BadInput(f"The day must be 01 to {days} in this month.")
    return date(year_first, first_month, day or 1), date(year_last, last_month, day or days)


def _stretched(point: Point) -> Point:
    """Reach one unit of the point's own precision further each way, but not off the calendar."""
    earliest, latest = point.first, point.last
    if earliest > date.min:
        earliest = _days_of((earliest - timedelta(1)).isoformat()[: point.digits])[0]
    if latest < date.max:
        latest = _days_of((latest + timedelta(1)).isoformat()[: point.digits])[1]
    return replace(point, earliest=earliest, latest=latest)
