"""
Mend a row that was set aside, and read it again with the mapping of its import.

The row stays as it was sent, sealed. Beside it stands what a colleague made of it, with who and when, and the tip that
came of it; the sums move from set aside to stored, or to already known where the mended row was here before, so that
read = stored + set aside + already known holds at every moment.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, find, scope
from wayhome.accounts.engine import ledger
from wayhome.casefile.actions import record_mentions
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.tips.actions import importing
from wayhome.tips.engine.lines import FORBIDDEN
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.row_hash import row_hash
from wayhome.tips.engine.row_reader import RowReader
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.models import Import, MendedRow, SetAsideRow, Tip

CELL_CHARACTERS_MAX: Final = 100_000


def mend_row(actor: Actor, purpose: str, *, aside_id: UUID, cells: Sequence[tuple[str, str]]) -> MendedRow:
    """
    Read a row again as it was mended, and store what it says.

    Args:
        actor: who mended it.
        purpose: for what.
        aside_id: the row that was set aside.
        cells: pairs of column and cell, in the order of the header, with every column that the mapping reads.

    Raises:
        BadInput: it still cannot be read; the sentence names the column.
        Conflict: the import is not at its end, or a colleague mended the row meanwhile.
    """
    try:
        return _mend_row(actor, purpose, aside_id=aside_id, cells=cells)
    except IntegrityError:  # the same row came in or was mended at the same moment; now the other one stands
        return _mend_row(actor, purpose, aside_id=aside_id, cells=cells)


@action
def _mend_row(actor: Actor, purpose: str, *, aside_id: UUID, cells: Sequence[tuple[str, str]]) -> MendedRow:
    aside = find(actor, purpose, SetAsideRow, aside_id, verb="mend")
    running = find(actor, purpose, Import, aside.of_import_id, verb="mend", related=("source",))
    if running.state != "done":
        raise Conflict("Rows are mended once their sheet was read to its end, and as long as it is not undone.")
    if scope(actor, purpose, MendedRow).filter(aside_id=aside.pk).exists():
        raise Conflict("A colleague mended this row already.")
    if not (mapping_text := seal.opened(running, "sealed")["mapping"]):
        raise Conflict("Rows are mended in a grid where a mapping says what their cells mean; this file has none.")
    mapping = read_mapping(mapping_text)
    row = _read(mapping, aside.place, cells)
    key = importing._row_key(running, row.digest, 1)  # noqa: SLF001 - the same room; a row is known by one rule
    is_known = bool(importing._known_keys([key]))  # noqa: SLF001 - as above
    tip, root = (
        (None, ledger.root_of([])) if is_known else _stored(actor, purpose, running, row, mapping=mapping, key=key)
    )
    seq = journal.record(
        actor.user_id, purpose, "mend", "import", running.pk, count=1, root=root,
        detail={"place": aside.place, "row": str(aside.pk), "tip": str(tip.pk) if tip else None},
    )  # fmt: skip
    mended = MendedRow(of_import=running, aside=aside, mended_by_id=actor.user_id, tip=tip, journal_seq=seq, root=root)
    seal.put(mended, "sealed", {"cells": [list(pair) for pair in cells]})
    mended.save()
    running.set_aside -= 1
    running.stored += tip is not None
    running.already_known += tip is None
    running.save_changes(["set_aside", "stored", "already_known"])
    return mended


def _read(mapping: SheetMapping, place: str, cells: Sequence[tuple[str, str]]) -> ReadRow:
    columns = tuple(column for column, _ in cells)
    missing = [column for column in mapping.columns() if column not in columns]
    if missing:
        raise BadInput(f"cells: the column “{missing[0]}” is missing, which the mapping reads.")
    for column, cell in cells:
        if len(cell) > CELL_CHARACTERS_MAX:
            raise BadInput(f"Column “{column}” holds {len(cell):,} characters; at most {CELL_CHARACTERS_MAX:,} fit.")
        if FORBIDDEN.search(cell):
            raise BadInput(f"Column “{column}” holds a control character or a mark that turns the writing round.")
    read = RowReader(mapping, columns).read(place, [cell for _, cell in cells])
    if isinstance(read, SetAside):
        raise BadInput(read.reason)
    return read


def _stored(
    actor: Actor, purpose: str, running: Import, row: ReadRow, *, mapping: SheetMapping, key: bytes
) -> tuple[Tip, bytes]:
    """Store a row that was mended as an import stores any other; give its tip and the root over what it became."""
    source = running.source
    if source is None:
        raise Conflict("This import was refused; its file is not kept. Bring it in again.")
    case = importing._cases(actor, purpose, running, [row])[0] if mapping.opens_case else None  # noqa: SLF001 - same room
    kept = record_mentions(
        actor, purpose, source=source, grade=mapping.grade, said_on=None,
        rows=[importing._mentioned(row, case)], brought_by=actor.user_id,  # noqa: SLF001 - same room
    )  # fmt: skip
    tip = importing._tip(running, source, importing._Fresh(row, 0, key), case=case)  # noqa: SLF001 - same room
    tip.row = None  # the rows of a batch are those that its own leaf binds; this one has a leaf of its own
    tip.save()
    return tip, ledger.root_of([row_hash(tip.pk, tip.place, tip.sealed, kept[0].parts)])
