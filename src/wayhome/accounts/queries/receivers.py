"""
To whom work can be given: only somebody who may open it.

What is given to a colleague who cannot read it is lost: they get the page for what is absent, and for everybody else
it has an owner. So the lists offer, and the acts take, those alone whose roles read that kind of record now.
"""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from wayhome.accounts.door import Actor, demand, query
from wayhome.accounts.engine import policy
from wayhome.accounts.models import CompartmentGrant, RoleGrant, User
from wayhome.accounts.queries.people import Colleague, colleague, colleagues
from wayhome.kernel.errors import BadInput


@query
def receivers(actor: Actor, purpose: str, *, kind: str) -> list[Colleague]:
    """List the colleagues who may be given a record of a kind, by name."""
    reading = _who_read(kind)
    return [one for one in colleagues(actor, purpose) if one.is_active and one.user_id in reading]


@query
def receiver(actor: Actor, purpose: str, *, user_id: UUID, kind: str, for_purpose: str = "") -> Colleague:
    """
    Find a colleague who is about to be given a record of a kind; for one purpose, or for any.

    Raises:
        NotFound: nobody of this id is among the actor's colleagues.
        BadInput: there is such a colleague, and what is given to them would be lost.
    """
    person = colleague(actor, purpose, user_id=user_id)
    if not person.is_active or user_id not in _who_read(kind):
        raise BadInput(
            f"The role of this colleague does not let them read a {kind}, so that it would be lost with them. "
            "Choose somebody else; nothing was given."
        )
    if for_purpose and user_id not in _who_read(kind, for_purpose):
        raise BadInput(f"for_purpose: this colleague does not work for that, so it would show them no {kind}.")
    return person


@query
def readers(actor: Actor, purpose: str, *, kind: str) -> frozenset[UUID]:
    """Say who can open records of a kind at this moment, of whatever agency: whoever else has one has it in vain."""
    demand(actor, purpose, "read", kind)
    active = User.objects.filter(is_active=True, pk__in=_who_read(kind))
    return frozenset(active.values_list("pk", flat=True))


@query
def is_open_to_anybody(actor: Actor, purpose: str, *, compartment: UUID, kind: str) -> bool:
    """Say whether anybody who can sign in now sees what stands behind a compartment; the act that asks has been let."""
    demand(actor, purpose, "read", kind)
    living = Q(until__isnull=True) | Q(until__gt=timezone.now())
    held = CompartmentGrant.objects.filter(living, compartment=compartment, user__is_active=True)
    return held.filter(user__in=_who_read(kind)).exists()


def _who_read(kind: str, for_purpose: str = "") -> set[UUID]:
    """Say who holds a role that reads a kind of record, at this moment; for one purpose, or for any."""
    rules = policy.load()
    reading = [role for role in rules.roles if rules.reads(role, kind, for_purpose)]
    lasting = Q(until__isnull=True) | Q(until__gt=timezone.now())
    return set(RoleGrant.objects.filter(lasting, role__in=reading).values_list("user_id", flat=True))
