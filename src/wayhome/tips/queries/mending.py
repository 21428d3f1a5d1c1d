"""The grid of rows that were set aside: each row's cells under the header, to be mended and read again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.queries.paging import Paged, page_of
from wayhome.casefile.queries.staff import staff_names
from wayhome.kernel.errors import Conflict
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.models import Import, MendedRow, SetAsideRow, Tip
from wayhome.tips.queries.finding import demand_import

ROWS = 10


@dataclass(frozen=True)
class GridCell:
    """One cell: its column, what stands in it, whether the mapping reads it, whether it is the wrong one."""

    column: str
    text: str
    is_read: bool
    is_wrong: bool


@dataclass(frozen=True)
class GridRow:
    """One row that waits: its id, place and reason, its cells, and its text where it could not be cut into cells."""

    aside_id: UUID
    place: str
    reason: str
    cells: tuple[GridCell, ...]
    text: str


@dataclass(frozen=True)
class MendedLine:
    """A row that was mended: where, by whom, when, and the tip that came of it; none where it was known already."""

    place: str
    mended_by: str
    mended_at: datetime
    tip: str


@dataclass(frozen=True)
class Grid:
    """A part of the rows of an import that wait to be mended, and those that were."""

    reference: str
    profile: str
    rows: tuple[GridRow, ...]
    mended: tuple[MendedLine, ...]
    paged: Paged


@query
def grid_of(actor: Actor, purpose: str, *, reference: str, page: int = 1) -> Grid:
    """
    Open the rows of an import that wait to be mended, for whoever may mend them; that they were opened is journalled.

    Raises:
        NotFound: there is no such import, or none whose rows the actor may mend.
        Conflict: it is not at its end, or was undone.
    """
    import_id = demand_import(actor, purpose, text=reference, verb="mend")
    found = find(actor, purpose, Import, import_id, verb="mend")
    if found.state != "done":
        raise Conflict("Rows are mended once their sheet was read to its end, and as long as it is not undone.")
    if not (mapping_text := seal.opened(found, "sealed")["mapping"]):
        raise Conflict("Rows are mended in a grid where a mapping says what their cells mean; this file has none.")
    journal.record(actor.user_id, purpose, "open", "source", found.source_id, detail={"rows": "set aside"})
    waiting = scope(actor, purpose, SetAsideRow, "mend").filter(of_import_id=found.pk, mended__isnull=True)
    paged = page_of(waiting.count(), page, ROWS)
    mapping = read_mapping(mapping_text)
    header = _header(actor, purpose, found) or mapping.columns()
    rows = [
        _row(row, header, frozenset(mapping.columns()))
        for row in waiting.order_by("row", "id")[paged.start : paged.stop]
    ]
    return Grid(found.reference, found.profile, tuple(rows), tuple(_mended(actor, purpose, found)), paged)


def _header(actor: Actor, purpose: str, found: Import) -> tuple[str, ...]:
    """Take the header from a row that has all its cells; empty where there is none."""
    tip = scope(actor, purpose, Tip).filter(of_import_id=found.pk).order_by("row").first()
    if tip is not None:
        return tuple(header for header, _ in seal.opened(tip, "sealed")["raw"])
    for row in scope(actor, purpose, SetAsideRow).filter(of_import_id=found.pk).order_by("row")[:ROWS]:
        if raw := seal.opened(row, "sealed")["raw"]:
            return tuple(header for header, _ in raw)
    return ()


def _row(row: SetAsideRow, header: tuple[str, ...], mapped: frozenset[str]) -> GridRow:
    values = seal.opened(row, "sealed")
    raw = values["raw"] or [[column, ""] for column in header]
    cells = tuple(GridCell(column, text, column in mapped, f"“{column}”" in row.reason) for column, text in raw)
    return GridRow(row.pk, row.place, row.reason, cells, values["text"] or "")


def _mended(actor: Actor, purpose: str, found: Import) -> list[MendedLine]:
    rows = list(
        scope(actor, purpose, MendedRow).filter(of_import_id=found.pk).select_related("aside").order_by("-created_at")
    )
    tips = scope(actor, purpose, Tip).filter(pk__in=[row.tip_id for row in rows if row.tip_id])
    references = dict(tips.values_list("pk", "reference"))
    names = staff_names(row.mended_by_id for row in rows)
    return [
        MendedLine(
            row.aside.place, names.get(row.mended_by_id, ""), row.created_at,
            references.get(row.tip_id, "") if row.tip_id else "",
        )
        for row in rows
    ]  # fmt: skip
