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

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.tip_facts import TipFacts, facts_of_row, facts_of_text, join_facts
from wayhome.tips.engine.urgency_rules import Fact, Rule, Rules, all_hold, default_rules

__all__ = ["Reason", "TipFacts", "Urgency", "facts_of_row", "facts_of_text", "join_facts", "weigh"]


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


def weigh(facts: TipFacts, *, now: datetime, by: Rules | None = None) -> Urgency:
    """
    Weigh a tip.

    Args:
        facts: what is known of it.
        now: with a time zone; what is recent or soon depends on it. The deadline depends on the receipt alone.
        by: the rules; None takes those of `urgency.toml`.
    """
    if now.tzinfo is None:
        raise BadInput("now has no time zone; give one.")
    chosen = by or default_rules()
    known = _known(facts, now)
    spoken: dict[str, Rule] = {}
    for rule in chosen.rules:
        place = rule.group or rule.code
        if place not in spoken and all_hold(rule.when, known):
            spoken[place] = rule
    reasons = tuple(_reason(rule, known) for rule in spoken.values())
    limit = next(one for one in chosen.limits if all_hold(one.when, known))
    return Urgency(
        score=sum((reason.points for reason in reasons), Decimal("0.0")),
        reasons=reasons,
        due_at=facts.received_at + timedelta(hours=limit.hours),
        limit_hours=limit.hours,
        limit_code=limit.code,
        limit_sentence=limit.sentence,
        limit_source=limit.source,
    )


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
