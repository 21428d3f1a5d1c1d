"""Which tips must be read first, for the page of what needs somebody today; nothing that is sealed is opened."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from wayhome.accounts.door import Actor, query, scope
from wayhome.tips.models import Tip


@dataclass(frozen=True)
class NextTip:
    """A waiting tip that needs somebody: its reference, its clock and its urgency."""

    reference: str
    due_at: datetime
    urgency: Decimal
    is_mine: bool


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
    told = first.values_list("reference", "due_at", "urgency", "assigned_to_id")
    found = [
        NextTip(reference, due_at, urgency, user_id == actor.user_id) for reference, due_at, urgency, user_id in told
    ]
    return found, asked.count()
