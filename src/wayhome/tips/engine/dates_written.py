"""
Dates as clerks write them: 31/12/2009, Dec. 2009, "about 2009", 2009-12-31 23:15.

The same cell, 03/04/2009, is a day in March in one country and in April in the next. Nothing in
the cell says which, so the mapping must: `dmy`, `mdy`, `iso`, or `either` where the sender does
not know. Under `either` such a date becomes the whole span from the one day to the other: wide
rather than wrong. A year of two digits is read only where the mapping says where its hundred
years begin. What cannot be a date (31/02/2009, month 13) is an error, never a guess: the row is
set aside with the column's name and waits for a human.

A year first, of four digits, is never ambiguous and is read under every style. A bound
("before 2012", "since March 2012") includes the day, month or year that it names.

Limits: Gregorian calendar, years 1900 to 2100 (a spreadsheet's own zero, 1899-12-30, is an
empty cell gone wrong). A zone in the cell is kept as it was written, never converted.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.words import alternatives, words_of

Style = Literal["dmy", "mdy", "iso", "either"]

STYLES: Final[dict[str, str]] = {
    "dmy": "day/month/year, such as 31/12/2009",
    "mdy": "month/day/year, such as 12/31/2009",
    "iso": "year-month-day, such as 2009-12-31",
    "either": "day/month/year or month/day/year",
}
YEAR_MIN: Final = 1900
YEAR_MAX: Final = 2100
DATE_CHARS_MAX: Final = 80

_MONTHS_OF_YEAR = 12
_TWO_DIGITS = 2
_WORDS = words_of()
_MONTH = alternatives(_WORDS.months)
_CLOCK = re.compile(
    r"(?P<before>.*?\d)(?:t|,?[ \t]+)(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"[ \t]?(?P<half>[ap]\.?m\.?)?[ \t]?(?P<zone>z|utc|[+-]\d{2}:?\d{2})?"
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:([-/.])(?P<month>\d{1,2})(?:\2(?P<day>\d{1,2}))?)?")
_YEAR_LAST = re.compile(r"(?P<first>\d{1,2})([-/. ])(?P<second>\d{1,2})\2(?P<year>\d{4}|\d{2})")
_MONTH_AND_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_SPOKEN = (
    re.compile(
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[ºo°.])?[ \t/-]{{1,2}})?(?:de |of )?(?P<month>{_MONTH})\.?,?"
        r"[ \t/-]{1,2}(?:de |del )?(?P<year>\d{4}|\d{2})"
    ),
    re.compile(rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}|\d{{2}})"),
)
_ABOUT = re.compile(rf"(?:{alternatives(_WORDS.about)}|~)[ \t]*(?P<rest>.+)")
_BEFORE = re.compile(rf"(?:{alternatives(_WORDS.before)}|<)[ \t]*(?P<rest>.+)")
_AFTER = re.compile(rf"(?:{alternatives(_WORDS.after)}|>)[ \t]*(?P<rest>.+)")
_BETWEEN = rf"[ \t]+(?:{alternatives(_WORDS.to)}|[-–—/])[ \t]+|[–—]|(?<=-\d\d)/"
_SPAN = re.compile(rf"(?P<first>.+?\d)(?:{_BETWEEN})(?P<last>.+)")
_YEARS = re.compile(r"(?P<first>\d{4})[-–—/](?P<last>\d{4})")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date with its precision, and the time of day and the zone where the cell says them."""

    date: PartialDate
    clock: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a sender writes dates: the order, and the first of the hundred years that two digits mean (None: refuse)."""

    order: Style
    two_digit_from: int | None = None


def read_date(text: str, style: DateStyle) -> WrittenDate:
    """
    Read one cell.

    Args:
        text: the cell; not empty, and no marker of a missing value.
        style: as the mapping declares it.

    Raises:
        BadInput: what the cell is not, as the end of a sentence that begins with the column; never the cell itself.

    >>> read_date("03/04/2009", DateStyle("dmy")).date.text
    '2009-04-03'
    >>> read_date("about 2009", DateStyle("dmy")).date.text
    '2009~'
    """
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(said) > DATE_CHARS_MAX:
        raise BadInput(f"holds more than {DATE_CHARS_MAX} characters, which no date has")
    timed = _CLOCK.fullmatch(said)
    if timed is None:
        return WrittenDate(_qualified(said, style))
    return WrittenDate(_qualified(timed["before"], style), _clock(timed), _zone(timed["zone"]))


def day_of(year: int, month: int, day: int) -> date:
    """
    Make a day of three numbers.

    Raises:
        BadInput: there is no such day, or the year is outside YEAR_MIN to YEAR_MAX.
    """
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise BadInput(f"has a year outside {YEAR_MIN} to {YEAR_MAX}")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadInput("names a day that no calendar has") from None


def either_order(first: int, second: int, year: int) -> PartialDate:
    """
    Read two numbers whose order is not known: the one day, if only one order is a day, else the span between both.

    Raises:
        BadInput: neither order is a day.
    """
    days = {_day_or_none(year, second, first), _day_or_none(year, first, second)} - {None}
    known = sorted(day for day in days if day is not None)
    if not known:
        raise BadInput("names a day that no calendar has")
    return PartialDate.on(known[0]) if len(known) == 1 else PartialDate.between(known[0], known[-1])


def _qualified(said: str, style: DateStyle) -> PartialDate:
    """Read a date with a word of doubt, a bound or two ends; plain dates first, since nearly all are."""
    plain = _plain(said, style)
    if plain is not None:
        return plain
    if bound := _BEFORE.fullmatch(said):
        return PartialDate.until(_end(_known(bound["rest"], style).latest))
    if bound := _AFTER.fullmatch(said):
        return PartialDate.since(_end(_known(bound["rest"], style).earliest))
    if about := _ABOUT.fullmatch(said):
        return _doubted(about["rest"], style, mark="~")
    if said.endswith("?"):
        return _doubted(said[:-1].strip(), style, mark="?")
    if span := _YEARS.fullmatch(said) or _SPAN.fullmatch(said):
        return _between(_known(span["first"], style), _known(span["last"], style))
    raise BadInput(f"holds no date written {STYLES[style.order]}")


def _plain(said: str, style: DateStyle) -> PartialDate | None:
    if found := _YEAR_FIRST.fullmatch(said):
        return _parts(found["year"], found["month"], found["day"], style)
    if found := _YEAR_LAST.fullmatch(said):
        return _ordered(int(found["first"]), int(found["second"]), _year(found["year"], style), style)
    if found := _MONTH_AND_YEAR.fullmatch(said):
        return _parts(found["year"], found["month"], None, style)
    for spoken in _SPOKEN:
        if found := spoken.fullmatch(said):
            month = _WORDS.months[" ".join(found["month"].split())]
            return _parts(found["year"], str(month), found["day"], style)
    return None


def _known(said: str, style: DateStyle) -> PartialDate:
    plain = _plain(said.strip(), style)
    if plain is None:
        raise BadInput(f"holds no date written {STYLES[style.order]}")
    return plain


def _ordered(first: int, second: int, year: int, style: DateStyle) -> PartialDate:
    if style.order == "either":
        return either_order(first, second, year)
    if style.order == "iso":
        raise BadInput(f"holds no date written {STYLES['iso']}")
    day, month = (first, second) if style.order == "dmy" else (second, first)
    return PartialDate.on(day_of(year, month, day))


def _parts(year: str, month: str | None, day: str | None, style: DateStyle) -> PartialDate:
    exact_year = _year(year, style)
    exact_month = None if month is None else int(month)
    # Checked by making a day of it: the first of the month, or of the year, where the cell says no more.
    day_of(exact_year, exact_month or 1, 1 if day is None else int(day))
    if exact_month == 0:
        raise BadInput("names a day that no calendar has")
    return PartialDate.from_parts(exact_year, exact_month, None if day is None else int(day))


def _year(digits: str, style: DateStyle) -> int:
    year = int(digits)
    if len(digits) > _TWO_DIGITS:
        return year
    if style.two_digit_from is None:
        raise BadInput("has a year of two digits; say in [dates] two_digit_from which century is meant")
    first = style.two_digit_from
    return first + (year - first) % 100


def _doubted(said: str, style: DateStyle, *, mark: str) -> PartialDate:
    date_ = _known(said, style)
    if "/" in date_.text:
        return date_  # a span already says how little is known
    return PartialDate.parse(date_.text + mark)


def _between(first: PartialDate, last: PartialDate) -> PartialDate:
    start, end = _end(first.earliest), _end(last.latest)
    if end < start:
        raise BadInput("holds a span that ends before it begins")
    return PartialDate.between(start, end)


def _end(day: date | None) -> date:
    if day is None:
        raise BadInput("holds a span without an end")
    return day


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return day_of(year, month, day)
    except BadInput:
        return None


def _clock(timed: re.Match[str]) -> str:
    hour, minute, half = int(timed["hour"]), int(timed["minute"]), timed["half"]
    if half is not None and not 1 <= hour <= _MONTHS_OF_YEAR:
        raise BadInput("has a time of day that no clock shows")
    if half is not None:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour >= 24 or minute >= 60:  # noqa: PLR2004 - a day has 24 hours, an hour 60 minutes
        raise BadInput("has a time of day that no clock shows")
    return f"{hour:02}:{minute:02}"


def _zone(said: str | None) -> str | None:
    if said is None:
        return None
    return "UTC" if said in {"z", "utc"} else f"{said[:3]}:{said[-2:]}"
