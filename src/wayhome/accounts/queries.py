"""Every read about staff that a page or another room needs."""

from dataclasses import dataclass
from uuid import UUID

from wayhome.accounts import journal
from wayhome.accounts.door import Actor, check, demand, query
from wayhome.accounts.engine import policy
from wayhome.accounts.models import Agency, User
from wayhome.kernel.errors import NotFound


@dataclass(frozen=True)
class Colleague:
    """A colleague as others see them."""

    user_id: UUID
    name: str
    email: str
    agency: str
    roles: tuple[str, ...]
    is_active: bool


@query
def colleagues(actor: Actor, purpose: str) -> list[Colleague]:
    """List the people whom the actor may give work to, or look after, by name."""
    demand(actor, purpose, "read", "account")
    people = User.objects.filter(is_system=False).order_by("name")
    people = people.select_related("agency").prefetch_related("role_grants")
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="account")
    if rule is None or rule.scope != "all":
        people = people.filter(agency=actor.agency_id, is_active=True)
    return [_colleague(user) for user in people]


@query
def colleague(actor: Actor, purpose: str, *, user_id: UUID) -> Colleague:
    """
    Find one colleague whom the actor may give work to.

    Raises:
        NotFound: nobody of this id is among them.
    """
    for person in colleagues(actor, purpose):
        if person.user_id == user_id:
            return person
    raise NotFound("There is no such colleague in your agency. Choose one of the list.")


@query
def agencies(actor: Actor, purpose: str) -> list[Agency]:
    """List the agencies whose staff work here."""
    demand(actor, purpose, "read", "agency")
    return list(Agency.objects.order_by("name"))


@query
def journal_page(actor: Actor, purpose: str, *, before: int | None = None) -> list[journal.Entry]:
    """List the newest leaves of the journal, without their details."""
    demand(actor, purpose, "read", "journal")
    return journal.newest(before=before)


@query
def may(actor: Actor, purpose: str, verb: str, kind: str) -> bool:
    """Say whether a button should be shown; the act itself asks again."""
    return check(actor, purpose, verb, kind).is_allowed


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
    """Find an agency by its name, or the one that takes public tips."""
    demand(actor, purpose, "read", "agency")
    rows = Agency.objects.filter(name__iexact=name) if name else Agency.objects.filter(takes_public_tips=True)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("There is no agency of this name. List them on the page Accounts.")
    return found


def _colleague(user: User) -> Colleague:
    roles = tuple(sorted(grant.role for grant in user.role_grants.all()))
    return Colleague(user.pk, user.name, user.email, user.agency.name if user.agency else "", roles, user.is_active)
