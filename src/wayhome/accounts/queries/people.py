"""The people who work here: as colleagues see them, as they see themselves, and as a one-time link knows them."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from wayhome.accounts.door import Actor, demand, query
from wayhome.accounts.engine import policy
from wayhome.accounts.models import CompartmentGrant, OneTimeLink, User
from wayhome.accounts.seal import blind
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
    has_signed_in: bool


@dataclass(frozen=True)
class OwnAccount:
    """One's own account."""

    name: str
    email: str
    agency: str
    language: str
    roles: tuple[str, ...]


@query
def colleagues(actor: Actor, purpose: str) -> list[Colleague]:
    """List the people whom the actor may give work to, or look after, by name."""
    demand(actor, purpose, "read", "account")
    people = (
        User.objects.filter(is_system=False).select_related("agency").prefetch_related("role_grants").order_by("name")
    )
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="account")
    if rule is None or rule.scope != "all":
        people = people.filter(agency_id=actor.agency_id, is_active=True) if actor.agency_id else people.none()
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
def who_sees(actor: Actor, purpose: str, *, compartment: UUID) -> list[Colleague]:
    """List who was let into a restricted case, for whoever may let others in; the case's own page has asked for it."""
    demand(actor, purpose, "grant", "case")
    held = CompartmentGrant.objects.filter(compartment=compartment).filter(
        Q(until__isnull=True) | Q(until__gt=timezone.now())
    )
    people = User.objects.filter(pk__in=held.values("user_id")).select_related("agency")
    return [_colleague(user) for user in people.prefetch_related("role_grants").order_by("name")]


@query
def own_account(actor: Actor, purpose: str) -> OwnAccount:
    """Read one's own account."""
    demand(actor, purpose, "own", "account")
    user = User.objects.select_related("agency").get(pk=actor.user_id)
    held = tuple(sorted(actor.roles - {"staff"}))
    return OwnAccount(user.name, user.email, user.agency.name if user.agency else "", user.language, held)


@query
def link_owner(actor: Actor, purpose: str, *, token: str) -> OwnAccount:
    """
    Find whose account a one-time link opens, without using it: a mail scanner that looks at it must not burn it.

    Raises:
        NotFound: it is unknown, used, replaced by a newer one, or too old.
    """
    demand(actor, purpose, "sign_in", "account")
    living = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    token_hash = blind("one-time link", token.encode()).hex()
    link = living.select_related("user__agency").filter(token_hash=token_hash).first()
    if link is None:
        raise NotFound(
            "This link was used, replaced by a newer one, or is too old. Ask an administrator for a new one."
        )
    agency = link.user.agency.name if link.user.agency else ""
    return OwnAccount(link.user.name, link.user.email, agency, link.user.language, ())


@query
def parts_to_play(actor: Actor, purpose: str) -> list[Colleague]:
    """List the people of the demo whose part a visitor may take; in a real installation there is none."""
    demand(actor, purpose, "act_as", "account")
    if not settings.DEMO:
        return []
    people = User.objects.filter(is_system=False, is_active=True).select_related("agency")
    return [_colleague(user) for user in people.prefetch_related("role_grants").order_by("created_at")]


def _colleague(user: User) -> Colleague:
    roles = tuple(sorted(grant.role for grant in user.role_grants.all()))
    agency = user.agency.name if user.agency else ""
    return Colleague(
        user.pk, user.name, user.email, agency, roles, user.is_active, has_signed_in=user.has_usable_password()
    )
