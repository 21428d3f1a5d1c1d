"""
Dates as precise as they are known, and no more.

A caller says "last spring", a sheet has a year of birth, a passport has a day. Each is kept as
what it is: the days between which the true one lies, and how it was said. Nothing is rounded
to a day that nobody named. The text (EDTF, see `edtf`) is the one thing to store; everything
else is read from it.

A question about a partial date has three answers: surely, surely not, and perhaps. So an age
is a pair of years, `is_surely_before` is a claim and its opposite is not, and two dates that
may be the same day overlap.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from wayhome.kernel.ages import AgeRange, age_range, births
from wayhome.kernel.edtf import EXPECTED, Point, read_interval, read_point
from wayhome.kernel.errors import BadInput

_UNKNOWN_TEXT = "XXXX"
_DAY_DIGITS, _MONTH_DIGITS, _YEAR_DIGITS = 10, 7, 4


class Precision(StrEnum):
    """Name how a date was said."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    INTERVAL = "interval"
    ABOUT = "about"
    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


_OF_DIGITS = {_DAY_DIGITS: Precision.DAY, _MONTH_DIGITS: Precision.MONTH, _YEAR_DIGITS: Precision.YEAR}


@dataclass(frozen=True, slots=True)
class DatePart:
    """Hold one date as it is to be written in words: a month or day of None was not said."""

    year: int
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class DateParts:
    """Hold what a template needs to say a date in its own language; a side of None is open."""

    precision: Precision
    first: DatePart | None
    last: DatePart | None
    is_about: bool
    is_uncertain: bool


@dataclass(frozen=True, slots=True)
class PartialDate:
    """
    Hold what is known of a date. Make one with `parse` or another of the class methods.

    Attributes:
        earliest, latest: the days between which the true one lies, both included; None is open on that side.
        precision: how it was said.
        text: EDTF; `parse(text)` gives an equal date.
        is_uncertain: whether the one who said it was unsure of it.
    """

    earliest: date | None
    latest: date | None
    precision: Precision
    text: str
    is_uncertain: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read EDTF level 1, such as 2012, 2012-03~, 201X, 2012-03/2012-08, ../2012-03 or XXXX for unknown.

        Raises:
            BadInput: says what was expected, without repeating the text: a date of birth identifies.
        """
        told = text.strip()
        if "/" in told:
            return cls._from_sides(*read_interval(told))
        point = read_point(told)
        return cls.unknown() if point is None else cls._from_point(point)

    @classmethod
    def from_parts(
        cls, year: int, month: int | None = None, day: int | None = None, *, is_about: bool = False,
        is_uncertain: bool = False,
    ) -> Self:  # fmt: skip
        """Make a date of the parts that are known; a day without its month is refused."""
        if day is not None and month is None:
            raise BadInput(f"A day needs its month: {EXPECTED}.")
        mark = {(True, False): "~", (False, True): "?", (True, True): "%"}.get((is_about, is_uncertain), "")
        rest = "".join(f"-{part:02}" for part in (month, day) if part is not None)
        return cls.parse(f"{year:04}{rest}{mark}")

    @classmethod
    def on(cls, day: date) -> Self:
        """Make the date of one day."""
        return cls.parse(day.isoformat()[:_DAY_DIGITS])

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Make the date that lies between two days, both included."""
        return cls.parse(f"{first.isoformat()[:_DAY_DIGITS]}/{last.isoformat()[:_DAY_DIGITS]}")

    @classmethod
    def until(cls, day: date) -> Self:
        """Make the date that is this day or before it."""
        return cls.parse(f"../{day.isoformat()[:_DAY_DIGITS]}")

    @classmethod
    def since(cls, day: date) -> Self:
        """Make the date that is this day or after it."""
        return cls.parse(f"{day.isoformat()[:_DAY_DIGITS]}/..")

    @classmethod
    def unknown(cls) -> Self:
        """Make the date of which nothing is known."""
        return cls(None, None, Precision.UNKNOWN, _UNKNOWN_TEXT)

    @classmethod
    def of_birth(cls, age: AgeRange, said_on: "PartialDate") -> Self:
        """Make the date of birth of somebody who was of an age on a day; unknown where the age or the day is."""
        first, last = births(age, said_on.earliest, said_on.latest)
        if first is None and last is None:
            return cls.unknown()
        return cls.parse("/".join(".." if side is None else side.isoformat() for side in (first, last)))

    def sort_key(self) -> tuple[bool, date, date]:
        """Order a timeline: by the first day that it may be, else the last; what is unknown comes at the end."""
        first, last = self.earliest or self.latest, self.latest or self.earliest
        return (first is None, first or date.max, last or date.max)

    def overlaps(self, other: "PartialDate") -> bool:
        """Say whether the two may be the same day."""
        return not (self.is_surely_before(other) or other.is_surely_before(self))

    def is_surely_before(self, other: "PartialDate") -> bool:
        """Say whether this one lies before the other whatever the true days are."""
        return self.latest is not None and other.earliest is not None and self.latest < other.earliest

    def age_on(self, day: date) -> AgeRange:
        """Give the ages in full years that somebody born on this date may have on a day."""
        return age_range(self.earliest, self.latest, day)

    def parts(self) -> DateParts:
        """Take the date apart for a template that says it in words."""
        if self.precision is Precision.UNKNOWN:
            return DateParts(self.precision, None, None, is_about=False, is_uncertain=False)
        sides = read_interval(self.text) if "/" in self.text else (read_point(self.text),) * 2
        first, last = sides
        return DateParts(
            self.precision,
            None if first is None else _part(first, first.first),
            None if last is None else _part(last, last.last),
            is_about=any(side is not None and side.is_about for side in sides),
            is_uncertain=self.is_uncertain,
        )

    @classmethod
    def _from_point(cls, point: Point) -> Self:
        said = _OF_DIGITS.get(point.digits, Precision.INTERVAL)
        precision = Precision.ABOUT if point.is_about else said
        return cls(point.earliest, point.latest, precision, point.text, point.is_uncertain)

    @classmethod
    def _from_sides(cls, start: Point | None, end: Point | None) -> Self:
        if start is not None and end is not None:
            return cls._from_point(start) if start.text == end.text else cls._from_both(start, end)
        if start is not None:
            return cls(start.earliest, None, Precision.AFTER, f"{start.text}/..", start.is_uncertain)
        if end is not None:
            return cls(None, end.latest, Precision.BEFORE, f"../{end.text}", end.is_uncertain)
        return cls.unknown()

    @classmethod
    def _from_both(cls, start: Point, end: Point) -> Self:
        is_uncertain = start.is_uncertain or end.is_uncertain
        return cls(start.earliest, end.latest, Precision.INTERVAL, f"{start.text}/{end.text}", is_uncertain)


def _part(point: Point, day: date) -> DatePart:
    month = day.month if point.digits >= _MONTH_DIGITS else None
    return DatePart(day.year, month, day.day if point.digits >= _DAY_DIGITS else None)
