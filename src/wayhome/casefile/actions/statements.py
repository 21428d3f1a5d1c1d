"""Say something of somebody, by hand: add, correct, withdraw, prefer. Nothing is overwritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find, scope
from wayhome.casefile.actions.cases import demand_at_work
from wayhome.casefile.actions.facets import facets_of
from wayhome.casefile.actions.references import draw
from wayhome.casefile.actions.sayings import tell_of_change
from wayhome.casefile.actions.sources import keep_source
from wayhome.casefile.models import Case, CaseMember, Preference, Source, Statement, Subject
from wayhome.kernel import canonical
from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.grades import Grade
from wayhome.kernel.statements import check_about, check_value, statement_kind


@dataclass(frozen=True)
class Said:
    """
    One thing that was said, before it is kept.

    Args:
        kind: a kind of the vocabulary `statement_kinds`.
        value: its value, with the keys of that kind.
        grade: Admiralty grade, such as "B2"; "F6" where nobody can judge.
        said_by: who said it, in words; sealed. Empty: not known.
        said_on: the day on which it was said; None: not known.
        object_id: the other person of a relation, the event that somebody took part in.
        time_zone: IANA name, where a time of day matters.
    """

    kind: str
    value: Mapping[str, object]
    grade: str = "F6"
    said_by: str = ""
    said_on: date | None = None
    object_id: UUID | None = None
    time_zone: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@action
def record_subject(
    actor: Actor, purpose: str, *, what: str, said: Iterable[Said], case_id: UUID | None = None
) -> Subject:
    """
    Record somebody or something new, with what is said of it; a description is enough.

    Args:
        actor: who records it.
        purpose: for what.
        what: a kind of the vocabulary `subject_kinds`.
        said: what is said of it, at least one thing.
        case_id: the case that it belongs to from the start; who sees given cases alone must name one.

    Raises:
        BadInput: nothing is said of it, a statement does not fit, or the actor could not see it afterwards.
        Conflict: the case is closed.
    """
    demand(actor, purpose, "create", "subject")
    given = list(said)
    if not given:
        raise BadInput("statement: say at least one thing of a new person, if only what they look like.")
    if actor.agency_id is None:
        raise BadInput("agency: only somebody who belongs to an agency can record a person.")
    subject = Subject(reference=draw("P"), what=what, agency_id=actor.agency_id)
    subject.save()
    source = _hand_source(actor, purpose, given)
    for thing in given:
        _keep(actor, purpose, subject, thing, source=source)
    if case_id is not None:
        case = find(actor, purpose, Case, case_id, verb="add_person")
        demand_at_work(case)
        CaseMember(case=case, subject=subject).save()
    if not scope(actor, purpose, Subject).filter(pk=subject.pk).exists():
        raise BadInput("case: you see the people of your own cases alone, so say to which case this one belongs.")
    journal.record(actor.user_id, purpose, "create", "subject", subject.pk, case_id=case_id, count=len(given))
    return subject


@action
def add_statement(actor: Actor, purpose: str, *, subject_id: UUID, said: Said) -> Statement:
    """Add one statement by hand to somebody who is known."""
    demand(actor, purpose, "create", "statement")
    subject = find(actor, purpose, Subject, subject_id)
    statement = _keep(actor, purpose, subject, said, source=_hand_source(actor, purpose, [said]))
    tell_of_change(actor, purpose, subject_id=subject.pk)
    detail = {"kind": said.kind, "grade": said.grade}
    journal.record(actor.user_id, purpose, "create", "statement", subject.pk, detail=detail)
    return statement


@action
def correct_statement(
    actor: Actor, purpose: str, *, statement_id: UUID, version: int, said: Said, reason: str
) -> Statement:
    """
    Put a better statement in the place of one that was wrong; the old one stays to be read.

    Raises:
        BadInput: no reason is given, or the kind is another.
        Conflict: the statement does not stand any more.
    """
    old = _standing(actor, purpose, statement_id, version=version, verb="correct", reason=reason)
    if said.kind != old.what:
        raise BadInput(f"kind: a correction of {old.what!r} stays {old.what!r}. Withdraw it and add another instead.")
    new = _keep(actor, purpose, old.subject, said, source=_hand_source(actor, purpose, [said]), supersedes=old)
    old.state = "superseded"
    old.save_changes(["state"])
    tell_of_change(actor, purpose, subject_id=old.subject_id)
    before, after = seal.opened(old, "sealed"), seal.opened(new, "sealed")
    detail = {"kind": old.what, "reason": reason.strip(), "before": before, "after": after}
    journal.record(actor.user_id, purpose, "correct", "statement", old.subject_id, detail=detail)
    return new


@action
def withdraw_statement(actor: Actor, purpose: str, *, statement_id: UUID, version: int, reason: str) -> Statement:
    """Withdraw a statement that should not have been made; it stays to be read, struck through."""
    old = _standing(actor, purpose, statement_id, version=version, verb="withdraw", reason=reason)
    old.state = "withdrawn"
    old.save_changes(["state"])
    tell_of_change(actor, purpose, subject_id=old.subject_id)
    detail = {"kind": old.what, "reason": reason.strip(), "before": seal.opened(old, "sealed")}
    journal.record(actor.user_id, purpose, "withdraw", "statement", old.subject_id, detail=detail)
    return old


@action
def prefer_statement(actor: Actor, purpose: str, *, statement_id: UUID, reason: str) -> Preference:
    """Choose which of several statements holds; a human's choice goes before every grade."""
    chosen = find(actor, purpose, Statement, statement_id, verb="prefer")
    if chosen.state != "standing":
        raise Conflict("Only a statement that stands can be preferred; this one was withdrawn or superseded.")
    if not reason.strip():
        raise BadInput("reason: say why this one holds, so that the next source is weighed against it.")
    Preference.objects.filter(subject_id=chosen.subject_id, what=chosen.what).delete()
    made = Preference(subject_id=chosen.subject_id, what=chosen.what, statement=chosen, chosen_by_id=actor.user_id)
    made.save()
    detail = {"kind": chosen.what, "reason": reason.strip()}
    journal.record(actor.user_id, purpose, "prefer", "statement", chosen.subject_id, detail=detail)
    return made


def _standing(actor: Actor, purpose: str, statement_id: UUID, *, version: int, verb: str, reason: str) -> Statement:
    old = find(actor, purpose, Statement, statement_id, verb=verb, version=version, related=("subject",))
    if not reason.strip():
        raise BadInput("reason: say why, so that whoever reads the history understands.")
    if old.state != "standing":
        raise Conflict("This statement was withdrawn or superseded already. Read the page again.")
    return old


def _hand_source(actor: Actor, purpose: str, said: list[Said]) -> Source:
    """Keep what was typed as the source of its statements, like any other source."""
    if actor.agency_id is None:
        raise BadInput("agency: only somebody who belongs to an agency can add statements.")
    typed: list[Any] = [
        {"kind": thing.kind, "value": dict(thing.value), "grade": thing.grade, "said_by": thing.said_by}
        for thing in said
    ]
    return keep_source(
        actor, purpose, verb_kind=("create", "statement"), what="hand", agency_id=actor.agency_id,
        content=[canonical.canonical_bytes(typed)], media_type="application/json",
    )  # fmt: skip


def _keep(
    actor: Actor, purpose: str, subject: Subject, said: Said, *, source: Source, supersedes: Statement | None = None
) -> Statement:
    """Check one statement against its kind, seal it and save it."""
    value = check_value(said.kind, said.value)
    _demand_past(said, value)
    grade = Grade.parse(said.grade)
    other = find(actor, purpose, Subject, said.object_id) if said.object_id else None
    check_about(said.kind, subject.what, other.what if other else None)
    statement = Statement(
        subject=subject, object=other, agency_id=subject.agency_id, what=said.kind,
        ring=statement_kind(said.kind).ring, source=source, grade_source=grade.source,
        grade_information=grade.information, said_on=said.said_on, time_zone=said.time_zone,
        supersedes=supersedes, recorded_by_id=actor.user_id, **facets_of(said.kind, value),
    )  # fmt: skip
    seal.put(statement, "sealed", {**value, "said_by": said.said_by} if said.said_by else value)
    statement.save()
    journal.part("create", "statement", statement.pk)
    return statement


def _demand_past(said: Said, value: Mapping[str, Any]) -> None:
    """Refuse a birth that surely lies ahead, and a day on which nobody can have said anything yet."""
    today = timezone.localdate()
    if said.kind == "birth":
        born = PartialDate.parse(str(value["date"]))
        if born.earliest is not None and born.earliest > today:
            raise BadInput("date: this day lies ahead; somebody who is known was born by today.")
    if said.said_on is not None and said.said_on > today:
        raise BadInput("said on: this day lies ahead; give the one on which it was said.")
