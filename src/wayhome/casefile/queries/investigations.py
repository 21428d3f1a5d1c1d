"""Investigations: the list, and the page of one with its cases."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.models import Case, Investigation
from wayhome.casefile.queries.cases import CaseRow, case_rows
from wayhome.casefile.queries.finding import demand_reference
from wayhome.casefile.queries.history import History, history_of


@dataclass(frozen=True)
class InvestigationRow:
    """One line of the list."""

    reference: str
    title: str
    state: str
    assigned_to: str
    opened_at: datetime
    cases_count: int


@dataclass(frozen=True)
class InvestigationPage:
    """Everything that an investigation's page shows."""

    investigation_id: UUID
    version: int
    reference: str
    title: str
    summary: str
    state: str
    state_words: str
    assigned_to: str
    opened_at: datetime
    cases: tuple[CaseRow, ...]
    history: History


@query
def investigations_page(actor: Actor, purpose: str) -> tuple[InvestigationRow, ...]:
    """List the investigations that the actor may see, the open ones first, then the newest."""
    rows = scope(actor, purpose, Investigation)
    visible = scope(actor, purpose, Case).values("pk")
    counted = Count("cases", filter=Q(cases__in=visible))
    ordered = rows.annotate(cases_count=counted).select_related("assigned_to").order_by("-state", "-id")
    return tuple(
        InvestigationRow(
            reference=row.reference,
            title=seal.opened(row, "sealed")["title"],
            state=row.state,
            assigned_to=row.assigned_to.name if row.assigned_to else "",
            opened_at=row.created_at,
            cases_count=row.cases_count,
        )
        for row in ordered
    )


@query
def investigation_page(actor: Actor, purpose: str, *, reference: str) -> InvestigationPage:
    """
    Open the page of an investigation; that it was opened is journalled.

    Raises:
        NotFound: there is none of this reference, or none that the actor may see.
    """
    found_id = demand_reference(actor, purpose, text=reference, prefix="I")
    row = find(actor, purpose, Investigation, found_id, related=("assigned_to",))
    journal.record(actor.user_id, purpose, "read", "investigation", row.pk)
    values = seal.opened(row, "sealed")
    return InvestigationPage(
        investigation_id=row.pk,
        version=row.version,
        reference=row.reference,
        title=values["title"],
        summary=values.get("summary", ""),
        state=row.state,
        state_words=values.get("state_words", ""),
        assigned_to=row.assigned_to.name if row.assigned_to else "",
        opened_at=row.created_at,
        cases=case_rows(actor, purpose, scope(actor, purpose, Case).filter(investigation_id=row.pk)),
        history=history_of(object_ids=[row.pk]),
    )
