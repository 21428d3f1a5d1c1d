"""Which tips must be read first, for the page of what needs somebody today; nothing that is sealed is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from wayhome.accounts.door import Actor, query, scope
from wayhome.accounts.queries import readers
from wayhome.casefile.queries.words import term_label
from wayhome.tips.models import Tip
from wayhome.tips.queries.reasons import reason_labels

HURRY_HOURS: Final = 1  # with less than this left, a tip needs also whoever answers for the one who has it
WHOSE: Final = ("mine", "nobody", "colleague", "shut_out")


@dataclass(frozen=True)
class NextTip:
    """
    A waiting tip that needs somebody: its reference, its clock, its urgency and the weightiest reason for it.

    `whose` is one of WHOSE: given to the actor, to nobody yet, to a colleague, or to somebody who cannot open it.
    """

    reference: str
    due_at: datetime
    urgency: Decimal
    whose: str
    channel: str
    because: str


@query
def next_tips(actor: Actor, purpose: str, *, most: int, answers_for: str) -> tuple[list[NextTip], int]:
    """
    Find the tips that must be read first.

    Args:
        actor: who asks.
        purpose: for what.
        most: how many to list.
        answers_for: "self" for those that are given to the actor; "queue" also for those that nobody has who could
            open them; "unit" also for those of colleagues that are late or will be within HURRY_HOURS.

    Returns:
        Them, the one with the least time left in front, and how many there are in all.
    """
    rows = scope(actor, purpose, Tip).filter(state="new")
    able = readers(actor, purpose, kind="tip")
    asked = rows.filter(_needing(actor, answers_for, able=able))
    first = asked.order_by("due_at", "-urgency")[:most]
    told = first.values_list("reference", "due_at", "urgency", "assigned_to_id", "channel", "reasons")
    labels = reason_labels()
    found = [
        NextTip(
            reference,
            due_at,
            urgency,
            _whose(user_id, actor, able=able),
            channel=term_label("channels", channel),
            because=_weightiest(reasons, labels),
        )
        for reference, due_at, urgency, user_id, channel, reasons in told
    ]
    return found, asked.count()


def _needing(actor: Actor, answers_for: str, *, able: frozenset[UUID]) -> Q:
    """Write the condition that a tip needs the actor."""
    needing = Q(assigned_to_id=actor.user_id)
    if answers_for != "self":
        needing |= Q(assigned_to_id__isnull=True) | ~Q(assigned_to_id__in=able)
    if answers_for == "unit":
        needing |= Q(due_at__lt=timezone.now() + timedelta(hours=HURRY_HOURS))
    return needing


def _whose(user_id: UUID | None, actor: Actor, *, able: frozenset[UUID]) -> str:
    if user_id is None:
        return "nobody"
    if user_id == actor.user_id:
        return "mine"
    return "colleague" if user_id in able else "shut_out"


def _weightiest(reasons: Sequence[Sequence[str]], labels: Mapping[str, str]) -> str:
    """Name the rule that gave most; empty where none spoke."""
    code = max(reasons, key=lambda one: Decimal(one[1]), default=("", ""))[0]
    return labels.get(code, "")
