"""
The reasons of an urgency in words: what was kept beside a tip, filled and translated for whoever reads it.

The rules are data and may change after a tip came. A code that no rule has any more is shown as it is, with its points,
so that the sum still adds up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.tips.engine.urgency_rules import default_rules
from wayhome.tips.models import Weighing

DANGER_CODE = "danger_now"  # the one rule that is drawn in the colour of danger


@dataclass(frozen=True)
class ReasonShown:
    """One summand of an urgency; what the tags `urgency_bar` and `urgency_sum` take."""

    code: str
    label: str
    weight: Decimal
    danger: bool


@dataclass(frozen=True)
class LimitShown:
    """The rule that set a tip's clock: its sentence, its hours, and whose number it is."""

    sentence: str
    hours: int
    source: str


@query
def newest_why(actor: Actor, purpose: str, *, tip_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Open what the urgency of some tips rests on since they were weighed anew; those that never were are left out."""
    made = scope(actor, purpose, Weighing).filter(tip_id__in=tip_ids).order_by("id")
    return {one.tip_id: seal.opened(one, "sealed") for one in {one.tip_id: one for one in made}.values()}


def reasons_shown(kept: Iterable[Sequence[str]], why: Mapping[str, Any]) -> tuple[ReasonShown, ...]:
    """
    Say the reasons of a tip.

    Args:
        kept: pairs of code and points, as `Tip.reasons` has them.
        why: what was sealed beside them; without it a sentence stands without its day or age.
    """
    values = why.get("values", {})
    return tuple(
        ReasonShown(code, _sentence(code, values.get(code, {})), Decimal(points), danger=code == DANGER_CODE)
        for code, points in kept
    )


def limit_shown(why: Mapping[str, Any]) -> LimitShown | None:
    """Say which rule set the clock of a tip; None where that was not kept."""
    found = next((limit for limit in default_rules().limits if limit.code == why.get("limit")), None)
    return LimitShown(gettext(found.sentence), found.hours, gettext(found.source)) if found else None


def reason_labels() -> dict[str, str]:
    """Name every rule in a few words, in the order of the rules, for what narrows the queue."""
    return {
        rule.code: gettext(rule.name) if rule.name else _sentence(rule.code, {}).rstrip(".")
        for rule in default_rules().rules
    }


def _sentence(code: str, values: Mapping[str, str]) -> str:
    template = next((rule.sentence for rule in default_rules().rules if rule.code == code), code)
    said = gettext(template)
    try:
        return said % {name: _told(value) for name, value in values.items()} if "%(" in said else said
    except KeyError:
        return _without_values(said)


def _told(value: str) -> str:
    """Say a day as people do; anything else as it is."""
    try:
        return date_format(date.fromisoformat(value), "j F Y")
    except ValueError:
        return value


def _without_values(said: str) -> str:
    """Leave out what would be filled: the part after the last colon, or the part before it where it stands there."""
    before, colon, after = said.rpartition(":")
    kept = after if colon and "%(" in before else before
    return kept.strip().capitalize() if kept and "%(" not in kept else said
