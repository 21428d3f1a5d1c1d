"""Sign in: by a one-time link, by address and password, or in the demo by taking a part."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from wayhome.accounts import journal
from wayhome.accounts.actions.making import set_password
from wayhome.accounts.door import Actor, action, demand
from wayhome.accounts.models import OneTimeLink, SignInFailure, User
from wayhome.accounts.seal import blind
from wayhome.kernel.errors import NotFound

# Five wrong passwords in a quarter of an hour slow an account down; OWASP ASVS 5.0, 6.3.1. It passes by itself.
FAILURES_MAX = 5
FAILURES_MINUTES = 15


@action
def use_link(actor: Actor, purpose: str, *, token: str, password: str, name: str = "") -> User:
    """
    Choose a password with a one-time link; the link dies with it.

    Raises:
        NotFound: the link is unknown, used or too old.
        BadInput: the password is too weak; the message says how.
    """
    demand(actor, purpose, "sign_in", "account")
    link = _living_link(token)
    if link is None:
        raise NotFound("This link was used already or is too old. Ask an administrator for a new one.")
    user = link.user
    set_password(user, password)
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
def act_as(actor: Actor, purpose: str, *, user_id: UUID) -> User:
    """
    Let a visitor of the demo take the part of one of its people; no real installation has this.

    Raises:
        NotFound: this is no demo, or nobody has this part.
    """
    demand(actor, purpose, "act_as", "account")
    user = User.objects.filter(pk=user_id, is_active=True, is_system=False).first()
    if not settings.DEMO or user is None:
        raise NotFound("There is no such part to take.")
    journal.record(user.pk, purpose, "act_as", "account", user.pk)
    return user


def _living_link(token: str) -> OneTimeLink | None:
    living = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    return living.select_related("user").filter(token_hash=blind("one-time link", token.encode()).hex()).first()


def _is_right(user: User | None, password: str) -> bool:
    """Check a password; for an address that is unknown it takes as long, so that nobody learns who works here."""
    if user is not None and user.has_usable_password():
        return user.check_password(password)
    User().set_password(password)
    return False
