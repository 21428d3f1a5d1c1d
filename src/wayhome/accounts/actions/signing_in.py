"""Sign in: by a one-time link, by address and password, or in the demo by taking a part."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth import hashers
from django.db import models
from django.utils import timezone

from wayhome.accounts import journal
from wayhome.accounts.actions.making import checked_name, hash_of_password
from wayhome.accounts.door import Actor, action, demand
from wayhome.accounts.models import OneTimeLink, SignInFailure, User
from wayhome.accounts.seal import blind
from wayhome.kernel.errors import NotFound

# Five wrong passwords in a quarter of an hour slow an account down; OWASP ASVS 5.0, 6.3.1. It passes by itself.
FAILURES_MAX = 5
FAILURES_MINUTES = 15


def use_link(actor: Actor, purpose: str, *, token: str, password: str, name: str = "") -> User:
    """
    Choose a password with a one-time link; the link dies with it.

    Raises:
        NotFound: the link is unknown, used, replaced by a newer one, or too old.
        BadInput: the name cannot be one, or the password is too weak; the message says how.
    """
    link = _living_links(token).first()
    if link is None:
        raise _link_is_dead()
    known_as = checked_name(name or link.user.name, what="a name is needed, as colleagues know it.")
    hashed = hash_of_password(link.user, password)
    return _use_link(actor, purpose, token=token, hashed=hashed, name=known_as)


@action
def _use_link(actor: Actor, purpose: str, *, token: str, hashed: str, name: str) -> User:
    """Let in whoever comes first with a link; it is locked until the act ends, since two may come at once."""
    demand(actor, purpose, "sign_in", "account")
    link = _living_links(token).select_for_update(of=("self",)).first()
    if link is None:
        raise _link_is_dead()
    user = link.user
    user.password = hashed
    user.name = name
    user.save()
    link.used_at = timezone.now()
    link.save()
    journal.record(user.pk, purpose, "sign_in", "account", user.pk, detail={"by": "one-time link"})
    return user


def sign_in(actor: Actor, purpose: str, *, email: str, password: str, browser: str = "") -> User | None:
    """
    Check an address and a password.

    The password is hashed before the act begins: that takes its time on purpose, and nobody shall wait for the one
    writer of SQLite meanwhile.

    Args:
        actor: the public.
        purpose: for what.
        email: the address; it stands in small letters.
        password: what was typed.
        browser: the mark of a browser in which this colleague signed in before. Its tries are counted apart, so that
            strangers who try an address do not shut its owner out.

    Returns:
        The colleague, or None: the address is unknown, the password wrong, the account shut or slowed down. One answer
        for all, in the same time, so that nobody learns who works here.
    """
    address = email.strip().lower()
    hashed = User.objects.filter(email=address, is_system=False).values_list("password", flat=True).first()
    is_right = _is_right(hashed, password)
    return _sign_in(actor, purpose, address=address, browser=browser, hashed=hashed if is_right else None)


@action
def _sign_in(actor: Actor, purpose: str, *, address: str, browser: str, hashed: str | None) -> User | None:
    """Let in whom the password fits, unless too many tries failed; `hashed` is what fitted, None where nothing did."""
    demand(actor, purpose, "sign_in", "account")
    key = blind("sign-in", address.encode(), browser.encode()).hex()
    since = timezone.now() - timedelta(minutes=FAILURES_MINUTES)
    SignInFailure.objects.filter(created_at__lte=since).delete()
    is_slowed = SignInFailure.objects.filter(key=key).count() >= FAILURES_MAX
    user = User.objects.filter(email=address, is_active=True, is_system=False).first()
    if user is None or user.password != hashed or is_slowed:
        if not is_slowed:  # who waits is not made to wait longer by trying
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


def _living_links(token: str) -> models.QuerySet[OneTimeLink]:
    """Find the link of a token, if it still lets in."""
    living = OneTimeLink.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now(), user__is_active=True)
    return living.select_related("user").filter(token_hash=blind("one-time link", token.encode()).hex())


def _link_is_dead() -> NotFound:
    return NotFound("This link was used, replaced by a newer one, or is too old. Ask an administrator for a new one.")


def _is_right(hashed: str | None, password: str) -> bool:
    """Check a password; for an address that is unknown it takes as long, so that nobody learns who works here."""
    if hashed is not None and hashers.is_password_usable(hashed):
        return hashers.check_password(password, hashed)
    hashers.make_password(password)
    return False
