"""
Preferring: of several things said of one matter, which one to show first, and why.

Sources disagree: two dates of birth, three spellings. Nothing is merged and nothing is thrown
away; all stand side by side and one, at most, is shown first. The order of reasons is fixed:

 1. a human's choice, if what was chosen still stands;
 2. the better grade (see `kernel.grades`);
 3. among equals, the later source, because things change and later sources knew the earlier;
 4. else a tie, shown as a tie: whoever reads it must know that nobody knows.

Later means surely later. A source of "March" is not later than one of the tenth of March, and
one without a date is later than none: the tie is honest, a guess would not be. How many say
the same (corroboration) is listed and decides nothing: ten reports may repeat one rumour. Nor
does the order in which we happened to record them. What was withdrawn or superseded is shown
but never preferred, even by a choice made before.

Values are opaque keys here: the caller says what counts as the same value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.grades import Grade


class Reason(StrEnum):
    """Name why a reading is preferred, or why none is."""

    CHOICE = "choice"
    ONLY = "only"
    GRADE = "grade"
    DATE = "date"
    TIE = "tie"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Claim:
    """
    Hold one statement as far as preference needs it.

    Attributes:
        statement: the key of the statement.
        value: an opaque key; two claims of the same value say the same.
        grade: of its source and information.
        source: the key of its source; one source may say a thing twice.
        said_on: when the source said it; unknown is known to be neither later nor earlier.
        recorded: the order in which it was recorded, for a steady display alone.
        state: only what stands can be preferred.
    """

    statement: str
    value: str
    grade: Grade
    source: str
    said_on: PartialDate
    recorded: int
    state: Literal["standing", "withdrawn", "superseded"] = "standing"


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold one value and everything standing that says it, the best claim first."""

    value: str
    claims: tuple[Claim, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """List the different sources that say so, that of the best claim first."""
        return tuple(dict.fromkeys(claim.source for claim in self.claims))

    @property
    def is_corroborated(self) -> bool:
        """Say whether more than one source says so; whether they are independent is for people to judge."""
        return len(self.sources) > 1


@dataclass(frozen=True, slots=True)
class Preferred:
    """
    Hold what to show first, and everything else beside it.

    Attributes:
        claim: the one to show first; None for a tie and where nothing stands.
        reason: why.
        readings: each standing value with its claims, the best first.
        tied: the readings between which nothing decides; empty unless the reason is a tie.
        set_aside: what was withdrawn or superseded, in the order of recording.
        is_choice_fallen: whether a human chose something that does not stand any more; ask again.
    """

    claim: Claim | None
    reason: Reason
    readings: tuple[Reading, ...]
    tied: tuple[Reading, ...]
    set_aside: tuple[Claim, ...]
    is_choice_fallen: bool

    @property
    def reading(self) -> Reading | None:
        """Give the reading to which the preferred claim belongs."""
        return next((one for one in self.readings if self.claim and one.value == self.claim.value), None)

    @property
    def is_contradicted(self) -> bool:
        """Say whether more than one value stands; for a kind of which a subject has one, they contradict."""
        return len(self.readings) > 1


def prefer(claims: Iterable[Claim], *, choice: str | None = None) -> Preferred:
    """
    Find what to show first of the claims about one matter.

    Args:
        claims: in any order, each with a statement key of its own.
        choice: the key of the statement that a human chose; None if nobody did.
    """
    given = sorted(claims, key=lambda claim: (claim.recorded, claim.statement))
    if len({claim.statement for claim in given}) != len(given):
        raise BadInput("Two claims have the same statement key; give each statement once.")
    standing = _best_first([claim for claim in given if claim.state == "standing"])
    readings = _readings(standing)
    chosen = next((claim for claim in standing if claim.statement == choice), None)
    leading, reason = (chosen, Reason.CHOICE) if chosen else _decided(standing, readings)
    leaders = {claim.value for claim in _leaders(standing)} if reason is Reason.TIE else set()
    return Preferred(
        claim=leading,
        reason=reason,
        readings=readings,
        tied=tuple(reading for reading in readings if reading.value in leaders),
        set_aside=tuple(claim for claim in given if claim.state != "standing"),
        is_choice_fallen=choice is not None and chosen is None,
    )


def _decided(standing: Sequence[Claim], readings: Sequence[Reading]) -> tuple[Claim | None, Reason]:
    """Decide without a human: the only value, the better grade, the later source, or nothing."""
    if len(readings) <= 1:
        return (standing[0], Reason.ONLY) if standing else (None, Reason.NOTHING)
    best = _of_best_grade(standing)
    if len({claim.value for claim in best}) == 1:
        return best[0], Reason.GRADE
    leaders = _leaders(standing)
    return (leaders[0], Reason.DATE) if len({claim.value for claim in leaders}) == 1 else (None, Reason.TIE)


def _of_best_grade(standing: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in standing if claim.grade == standing[0].grade]


def _leaders(standing: Sequence[Claim]) -> list[Claim]:
    """Give the claims of the best grade than which none of that grade is surely later."""
    best = _of_best_grade(standing)
    bar = max((claim.said_on.earliest for claim in best if claim.said_on.earliest), default=date.min)
    return [claim for claim in best if claim.said_on.latest is None or claim.said_on.latest >= bar]


def _best_first(standing: list[Claim]) -> list[Claim]:
    """Sort for display: the better grade, then the later source (without a date last), then the first recorded."""
    dated = sorted(standing, key=lambda claim: claim.said_on.latest or claim.said_on.earliest or date.min, reverse=True)
    return sorted(dated, key=lambda claim: claim.grade.rank, reverse=True)


def _readings(standing: Sequence[Claim]) -> tuple[Reading, ...]:
    said: dict[str, list[Claim]] = {}
    for claim in standing:
        said.setdefault(claim.value, []).append(claim)
    return tuple(Reading(value, tuple(claims)) for value, claims in said.items())
