"""
Ages: from a birth that is partly known to the years it allows, and back.

Whether somebody is a child decides what law holds and how fast we come, so an age is never
one number unless the day of birth is known. Both directions keep every possibility: an age
range holds each age that fits a birth, a range of births each day that fits an age.

Who is born on 29 February has a birthday on 1 March in other years. Laws differ (some say
28 February); this is the later of the two, under which a child stays a child a day longer.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from wayhome.kernel.errors import BadInput

YEARS_MAX = 130  # nobody is known to have lived longer than 122


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Hold the least and the greatest age in full years that fit; None is open on that side."""

    years_min: int | None
    years_max: int | None


def full_years(born: date, day: date) -> int:
    """Count the birthdays from a birth to a day; negative before the birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_range(earliest: date | None, latest: date | None, day: date) -> AgeRange:
    """
    Give the ages that fit on a day for a birth between two days, None being open.

    A birth that would lie after the day fits no age: both sides are None, as for a birth of which nothing is known.
    """
    if earliest is not None and earliest > day:
        return AgeRange(None, None)
    years_min = None if latest is None else max(0, full_years(latest, day))
    return AgeRange(years_min, None if earliest is None else full_years(earliest, day))


def births(age: AgeRange, earliest: date | None, latest: date | None) -> tuple[date | None, date | None]:
    """
    Give the first and last day of birth of somebody who was of an age on a day between two days; None is open.

    Raises:
        BadInput: an age below 0 or above 130, or the least age above the greatest.
    """
    least, most = age.years_min, age.years_max
    if any(years is not None and not 0 <= years <= YEARS_MAX for years in (least, most)):
        raise BadInput(f"An age must be 0 to {YEARS_MAX} years.")
    if least is not None and most is not None and least > most:
        raise BadInput("The least age is above the greatest; give them the other way round.")
    first = None if most is None or earliest is None else _years_before(earliest, most + 1) + timedelta(1)
    last = None if least is None or latest is None else _years_before(latest, least)
    return first, last


def _years_before(day: date, years: int) -> date:
    """Go back whole years; from 29 February to the 28th where there is none."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
