"""Which tips must be read first, for the page of what needs somebody today; nothing that is sealed is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.queries.words import term_label
from wayhome.tips.models import Tip
from wayhome.tips.queries.reasons import reason_labels


@dataclass(frozen=True)
class NextTip:
    """A waiting tip that needs somebody: its reference, its clock, its urgency and the weightiest reason for it."""

    reference: str
    due_at: datetime
    urgency: Decimal
    is_mine: bool
    channel: str
    because: str


@query
def next_tips(actor: Actor, purpose: str, *, most: int, is_mine: bool) -> tuple[list[NextTip], int]:
    """
    Find the tips that must be read first.

    Args:
        actor: who asks.
        purpose: for what.
        most: how many to list.
        is_mine: only those that are given to the actor, or else those too that are given to nobody yet.

    Returns:
        Them, the one with the least time left in front, and how many there are in all.
    """
    rows = scope(actor, purpose, Tip).filter(state="new")
    mine = rows.filter(assigned_to_id=actor.user_id)
    asked = mine if is_mine else mine | rows.filter(assigned_to_id__isnull=True)
    first = asked.order_by("due_at", "-urgency")[:most]
    told = first.values_list("reference", "due_at", "urgency", "assigned_to_id", "channel", "reasons")
    labels = reason_labels()
    found = [
        NextTip(
            reference,
            due_at,
            urgency,
            user_id == actor.user_id,
            channel=term_label("channels", channel),
            because=_weightiest(reasons, labels),
        )
        for reference, due_at, urgency, user_id, channel, reasons in told
    ]
    return found, asked.count()


def _weightiest(reasons: Sequence[Sequence[str]], labels: Mapping[str, str]) -> str:
    """Name the rule that gave most; empty where none spoke."""
    code = max(reasons, key=lambda one: Decimal(one[1]), default=("", ""))[0]
    return labels.get(code, "")
