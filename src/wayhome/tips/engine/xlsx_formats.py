"""
Numbers of a workbook as the text that a person sees: dates, times, counts with leading zeros.

A workbook keeps 3 April 2009 as the number 39906 and says in a style how it is shown. So a number
becomes a date only where its format has a day, a month, a year or an hour. Dates are written year
first, which no mapping can read in two ways. What has no such format is written without the noise
of binary fractions, in the fifteen digits that programs for sheets keep.

Source: ISO/IEC 29500-1:2016, 18.8.30 (built-in formats), 18.17.4.1 (the two date systems). In the
system of 1900 there is a 29 February 1900 that never was: serials below 61 are one day later.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

Show = Callable[[str], str]

REMEMBERED_MAX: Final = 8_192

_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_BUILT_IN_DURATION = 46
_IN_QUOTES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?:\$[^\]]*|[^\]hms][^\]]*)\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,30}")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FEBRUARY_1900 = 60  # the day that never was
_SERIAL_MAX = 2_958_465  # 31 December 9999
_DAY_SECONDS = 86_400
_EXACT = 15
_SERIAL_CHARS_MAX = 40


def show_number(text: str) -> str:
    """
    Write a number without exponent and without the noise of binary fractions; what is no number stays as it is.

    >>> show_number("5.73001234567E11"), show_number("0.30000000000000004"), show_number("14.0")
    ('573001234567', '0.3', '14')
    """
    if text.isdecimal() and len(text) <= _EXACT:
        return text
    number = _number(text)
    if number is None:
        return text
    if number == int(number) and abs(number) < 10**_EXACT:
        return str(int(number))
    shown = f"{number:.{_EXACT}g}"
    return text if "e" in shown else shown


def shower(number_format: int, code: str, *, is_1904: bool) -> Show:
    """
    Give what shows the numbers of one style.

    Args:
        number_format: its id; below 164 they are built in.
        code: the format's code where the workbook defines one, else "".
        is_1904: whether days are counted from 1 January 1904.
    """
    first = _IN_QUOTES.sub("", code).partition(";")[0]
    if number_format == _BUILT_IN_DURATION or _DURATION.search(first):
        return _show_duration
    if number_format in _BUILT_IN_DATES or (first.casefold() != "general" and _DATE.search(first)):
        return _remembered_dates(is_1904)
    if _ZEROS.fullmatch(first):
        width = len(first)
        return lambda text: show_number(text).zfill(width)
    return show_number


@lru_cache(2)
def _remembered_dates(is_1904: bool) -> Show:  # noqa: FBT001 - lru_cache takes it by place
    return lru_cache(REMEMBERED_MAX)(lambda text: _show_date(text, is_1904=is_1904))


def _show_date(text: str, *, is_1904: bool) -> str:
    serial = _number(text)
    if serial is None or not 0 <= serial <= _SERIAL_MAX:
        return show_number(text)
    days, seconds = divmod(round(serial * _DAY_SECONDS), _DAY_SECONDS)
    clock = _clock(seconds)
    if days == 0:
        return clock if seconds else show_number(text)
    if not is_1904 and days == _FEBRUARY_1900:
        return show_number(text)
    epoch = _EPOCH_1904 if is_1904 else _EPOCH_1900
    is_early = not is_1904 and days < _FEBRUARY_1900
    try:
        day = (epoch + timedelta(days=days + is_early)).isoformat()
    except OverflowError:
        return show_number(text)
    return f"{day} {clock}" if seconds else day


def _show_duration(text: str) -> str:
    days = _number(text)
    if days is None or not 0 <= days <= _SERIAL_MAX:
        return show_number(text)
    minutes, seconds = divmod(round(days * _DAY_SECONDS), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def _number(text: str) -> float | None:
    if len(text) > _SERIAL_CHARS_MAX:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number - number == 0 else None  # neither infinite nor no number
