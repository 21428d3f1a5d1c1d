"""How many tips wait to be read, since when, and until when they may: what the line and the queue's heading tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from wayhome.accounts.door import Actor, query, scope
from wayhome.tips.models import Tip


@dataclass(frozen=True)
class WaitingCounts:
    """How many wait, how many of them are past their limit, and how many of each are the actor's own."""

    total: int
    late: int
    mine: int
    mine_late: int


class Waiting(NamedTuple):
    """One tip that waits: since when, until when it may, whether it is the actor's own; a tuple, for there are many."""

    received_at: datetime
    due_at: datetime
    is_mine: bool


@query
def waiting_counts(actor: Actor, purpose: str) -> WaitingCounts:
    """Count the tips that wait to be read, in the actor's scope."""
    late, mine = Q(due_at__lt=timezone.now()), Q(assigned_to_id=actor.user_id)
    counts = (
        scope(actor, purpose, Tip)
        .filter(state="new")
        .aggregate(
            total=Count("pk"),
            late=Count("pk", filter=late),
            mine=Count("pk", filter=mine),
            mine_late=Count("pk", filter=late & mine),
        )
    )
    return WaitingCounts(**counts)


@query
def waiting_ages(actor: Actor, purpose: str) -> list[Waiting]:
    """List every tip that waits to be read in the actor's scope, the one that has waited longest first."""
    # The rows of one file came at one moment: they are counted in SQL, and not read one by one.
    rows = scope(actor, purpose, Tip).filter(state="new").values_list("received_at", "due_at", "assigned_to_id")
    counted = rows.annotate(count=Count("pk")).order_by("received_at", "due_at")
    ages: list[Waiting] = []
    for received_at, due_at, user_id, count in counted.iterator(5_000):
        ages += [Waiting(received_at, due_at, user_id == actor.user_id)] * count
    return ages
