"""What became of an import that was taken back: why, by whom, and which rows stay because somebody worked on them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.queries import Known, known_subjects
from wayhome.casefile.queries.staff import staff_names
from wayhome.tips.models import Import, Tip
from wayhome.tips.queries.finding import demand_import

SHOWN_MAX = 50


@dataclass(frozen=True)
class Stayed:
    """A row that stays: its tip's reference, its place, and those whom it names as far as the reader may see them."""

    reference: str
    place: str
    people: tuple[Known, ...]


@dataclass(frozen=True)
class Undone:
    """
    How an import was taken back.

    Args:
        reason: why; empty for whoever may not undo.
        by: who did it.
        at: when it was at its end; None while it goes on.
        rows: how many rows stay in all, as far as it was counted.
        shown: some of them that the reader may see.
        others: how many more there are, shown elsewhere or hidden from the reader.
    """

    reason: str
    by: str
    at: datetime | None
    rows: int
    shown: tuple[Stayed, ...]
    others: int


@query
def import_to_undo(actor: Actor, purpose: str, *, reference: str) -> tuple[UUID, int]:
    """Give id and version of an import, for whoever may undo it; NotFound as `demand_import`."""
    import_id = demand_import(actor, purpose, text=reference, verb="undo")
    return import_id, find(actor, purpose, Import, import_id, verb="undo").version


@query
def undone_of(actor: Actor, purpose: str, *, import_id: UUID) -> Undone | None:
    """Say how an import was taken back; None where it was not."""
    found = find(actor, purpose, Import, import_id)
    if found.undone_by_id is None:
        return None
    told = seal.opened(found, "sealed").get("undone", {})
    named = {UUID(row["tip"]): [UUID(one) for one in row["people"]] for row in told.get("stayed", ())}
    tips = list(scope(actor, purpose, Tip).filter(pk__in=list(named)[:SHOWN_MAX]).order_by("pk"))
    people = known_subjects(actor, purpose, subject_ids=[one for tip in tips for one in named[tip.pk]])
    shown = tuple(
        Stayed(tip.reference, tip.place, tuple(people[one] for one in named[tip.pk] if one in people)) for tip in tips
    )
    rows = max(int(told.get("stayed_rows", 0)), len(named))
    by = staff_names([found.undone_by_id]).get(found.undone_by_id, "")
    return Undone(told.get("reason", ""), by, found.undone_at, rows, shown, rows - len(shown))
