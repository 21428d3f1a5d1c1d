"""What became of an import that was taken back: why, by whom, and which rows stay because somebody worked on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

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
def known_of_it_later(actor: Actor, purpose: str, *, import_id: UUID) -> tuple[str, ...]:
    """List the later imports, some of whose rows were known already: perhaps by this one."""
    found = find(actor, purpose, Import, import_id)
    later = scope(actor, purpose, Import).filter(
        agency_id=found.agency_id, state="done", already_known__gt=0, finished_at__gt=found.created_at
    )
    return tuple(later.exclude(pk=found.pk).order_by("pk").values_list("reference", flat=True)[:SHOWN_MAX])


@query
def undone_since(actor: Actor, purpose: str, *, import_id: UUID) -> tuple[str, ...]:
    """List the imports that were undone since this one was done, and by which rows of it may have been known."""
    found = find(actor, purpose, Import, import_id)
    if found.state != "done" or not found.already_known:
        return ()
    undone = scope(actor, purpose, Import).filter(
        agency_id=found.agency_id, undone_by__isnull=False, created_at__lt=found.finished_at
    )
    since = undone.filter(Q(undone_at__isnull=True) | Q(undone_at__gt=found.finished_at))
    return tuple(since.order_by("pk").values_list("reference", flat=True)[:SHOWN_MAX])


def undone_words(reference: str, undone: Sequence[str]) -> str:
    """Say what to do with a file whose rows wait nowhere because those that they were known by were taken back."""
    return (
        f"This file was brought in before, as {reference}. Rows of it were already known then, and what they may have "
        f"been known by was undone since: {', '.join(undone)}. Undo {reference}, too, and bring the file in again."
    )


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
