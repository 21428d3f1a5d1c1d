"""
Say times as people who are tired read them: time left, not time due, until it is late; then how late.

A date is shown with its own precision and never with more: what is known to the month is said to the month.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from django.utils import dateformat, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy

from wayhome.kernel.dates import DatePart, DateParts, Precision

Manner = Literal["plain", "left", "late", "ago"]
Unit = Literal["min", "h", "d"]

# Up to two days people count in hours: "31 h late" is not "1 d late".
HOURS_SPOKEN_MAX: Final = 48
_MINUTES_OF_AN_HOUR: Final = 60

_WORDS: Final[dict[tuple[Manner, Unit], Promise]] = {
    ("plain", "min"): ngettext_lazy("%(count)d min", "%(count)d min", "count"),
    ("plain", "h"): ngettext_lazy("%(count)d h", "%(count)d h", "count"),
    ("plain", "d"): ngettext_lazy("%(count)d d", "%(count)d d", "count"),
    ("left", "min"): ngettext_lazy("%(count)d min left", "%(count)d min left", "count"),
    ("left", "h"): ngettext_lazy("%(count)d h left", "%(count)d h left", "count"),
    ("left", "d"): ngettext_lazy("%(count)d d left", "%(count)d d left", "count"),
    ("late", "min"): ngettext_lazy("%(count)d min late", "%(count)d min late", "count"),
    ("late", "h"): ngettext_lazy("%(count)d h late", "%(count)d h late", "count"),
    ("late", "d"): ngettext_lazy("%(count)d d late", "%(count)d d late", "count"),
    ("ago", "min"): ngettext_lazy("%(count)d min ago", "%(count)d min ago", "count"),
    ("ago", "h"): ngettext_lazy("%(count)d h ago", "%(count)d h ago", "count"),
    ("ago", "d"): ngettext_lazy("%(count)d d ago", "%(count)d d ago", "count"),
}

# Translators may turn the order of day and month; the letters are those of Django's `date` filter.
_PATTERNS: Final[dict[str, Promise]] = {
    "year": pgettext_lazy("pattern of a date known to the year", "Y"),
    "month": pgettext_lazy("pattern of a date known to the month", "F Y"),
    "day": pgettext_lazy("pattern of a date known to the day", "j F Y"),
    "hour": pgettext_lazy("pattern of a date known to the hour", "j F Y, H:00"),
    "minute": pgettext_lazy("pattern of a date known to the minute", "j F Y, H:i"),
}
_OF_THE_CLOCK: Final = frozenset({"hour", "minute"})
_WITHOUT_YEAR: Final[dict[str, Promise]] = {
    "month": pgettext_lazy("pattern of a month, its year follows", "F"),
    "day": pgettext_lazy("pattern of a day, its year follows", "j F"),
}
_BRIEF_THIS_YEAR: Final = pgettext_lazy("pattern of a moment of this year, in a list", "j M H:i")
_BRIEF_OTHER_YEAR: Final = pgettext_lazy("pattern of a moment of another year, in a list", "j M Y")


def span_words(hours: float, manner: Manner = "plain") -> str:
    """Say a length of time in its largest whole unit: minutes under an hour, hours under two days, else days."""
    minutes = int(hours * _MINUTES_OF_AN_HOUR)
    unit: Unit = "min" if minutes < _MINUTES_OF_AN_HOUR else "h" if hours < HOURS_SPOKEN_MAX else "d"
    count = {"min": minutes, "h": int(hours), "d": int(hours / 24)}[unit]
    return str(_WORDS[manner, unit] % {"count": count})


def clock_words(due: datetime, now: datetime) -> tuple[str, bool]:
    """Say how much time is left, or how late it is, and whether it is late; at the very moment it is not yet late."""
    hours = (due - now) / timedelta(hours=1)
    return (span_words(-hours, "late"), True) if hours < 0 else (span_words(hours, "left"), False)


def since_words(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was; a moment to come, as of a clock that runs ahead, is "just now"."""
    hours = (now - moment) / timedelta(hours=1)
    return gettext("just now") if hours * _MINUTES_OF_AN_HOUR < 1 else span_words(hours, "ago")


def precise_words(moment: date | datetime, precision: str) -> str:
    """Say a date with its precision: year, month, day, hour or minute; an unknown precision means the day."""
    has_time = isinstance(moment, datetime)
    known = precision if precision in _PATTERNS and (has_time or precision not in _OF_THE_CLOCK) else "day"
    return _formatted(_local(moment), _PATTERNS[known])


def dated_words(start: date | datetime, precision: str, end: date | datetime | None = None) -> str:
    """Say a date or a span: "2012", "14 October 2026, 02:05", "March to August 2012"."""
    first = precise_words(start, precision)
    last = first if end is None else precise_words(end, precision)
    if first == last or end is None:
        return first
    if end.year == start.year and precision in _WITHOUT_YEAR:
        first = _formatted(_local(start), _WITHOUT_YEAR[precision])
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def partial_words(parts: DateParts) -> str:
    """Say a date that is only partly known: "2012", "about March 2012", "until 2012", "not known"."""
    said = _sides(parts)
    if parts.is_about and said:
        said = gettext("about %(date)s") % {"date": said}
    if parts.is_uncertain and said:
        said = gettext("%(date)s, not sure") % {"date": said}
    return said or gettext("not known")


def brief_words(moment: datetime, now: datetime) -> str:
    """Say a moment for a narrow column: day and time in this year, else the day with its year."""
    local = _local(moment)
    return _formatted(local, _BRIEF_THIS_YEAR if local.year == _local(now).year else _BRIEF_OTHER_YEAR)


def machine_time(moment: date | datetime) -> str:
    """Write a moment for machines, in UTC where it has a time."""
    return moment.astimezone(UTC).isoformat("T", "seconds") if isinstance(moment, datetime) else moment.isoformat()


def _sides(parts: DateParts) -> str:
    if parts.precision is Precision.UNKNOWN:
        return ""
    if parts.first is None:
        return gettext("until %(date)s") % {"date": _part(parts.last)} if parts.last else ""
    if parts.last is None:
        return gettext("from %(date)s on") % {"date": _part(parts.first)}
    if parts.first == parts.last:
        return _part(parts.first)
    if _fineness(parts.first) == _fineness(parts.last):
        return dated_words(_day(parts.first), _fineness(parts.first), _day(parts.last))
    return gettext("%(first)s to %(last)s") % {"first": _part(parts.first), "last": _part(parts.last)}


def _fineness(part: DatePart) -> str:
    return "year" if part.month is None else "month" if part.day is None else "day"


def _day(part: DatePart) -> date:
    return date(part.year, part.month or 1, part.day or 1)


def _part(part: DatePart) -> str:
    return precise_words(_day(part), _fineness(part))


def _local(moment: date | datetime) -> date | datetime:
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


def _formatted(moment: date | datetime, pattern: Promise) -> str:
    return dateformat.format(moment, str(pattern))
