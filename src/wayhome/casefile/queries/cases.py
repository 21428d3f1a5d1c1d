"""The list of cases and how many stand where, without opening more than their titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Min, Q, QuerySet
from django.utils import timezone

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Case, CaseMember, Subject, Task
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.paging import Paged, page_of

ROWS = 50
PEOPLE_SHOWN = 3


@dataclass(frozen=True)
class CaseFilter:
    """What to narrow the list by; what is empty narrows nothing."""

    states: tuple[str, ...] = ()
    is_mine: bool = False
    is_late: bool = False


@dataclass(frozen=True)
class CaseRow:
    """One line of the list: the case, whose it is, the next task, and some of its people."""

    case_id: UUID
    reference: str
    title: str
    state: str
    since: datetime
    assigned_to: str
    is_restricted: bool
    due_at: datetime | None
    people: tuple[Known, ...]
    people_count: int

    @property
    def others_count(self) -> int:
        """How many people are not named in the line."""
        return self.people_count - len(self.people)


@dataclass(frozen=True)
class CaseCounts:
    """How many cases the actor sees, by state and by what they ask for."""

    open: int
    waiting: int
    closed: int
    mine: int
    late: int

    @property
    def at_work(self) -> int:
        """How many are not closed."""
        return self.open + self.waiting


@dataclass(frozen=True)
class CasesPage:
    """One part of the list, with the counts of the whole."""

    rows: tuple[CaseRow, ...]
    paged: Paged
    counts: CaseCounts


@query
def cases_page(actor: Actor, purpose: str, *, narrow: CaseFilter, page: int = 1) -> CasesPage:
    """List the cases that the actor may see: those with the nearest task first, then the newest."""
    rows = scope(actor, purpose, Case)
    if narrow.states:
        rows = rows.filter(state__in=narrow.states)
    if narrow.is_mine:
        rows = rows.filter(assigned_to_id=actor.user_id)
    if narrow.is_late:
        rows = rows.filter(pk__in=_late_cases(actor, purpose))
    paged = page_of(rows.count(), page, ROWS)
    return CasesPage(rows=case_rows(actor, purpose, rows, paged=paged), paged=paged, counts=case_counts(actor, purpose))


@query
def case_counts(actor: Actor, purpose: str) -> CaseCounts:
    """Count the cases that the actor may see; "mine" and "late" leave out what is closed."""
    rows = scope(actor, purpose, Case)
    states = dict(rows.values_list("state").annotate(Count("pk")).order_by())
    at_work = rows.exclude(state="closed")
    return CaseCounts(
        open=states.get("open", 0),
        waiting=states.get("waiting", 0),
        closed=states.get("closed", 0),
        mine=at_work.filter(assigned_to_id=actor.user_id).count(),
        late=at_work.filter(pk__in=_late_cases(actor, purpose)).count(),
    )


def case_rows(actor: Actor, purpose: str, rows: QuerySet[Case], *, paged: Paged | None = None) -> tuple[CaseRow, ...]:
    """Open some cases for a list."""
    nearest = Min("tasks__due_at", filter=Q(tasks__state="open"))
    is_closed = ExpressionWrapper(Q(state="closed"), output_field=BooleanField())
    told = rows.annotate(due_at=nearest, is_closed=is_closed).select_related("assigned_to")
    ordered = told.order_by("is_closed", F("due_at").asc(nulls_last=True), "-id")
    chosen = list(ordered[paged.start : paged.stop] if paged else ordered)
    members = _members(actor, purpose, [case.pk for case in chosen])
    named = {subject_id for ids in members.values() for subject_id in ids[:PEOPLE_SHOWN]}
    known = known_subjects(actor, purpose, subject_ids=named) if named else {}
    return tuple(_row(case, members.get(case.pk, []), known) for case in chosen)


def _row(case: Case, member_ids: Sequence[UUID], known: dict[UUID, Known]) -> CaseRow:
    due_at: datetime | None = case.due_at  # type: ignore[attr-defined]  # the annotation of case_rows
    return CaseRow(
        case_id=case.pk,
        reference=case.reference,
        title=seal.opened(case, "sealed")["title"],
        state=case.state,
        since=case.state_since,
        assigned_to=case.assigned_to.name if case.assigned_to else "",
        is_restricted=case.compartment is not None,
        due_at=due_at,
        people=tuple(known[pk] for pk in member_ids[:PEOPLE_SHOWN] if pk in known),
        people_count=len(member_ids),
    )


def _members(actor: Actor, purpose: str, case_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """List who belongs to each case, as far as the actor may see them."""
    visible = scope(actor, purpose, Subject).values("pk")
    members = scope(actor, purpose, CaseMember).filter(case_id__in=case_ids, subject_id__in=visible).order_by("id")
    found: dict[UUID, list[UUID]] = {}
    for case_id, subject_id in members.values_list("case_id", "subject_id"):
        found.setdefault(case_id, []).append(subject_id)
    return found


def _late_cases(actor: Actor, purpose: str) -> QuerySet[Task, Any]:
    return scope(actor, purpose, Task).filter(state="open", due_at__lt=timezone.now()).values("case_id")
