"""Make an account, give it roles, and draw the link that lets its owner in once: parts of several acts about staff."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import SESSION_KEY, hashers, password_validation
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from wayhome.accounts.engine import policy
from wayhome.accounts.models import OneTimeLink, RoleGrant, User
from wayhome.accounts.seal import blind
from wayhome.kernel.errors import BadInput

LINK_HOURS = 72
NAME_CHARACTERS_MAX = 200
ADDRESS_CHARACTERS_MAX = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_TOKEN_BYTES = 24


def checked_roles(roles: Iterable[str]) -> set[str]:
    """Take roles that a colleague can hold, at least one."""
    known = {key for key, role in policy.load().roles.items() if role.is_staff and key != "staff"}
    chosen = set(roles)
    if not chosen or not chosen <= known:
        raise BadInput(f"roles: choose one or more of {', '.join(sorted(known))}.")
    return chosen


def checked_address(email: str) -> str:
    """Take an e-mail address, in small letters."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise BadInput("email: this is no e-mail address; expected one like name@agency.example.") from None
    if len(email.strip()) > ADDRESS_CHARACTERS_MAX:
        raise BadInput(f"email: an address has at most {ADDRESS_CHARACTERS_MAX} characters; expected a shorter one.")
    return email.strip().lower()


def checked_name(name: str, *, what: str) -> str:
    """Take a name that fits its column, trimmed; `what` says what is missing where there is none."""
    trimmed = name.strip()
    if not trimmed:
        raise BadInput(f"name: {what}")
    if len(trimmed) > NAME_CHARACTERS_MAX:
        raise BadInput(f"name: {len(trimmed)} characters, at most {NAME_CHARACTERS_MAX} fit. Shorten it.")
    if "\x00" in trimmed:
        raise BadInput("name: a NUL character stands in it. Remove it and send again.")
    return trimmed


def new_user(*, email: str, name: str, agency_id: UUID) -> User:
    """Save an account that nobody can sign in to yet."""
    user = User(email=email, name=name, agency_id=agency_id)
    user.set_unusable_password()
    user.save()
    return user


def give_roles(user: User, roles: Iterable[str], *, by: UUID) -> None:
    """Let a colleague hold roles, and note who gave them."""
    for role in sorted(roles):
        RoleGrant(user=user, role=role, granted_by_id=by).save()


def new_link(user: User) -> tuple[str, datetime]:
    """Draw the token of a new link, of which only the hash is kept; every older link of the account dies."""
    user.one_time_links.filter(used_at__isnull=True).update(used_at=timezone.now())
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires_at = timezone.now() + timedelta(hours=LINK_HOURS)
    OneTimeLink(user=user, token_hash=blind("one-time link", token.encode()).hex(), expires_at=expires_at).save()
    return token, expires_at


def end_sessions(user: User) -> None:
    """Sign an account out everywhere. A session is sealed by Django, so each is opened to see whose it is."""
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def hash_of_password(user: User, password: str) -> str:
    """
    Hash a password that is strong enough for its owner.

    It takes its time on purpose, so it is done before an act begins: SQLite's one writer waits for nobody's password.

    Raises:
        BadInput: it is too weak; the message says how.
    """
    try:
        password_validation.validate_password(password, user)
    except ValidationError as problem:
        raise BadInput("password: " + " ".join(problem.messages)) from None
    return hashers.make_password(password)
