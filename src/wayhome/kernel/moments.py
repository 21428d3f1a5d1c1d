"""
Moments: a date with the time of day and the time zone in which it was said.

"Nine in the evening" in a report from another country is nine in the evening there. The clock
and the zone are kept beside the date as they were said and never converted here: which rules a
zone followed on a day is the work of whoever shows it. A moment without a zone is a clock on
a wall of which we do not know where it hangs.

Source: RFC 9557, Date and Time on the Internet: Timestamps with Additional Information (2024).
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from wayhome.kernel.dates import PartialDate, Precision
from wayhome.kernel.errors import BadInput

_EXPECTED = "expected a date, perhaps with a time and a zone: 2012-03, 2012-03-04T21:30, 2012-03-04T21:30[Europe/Rome]"
_MOMENT = re.compile(r"([^T\[\]]+)(?:T([0-9]{2}:[0-9]{2}(?::[0-9]{2})?))?(?:\[([^\[\]]+)\])?")
# A name of the IANA data base, or an offset from UTC as a message header has it.
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Moment:
    """Hold a date, the clock (None: no time was said) and the zone (None: not known) as they were said."""

    date: PartialDate
    clock: dt.time | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if self.clock is not None and self.date.precision is not Precision.DAY:
            raise BadInput("A time of day needs the day; give the whole date or leave the time out.")
        if self.clock is not None and (self.clock.tzinfo is not None or self.clock.microsecond):
            raise BadInput("The time is that of a clock on the wall, to the second; give the zone beside it.")
        if self.zone is not None and not _ZONE.fullmatch(self.zone):
            raise BadInput("The time zone must be a name such as Europe/Rome, or an offset such as +02:00.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a moment; BadInput says what was expected, without repeating the text."""
        match = _MOMENT.fullmatch(text.strip())
        if match is None:
            raise BadInput(f"The moment cannot be read: {_EXPECTED}.")
        try:
            clock = dt.time.fromisoformat(match[2]) if match[2] else None
        except ValueError:
            raise BadInput("The time must be 00:00 to 23:59, with or without seconds.") from None
        return cls(PartialDate.parse(match[1]), clock, match[3])

    @property
    def text(self) -> str:
        """Write it so that `parse` reads an equal moment."""
        clock = "" if self.clock is None else f"T{self.clock.isoformat('auto' if self.clock.second else 'minutes')}"
        return f"{self.date.text}{clock}" + ("" if self.zone is None else f"[{self.zone}]")

    def sort_key(self) -> tuple[bool, dt.date, dt.date, dt.time]:
        """Order a timeline by date, then by the clock as said; a day without a time comes first."""
        return (*self.date.sort_key(), self.clock or dt.time.min)
