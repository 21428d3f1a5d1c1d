"""
Urgency: in which order tips are looked at, and by when.

A queue that grows faster than people can read is an order whether anybody chose it or not. So it
is chosen: a dozen rules, each with its points and its sentence, written in `urgency.toml` where a
unit can read and change them. The score is the plain sum of the reasons that are shown with it.
It says what to open first; it says nothing of what is true, and nothing of any person.

Three promises. Silence moves nothing: a fact that nobody stated neither adds nor takes away. There
are no negative points: nothing that a sender writes can push a tip down. And nothing is learnt: a
score from past outcomes would send help where help always went.

A deadline is a clock of its own, from the moment of receipt. It does not wait for the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.tip_facts import TipFacts, facts_of_row, facts_of_text, join_facts
from wayhome.tips.engine.urgency_rules import Fact, Limit, Rule, Rules, all_hold, default_rules

__all__ = [
    "Heard",
    "Reason",
    "TipFacts",
    "Urgency",
    "facts_of_row",
    "facts_of_text",
    "join_facts",
    "weigh",
    "weigh_heard",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke: its code, its points, and its sentence, ready and as a template with its values."""

    code: str
    points: Decimal
    sentence: str
    template: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Urgency:
    """The score, the reasons that add up to it, and the clock: by when, of how many hours, by which limit and whose."""

    score: Decimal
    reasons: tuple[Reason, ...]
    due_at: datetime
    limit_hours: int
    limit_code: str
    limit_sentence: str
    limit_source: str


class Heard(NamedTuple):
    """Something that was heard of a tip: what it says, and when; what is recent or soon depends on that moment."""

    facts: TipFacts
    at: datetime


def weigh(facts: TipFacts, *, now: datetime, by: Rules | None = None) -> Urgency:
    """
    Weigh a tip.

    Args:
        facts: what is known of it.
        now: with a time zone; what is recent or soon depends on it. The deadline depends on the receipt alone.
        by: the rules; None takes those of `urgency.toml`.
    """
    return weigh_heard([Heard(facts, now)], by=by)


def weigh_heard(heard: Sequence[Heard], *, by: Rules | None = None) -> Urgency:
    """
    Weigh what was heard of one tip, bit by bit: the tip itself, what was written down from it, what was added later.

    Each group of rules counts by the most that it gave at any of these moments, and the earliest clock holds. So
    whatever is heard later can move a tip up, and never down.

    Args:
        heard: at least one bit, the tip itself first.
        by: the rules; None takes those of `urgency.toml`.
    """
    if any(one.at.tzinfo is None for one in heard):
        raise BadInput("now has no time zone; give one.")
    chosen = by or default_rules()
    spoken: dict[str, tuple[int, Rule, Mapping[str, Fact]]] = {}
    clocks: list[tuple[datetime, Limit]] = []
    for facts, at in heard:
        known = _known(facts, at)
        for place, (number, rule) in _speaking(chosen, known).items():
            if place not in spoken or rule.points > spoken[place][1].points:
                spoken[place] = (number, rule, known)
        limit = next(one for one in chosen.limits if all_hold(one.when, known))
        clocks.append((facts.received_at + timedelta(hours=limit.hours), limit))
    in_order = sorted(spoken.values(), key=itemgetter(0))
    reasons = tuple(_reason(rule, known) for _, rule, known in in_order)
    due_at, limit = min(clocks, key=itemgetter(0))
    return Urgency(
        score=sum((reason.points for reason in reasons), Decimal("0.0")),
        reasons=reasons,
        due_at=due_at,
        limit_hours=limit.hours,
        limit_code=limit.code,
        limit_sentence=limit.sentence,
        limit_source=limit.source,
    )


def _speaking(rules: Rules, known: Mapping[str, Fact]) -> dict[str, tuple[int, Rule]]:
    """Find the rule of each group that speaks, the first that holds, with its number."""
    spoken: dict[str, tuple[int, Rule]] = {}
    for number, rule in enumerate(rules.rules):
        place = rule.group or rule.code
        if place not in spoken and all_hold(rule.when, known):
            spoken[place] = (number, rule)
    return spoken


def _known(facts: TipFacts, now: datetime) -> dict[str, Fact]:
    today = now.astimezone(facts.received_at.tzinfo).date()
    event, leaving = facts.latest_event_on, facts.leaves_on
    days_until_leaving = None if leaving is None else (leaving - today).days
    return {
        "danger_now": facts.danger_now,
        "speaks_of_now": facts.speaks_of_now,
        "youngest_age_years": facts.youngest_age_years,
        "latest_event_on": None if event is None else event.isoformat(),
        "leaves_on": None if leaving is None else leaving.isoformat(),
        "has_contact": facts.has_contact,
        "channel": facts.channel,
        "days_since_event": None if event is None else (today - event).days,
        # A day that has passed is no longer to come; whether it went well nobody knows, so it says nothing.
        "days_until_leaving": None if days_until_leaving is None or days_until_leaving < 0 else days_until_leaving,
    }


def _reason(rule: Rule, known: Mapping[str, Fact]) -> Reason:
    values = {name: str(value) for name, value in known.items() if f"%({name})s" in rule.sentence}
    return Reason(rule.code, rule.points, rule.sentence % values if values else rule.sentence, rule.sentence, values)
