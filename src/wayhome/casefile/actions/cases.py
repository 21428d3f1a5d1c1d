"""Open a case, give it to somebody, let it wait, close it, open it again, restrict it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.actions import grant_compartment, withdraw_compartment
from wayhome.accounts.door import Actor, action, actor_with_id, demand, find, step
from wayhome.accounts.engine import policy
from wayhome.accounts.queries import is_open_to_anybody, receiver
from wayhome.casefile.actions.references import draw
from wayhome.casefile.engine.workflow import CaseAct, CaseState, next_state
from wayhome.casefile.models import Case, CaseMember, Subject
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.vocabularies import vocabulary


@action
def open_case(actor: Actor, purpose: str, *, title: str, summary: str = "", subject_ids: Iterable[UUID] = ()) -> Case:
    """
    Open a case about some people.

    Args:
        actor: who opens it; the case belongs to their agency and is given to them.
        purpose: for what.
        title: one line that colleagues will know it by; sealed.
        summary: what it is about; sealed.
        subject_ids: who belongs to it from the start.

    Raises:
        BadInput: there is no title, or the actor has no agency.
        NotFound: a subject is absent or hidden.
    """
    demand(actor, purpose, "create", "case")
    if not title.strip():
        raise BadInput("title: a case needs a line by which colleagues will know it.")
    if actor.agency_id is None:
        raise BadInput("agency: only somebody who belongs to an agency can open a case.")
    case = Case(reference=draw("C"), agency_id=actor.agency_id, assigned_to_id=actor.user_id)
    case.state_since = timezone.now()
    seal.put(case, "sealed", {"title": title.strip(), "summary": summary.strip()})
    case.save()
    for subject_id in dict.fromkeys(subject_ids):
        _join(case, find(actor, purpose, Subject, subject_id))
    journal.record(actor.user_id, purpose, "create", "case", case.pk, case_id=case.pk)
    return case


@step
def open_cases(actor: Actor, purpose: str, *, agency_id: UUID, titles: Sequence[str]) -> list[Case]:
    """Open a case for each title, as an import of case data does; they belong to the agency and to nobody yet."""
    demand(actor, purpose, "create", "case")
    cases = [Case(reference=draw("C"), agency_id=agency_id, state_since=timezone.now()) for _ in titles]
    for case, title in zip(cases, titles, strict=True):
        seal.put(case, "sealed", {"title": title, "summary": ""})
    return Case.objects.bulk_create(cases, batch_size=1_000)


@action
def assign_case(actor: Actor, purpose: str, *, case_id: UUID, version: int, user_id: UUID) -> Case:
    """Give a case to a colleague; who is given a restricted one may see it from then on."""
    case = find(actor, purpose, Case, case_id, verb="assign", version=version)
    taker = receiver(actor, purpose, user_id=user_id, kind="case")
    before, case.assigned_to_id = case.assigned_to_id, taker.user_id
    case.save_changes(["assigned_to_id"])
    if case.compartment is not None:
        _open_compartment(actor, purpose, case, user_id=taker.user_id)
    detail = {"before": str(before) if before else None, "after": str(taker.user_id)}
    journal.record(actor.user_id, purpose, "assign", "case", case.pk, case_id=case.pk, detail=detail)
    return case


@action
def wait_on_case(actor: Actor, purpose: str, *, case_id: UUID, version: int, words: str) -> Case:
    """Let a case wait, and say for what."""
    if not words.strip():
        raise BadInput("words: say what the case waits for, so that whoever finds it knows when to go on.")
    return _move(actor, purpose, case_id=case_id, version=version, act=CaseAct.WAIT, words=words)


@action
def close_case(actor: Actor, purpose: str, *, case_id: UUID, version: int, reason: str, words: str = "") -> Case:
    """Close a case for one of the stated reasons; it can be opened again."""
    vocabulary("closing_reasons").check(reason, field="reason")
    return _move(actor, purpose, case_id=case_id, version=version, act=CaseAct.CLOSE, reason=reason, words=words)


@action
def reopen_case(actor: Actor, purpose: str, *, case_id: UUID, version: int, words: str) -> Case:
    """Open a closed or waiting case again, and say why."""
    if not words.strip():
        raise BadInput("words: say why the case is opened again.")
    return _move(actor, purpose, case_id=case_id, version=version, act=CaseAct.REOPEN, words=words)


@action
def restrict_case(actor: Actor, purpose: str, *, case_id: UUID, version: int) -> Case:
    """Put a case and all that hangs on it behind a compartment of its own; whoever works on it keeps their sight."""
    case = find(actor, purpose, Case, case_id, verb="restrict", version=version)
    if case.compartment is not None:
        raise Conflict("This case is restricted already. Let a colleague see it instead.")
    case.compartment = case.pk
    case.save_changes(["compartment"])
    for user_id in {actor.user_id, case.assigned_to_id or actor.user_id}:
        _open_compartment(actor, purpose, case, user_id=user_id)
    journal.record(actor.user_id, purpose, "restrict", "case", case.pk, case_id=case.pk)
    return case


@action
def grant_case(
    actor: Actor, purpose: str, *, case_id: UUID, user_id: UUID, for_purpose: str, until: datetime | None = None
) -> None:
    """Let a colleague see a restricted case, for a purpose and perhaps until a moment."""
    case = find(actor, purpose, Case, case_id, verb="grant")
    if case.compartment is None:
        raise BadInput("case: this case is not restricted, so nobody needs leave to see it.")
    receiver(actor, purpose, user_id=user_id, kind="case", for_purpose=for_purpose)
    grant_compartment(actor, purpose, user_id=user_id, compartment=case.pk, for_purpose=for_purpose, until=until)
    detail = {"to": str(user_id), "for": for_purpose, "until": until.isoformat() if until else None}
    journal.record(actor.user_id, purpose, "grant", "case", case.pk, case_id=case.pk, detail=detail)


@action
def withdraw_sight(actor: Actor, purpose: str, *, case_id: UUID, user_id: UUID) -> None:
    """
    Take the sight of a restricted case from a colleague, for every purpose.

    Raises:
        BadInput: the case is not restricted, or they were not let in.
        Conflict: the case is given to them, so that they must see it, or nobody else could see it any more.
    """
    case = find(actor, purpose, Case, case_id, verb="grant")
    if case.compartment is None:
        raise BadInput("case: this case is not restricted, so that everybody whose role allows it sees it.")
    if user_id == case.assigned_to_id:
        raise Conflict("The case is given to this colleague. Give it to somebody else first.")
    if not withdraw_compartment(actor, purpose, user_id=user_id, compartment=case.compartment):
        raise BadInput("colleague: they do not see this case.")
    if not is_open_to_anybody(actor, purpose, compartment=case.compartment, kind="case"):
        raise Conflict("Nobody could see this case any more. Let somebody else see it first.")
    journal.record(
        actor.user_id, purpose, "grant", "case", case.pk, case_id=case.pk, detail={"taken_from": str(user_id)}
    )


@action
def rescue_case(actor: Actor, purpose: str, *, case_id: UUID, user_id: UUID) -> None:
    """
    Let somebody see a restricted case that nobody sees any more, because whoever did has left.

    Raises:
        BadInput: the case is not restricted, or the role of this colleague reads no case.
        Conflict: somebody sees it, and can let others in.
    """
    case = find(actor, purpose, Case, case_id, verb="rescue")
    if case.compartment is None:
        raise BadInput("case: this case is not restricted, so that everybody whose role allows it sees it.")
    if is_open_to_anybody(actor, purpose, compartment=case.compartment, kind="case"):
        raise Conflict("A colleague sees this case, and can let others see it. Nothing was changed.")
    taker = receiver(actor, purpose, user_id=user_id, kind="case")
    _open_compartment(actor, purpose, case, user_id=taker.user_id)
    journal.record(
        actor.user_id, purpose, "rescue", "case", case.pk, case_id=case.pk, detail={"to": str(taker.user_id)}
    )


@action
def add_to_case(actor: Actor, purpose: str, *, case_id: UUID, subject_ids: Iterable[UUID]) -> int:
    """
    Say that people, places or things belong to a case.

    Returns:
        How many were new to it.

    Raises:
        Conflict: the case is closed, so that nobody would look at them.
    """
    case = find(actor, purpose, Case, case_id, verb="add_person")
    demand_at_work(case)
    subjects = [find(actor, purpose, Subject, subject_id) for subject_id in dict.fromkeys(subject_ids)]
    added = sum(_join(case, subject) for subject in subjects)
    journal.record(actor.user_id, purpose, "add_person", "case", case.pk, case_id=case.pk, count=added)
    return added


def demand_at_work(case: Case) -> None:
    """Refuse work on a closed case: it stands on no list, and nobody would see what was added."""
    if case.state == "closed":
        raise Conflict("This case is closed, so nobody would look at it. Open it again first, and say why.")


def _open_compartment(actor: Actor, purpose: str, case: Case, *, user_id: UUID) -> None:
    """Let somebody see a restricted case for each purpose under which their roles read cases."""
    taker = actor_with_id(user_id)
    for word in taker.purposes:
        if policy.load().widest(taker.roles, purpose=word, verb="read", kind="case") is not None:
            grant_compartment(actor, purpose, user_id=user_id, compartment=case.pk, for_purpose=word, until=None)


def _join(case: Case, subject: Subject) -> bool:
    """Make a subject a member of a case; whether it is new to it."""
    if CaseMember.objects.filter(case=case, subject=subject).exists():
        return False
    CaseMember(case=case, subject=subject).save()
    return True


def _move(
    actor: Actor, purpose: str, *, case_id: UUID, version: int, act: CaseAct, reason: str = "", words: str
) -> Case:
    """Take one step of the workflow, with its reason."""
    case = find(actor, purpose, Case, case_id, verb=act.value, version=version)
    before = case.state
    case.state = next_state(CaseState(case.state), act).value
    case.state_reason, case.state_since = reason, timezone.now()
    values = seal.opened(case, "sealed")
    case.sealed_version += 1
    seal.put(case, "sealed", {**values, "state_words": words.strip()})
    case.save_changes(["state", "state_reason", "state_since", "sealed_version", "sealed"])
    detail = {"before": before, "after": case.state, "reason": reason, "words": words.strip()}
    journal.record(actor.user_id, purpose, act.value, "case", case.pk, case_id=case.pk, detail=detail)
    return case
