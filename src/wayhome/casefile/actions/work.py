"""What is done on a case from day to day: notes, tasks, references to evidence, consent."""

import re
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find
from wayhome.accounts.queries import receiver
from wayhome.casefile.actions.cases import demand_at_work
from wayhome.casefile.models import Case, Consent, Evidence, Note, Subject, Task
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.vocabularies import vocabulary

_SHA256 = re.compile(r"[0-9a-f]{64}")


@action
def write_note(actor: Actor, purpose: str, *, case_id: UUID, text: str) -> Note:
    """Write a note on a case."""
    demand(actor, purpose, "create", "note")
    case = find(actor, purpose, Case, case_id)
    if not text.strip():
        raise BadInput("text: the note is empty.")
    note = Note(case=case, written_by_id=actor.user_id)
    seal.put(note, "sealed", {"text": text.strip()})
    note.save()
    journal.record(actor.user_id, purpose, "create", "note", note.pk, case_id=case.pk)
    return note


@action
def add_task(
    actor: Actor, purpose: str, *, case_id: UUID, title: str, due_at: datetime, user_id: UUID | None = None
) -> Task:
    """Set a task on a case, with the time by which it must be done; without a colleague it is the actor's own."""
    demand(actor, purpose, "create", "task")
    case = find(actor, purpose, Case, case_id)
    demand_at_work(case)
    if not title.strip():
        raise BadInput("title: say what is to be done.")
    if due_at <= timezone.now():
        raise BadInput("due: this time has passed already; give one that lies ahead.")
    taker = receiver(actor, purpose, user_id=user_id, kind="task").user_id if user_id else actor.user_id
    task = Task(case=case, written_by_id=actor.user_id, assigned_to_id=taker, due_at=due_at)
    seal.put(task, "sealed", {"title": title.strip()})
    task.save()
    journal.record(actor.user_id, purpose, "create", "task", task.pk, case_id=case.pk)
    return task


@action
def finish_task(actor: Actor, purpose: str, *, task_id: UUID, version: int) -> Task:
    """Mark a task as done."""
    task = find(actor, purpose, Task, task_id, verb="finish", version=version)
    if task.state != "open":
        raise Conflict("This task is done already.")
    task.state, task.finished_at = "done", timezone.now()
    task.save_changes(["state", "finished_at"])
    journal.record(actor.user_id, purpose, "finish", "task", task.pk, case_id=task.case_id)
    return task


@action
def add_evidence(
    actor: Actor, purpose: str, *, case_id: UUID, what: str, description: str, held_at: str, sha256: str = ""
) -> Evidence:
    """
    Note that a piece of evidence exists: what it is, where it is held, its hash. The thing itself never enters Wayhome.

    Raises:
        BadInput: the kind is unknown, the place is missing, or the hash is not a SHA-256 in hexadecimal.
    """
    demand(actor, purpose, "create", "evidence")
    case = find(actor, purpose, Case, case_id)
    vocabulary("evidence_kinds").check(what, field="kind")
    if not held_at.strip():
        raise BadInput("held at: say who keeps it and where, so that a court can ask for it.")
    fingerprint = sha256.strip().lower()
    if fingerprint and not _SHA256.fullmatch(fingerprint):
        raise BadInput("SHA-256: expected 64 hexadecimal digits, or nothing.")
    made = Evidence(case=case, written_by_id=actor.user_id, what=what, sha256=fingerprint)
    seal.put(made, "sealed", {"description": description.strip(), "held_at": held_at.strip()})
    made.save()
    journal.record(actor.user_id, purpose, "create", "evidence", made.pk, case_id=case.pk)
    return made


@action
def withdraw_evidence(actor: Actor, purpose: str, *, evidence_id: UUID, version: int, reason: str) -> Evidence:
    """Withdraw a reference to evidence; it stays to be read."""
    made = find(actor, purpose, Evidence, evidence_id, verb="withdraw", version=version)
    if not reason.strip():
        raise BadInput("reason: say why it is withdrawn.")
    if made.state != "standing":
        raise Conflict("This reference was withdrawn already.")
    made.state = "withdrawn"
    made.save_changes(["state"])
    journal.record(
        actor.user_id, purpose, "withdraw", "evidence", made.pk, case_id=made.case_id, detail={"reason": reason.strip()}
    )
    return made


@action
def record_consent(  # noqa: PLR0913 -- whose, for what, yes or no, from when to when, in which words
    actor: Actor,
    purpose: str,
    *,
    subject_id: UUID,
    for_purpose: str,
    is_given: bool,
    given_by: str,
    given_on: date,
    expires_on: date | None = None,
    words: str = "",
) -> Consent:
    """
    Record what a person allowed or refused, in their own words where possible.

    Raises:
        BadInput: the purpose is unknown, nobody is named who decided, the day lies ahead, or the end before the day.
    """
    demand(actor, purpose, "create", "consent")
    subject = find(actor, purpose, Subject, subject_id)
    vocabulary("consent_purposes").check(for_purpose, field="purpose")
    if not given_by.strip():
        raise BadInput("given by: say who decided: the person, or who may decide for them.")
    if given_on > timezone.localdate():
        raise BadInput("given on: this day lies ahead; record what they decided once they have decided it.")
    if expires_on is not None and expires_on <= given_on:
        raise BadInput("ends: the last day must come after the day on which it was given.")
    made = Consent(
        subject=subject, purpose=for_purpose, is_given=is_given, given_on=given_on, expires_on=expires_on,
        written_by_id=actor.user_id,
    )  # fmt: skip
    seal.put(made, "sealed", {"given_by": given_by.strip(), "words": words.strip()})
    made.save()
    journal.record(
        actor.user_id, purpose, "create", "consent", subject.pk, detail={"for": for_purpose, "given": is_given}
    )
    return made


@action
def withdraw_consent(actor: Actor, purpose: str, *, consent_id: UUID, version: int, words: str) -> Consent:
    """Record that a person takes their consent back; from now on it allows nothing."""
    made = find(actor, purpose, Consent, consent_id, verb="withdraw", version=version)
    if made.state != "standing":
        raise Conflict("This consent was withdrawn already.")
    made.state = "withdrawn"
    made.save_changes(["state"])
    journal.record(actor.user_id, purpose, "withdraw", "consent", made.subject_id, detail={"words": words.strip()})
    return made
