"""Every write about staff: the first account, invitations, sign-in, roles."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from wayhome.accounts import journal
from wayhome.accounts.door import OPERATOR, Actor, action, demand, step
from wayhome.accounts.engine import policy
from wayhome.accounts.models import (
    Agency,
    CompartmentGrant,
    OneTimeLink,
    RoleGrant,
    SignInFailure,
    User,
)
from wayhome.accounts.seal import blind
from wayhome.kernel.errors import BadInput, Conflict, NotFound

FIRST_ROLES = ("administrator", "supervisor")  # one person can start alone, and gives either away later
LINK_HOURS = 72
_TOKEN_BYTES = 24
# Five wrong passwords in a quarter of an hour slow an account down (OWASP ASVS 5.0, 6.3.1); none is shut for good.
FAILURES_MAX = 5
FAILURES_MINUTES = 15


@dataclass(frozen=True)
class Invited:
    """A new account, and the token of the link that lets its owner in once; the token is shown and never kept."""

    user_id: UUID
    token: str
    expires_at: datetime


def ensure_first_administrator() -> str | None:
    """
    Make the first unit and its administrator, if there is nobody yet.

    Returns:
        The token of the one-time sign-in link, to be printed once; None when somebody is there already.
    """
    if User.objects.filter(is_system=False).exists():
        return None
    return start_installation(OPERATOR, "operation")


@action
def start_installation(actor: Actor, purpose: str) -> str:
    """Make the first agency and the first account, and return the token of its one-time link."""
    demand(actor, purpose, "start", "account")
    if User.objects.filter(is_system=False).exists():
        raise Conflict(
            "This installation has its first account already. Use `wayhome accounts recover` for a new link."
        )
    agency = Agency(name="First unit", takes_public_tips=True)
    agency.save()
    user = _new_user(email="administrator@localhost.localdomain", name="Administrator", agency_id=agency.pk)
    _grant(user, FIRST_ROLES, by=actor.user_id)
    token, _ = _new_link(user)
    journal.record(actor.user_id, purpose, "start", "account", user.pk, count=1)
    return token


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
    chosen = _checked_roles(roles)
    address = _checked_address(email)
    if not name.strip():
        raise BadInput("name: a name is needed, as colleagues know it.")
    if User.objects.filter(email__iexact=address).exists():
        raise Conflict("email: this address has an account already. Give that account the roles instead.")
    if not Agency.objects.filter(pk=agency_id).exists():
        raise BadInput("agency: choose one of the agencies in the list.")
    user = _new_user(email=address, name=name.strip(), agency_id=agency_id)
    _grant(user, chosen, by=actor.user_id)
    token, expires_at = _new_link(user)
    journal.record(actor.user_id, purpose, "invite", "account", user.pk, detail={"roles": sorted(chosen)})
    return Invited(user.pk, token, expires_at)


@action
def recover_account(actor: Actor, purpose: str, *, email: str = "") -> Invited:
    """
    Make a new one-time link, for a lost password or the only administrator.

    Args:
        actor: who asks.
        purpose: for what.
        email: whose account; empty means the oldest active administrator.

    Raises:
        NotFound: nobody fits.
    """
    demand(actor, purpose, "recover", "account")
    people = User.objects.filter(is_system=False, is_active=True).order_by("created_at")
    chosen = people.filter(email__iexact=email) if email else people.filter(role_grants__role="administrator")
    user = chosen.first()
    if user is None:
        raise NotFound("No active account fits. Check the address, or leave it out for the first administrator.")
    user.one_time_links.filter(used_at__isnull=True).update(used_at=timezone.now())
    token, expires_at = _new_link(user)
    journal.record(actor.user_id, purpose, "recover", "account", user.pk)
    return Invited(user.pk, token, expires_at)


@action
def change_roles(actor: Actor, purpose: str, *, user_id: UUID, roles: Iterable[str], is_active: bool) -> None:
    """
    Give a colleague exactly these roles, and let them in or shut them out; it bites at their next click.

    Raises:
        NotFound: there is no such colleague.
        Conflict: nobody would be left who can look after accounts.
    """
    demand(actor, purpose, "change", "account")
    chosen = _checked_roles(roles)
    user = User.objects.filter(pk=user_id, is_system=False).first()
    if user is None:
        raise NotFound("There is no such account.")
    before = sorted(user.role_grants.values_list("role", flat=True))
    user.role_grants.exclude(role__in=chosen).delete()
    _grant(user, chosen - set(before), by=actor.user_id)
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
    if not User.objects.filter(is_active=True, role_grants__role="administrator").exists():
        raise Conflict("Nobody could look after accounts any more. Make somebody else an administrator first.")
    detail = {"before": before, "after": sorted(chosen), "is_active": is_active}
    journal.record(actor.user_id, purpose, "change", "account", user.pk, detail=detail)


@action
def create_agency(actor: Actor, purpose: str, *, name: str, country: str = "") -> UUID:
    """Add an agency whose staff will work here."""
    demand(actor, purpose, "create", "agency")
    if not name.strip():
        raise BadInput("name: an agency needs a name.")
    if Agency.objects.filter(name__iexact=name.strip()).exists():
        raise Conflict("name: there is an agency of this name already.")
    agency = Agency(name=name.strip(), country=country)
    agency.save()
    journal.record(actor.user_id, purpose, "create", "agency", agency.pk)
    return agency.pk


@step
def grant_compartment(
    actor: Actor, purpose: str, *, user_id: UUID, compartment: UUID, for_purpose: str, until: datetime | None
) -> None:
    """Let a colleague see what stands behind a restricted case; the case's own action has asked the door."""
    if for_purpose not in policy.load().purposes:
        raise BadInput("purpose: choose one of the purposes in the list.")
    CompartmentGrant.objects.filter(user_id=user_id, compartment=compartment, purpose=for_purpose).delete()
    CompartmentGrant(
        user_id=user_id, compartment=compartment, purpose=for_purpose, until=until, granted_by_id=actor.user_id
    ).save()


@action
def use_link(actor: Actor, purpose: str, *, token: str, password: str, name: str = "") -> User:
    """
    Choose a password with a one-time link; the link dies with it.

    Raises:
        NotFound: the link is unknown, used or too old.
        BadInput: the password is too weak; the message says how.
    """
    demand(actor, purpose, "sign_in", "account")
    link = find_link(token)
    if link is None:
        raise NotFound("This link was used already or is too old. Ask an administrator for a new one.")
    user = link.user
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        raise BadInput("password: " + " ".join(problem.messages)) from None
    user.set_password(password)
    user.name = name.strip() or user.name
    user.save()
    link.used_at = timezone.now()
    link.save()
    journal.record(user.pk, purpose, "sign_in", "account", user.pk, detail={"by": "one-time link"})
    return user


@action
def sign_in(actor: Actor, purpose: str, *, email: str, password: str) -> User | None:
    """
    Check an address and a password.

    Returns:
        The colleague, or None: the address is unknown, the password wrong, the account shut or slowed down. One answer
        for all, in the same time, so that nobody learns who works here.
    """
    demand(actor, purpose, "sign_in", "account")
    key = blind("sign-in", email.strip().lower().encode()).hex()
    since = timezone.now() - timedelta(minutes=FAILURES_MINUTES)
    is_slowed = SignInFailure.objects.filter(key=key, created_at__gt=since).count() >= FAILURES_MAX
    user = User.objects.filter(email__iexact=email.strip(), is_active=True, is_system=False).first()
    is_right = _is_right(user, password)
    if user is None or not is_right or is_slowed:
        SignInFailure(key=key).save()
        journal.record(actor.user_id, purpose, "sign_in", "account", user.pk if user else None, decision="refused")
        return None
    SignInFailure.objects.filter(key=key).delete()
    journal.record(user.pk, purpose, "sign_in", "account", user.pk)
    return user


@action
def set_language(actor: Actor, purpose: str, *, language: str) -> None:
    """Remember the language that a colleague reads in."""
    demand(actor, purpose, "own", "account")
    user = User.objects.get(pk=actor.user_id)
    user.language = language
    user.save(update_fields=["language"])
    journal.record(actor.user_id, purpose, "own", "account", user.pk)


def find_link(token: str) -> OneTimeLink | None:
    """Find the living link of a token, or None."""
    living = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    return living.select_related("user").filter(token_hash=_token_hash(token)).first()


def _checked_roles(roles: Iterable[str]) -> set[str]:
    known = {key for key, role in policy.load().roles.items() if role.is_staff and key != "staff"}
    chosen = set(roles)
    if not chosen or not chosen <= known:
        raise BadInput(f"roles: choose one or more of {', '.join(sorted(known))}.")
    return chosen


def _checked_address(email: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise BadInput("email: this is no e-mail address; expected one like name@agency.example.") from None
    return email.strip().lower()


def _new_user(*, email: str, name: str, agency_id: UUID) -> User:
    user = User(email=email, name=name, agency_id=agency_id)
    user.set_unusable_password()
    user.save()
    return user


def _grant(user: User, roles: Iterable[str], *, by: UUID) -> None:
    for role in sorted(roles):
        RoleGrant(user=user, role=role, granted_by_id=by).save()


def _new_link(user: User) -> tuple[str, datetime]:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires_at = timezone.now() + timedelta(hours=LINK_HOURS)
    OneTimeLink(user=user, token_hash=_token_hash(token), expires_at=expires_at).save()
    return token, expires_at


def _token_hash(token: str) -> str:
    return blind("one-time link", token.encode()).hex()


def _is_right(user: User | None, password: str) -> bool:
    """Check a password; for an address that is unknown it takes as long, so that nobody learns who works here."""
    if user is not None and user.has_usable_password():
        return user.check_password(password)
    User().set_password(password)
    return False
