"""
What a tip says that bears on its urgency, taken from a row's cells and from free text.

Only what somebody stated or wrote counts. What is not known stays None and moves nothing later; a
wide date counts by its first day, and the least age that anybody named counts as the youngest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.reading import Reading, find_readings
from wayhome.tips.engine.rows import ReadRow, ReadStatement

_DATED: Final = frozenset({"whereabouts", "happening"})
FACT_KINDS: Final = _DATED | {"age", "birth", "contact"}  # the kinds of statement that bear on urgency
_DANGER: Final = {"yes": True, "True": True, "False": False}


@dataclass(frozen=True, slots=True)
class TipFacts:
    """
    What is known of a tip that bears on its urgency. None is not known, which is not the same as no.

    Fields:
        received_at: with a time zone; its day is the day on which the tip was said.
        danger_now: whether somebody says that a child is in danger now.
        speaks_of_now: whether the text speaks of now or tonight.
        youngest_age_years: the least age that anybody named may have.
        latest_event_on: the last day, up to the receipt, on which something is said to have happened.
        leaves_on: the first day after the receipt that is named: a journey, a meeting, a birthday.
        has_contact: whether there is a way to reach somebody.
        channel: a code of the vocabulary `channels`.
    """

    received_at: datetime
    danger_now: bool | None = None
    speaks_of_now: bool | None = None
    youngest_age_years: int | None = None
    latest_event_on: date | None = None
    leaves_on: date | None = None
    has_contact: bool | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if self.received_at.tzinfo is None:
            raise BadInput("received_at has no time zone, so its deadline would be anywhere; give one.")


def facts_of_row(row: ReadRow, *, received_at: datetime) -> TipFacts:
    """
    Take from a row of a sheet what bears on urgency: what its cells state, and what its text says.

    Args:
        row: read by a mapping.
        received_at: when the sheet came in, with a time zone.
    """
    statements = [statement for person in row.people for statement in person.statements]
    happened = [ReadStatement("happening", {}, None, None, one.on_earliest, one.on_latest) for one in row.events]
    channel = row.tip.get("channel")
    told = facts_of_told(
        row.tip, received_at=received_at, channel=None if channel is None else str(channel),
        has_contact="contact" in row.tip,
    )  # fmt: skip
    return join_facts(told, facts_of_statements([*statements, *happened], heard_at=received_at))


def facts_of_told(
    told: Mapping[str, object], *, received_at: datetime, channel: str | None, has_contact: bool
) -> TipFacts:
    """
    Take from a row's fields of the tip itself what bears on urgency.

    Args:
        told: `text`, `when` as a date of the kernel writes it, and `danger_now` (True, False, or their names), each
            where it is known.
        received_at: when the sheet came in, with a time zone.
        channel: a code of the vocabulary `channels`.
        has_contact: whether a cell says how the sender can be reached; False means that none does.
    """
    when = _date(str(told["when"])) if told.get("when") else None
    past, coming = _sorted_days([(when.earliest, when.latest)] if when else [], received_at.date())
    stated = TipFacts(
        received_at=received_at,
        danger_now=danger_told(told),
        latest_event_on=past,
        leaves_on=coming,
        has_contact=True if has_contact else None,
        channel=channel,
    )
    # "Tomorrow" was said on the day of the report, not on the day the sheet was sent.
    said_on = (when and when.latest) or received_at.date()
    return join_facts(stated, _text_facts(str(told.get("text", "")), received_at=received_at, said_on=said_on))


def danger_told(told: Mapping[str, object]) -> bool | None:
    """Say whether somebody said of a tip that a child is in danger now; None where nobody said so or otherwise."""
    return _DANGER.get(str(told.get("danger_now")))


def facts_of_statements(statements: Sequence[ReadStatement], *, heard_at: datetime) -> TipFacts:
    """
    Take from what was said of people and events what bears on urgency.

    Args:
        statements: those that stand.
        heard_at: when they were said, with a time zone; it parts the days that have passed from those to come.
    """
    seen = [(one.on_earliest, one.on_latest) for one in statements if one.kind in _DATED]
    past, coming = _sorted_days(seen, heard_at.date())
    return TipFacts(
        received_at=heard_at,
        youngest_age_years=_youngest(statements, heard_at.date()),
        latest_event_on=past,
        leaves_on=coming,
        has_contact=True if any(one.kind == "contact" for one in statements) else None,
    )


def facts_of_text(text: str, *, received_at: datetime, languages: tuple[str, ...] = ()) -> TipFacts:
    """
    Take from a free text what bears on urgency.

    Args:
        text: as it was sent.
        received_at: when, with a time zone.
        languages: whose words may occur; empty takes all that are known.
    """
    return _text_facts(text, received_at=received_at, said_on=received_at.date(), languages=languages)


def facts_told(facts: TipFacts) -> dict[str, Any]:
    """Write facts as what JSON can hold; what is not known is absent."""
    told = {name: getattr(facts, name) for name in TipFacts.__slots__}
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in told.items() if one is not None}


def facts_read(told: Mapping[str, Any]) -> TipFacts:
    """Read facts as `facts_told` wrote them."""
    dates = {name: date.fromisoformat(told[name]) for name in ("latest_event_on", "leaves_on") if name in told}
    return TipFacts(**{**told, **dates, "received_at": datetime.fromisoformat(told["received_at"])})


def join_facts(first: TipFacts, second: TipFacts) -> TipFacts:
    """Join what is known of one tip from two sides: of two answers the more urgent one; of two channels the first."""
    return TipFacts(
        received_at=first.received_at,
        danger_now=_any(first.danger_now, second.danger_now),
        speaks_of_now=_any(first.speaks_of_now, second.speaks_of_now),
        youngest_age_years=min(_both(first.youngest_age_years, second.youngest_age_years), default=None),
        latest_event_on=max(_both(first.latest_event_on, second.latest_event_on), default=None),
        leaves_on=min(_both(first.leaves_on, second.leaves_on), default=None),
        has_contact=_any(first.has_contact, second.has_contact),
        channel=first.channel or second.channel,
    )


def _text_facts(text: str, *, received_at: datetime, said_on: date, languages: tuple[str, ...] = ()) -> TipFacts:
    readings = find_readings(text, languages=languages, on=said_on)
    dates = [_date(str(reading.value["when"])) for reading in readings if reading.kind == "date"]
    past, coming = _sorted_days([(one.earliest, one.latest) for one in dates], received_at.date())
    has_contact = any(reading.kind in {"phone", "email"} for reading in readings)
    return TipFacts(
        received_at=received_at,
        # A text is not said now because it was imported now: old sheets speak of nights long past.
        speaks_of_now=True if said_on >= received_at.date() and any(one.kind == "now" for one in readings) else None,
        youngest_age_years=min(_ages(readings), default=None),
        latest_event_on=past,
        leaves_on=coming,
        has_contact=True if has_contact else None,
    )


def _ages(readings: tuple[Reading, ...]) -> list[int]:
    values = [reading.value for reading in readings if reading.kind == "age"]
    least = (value.get("years_min", value.get("years_max")) for value in values)
    return [years for years in least if isinstance(years, int)]


def _youngest(statements: Sequence[ReadStatement], today: date) -> int | None:
    """Find the least age that anybody may have, from stated ages and births."""
    ages = [one.value.get("years_min", one.value.get("years_max")) for one in statements if one.kind == "age"]
    births = [_date(str(one.value["date"])) for one in statements if one.kind == "birth"]
    least = [*ages, *(birth.age_on(today).years_min for birth in births)]
    return min((years for years in least if isinstance(years, int)), default=None)


def _sorted_days(spans: list[tuple[date | None, date | None]], today: date) -> tuple[date | None, date | None]:
    """
    Give the last day up to today, and the first one after it.

    A span counts by its first day, so that a date that is hardly known ("in 2026") never looks recent.
    """
    starts = [first or last for first, last in spans]
    past = [day for day in starts if day is not None and day <= today]
    coming = [day for day in starts if day is not None and day > today]
    return max(past, default=None), min(coming, default=None)


@lru_cache(8_192)
def _date(text: str) -> PartialDate:
    """Read a date that a cell or a reading gave; the same ones come again and again."""
    return PartialDate.parse(text)


def _any(*answers: bool | None) -> bool | None:
    known = [answer for answer in answers if answer is not None]
    return any(known) if known else None


def _both(*values: Any) -> list[Any]:
    return [value for value in values if value is not None]
