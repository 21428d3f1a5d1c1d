"""Keep what many rows of a source say, a batch at a time: each mention becomes a person of its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, demand, step
from wayhome.casefile.actions.references import draw
from wayhome.casefile.models import CaseMember, Mention, Source, Statement, Subject
from wayhome.kernel.statements import statement_kind

# Rows for one INSERT: SQLite allows 32,766 variables in one, and a statement has 25 columns.
INSERT_ROWS_MAX = 1_000


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
    """What was kept of one row: who, and the hash of every envelope and id, in order."""

    subject_ids: list[UUID] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)


@step
def record_mentions(
    actor: Actor, purpose: str, *, source: Source, grade: str, said_on: date | None, rows: Sequence[MentionedRow]
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

    Returns:
        For each row what was kept, so that the import can bind it into its journal leaf.
    """
    demand(actor, purpose, "create", "subject")
    demand(actor, purpose, "create", "statement")
    batch = _Batch(actor, source, grade=grade, said_on=said_on)
    kept = [batch.add(row) for row in rows]
    batch.save()
    return kept


class _Batch:
    """Rows of five tables that are built together and inserted at once."""

    def __init__(self, actor: Actor, source: Source, *, grade: str, said_on: date | None) -> None:
        self.actor, self.source, self.said_on = actor, source, said_on
        self.grade_source, self.grade_information = grade[0], grade[1]
        self.subjects: list[Subject] = []
        self.mentions: list[Mention] = []
        self.statements: list[Statement] = []
        self.members: list[CaseMember] = []

    def add(self, row: MentionedRow) -> Kept:
        kept = Kept()
        by_slot = {person.slot: self._subject(person, row) for person in row.people}
        for person in row.people:
            subject = by_slot[person.slot]
            kept.subject_ids.append(subject.pk)
            kept.parts.append(subject.pk.bytes)
            self.mentions.append(Mention(source=self.source, place=row.place, slot=person.slot, subject=subject))
            for said in person.said:
                other = by_slot.get(said.object_slot)
                statement = self._statement(subject, said, other, place=row.place, slot=person.slot)
                kept.parts.append(hashlib.sha256(statement.sealed).digest())
        return kept

    def save(self) -> None:
        Subject.objects.bulk_create(self.subjects, batch_size=INSERT_ROWS_MAX)
        Mention.objects.bulk_create(self.mentions, batch_size=INSERT_ROWS_MAX)
        Statement.objects.bulk_create(self.statements, batch_size=INSERT_ROWS_MAX)
        CaseMember.objects.bulk_create(self.members, batch_size=INSERT_ROWS_MAX)

    def _subject(self, person: MentionedPerson, row: MentionedRow) -> Subject:
        subject = Subject(reference=draw("P"), what=person.what, agency_id=self.source.agency_id)
        self.subjects.append(subject)
        if row.case_id is not None:
            self.members.append(CaseMember(case_id=row.case_id, subject=subject))
        return subject

    def _statement(
        self, subject: Subject, said: MentionedStatement, other: Subject | None, *, place: str, slot: str
    ) -> Statement:
        statement = Statement(
            subject=subject, object=other, agency_id=self.source.agency_id, what=said.kind,
            ring=statement_kind(said.kind).ring, source=self.source, place=place, slot=slot,
            column=said.column, grade_source=self.grade_source,
            grade_information=self.grade_information, year=said.year, country=said.country,
            on_earliest=said.on_earliest, on_latest=said.on_latest, precision=said.precision,
            time_zone=said.time_zone, said_on=self.said_on,
            recorded_by_id=self.actor.user_id,
        )  # fmt: skip
        seal.put(statement, "sealed", said.value)
        self.statements.append(statement)
        return statement
