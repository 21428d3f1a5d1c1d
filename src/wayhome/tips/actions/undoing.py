"""
Undo a whole import: its tips are refused, what they said is withdrawn, and nothing is erased.

Whoever may import takes the file back by one act, with a reason. The rows are undone after that in batches, each one
transaction with one leaf, so that a public tip never waits and a kill loses nothing: the next start goes on. A row that
somebody has worked on since stays whole, with everybody whom it names, and is named to whoever looks.

The keyed hash of an undone row is given free, so that the same file can be brought in again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, find, scope
from wayhome.accounts.engine import ledger
from wayhome.casefile.actions import close_mistaken_cases, withdraw_rows
from wayhome.casefile.queries import ReadRow, rows_touched
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.tips.models import IMPORT_UNDONE, Addition, Import, ImportBatch, MendedRow, Tip

__all__ = ["BATCH_TIPS_MAX", "IMPORT_UNDONE", "begin_undo", "finish_undo", "undo_batch"]

BATCH_TIPS_MAX = 250  # a quarter of a second on a laptop: a public tip comes in between
STAYED_MAX = 1_000  # rows that stay are named up to here; of more there is the number
_RIGHT = ("undo", "import")


@action
def begin_undo(actor: Actor, purpose: str, *, import_id: UUID, version: int, reason: str) -> Import:
    """
    Take an import back, for a reason; its rows are undone after this, batch by batch.

    Raises:
        BadInput: no reason is given.
        Conflict: it is not at its end, or was undone already.
        StaleRecord: it changed since the actor saw it.
    """
    done = find(actor, purpose, Import, import_id, verb="undo", version=version)
    if not reason.strip():
        raise BadInput("reason: say why, so that whoever finds the withdrawn statements understands.")
    if done.state != "done":
        raise Conflict(
            "Only an import that was read to its end can be undone; this one was not, or was undone already."
        )
    done.state, done.undone_by_id = "undoing", actor.user_id
    _reseal(done, {"reason": reason.strip(), "stayed": [], "stayed_rows": 0})
    done.save_changes(["state", "undone_by_id", "sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "undo", "import", done.pk, detail={"reason": reason.strip()})
    return done


@action
def undo_batch(actor: Actor, purpose: str, *, import_id: UUID, after: UUID | None) -> UUID | None:
    """
    Undo the next rows of an import, in one transaction with one leaf.

    Args:
        actor: who undoes it; the house, under which a restriction hides nothing.
        purpose: for what.
        import_id: the import.
        after: the last tip that was looked at; None begins.

    Returns:
        The last tip that was looked at now; None when there are no more.
    """
    undone = find(actor, purpose, Import, import_id, verb="undo")
    if undone.state != "undoing":
        raise Conflict("This import is not being undone.")
    tips = scope(actor, purpose, Tip).filter(of_import_id=undone.pk).exclude(state_reason=IMPORT_UNDONE)
    rest = (tips.filter(pk__gt=after) if after else tips).order_by("pk")
    if connection.features.has_select_for_update:  # nobody joins a tip between the look at it and its refusal
        rest = rest.select_for_update(of=("self",))
    chosen = list(rest[:BATCH_TIPS_MAX])
    touched = _touched(actor, purpose, undone, chosen)
    free = [tip for tip in chosen if tip.pk not in touched]
    withdrawn = _take_back(actor, purpose, undone, free)
    if touched:
        _name_stayed(undone, touched)
        undone.save_changes(["sealed_version", "sealed"])
    leaves = [ledger.leaf_hash(hashlib.sha256(one.bytes).digest()) for one in (*(tip.pk for tip in free), *withdrawn)]
    detail = {"tips": len(free), "statements": len(withdrawn), "stayed": len(touched)}
    journal.record(
        actor.user_id, purpose, "undo", "import", undone.pk, count=len(free), root=ledger.root_of(leaves), detail=detail
    )
    return chosen[-1].pk if len(chosen) == BATCH_TIPS_MAX else None


@action
def finish_undo(actor: Actor, purpose: str, *, import_id: UUID) -> Import:
    """Say that an import is undone; from here on the same file can be brought in again."""
    undone = find(actor, purpose, Import, import_id, verb="undo")
    if undone.state != "undoing":
        raise Conflict("This import is not being undone.")
    stayed = scope(actor, purpose, Tip).filter(of_import_id=undone.pk).exclude(state_reason=IMPORT_UNDONE).count()
    undone.state, undone.undone_at = "undone", timezone.now()
    _reseal(undone, {**seal.opened(undone, "sealed")["undone"], "stayed_rows": stayed})
    undone.save_changes(["state", "undone_at", "sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "undo", "import", undone.pk, detail={"state": "undone", "stayed": stayed})
    return undone


def _take_back(actor: Actor, purpose: str, undone: Import, tips: Sequence[Tip]) -> list[UUID]:
    """Refuse tips, withdraw what they said, close the cases that they opened; return the statements' ids."""
    if not tips or undone.source_id is None:
        return []
    ids = [tip.pk for tip in tips]
    cases = [tip.case_id for tip in tips if tip.case_id is not None]
    withdrawn = withdraw_rows(
        actor, purpose, verb_kind=_RIGHT, source_id=undone.source_id, places=[tip.place for tip in tips]
    )
    close_mistaken_cases(actor, purpose, verb_kind=_RIGHT, case_ids=cases)
    Tip.objects.filter(pk__in=ids).update(
        state="refused", state_reason=IMPORT_UNDONE, row_key=None, version=F("version") + 1
    )
    for tip_id in ids:
        journal.part("refuse", "tip", tip_id, detail={"reason": IMPORT_UNDONE})
    return withdrawn


def _touched(actor: Actor, purpose: str, undone: Import, tips: Sequence[Tip]) -> dict[UUID, tuple[UUID, ...]]:
    """Tell which tips somebody has worked on since, or on anybody they name: by tip, everybody whom it names."""
    if not tips or undone.source_id is None:
        return {}
    rows = [ReadRow(tip.place, before, tip.case_id) for tip, before in _with_bounds(actor, purpose, undone, tips)]
    places = rows_touched(actor, purpose, source_id=undone.source_id, rows=rows)
    ids = [tip.pk for tip in tips]
    answered = set(scope(actor, purpose, Addition).filter(tip_id__in=ids).values_list("tip_id", flat=True))
    found: dict[UUID, tuple[UUID, ...]] = {}
    for tip in tips:
        is_as_read = tip.state in {"new", "refused"} or tip.version == 1  # a tip whose row opened a case is in it
        if tip.place in places or tip.pk in answered or not is_as_read:
            found[tip.pk] = places.get(tip.place, ())
    return found


def _with_bounds(actor: Actor, purpose: str, undone: Import, tips: Sequence[Tip]) -> list[tuple[Tip, UUID]]:
    """Give, with each tip, an id drawn right after all that was read: that of its batch, or of its row's mending."""
    numbers = [tip.row for tip in tips if tip.row is not None]
    near = scope(actor, purpose, ImportBatch).filter(
        of_import_id=undone.pk, first_row__lte=max(numbers, default=0), last_row__gte=min(numbers, default=0)
    )
    batches = list(near.values_list("first_row", "last_row", "pk"))
    mended = dict(scope(actor, purpose, MendedRow).filter(of_import_id=undone.pk).values_list("tip_id", "pk"))
    told = []
    for tip in tips:
        row = tip.row
        of_row = next((pk for first, last, pk in batches if row is not None and first <= row <= last), None)
        told.append((tip, of_row or mended.get(tip.pk) or tip.pk))
    return told


def _name_stayed(undone: Import, touched: Mapping[UUID, tuple[UUID, ...]]) -> None:
    """Write down which rows stay, and whom they name; as ids, so that the door decides who reads what stands behind."""
    told: dict[str, Any] = seal.opened(undone, "sealed")["undone"]
    rows = [{"tip": str(tip), "people": [str(one) for one in people]} for tip, people in touched.items()]
    known = {row["tip"] for row in told["stayed"]}
    stayed = [*told["stayed"], *(row for row in rows if row["tip"] not in known)]
    _reseal(undone, {**told, "stayed": stayed[:STAYED_MAX]})


def _reseal(row: Import, told: Mapping[str, Any]) -> None:
    """Seal how an import is undone, beside what is sealed of it already."""
    values = seal.opened(row, "sealed")
    row.sealed_version += 1
    seal.put(row, "sealed", {**values, "undone": dict(told)})
