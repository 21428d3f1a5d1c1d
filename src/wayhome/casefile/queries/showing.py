"""A statement as a page shows it: what was said, by whom, from where, its grade, and whether it still stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, scope
from wayhome.casefile.models import Source
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.opening import Opened
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import Words, say


@dataclass(frozen=True)
class SourceShown:
    """Where a statement comes from; `can_be_opened` says whether the reader may open the raw source."""

    source_id: UUID
    label: str
    place: str
    column: str
    can_be_opened: bool


@dataclass(frozen=True)
class StatementShown:
    """
    One statement.

    Args:
        statement_id: its id.
        version: its version, for an act on it.
        kind: a kind of the vocabulary `statement_kinds`.
        words: what was said.
        source_grade: letter of the source.
        information_grade: digit of the information.
        said_by: who said it, in words; empty when it is not known.
        source: where it stands.
        said_on: the day on which it was said, where known.
        recorded_at: when it was recorded.
        recorded_by: which colleague recorded it.
        is_by_hand: whether that colleague typed it; then the source says so too.
        state: standing, superseded or withdrawn.
        is_chosen: whether a human chose it.
        other: the person or event to which it leads; None without one, or where the reader may not see it.
        leads_somewhere: whether there is another at all.
        time_zone: IANA name, where one was said.
    """

    statement_id: UUID
    version: int
    kind: str
    words: Words
    source_grade: str
    information_grade: str
    said_by: str
    source: SourceShown
    said_on: date | None
    recorded_at: datetime
    recorded_by: str
    is_by_hand: bool
    state: str
    is_chosen: bool
    other: Known | None
    leads_somewhere: bool
    time_zone: str


@dataclass(frozen=True)
class Around:
    """What is known around some statements: their sources, their recorders, whom they lead to."""

    openable: frozenset[UUID]
    labels: Mapping[UUID, str]
    recorders: Mapping[UUID, str]
    others: Mapping[UUID, Known]


def look_around(actor: Actor, purpose: str, said: Sequence[Opened], *, beside: Collection[UUID] = ()) -> Around:
    """
    Find what must be said beside some statements.

    Args:
        actor: who reads.
        purpose: for what.
        said: the statements.
        beside: further subjects to describe in a line.
    """
    source_ids = {one.row.source_id for one in said}
    other_ids = {one.row.object_id for one in said if one.row.object_id} | set(beside)
    recorders = staff_names(one.row.recorded_by_id for one in said)
    openable = scope(actor, purpose, Source, "open").filter(pk__in=source_ids).values_list("pk", flat=True)
    return Around(
        openable=frozenset(openable),
        labels=source_labels(actor, purpose, source_ids),
        recorders=recorders,
        others=known_subjects(actor, purpose, subject_ids=other_ids) if other_ids else {},
    )


def source_labels(actor: Actor, purpose: str, source_ids: Collection[UUID]) -> dict[UUID, str]:
    """Name the sources that the reader may know more of: a file by its name, the others by how they came."""
    sources = scope(actor, purpose, Source).filter(pk__in=source_ids)
    return {
        source.pk: source_label(source.what, seal.opened(source, "sealed").get("file_name", "")) for source in sources
    }


def source_label(what: str, name: str = "") -> str:
    """Say how a source came."""
    labels = {
        "file": gettext("File"), "call": gettext("Call"), "form": gettext("Public form"),
        "api": gettext("Sent by a program"), "hand": gettext("Written down"),
    }  # fmt: skip
    return f"{labels[what]} {name}".strip()


def show(one: Opened, around: Around, *, is_chosen: bool = False) -> StatementShown:
    """Show one statement."""
    row = one.row
    label = around.labels.get(row.source_id) or source_label(row.source.what)
    recorder = around.recorders.get(row.recorded_by_id, "")
    if row.source.what == "hand" and recorder:
        label = gettext("Written down by %(name)s") % {"name": recorder}
    return StatementShown(
        statement_id=row.pk,
        version=row.version,
        kind=row.what,
        words=say(row.what, one.value),
        source_grade=row.grade_source,
        information_grade=row.grade_information,
        said_by=one.value.get("said_by", ""),
        source=SourceShown(row.source_id, label, row.place, row.column, row.source_id in around.openable),
        said_on=row.said_on,
        recorded_at=row.created_at,
        recorded_by=recorder,
        is_by_hand=row.source.what == "hand",
        state=row.state,
        is_chosen=is_chosen,
        other=around.others.get(row.object_id) if row.object_id else None,
        leads_somewhere=row.object_id is not None,
        time_zone=row.time_zone,
    )
