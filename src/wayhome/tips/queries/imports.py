"""The list of imports, and the page of one: the file, how its rows add up, and every row that was set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, check, find, query, scope
from wayhome.casefile.queries.paging import Paged, page_of
from wayhome.casefile.queries.staff import staff_names
from wayhome.tips.engine.formats import WORDS
from wayhome.tips.engine.media import Cut
from wayhome.tips.models import Import, SetAsideRow
from wayhome.tips.queries.finding import demand_import

ROWS = 50


@dataclass(frozen=True)
class ImportRow:
    """
    One import in the list.

    Args:
        reference: its reference.
        file_name: name of the file; kept, sealed, of a refused one too, so that its sender can be told which it was.
        profile: name of the mapping; where there is none, the format in words.
        format: one of `engine.formats.FORMATS`.
        state: waiting, reading, done or refused.
        received_at: when it was brought.
        received_by: who brought it.
        read, stored, set_aside, already_known: how its rows add up so far.
    """

    reference: str
    file_name: str
    profile: str
    format: str
    state: str
    received_at: datetime
    received_by: str
    read: int
    stored: int
    set_aside: int
    already_known: int


@dataclass(frozen=True)
class ImportsPage:
    """One part of the list, the newest first; how many imports are not at their end, and how many stored anything."""

    rows: tuple[ImportRow, ...]
    paged: Paged
    unfinished: int
    stored: int


@dataclass(frozen=True)
class AsideShown:
    """A row that was set aside: its place and reason, and its cells or its text for whoever may open sources."""

    place: str
    reason: str
    cells: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class ImportPage:
    """
    Everything that the page of an import shows.

    Args:
        import_id: its id.
        line: what the list shows of it.
        file_sha256: SHA-256 of the file, kept even when the file was refused.
        size_bytes: of the file; None once it was refused.
        media_type: what it was said to be.
        source_id: its raw source, for whoever may open it; else None.
        is_running: whether more rows are to come.
        finished_at: when it was at its end.
        seconds: how long that took.
        refusal: why the whole file was refused; else empty.
        evidence: what showed the format.
        cuts: files whose bytes were cut out, each with its hash.
        not_mapped: columns of which the mapping does not speak.
        may_open: whether the reader may see what was set aside as it came.
        aside: one part of the rows that were set aside, in the order of the file.
        paged: which part of how many.
    """

    import_id: UUID
    line: ImportRow
    file_sha256: str
    size_bytes: int | None
    media_type: str
    source_id: UUID | None
    is_running: bool
    finished_at: datetime | None
    seconds: float
    refusal: str
    evidence: str
    cuts: tuple[Cut, ...]
    not_mapped: tuple[str, ...]
    may_open: bool
    aside: tuple[AsideShown, ...]
    paged: Paged

    @property
    def format_words(self) -> str:
        """Say the format in words."""
        return WORDS.get(self.line.format, self.line.format)


@query
def imports_page(actor: Actor, purpose: str, *, page: int = 1) -> ImportsPage:
    """List the imports that the actor may see, the newest first."""
    everything = scope(actor, purpose, Import)
    paged = page_of(everything.count(), page, ROWS)
    rows = list(everything.order_by("-created_at", "-id")[paged.start : paged.stop])
    names = staff_names(row.received_by_id for row in rows)
    unfinished = everything.filter(state__in=("waiting", "reading")).count()
    lines = (_line(row, seal.opened(row, "sealed"), names) for row in rows)
    return ImportsPage(tuple(lines), paged, unfinished, everything.filter(stored__gt=0).count())


@query
def import_page(actor: Actor, purpose: str, *, reference: str, page: int = 1) -> ImportPage:
    """
    Open the page of an import.

    Args:
        actor: who looks.
        purpose: for what.
        reference: the import's.
        page: which part of the rows that were set aside.

    Raises:
        NotFound: there is none of this reference, or none that the actor may see.
    """
    import_id = demand_import(actor, purpose, text=reference)
    found = find(actor, purpose, Import, import_id, related=("source",))
    may_open = check(actor, purpose, "open", "source").is_allowed
    values = seal.opened(found, "sealed")
    aside = scope(actor, purpose, SetAsideRow).filter(of_import_id=found.pk, mended__isnull=True).order_by("row", "id")
    paged = page_of(found.set_aside, page, ROWS)
    return ImportPage(
        import_id=found.pk,
        line=_line(found, values, staff_names([found.received_by_id])),
        file_sha256=found.file_sha256,
        size_bytes=found.source.size_bytes if found.source else None,
        media_type=found.source.media_type if found.source else "",
        source_id=found.source_id if may_open else None,
        is_running=found.state in {"waiting", "reading", "undoing"},
        finished_at=found.finished_at,
        seconds=found.seconds,
        refusal=values.get("reason", ""),
        evidence=values.get("evidence", ""),
        cuts=tuple(Cut(*cut) for cut in values.get("cuts", ())),
        not_mapped=tuple(values.get("not_mapped", ())),
        may_open=may_open,
        aside=tuple(_aside(row, may_open=may_open) for row in aside[paged.start : paged.stop]),
        paged=paged,
    )


def _line(row: Import, values: Mapping[str, Any], names: Mapping[UUID, str]) -> ImportRow:
    return ImportRow(
        reference=row.reference,
        file_name=values.get("file_name", ""),
        profile=row.profile or WORDS.get(row.format, row.format),
        format=row.format,
        state=row.state,
        received_at=row.created_at,
        received_by=names.get(row.received_by_id, ""),
        read=row.read,
        stored=row.stored,
        set_aside=row.set_aside,
        already_known=row.already_known,
    )


def _aside(row: SetAsideRow, *, may_open: bool) -> AsideShown:
    if not may_open:
        return AsideShown(row.place, row.reason, (), "")
    values = seal.opened(row, "sealed")
    return AsideShown(
        row.place, row.reason, tuple((header, cell) for header, cell in values["raw"]), values["text"] or ""
    )
