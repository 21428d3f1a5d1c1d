"""The page of a case: its people, what is to be done, what was written down, and its history."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.engine.workflow import CaseState, case_acts
from wayhome.casefile.models import Case, CaseMember, Evidence, Investigation, Note, Task
from wayhome.casefile.queries.consents import ConsentShown, consents_of
from wayhome.casefile.queries.finding import demand_reference
from wayhome.casefile.queries.history import History, history_of
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.tasks import TaskShown, show_tasks
from wayhome.casefile.queries.words import term_label


@dataclass(frozen=True)
class NoteShown:
    """What a colleague wrote down."""

    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class EvidenceShown:
    """A reference to a piece of evidence that is kept elsewhere."""

    evidence_id: UUID
    version: int
    kind: str
    description: str
    held_at: str
    sha256: str
    state: str
    who: str
    at: datetime


@dataclass(frozen=True)
class InvestigationLine:
    """An investigation in one line."""

    reference: str
    title: str
    state: str


@dataclass(frozen=True)
class CaseConsent:
    """A consent with the person whose it is."""

    person: Known
    consent: ConsentShown


@dataclass(frozen=True)
class CasePage:
    """Everything that a case's page shows."""

    case_id: UUID
    version: int
    reference: str
    title: str
    summary: str
    state: str
    state_reason: str
    state_words: str
    state_since: datetime
    opened_at: datetime
    assigned_to: str
    is_mine: bool
    is_restricted: bool
    acts: tuple[str, ...]
    people: tuple[Known, ...]
    tasks: tuple[TaskShown, ...]
    notes: tuple[NoteShown, ...]
    evidence: tuple[EvidenceShown, ...]
    consents: tuple[CaseConsent, ...]
    investigation: InvestigationLine | None
    history: History

    @property
    def open_tasks(self) -> tuple[TaskShown, ...]:
        """The tasks that are to be done, the most urgent first."""
        return tuple(task for task in self.tasks if task.state == "open")

    @property
    def done_tasks(self) -> tuple[TaskShown, ...]:
        """The tasks that are done."""
        return tuple(task for task in self.tasks if task.state != "open")

    @property
    def late_count(self) -> int:
        """How many tasks are late."""
        return sum(task.is_late for task in self.open_tasks)


@query
def case_page(actor: Actor, purpose: str, *, reference: str) -> CasePage:
    """
    Open the page of a case; that it was opened is journalled.

    Raises:
        NotFound: there is none of this reference, or none that the actor may see.
    """
    case_id = demand_reference(actor, purpose, text=reference, prefix="C")
    case = find(actor, purpose, Case, case_id, related=("assigned_to",))
    journal.record(actor.user_id, purpose, "read", "case", case.pk, case_id=case.pk)
    values = seal.opened(case, "sealed")
    people = _people(actor, purpose, case.pk)
    return CasePage(
        case_id=case.pk,
        version=case.version,
        reference=case.reference,
        title=values["title"],
        summary=values.get("summary", ""),
        state=case.state,
        state_reason=term_label("closing_reasons", case.state_reason) if case.state_reason else "",
        state_words=values.get("state_words", ""),
        state_since=case.state_since,
        opened_at=case.created_at,
        assigned_to=case.assigned_to.name if case.assigned_to else "",
        is_mine=case.assigned_to_id == actor.user_id,
        is_restricted=case.compartment is not None,
        acts=tuple(act.value for act in case_acts(CaseState(case.state))),
        people=people,
        tasks=show_tasks(actor, purpose, scope(actor, purpose, Task).filter(case_id=case.pk)),
        notes=_notes(actor, purpose, case.pk),
        evidence=_evidence(actor, purpose, case.pk),
        consents=_consents(actor, purpose, people),
        investigation=_investigation(actor, purpose, case.investigation_id),
        history=history_of(case_id=case.pk),
    )


def _people(actor: Actor, purpose: str, case_id: UUID) -> tuple[Known, ...]:
    members = scope(actor, purpose, CaseMember).filter(case_id=case_id).order_by("id")
    ids = list(members.values_list("subject_id", flat=True))
    known = known_subjects(actor, purpose, subject_ids=ids)
    order = {"child": 0, "suspect": 2}  # children first, then everybody else, and suspects last
    return tuple(sorted((known[pk] for pk in ids if pk in known), key=lambda one: order.get(one.shape, 1)))


def _notes(actor: Actor, purpose: str, case_id: UUID) -> tuple[NoteShown, ...]:
    rows = list(scope(actor, purpose, Note).filter(case_id=case_id).order_by("-id"))
    names = staff_names(row.written_by_id for row in rows)
    return tuple(
        NoteShown(seal.opened(row, "sealed")["text"], names.get(row.written_by_id, ""), row.created_at) for row in rows
    )


def _evidence(actor: Actor, purpose: str, case_id: UUID) -> tuple[EvidenceShown, ...]:
    rows = list(scope(actor, purpose, Evidence).filter(case_id=case_id).order_by("-id"))
    names = staff_names(row.written_by_id for row in rows)
    return tuple(_piece(row, names.get(row.written_by_id, "")) for row in rows)


def _piece(row: Evidence, who: str) -> EvidenceShown:
    values = seal.opened(row, "sealed")
    return EvidenceShown(
        evidence_id=row.pk,
        version=row.version,
        kind=term_label("evidence_kinds", row.what),
        description=values.get("description", ""),
        held_at=values.get("held_at", ""),
        sha256=row.sha256,
        state=row.state,
        who=who,
        at=row.created_at,
    )


def _consents(actor: Actor, purpose: str, people: tuple[Known, ...]) -> tuple[CaseConsent, ...]:
    by_person = consents_of(actor, purpose, [person.subject_id for person in people])
    return tuple(CaseConsent(person, consent) for person in people for consent in by_person.get(person.subject_id, ()))


def _investigation(actor: Actor, purpose: str, investigation_id: UUID | None) -> InvestigationLine | None:
    row = scope(actor, purpose, Investigation).filter(pk=investigation_id).first() if investigation_id else None
    if row is None:
        return None
    return InvestigationLine(row.reference, seal.opened(row, "sealed")["title"], row.state)
