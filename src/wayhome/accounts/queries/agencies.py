"""The agencies whose staff work here."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from wayhome.accounts.door import Actor, demand, query
from wayhome.accounts.models import Agency
from wayhome.kernel.errors import NotFound


@dataclass(frozen=True)
class AgencyAtWork:
    """An agency as a page shows it."""

    agency_id: UUID
    name: str
    country: str
    takes_public_tips: bool
    staff_count: int


@query
def agencies(actor: Actor, purpose: str) -> list[AgencyAtWork]:
    """List the agencies by name, with how many colleagues of each can sign in."""
    demand(actor, purpose, "read", "agency")
    rows = Agency.objects.annotate(staff_count=Count("staff", filter=Q(staff__is_active=True))).order_by("name")
    return [AgencyAtWork(row.pk, row.name, row.country, row.takes_public_tips, row.staff_count) for row in rows]


@query
def agency_for_public_tips(actor: Actor, purpose: str) -> UUID:
    """
    Say into whose queue the public form and the interface file.

    Raises:
        NotFound: no agency takes public tips.
    """
    demand(actor, purpose, "create", "tip")
    found = Agency.objects.filter(takes_public_tips=True).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("No agency takes public tips yet. Start Wayhome once with `./wayhome`.")
    return found


@query
def agency_named(actor: Actor, purpose: str, *, name: str = "") -> UUID:
    """
    Find an agency by its name, or the one that takes public tips.

    Raises:
        NotFound: there is none of this name.
    """
    demand(actor, purpose, "read", "agency")
    rows = Agency.objects.filter(name__iexact=name) if name else Agency.objects.filter(takes_public_tips=True)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("There is no agency of this name. The page Accounts lists them.")
    return found
