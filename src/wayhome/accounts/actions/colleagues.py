"""Look after colleagues: invite, recover, change roles, shut out and let in, let somebody behind a compartment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal
from wayhome.accounts.actions.making import (
    checked_address,
    checked_name,
    checked_roles,
    end_sessions,
    give_roles,
    new_link,
    new_user,
)
from wayhome.accounts.door import Actor, action, demand, step
from wayhome.accounts.engine import policy
from wayhome.accounts.models import Agency, CompartmentGrant, User
from wayhome.kernel.errors import BadInput, Conflict, NotFound


@dataclass(frozen=True)
class Invited:
    """An account, and the token of the link that lets its owner in once; the token is shown and never kept."""

    user_id: UUID
    email: str
    token: str
    expires_at: datetime


@action
def invite_colleague(
    actor: Actor, purpose: str, *, email: str, name: str, agency_id: UUID, roles: Iterable[str]
) -> Invited:
    """
    Make an account for a colleague, with a one-time link to hand over.

    Raises:
        BadInput: the address, the name, the agency or a role cannot be right.
        Conflict: the address has an account already.
    """
    demand(actor, purpose, "invite", "account")
    chosen = checked_roles(roles)
    address = checked_address(email)
    known_as = checked_name(name, what="a name is needed, as colleagues know it.")
    if User.objects.filter(email=address).exists():
        raise Conflict("email: this address has an account already. Give that account the roles instead.")
    if not Agency.objects.filter(pk=agency_id).exists():
        raise BadInput("agency: choose one of the agencies in the list.")
    user = new_user(email=address, name=known_as, agency_id=agency_id)
    give_roles(user, chosen, by=actor.user_id)
    token, expires_at = new_link(user)
    journal.record(actor.user_id, purpose, "invite", "account", user.pk, detail={"roles": sorted(chosen)})
    return Invited(user.pk, user.email, token, expires_at)


@action
def recover_account(actor: Actor, purpose: str, *, email: str = "") -> Invited:
    """
    Make a new one-time link, for a lost password or the only administrator.

    Args:
        actor: who asks.
        purpose: for what.
        email: whose account; empty means the oldest administrator, also one who was shut out.

    Raises:
        NotFound: nobody fits.
    """
    demand(actor, purpose, "recover", "account")
    people = User.objects.filter(is_system=False, is_active=True).order_by("created_at")
    user = people.filter(email=email.strip().lower()).first() if email else _administrator()
    if user is None:
        raise NotFound("No open account fits. Check the address, or leave it out for the first administrator.")
    detail = None
    if not user.is_active:
        user.is_active, detail = True, {"is_active": True}
        user.save(update_fields=["is_active"])
    token, expires_at = new_link(user)
    journal.record(actor.user_id, purpose, "recover", "account", user.pk, detail=detail)
    return Invited(user.pk, user.email, token, expires_at)


@action
def change_roles(actor: Actor, purpose: str, *, user_id: UUID, roles: Iterable[str], is_active: bool) -> None:
    """
    Give a colleague exactly these roles, and let them in or shut them out; it bites at their next click.

    Raises:
        NotFound: there is no such colleague.
        Conflict: nobody would be left who can look after accounts.
    """
    demand(actor, purpose, "change", "account")
    chosen = checked_roles(roles)
    # Everybody who looks after accounts is locked, in one order: two who demote each other at once meet here.
    list(User.objects.filter(role_grants__role="administrator").order_by("pk").select_for_update(of=("self",)))
    user = User.objects.filter(pk=user_id, is_system=False).first()
    if user is None:
        raise NotFound("There is no such account.")
    before = sorted(user.role_grants.values_list("role", flat=True))
    user.role_grants.exclude(role__in=chosen).delete()
    give_roles(user, chosen - set(before), by=actor.user_id)
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        end_sessions(user)  # who is let in again later signs in anew, and so does whoever had their laptop
    if not User.objects.filter(is_active=True, role_grants__role="administrator").exists():
        raise Conflict("Nobody could look after accounts any more. Make somebody else an administrator first.")
    detail = {"before": before, "after": sorted(chosen), "is_active": is_active}
    journal.record(actor.user_id, purpose, "change", "account", user.pk, detail=detail)


@step
def grant_compartment(
    actor: Actor, purpose: str, *, user_id: UUID, compartment: UUID, for_purpose: str, until: datetime | None
) -> None:
    """Let a colleague see what stands behind a restricted case; the case's own action has asked the door for it."""
    if for_purpose not in policy.load().purposes:
        raise BadInput("purpose: choose one of the purposes in the list.")
    CompartmentGrant.objects.filter(user_id=user_id, compartment=compartment, purpose=for_purpose).delete()
    CompartmentGrant(
        user_id=user_id, compartment=compartment, purpose=for_purpose, until=until, granted_by_id=actor.user_id
    ).save()


@step
def withdraw_compartment(actor: Actor, purpose: str, *, user_id: UUID, compartment: UUID) -> int:
    """Shut what stands behind a restricted case for a colleague; the case's own action has asked. Returns how many."""
    return CompartmentGrant.objects.filter(user_id=user_id, compartment=compartment).delete()[0]


def _administrator() -> User | None:
    """Find the administrator who is let in again: the oldest open account, else the oldest that was shut."""
    held = User.objects.filter(is_system=False, role_grants__role="administrator")
    return held.order_by("-is_active", "created_at").first()
