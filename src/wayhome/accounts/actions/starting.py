"""Start an installation with its first account, and add the agencies whose staff work here."""

from uuid import UUID

from wayhome.accounts import journal
from wayhome.accounts.actions.making import checked_name, give_roles, new_link, new_user
from wayhome.accounts.door import OPERATOR, Actor, action, demand
from wayhome.accounts.models import Agency, User
from wayhome.kernel.errors import Conflict
from wayhome.kernel.vocabularies import vocabulary

FIRST_EMAIL = "administrator@localhost.localdomain"  # it leads nowhere; the account signs in with it all the same
FIRST_ROLES = ("administrator", "supervisor")  # one person can start alone, and gives either away later


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
def start_installation(actor: Actor, purpose: str, *, agency_name: str = "First unit") -> str:
    """Make the first agency and the first account, and return the token of its one-time link."""
    demand(actor, purpose, "start", "account")
    if User.objects.filter(is_system=False).exists():
        raise Conflict(
            "This installation has its first account already. Use `wayhome accounts recover` for a new link."
        )
    agency = Agency(name=agency_name, takes_public_tips=True)
    agency.save()
    user = new_user(email=FIRST_EMAIL, name="Administrator", agency_id=agency.pk)
    give_roles(user, FIRST_ROLES, by=actor.user_id)
    token, _ = new_link(user)
    journal.record(actor.user_id, purpose, "start", "account", user.pk, count=1)
    return token


@action
def create_agency(actor: Actor, purpose: str, *, name: str, country: str = "") -> UUID:
    """
    Add an agency whose staff will work here.

    Raises:
        BadInput: it has no name, or the country is not in the list.
        Conflict: there is one of this name.
    """
    demand(actor, purpose, "create", "agency")
    called = checked_name(name, what="an agency needs a name.")
    if country:
        vocabulary("countries").check(country, field="country")
    if Agency.objects.filter(name__iexact=called).exists():
        raise Conflict("name: there is an agency of this name already.")
    agency = Agency(name=called, country=country)
    agency.save()
    journal.record(actor.user_id, purpose, "create", "agency", agency.pk)
    return agency.pk
