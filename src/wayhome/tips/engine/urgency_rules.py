"""
The rules of urgency, read from `urgency.toml` and checked.

A rule or a clock that cannot work (a fact that does not exist, points below nought, no clock for
some tip) stops the program when it is read, not in the night when its tip comes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.tip_facts import TipFacts

OPERATORS: Final = ("is", "in", "at_most", "at_least")
COUNTED_FACTS: Final = ("youngest_age_years", "days_since_event", "days_until_leaving")

Fact = bool | int | str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule: a fact, an operator, and what it is compared with."""

    fact: str
    operator: str
    value: Any

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        """Say whether it holds; of a fact that is not known nothing does."""
        known = facts[self.fact]
        if known is None:
            return False
        if self.operator == "is":
            return bool(known == self.value)
        if self.operator == "in":
            return known in self.value
        return bool(known <= self.value if self.operator == "at_most" else known >= self.value)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that gives points; its name is a few words, its sentence stands beside a tip."""

    code: str
    group: str | None
    points: Decimal
    sentence: str
    when: tuple[Condition, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock: how many hours, for which tips, and whose number it is."""

    code: str
    hours: int
    sentence: str
    source: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules and limits, in order, with their source."""

    source: str
    rules: tuple[Rule, ...]
    limits: tuple[Limit, ...]


def all_hold(conditions: tuple[Condition, ...], facts: Mapping[str, Fact]) -> bool:
    """Say whether every condition holds; a loop, because it is asked twenty times for each of a million rows."""
    for condition in conditions:  # noqa: SIM110 - all() with a generator takes twice as long
        if not condition.holds(facts):
            return False
    return True


@cache
def default_rules() -> Rules:
    """Read the rules of `urgency.toml`."""
    return read_rules((files("wayhome.tips.engine") / "urgency.toml").read_text("utf-8"))


def read_rules(text: str) -> Rules:
    """
    Read rules and limits.

    Raises:
        BadInput: a fact or an operator does not exist, points are negative or have more than one decimal, or no limit
            holds for every tip.
    """
    told = tomllib.loads(text, parse_float=Decimal)
    rules = tuple(
        Rule(one["code"], one.get("group"), _points(one), one["sentence"], _conditions(one), one.get("name", ""))
        for one in told["rule"]
    )
    limits = tuple(
        Limit(one["code"], int(one["hours"]), one["sentence"], one["source"], _conditions(one)) for one in told["limit"]
    )
    if not limits or limits[-1].when:
        raise BadInput("The last limit must have no condition, or some tip would have no deadline.")
    return Rules(told["source"], rules, limits)


def _points(table: Mapping[str, Any]) -> Decimal:
    points = Decimal(table["points"])
    if points < 0 or points != round(points, 1):
        raise BadInput(f"Rule {table['code']}: points must be 0 or more, with at most one decimal.")
    return round(points, 1)


def _conditions(table: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        _condition(table["code"], one["fact"], operator, value)
        for one in table["when"]
        for operator, value in one.items()
        if operator != "fact"
    )


def _condition(code: str, fact: str, operator: str, value: Any) -> Condition:
    facts = {*TipFacts.__dataclass_fields__, *COUNTED_FACTS} - {"received_at"}
    if fact not in facts:
        raise BadInput(f"Rule {code}: there is no fact {fact}; expected one of {', '.join(sorted(facts))}.")
    if operator not in OPERATORS:
        raise BadInput(f"Rule {code}: there is no operator {operator}; expected one of {', '.join(OPERATORS)}.")
    if operator in {"at_most", "at_least"} and not (isinstance(value, int) and fact in COUNTED_FACTS):
        raise BadInput(f"Rule {code}: {operator} compares a fact that is a number with a whole number.")
    return Condition(fact, operator, value)
