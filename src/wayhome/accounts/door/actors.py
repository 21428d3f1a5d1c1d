"""Who asks: a colleague with what they hold now, or one of the three system actors."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from wayhome.accounts.engine import policy
from wayhome.accounts.models import OPERATOR_ID, PUBLIC_ID, SYSTEM_ID, User


@dataclass(frozen=True)
class Actor:
    """
    Who asks, as they stand at this moment.

    It is made anew for every request and never kept: what was taken from someone must bite at their next click.
    """

    user_id: UUID
    name: str
    roles: frozenset[str]
    agency_id: UUID | None = None
    team_id: UUID | None = None
    compartments: frozenset[tuple[UUID, str]] = field(default_factory=frozenset)

    def holds(self, role: str) -> bool:
        """Say whether the actor holds a role now."""
        return role in self.roles

    def compartments_for(self, purpose: str) -> frozenset[UUID]:
        """List the restricted compartments that stand open to the actor for a purpose."""
        return frozenset(compartment for compartment, granted in self.compartments if granted == purpose)

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes that the actor may work for, the usual one first."""
        return tuple(purpose for purpose in policy.load().purposes_of(self.roles) if purpose != "access")


class Asked(HttpRequest):
    """A request as a page gets it: with who asks, and for what; and with the form that they sent, once it was read."""

    actor: Actor
    purpose: str
    form: Form


PUBLIC = Actor(PUBLIC_ID, "Public", frozenset({"public"}))
OPERATOR = Actor(OPERATOR_ID, "Operator", frozenset({"operator"}))
SYSTEM = Actor(SYSTEM_ID, "System", frozenset({"operator"}))


def actor_of(user: User) -> Actor:
    """Read what a colleague holds at this moment; someone who was disabled holds nothing."""
    if not user.is_active or user.is_system:
        return Actor(user.pk, user.name, frozenset())
    now = timezone.now()
    valid = Q(until__isnull=True) | Q(until__gt=now)
    roles = user.role_grants.filter(valid).values_list("role", flat=True)
    compartments = user.compartment_grants.filter(valid).values_list("compartment", "purpose")
    return Actor(
        user_id=user.pk,
        name=user.name,
        roles=frozenset(roles) | {"staff"},
        agency_id=user.agency_id,
        team_id=user.team_id,
        compartments=frozenset(compartments),
    )


def actor_with_id(user_id: UUID) -> Actor:
    """Find who asked for work that runs later, with what they hold by now."""
    for system in (PUBLIC, OPERATOR, SYSTEM):
        if system.user_id == user_id:
            return system
    return actor_of(User.objects.get(pk=user_id))
