"""Which cases are at work, and since when: states and clocks alone; nothing that is sealed is opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Case


@dataclass(frozen=True)
class CaseClock:
    """A case that is not closed: its reference, its state, since when, and whether it is given to the actor."""

    reference: str
    state: str
    since: datetime
    is_mine: bool


@query
def case_clocks(actor: Actor, purpose: str) -> list[CaseClock]:
    """List the clock of every case that is at work and that the actor may see."""
    rows = scope(actor, purpose, Case).exclude(state="closed")
    told = rows.values_list("reference", "state", "state_since", "assigned_to_id")
    return [CaseClock(reference, state, since, user_id == actor.user_id) for reference, state, since, user_id in told]


@query
def cases_in_sight(actor: Actor, purpose: str, *, case_ids: Collection[UUID]) -> set[UUID]:
    """Say which of some cases the actor may see."""
    return set(scope(actor, purpose, Case).filter(pk__in=case_ids).values_list("pk", flat=True))
