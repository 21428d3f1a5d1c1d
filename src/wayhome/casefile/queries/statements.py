"""One statement, opened for an act on it: to correct, to withdraw or to choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.models import Statement, Subject
from wayhome.casefile.queries.words import Words, kind_label, say
from wayhome.kernel.errors import NotFound
from wayhome.kernel.statements import statement_kinds


@dataclass(frozen=True)
class StatementAct:
    """
    A statement with all that a form needs to start from.

    Args:
        statement_id: its id.
        version: its version.
        subject_id: of whom it is said.
        kind: a kind of the vocabulary `statement_kinds`.
        label: the kind in words.
        words: what was said.
        value: its value, by key.
        grade: its Admiralty grade.
        said_by: who said it, in words.
        said_on: when, where known.
        other_reference: the reference of the person or event to which it leads; empty without one.
        time_zone: IANA name, where one was said.
    """

    statement_id: UUID
    version: int
    subject_id: UUID
    kind: str
    label: str
    words: Words
    value: Mapping[str, Any]
    grade: str
    said_by: str
    said_on: date | None
    other_reference: str
    time_zone: str


@query
def statement_to_act_on(actor: Actor, purpose: str, *, statement_id: UUID, subject_id: UUID, verb: str) -> StatementAct:
    """
    Open one statement of a subject, for whoever may do the verb to it.

    Raises:
        NotFound: there is none of this id under this subject, or none that the actor may act on.
    """
    row = find(actor, purpose, Statement, statement_id, verb=verb)
    if row.subject_id != subject_id:
        raise NotFound("This statement is made of somebody else. Open it from the page of that person.")
    values = seal.opened(row, "sealed")
    others = scope(actor, purpose, Subject).filter(named_in=row.pk)
    return StatementAct(
        statement_id=row.pk,
        version=row.version,
        subject_id=row.subject_id,
        kind=row.what,
        label=kind_label(row.what),
        words=say(row.what, values),
        value={key: value for key, value in values.items() if key != "said_by"},
        grade=f"{row.grade_source}{row.grade_information}",
        said_by=values.get("said_by", ""),
        said_on=row.said_on,
        other_reference=others.values_list("reference", flat=True).first() or "",
        time_zone=row.time_zone,
    )


@query
def kinds_for(actor: Actor, purpose: str, *, subject_id: UUID) -> list[tuple[str, str]]:
    """List the kinds of statement that can be made of a subject, with their labels, in the order of the vocabulary."""
    subject = find(actor, purpose, Subject, subject_id)
    return [(kind.code, kind_label(kind.code)) for kind in statement_kinds().values() if subject.what in kind.about]
