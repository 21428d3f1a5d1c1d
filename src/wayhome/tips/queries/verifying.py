"""
Check every batch of every import: do the rows still give the root that the journal holds?

An import leaves one leaf a transaction, with the root over what each row became: its tip, its envelopes, everybody it
names and all that it says of them. Here that is computed again from what is stored. A row that was taken out, put in or
changed gives another root, even where each envelope still opens.

Limit: it tells that a batch was changed, not which of its rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from wayhome.accounts import journal
from wayhome.accounts.door import Actor, query, scope
from wayhome.accounts.engine import ledger
from wayhome.casefile.queries.hashes import hashes_at
from wayhome.tips.engine.row_hash import row_hash
from wayhome.tips.models import ImportBatch, MendedRow, SetAsideRow, Tip


@dataclass(frozen=True)
class BatchChecked:
    """
    What came of one batch.

    Args:
        reference: the import's reference.
        first_row, last_row: which rows of the file it holds.
        rows: how many of them were stored or set aside.
        broken: what is wrong, in plain words; empty when it holds.
    """

    reference: str
    first_row: int
    last_row: int
    rows: int
    broken: str


@query
def verify_batches(actor: Actor, purpose: str) -> Iterator[BatchChecked]:
    """Check every batch in the actor's scope, the oldest first; each is given as soon as it was checked."""
    batches = scope(actor, purpose, ImportBatch).select_related("of_import").order_by("id")
    mended = scope(actor, purpose, MendedRow).select_related("of_import", "aside", "tip").order_by("id")
    return chain(
        (_checked(actor, purpose, batch) for batch in list(batches)),
        (_mended(actor, purpose, row) for row in list(mended)),
    )


def _checked(actor: Actor, purpose: str, batch: ImportBatch) -> BatchChecked:
    hashes = [*_of_tips(actor, purpose, batch), *_of_aside(actor, purpose, batch)]
    kept, told = bytes(batch.root), journal.root_in_leaf(batch.journal_seq)
    broken = ""
    if told != kept:
        broken = f"its root is not the one that leaf {batch.journal_seq} of the journal holds."
    elif ledger.root_of(hashes) != kept:
        broken = "its rows do not give its root any more: one of them was changed, taken out or put in."
    return BatchChecked(batch.of_import.reference, batch.first_row, batch.last_row, len(hashes), broken)


def _mended(actor: Actor, purpose: str, row: MendedRow) -> BatchChecked:
    """Check one row that was mended: it has a leaf of its own, beside the one of its batch."""
    hashes = []
    if row.tip is not None and row.of_import.source_id is not None:
        parts = hashes_at(actor, purpose, source_id=row.of_import.source_id, places=[row.tip.place], before=row.pk)
        hashes = [row_hash(row.tip.pk, row.tip.place, bytes(row.tip.sealed), parts.get(row.tip.place, ()))]
    kept, told = bytes(row.root), journal.root_in_leaf(row.journal_seq)
    broken = ""
    if told != kept:
        broken = f"its root is not the one that leaf {row.journal_seq} of the journal holds."
    elif ledger.root_of(hashes) != kept:
        broken = "the row that was mended does not give its root any more: it was changed or taken out."
    return BatchChecked(row.of_import.reference, row.aside.row, row.aside.row, len(hashes), broken)


def _of_tips(actor: Actor, purpose: str, batch: ImportBatch) -> list[bytes]:
    """Hash the rows that were stored, in the order of the file."""
    tips = scope(actor, purpose, Tip).filter(
        of_import_id=batch.of_import_id, row__range=(batch.first_row, batch.last_row)
    )
    told = list(tips.order_by("row").values_list("pk", "place", "sealed"))
    source_id = batch.of_import.source_id
    if not told or source_id is None:
        return []
    places = [place for _, place, _ in told]
    parts = hashes_at(actor, purpose, source_id=source_id, places=places, before=batch.pk)
    return [row_hash(pk, place, bytes(envelope), parts.get(place, ())) for pk, place, envelope in told]


def _of_aside(actor: Actor, purpose: str, batch: ImportBatch) -> list[bytes]:
    """Hash the rows that were set aside, in the order of the file."""
    rows = scope(actor, purpose, SetAsideRow).filter(of_import_id=batch.of_import_id)
    of_batch = rows.filter(row__range=(batch.first_row, batch.last_row)).order_by("row")
    return [row_hash(pk, place, bytes(sealed)) for pk, place, sealed in of_batch.values_list("pk", "place", "sealed")]
