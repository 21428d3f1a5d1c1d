"""Who is named at one place of a source, and what it says of them: what a tip or a row of a sheet became."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Mention, Statement
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.words import Words, kind_label, say


@dataclass(frozen=True)
class StatementRead:
    """
    One thing that is said of somebody whom the place names: by the place, or by hand since.

    Args:
        statement_id: its id.
        kind: a kind of the vocabulary `statement_kinds`.
        label: that kind in words.
        words: what was said.
        column: header of the column it was read from; empty where a human read it or the mapping itself says it.
        source_grade: letter of the source.
        information_grade: digit of the information.
        state: standing, superseded or withdrawn.
        is_of_place: whether the place itself says it; else a colleague added it, or put it in the place of another.
        other_slot: the slot of the person or event to which it leads; empty without one.
        other_label: who or what that is, in words; empty without one.
    """

    statement_id: UUID
    kind: str
    label: str
    words: Words
    column: str
    source_grade: str
    information_grade: str
    state: str
    is_of_place: bool
    other_slot: str
    other_label: str


@dataclass(frozen=True)
class NamedPerson:
    """Somebody or something that the place names, by its slot, in the order in which it was read."""

    slot: str
    known: Known
    statements: tuple[StatementRead, ...]


@query
def people_at(
    actor: Actor, purpose: str, *, source_id: UUID, place: str, slots: Collection[str] | None = None
) -> tuple[NamedPerson, ...]:
    """
    Open what one place of a source says, person by person, with what was said by hand of them since.

    People and statements that the actor may not see are left out.

    Args:
        actor: who reads.
        purpose: for what.
        source_id: the source.
        place: the place in it, such as `row 12`.
        slots: only these; None means all of the place.
    """
    mentions = scope(actor, purpose, Mention).filter(source_id=source_id, place=place).order_by("id")
    slot_of = {
        subject_id: slot
        for slot, subject_id in mentions.values_list("slot", "subject_id")
        if slots is None or slot in slots
    }
    known = known_subjects(actor, purpose, subject_ids=list(slot_of)) if slot_of else {}
    said: dict[UUID, list[StatementRead]] = {subject_id: [] for subject_id in known}
    rows = scope(actor, purpose, Statement).filter(subject_id__in=list(known)).order_by("id")
    for row in rows:
        other = known.get(row.object_id) if row.object_id else None
        if row.object_id and other is None:
            continue  # of somebody whom another place names
        read = _read(
            row, is_of_place=(row.source_id, row.place) == (source_id, place),
            other_slot=slot_of[other.subject_id] if other else "", other_label=other.label if other else "",
        )  # fmt: skip
        said[row.subject_id].append(read)
    return tuple(
        NamedPerson(slot, known[subject_id], tuple(said[subject_id]))
        for subject_id, slot in slot_of.items()
        if subject_id in known
    )


def _read(row: Statement, *, is_of_place: bool, other_slot: str, other_label: str) -> StatementRead:
    return StatementRead(
        statement_id=row.pk,
        kind=row.what,
        label=kind_label(row.what),
        words=say(row.what, seal.opened(row, "sealed")),
        column=row.column,
        source_grade=row.grade_source,
        information_grade=row.grade_information,
        state=row.state,
        is_of_place=is_of_place,
        other_slot=other_slot,
        other_label=other_label,
    )
