"""What the acts on a case have in common: to find it, to come back to it, and to whom work can be given."""

from uuid import UUID

from django.urls import reverse

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import Colleague, may, receivers
from wayhome.casefile.queries import demand_reference, demand_right, version_of
from wayhome.casefile.views.acting import Act


def case_and_version(request: Asked, reference: str, *, verb: str) -> tuple[UUID, int]:
    """Find a case that is about to be acted on, with its version."""
    case_id = demand_reference(request.actor, request.purpose, text=reference, prefix="C", verb=verb)
    return case_id, version_of(request.actor, request.purpose, kind="case", record_id=case_id, verb=verb)


def case_for(request: Asked, reference: str, *, verb: str, kind: str) -> UUID:
    """Find a case on which something is about to be written."""
    demand_right(request.actor, request.purpose, verb=verb, kind=kind)
    return demand_reference(request.actor, request.purpose, text=reference, prefix="C")


def receivers_of(request: Asked, kind: str) -> list[Colleague]:
    """List to whom a kind of work can be given; whoever may not see colleagues gives none away."""
    if not may(request.actor, request.purpose, "read", "account"):
        return []
    return receivers(request.actor, request.purpose, kind=kind)


def act_on(reference: str, *, heading: str, button: str, done: str, lead: str = "") -> Act:
    """Say what an act on a case's page says; afterwards it leads back to the case."""
    return Act(heading, button, done, back=case_url(reference), back_label=reference, lead=lead)


def case_url(reference: str) -> str:
    """Give the address of a case."""
    return reverse("casefile:case", args=[reference])
