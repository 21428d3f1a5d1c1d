"""What every colleague does with their own account: language, password, and for what they work now."""

from django.conf import settings
from django.contrib.auth import hashers

from wayhome.accounts import journal
from wayhome.accounts.actions.making import hash_of_password
from wayhome.accounts.door import Actor, action, demand
from wayhome.accounts.models import User
from wayhome.kernel.errors import BadInput


@action
def set_language(actor: Actor, purpose: str, *, language: str) -> None:
    """
    Remember the language that a colleague reads in.

    Raises:
        BadInput: Wayhome does not speak it.
    """
    demand(actor, purpose, "own", "account")
    if language not in dict(settings.STAFF_LANGUAGES):
        raise BadInput("language: choose one of the languages in the list.")
    user = User.objects.get(pk=actor.user_id)
    user.language = language
    user.save(update_fields=["language"])
    journal.record(actor.user_id, purpose, "own", "account", user.pk, detail={"language": language})


def change_password(actor: Actor, purpose: str, *, old: str, new: str) -> User:
    """
    Change one's own password; every other browser that is signed in with it is signed out.

    Raises:
        BadInput: the old password is not right, or the new one too weak; the message says how.
    """
    user = User.objects.get(pk=actor.user_id)
    is_right = hashers.check_password(old, user.password)
    hashed = hash_of_password(user, new) if is_right else None
    return _change_password(actor, purpose, before=user.password, after=hashed)


@action
def _change_password(actor: Actor, purpose: str, *, before: str, after: str | None) -> User:
    """Put one hash in the place of another; `after` is None where the old password did not fit."""
    demand(actor, purpose, "own", "account")
    user = User.objects.get(pk=actor.user_id)
    if after is None or user.password != before:
        raise BadInput("old: this is not the password that you signed in with.")
    user.password = after
    user.save(update_fields=["password"])
    journal.record(actor.user_id, purpose, "own", "account", user.pk, detail={"changed": "password"})
    return user


@action
def choose_purpose(actor: Actor, purpose: str, *, chosen: str) -> str:
    """
    Say for what one works from now on, one of the purposes of one's roles; the history keeps when it changed.

    Raises:
        BadInput: no role of the actor works for it.
    """
    demand(actor, purpose, "own", "account")
    if chosen not in actor.purposes:
        raise BadInput("purpose: choose one of the purposes of your roles.")
    journal.record(actor.user_id, purpose, "own", "account", actor.user_id, detail={"purpose": chosen})
    return chosen
