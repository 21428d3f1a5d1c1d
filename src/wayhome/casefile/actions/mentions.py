"""Keep what many rows of a source say, a batch at a time: each mention becomes a person of its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, demand, insert_rows, step
from wayhome.casefile.actions.references import draw
from wayhome.casefile.models import CaseMember, Mention, Source, Statement, Subject
from wayhome.kernel.statements import statement_kind

_TABLE = Statement._meta.db_table
_SUBJECT = ("id", "reference", "what", "agency_id")
_MENTION = ("id", "source_id", "place", "slot", "subject_id")
_MEMBER = ("id", "case_id", "subject_id")
_STATEMENT = (
    "id", "subject_id", "object_id", "agency_id", "what", "ring", "sealed", "source_id", "place", "slot", "column",
    "grade_source", "grade_information", "year", "country", "on_earliest", "on_latest",
    "precision", "time_zone", "said_on", "recorded_by_id",
)  # fmt: skip


@dataclass(frozen=True)
class MentionedStatement:
    """One thing that a row says of a slot; `object_slot` names the other person of a relation or the event."""

    kind: str
    value: Mapping[str, Any]
    object_slot: str = ""
    country: str = ""
    year: int | None = None
    on_earliest: date | None = None
    on_latest: date | None = None
    precision: str = ""
    time_zone: str = ""
    column: str = ""


@dataclass(frozen=True)
class MentionedPerson:
    """Somebody or something that a row names, by its slot, with all that the row says of them."""

    slot: str
    what: str = "person"
    said: Sequence[MentionedStatement] = ()


@dataclass(frozen=True)
class MentionedRow:
    """One place of a source with everybody in it."""

    place: str
    people: Sequence[MentionedPerson]
    case_id: UUID | None = None


@dataclass
class Kept:
    """What was kept of one row: who, what is said of them, and the hash of every envelope and id, in order."""

    subject_ids: list[UUID] = field(default_factory=list)
    statement_ids: list[UUID] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)


@step
def record_mentions(
    actor: Actor,
    purpose: str,
    *,
    source: Source,
    grade: str,
    said_on: date | None,
    rows: Sequence[MentionedRow],
    brought_by: UUID | None = None,
) -> list[Kept]:
    """
    Keep the people and statements of some rows, in the transaction of the import that calls it.

    Args:
        actor: who imports.
        purpose: for what.
        source: the raw source that the rows stand in.
        grade: Admiralty grade of all that they say, such as "B2".
        said_on: the day on which the sender said it, where known.
        rows: what was read, already in the shape of the vocabulary.
        brought_by: which colleague recorded it, where the house goes on with their import; None means the actor.

    Returns:
        For each row what was kept, so that the import can bind it into its journal leaf.
    """
    demand(actor, purpose, "create", "subject")
    demand(actor, purpose, "create", "statement")
    batch = _Batch(brought_by or actor.user_id, source, grade=grade, said_on=said_on)
    kept = [batch.add(row) for row in rows]
    batch.save()
    return kept


class _Batch:
    """Rows of four tables that are built together, as tuples, and inserted at once."""

    def __init__(self, recorded_by: UUID, source: Source, *, grade: str, said_on: date | None) -> None:
        self.recorded_by, self.source, self.said_on = recorded_by, source, said_on
        self.grade_source, self.grade_information = grade[0], grade[1]
        self.subjects: list[tuple[Any, ...]] = []
        self.mentions: list[tuple[Any, ...]] = []
        self.statements: list[tuple[Any, ...]] = []
        self.members: list[tuple[Any, ...]] = []

    def add(self, row: MentionedRow) -> Kept:
        kept = Kept()
        by_slot = {person.slot: self._subject(person, row) for person in row.people}
        for person in row.people:
            subject_id = by_slot[person.slot]
            kept.subject_ids.append(subject_id)
            kept.parts.append(subject_id.bytes)
            self.mentions.append((uuid7(), self.source.pk, row.place, person.slot, subject_id))
            for said in person.said:
                where = (row.place, person.slot, said.column)
                statement_id, other = uuid7(), by_slot.get(said.object_slot)
                envelope = self._statement(statement_id, subject_id, said, other, where=where)
                kept.statement_ids.append(statement_id)
                kept.parts.append(hashlib.sha256(envelope).digest())
        return kept

    def save(self) -> None:
        insert_rows(Subject, _SUBJECT, self.subjects)
        insert_rows(Mention, _MENTION, self.mentions)
        insert_rows(Statement, _STATEMENT, self.statements)
        insert_rows(CaseMember, _MEMBER, self.members)

    def _subject(self, person: MentionedPerson, row: MentionedRow) -> UUID:
        subject_id = uuid7()
        self.subjects.append((subject_id, draw("P"), person.what, self.source.agency_id))
        if row.case_id is not None:
            self.members.append((uuid7(), row.case_id, subject_id))
        return subject_id

    def _statement(
        self, statement_id: UUID, subject_id: UUID, said: MentionedStatement, other: UUID | None, *,
        where: tuple[str, str, str],
    ) -> bytes:  # fmt: skip
        ring = statement_kind(said.kind).ring
        # In the order of the model's BESIDE; every test that opens an imported statement would fail in another.
        beside = (
            said.kind, other, self.source.agency_id, self.source.pk, self.grade_source, self.grade_information,
        )  # fmt: skip
        place = seal.Place(_TABLE, "sealed", str(statement_id), 1, beside)
        envelope = seal.seal(ring, subject_id, place, said.value)
        self.statements.append(
            (
                statement_id, subject_id, other, self.source.agency_id, said.kind, ring, envelope, self.source.pk,
                *where, self.grade_source, self.grade_information, said.year, said.country,
                said.on_earliest, said.on_latest, said.precision, said.time_zone, self.said_on, self.recorded_by,
            )
        )  # fmt: skip
        return envelope
