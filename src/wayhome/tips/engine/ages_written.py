"""
Ages as people write them: 14, "13-15", "about 14", "under 18", "48+", "catorce años", "6 months".

An age is a range of whole years, because almost nobody who reports a child knows it. "About"
opens the range by two years on each side: strangers' guesses of a teenager's age are seldom
closer. That width is a choice of this project, stated here and in the reference, not a finding.
A bound keeps its open end open.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.words import Words, alternatives, words_of

ABOUT_YEARS: Final = 2
AGE_YEARS_MAX: Final = 120
AGE_CHARS_MAX: Final = 60

_MONTHS_IN_YEAR = 12
_WORDS = words_of()
_NUMBER = rf"(?:\d{{1,4}}|{alternatives(_WORDS.numbers)})"
_UNIT = rf"[ \t-]*(?:(?P<months>{alternatives(_WORDS.month)})|{alternatives(_WORDS.year)})?\.?"
_ONE = re.compile(rf"(?P<about>(?:{alternatives(_WORDS.about)}|~)[ \t]*)?(?P<low>{_NUMBER}){_UNIT}(?P<doubt>[ \t]*\?)?")
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})[ \t]*(?:-{{1,2}}|–|—|/|{alternatives(_WORDS.to)})[ \t]*(?P<high>{_NUMBER}){_UNIT}"
)
_BOUND = re.compile(
    rf"(?:(?P<under>{alternatives(_WORDS.under)}|<)|(?P<over>{alternatives(_WORDS.over)}|>|>=))"
    rf"[ \t]*(?P<low>{_NUMBER}){_UNIT}"
)
_OPEN = re.compile(rf"(?P<low>{_NUMBER})[ \t]*\+{_UNIT}")


@dataclass(frozen=True, slots=True)
class WrittenAge:
    """An age in whole years, both ends included; None leaves an end open. At least one end is known."""

    years_min: int | None
    years_max: int | None


def read_age(text: str) -> WrittenAge:
    """
    Read one cell.

    Args:
        text: the cell; not empty, and no marker of a missing value.

    Raises:
        BadInput: what the cell is not, as the end of a sentence that begins with the column; never the cell itself.

    >>> read_age("about 14")
    WrittenAge(years_min=12, years_max=16)
    >>> read_age("under 18")
    WrittenAge(years_min=None, years_max=17)
    """
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(said) > AGE_CHARS_MAX:
        raise BadInput(f"holds more than {AGE_CHARS_MAX} characters, which no age has")
    if found := _RANGE.fullmatch(said):
        return age_between(years_of(found["low"], found["months"]), years_of(found["high"], found["months"]))
    if found := _ONE.fullmatch(said):
        years = years_of(found["low"], found["months"])
        return age_about(years) if found["about"] or found["doubt"] else age_between(years, years)
    if found := _BOUND.fullmatch(said):
        years = years_of(found["low"], found["months"])
        return age_under(years) if found["under"] else WrittenAge(years, None)
    if found := _OPEN.fullmatch(said):
        return WrittenAge(years_of(found["low"], found["months"]), None)
    raise BadInput("holds no age, such as 14, 13-15 or about 14")


def years_of(number: str, months: str | None = None, words: Words = _WORDS) -> int:
    """
    Turn a number, in digits or as a word, into whole years.

    Raises:
        BadInput: nobody is that old.
    """
    count = int(number) if number.isdecimal() else words.numbers[number]
    years = count // _MONTHS_IN_YEAR if months else count
    if years > AGE_YEARS_MAX:
        raise BadInput(f"holds an age above {AGE_YEARS_MAX}")
    return years


def age_about(years: int) -> WrittenAge:
    """Open an age by ABOUT_YEARS on each side, not below birth."""
    return WrittenAge(max(0, years - ABOUT_YEARS), years + ABOUT_YEARS)


def age_between(years_min: int, years_max: int) -> WrittenAge:
    """
    Hold an age between two years.

    Raises:
        BadInput: it ends before it begins.
    """
    if years_max < years_min:
        raise BadInput("holds a range of ages that ends before it begins")
    return WrittenAge(years_min, years_max)


def age_under(years: int) -> WrittenAge:
    """
    Hold an age below a bound, which is not part of it: "under 18" is 17 at most.

    Raises:
        BadInput: nobody is younger than nought.
    """
    if years == 0:
        raise BadInput("holds an age below nought")
    return WrittenAge(None, years - 1)
