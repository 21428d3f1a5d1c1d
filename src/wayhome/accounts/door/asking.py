"""Ask the door: for a list, for one record, or to be stopped."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import connection, models

from wayhome.accounts.door.actors import Actor
from wayhome.accounts.door.guarded import GuardedQuerySet, Scoped
from wayhome.accounts.engine import policy, sitting
from wayhome.kernel.errors import NotAllowed, NotFound, StaleRecord

# What is absent and what is hidden are told in one sentence, wherever they are looked for.
NOTHING_HERE = "Nothing is here that you may see. Check the reference, or ask who gave it to you."

_Record = TypeVar("_Record", bound=Scoped)


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why in the policy's words."""

    is_allowed: bool
    reason: str


class Refusal(NotAllowed):
    """A refusal that knows what was asked, so that it can be journalled after the act was rolled back."""

    def __init__(self, message: str, *, verb: str, kind: str, object_id: UUID | None) -> None:
        """Keep what was asked beside the message."""
        super().__init__(message)
        self.verb, self.kind, self.object_id = verb, kind, object_id


class Hidden(NotFound):
    """An answer for what is absent or hidden, with what was asked, to be journalled the same way."""

    def __init__(self, *, verb: str, kind: str, object_id: UUID | None) -> None:
        """Say the same sentence, whatever the reason."""
        super().__init__(NOTHING_HERE)
        self.verb, self.kind, self.object_id = verb, kind, object_id


def scope(actor: Actor, purpose: str, model: type[_Record], verb: str = "read") -> GuardedQuerySet[_Record]:
    """
    Return the records of a model that the actor may touch, as a queryset to narrow further.

    Args:
        actor: who asks.
        purpose: for what, a word of the policy.
        model: a guarded model.
        verb: what is to be done with them.

    Returns:
        An admitted queryset; empty when no row of the policy fits.
    """
    sitting.note_asked()
    rows: GuardedQuerySet[_Record] = model.objects.get_queryset().admitted()
    rule = policy.load().widest(actor.roles, purpose=purpose, verb=verb, kind=model.kind)
    if rule is None:
        return rows.none().admitted()
    reach = model.reach
    if rule.scope != "all":
        rows = rows.filter(_within(rule.scope, actor, model))
    # The public opens nothing but its own tip, with a secret; a restriction must neither silence it nor be told to it.
    if reach.barred is not None and not actor.roles & {"operator", "public"}:
        rows = rows.exclude(reach.barred(actor.compartments_for(purpose)))
    return rows


def check(actor: Actor, purpose: str, verb: str, target: Scoped | str) -> Decision:
    """
    Decide about one record, or about a kind where there is no record yet.

    For a record it is exactly the question whether `scope` holds it: one rule, one source.
    """
    sitting.note_asked()
    kind = target if isinstance(target, str) else target.kind
    rule = policy.load().widest(actor.roles, purpose=purpose, verb=verb, kind=kind)
    if rule is None:
        return Decision(is_allowed=False, reason=f"No role of yours may {verb} a {kind} for {purpose}.")
    if not isinstance(target, str) and not scope(actor, purpose, type(target), verb).filter(pk=target.pk).exists():
        return Decision(is_allowed=False, reason=f"This {kind} lies outside your {rule.scope} scope or is restricted.")
    return Decision(is_allowed=True, reason=f"{rule.role} may {verb} a {kind} in scope {rule.scope}.")


def demand(actor: Actor, purpose: str, verb: str, target: Scoped | str) -> None:
    """
    Stop an act that is not allowed.

    Raises:
        NotAllowed: the refusal; it is journalled when the act has been rolled back.
    """
    decision = check(actor, purpose, verb, target)
    if not decision.is_allowed:
        kind, object_id = (target, None) if isinstance(target, str) else (target.kind, target.pk)
        raise Refusal(decision.reason, verb=verb, kind=kind, object_id=object_id)


def find(
    actor: Actor,
    purpose: str,
    model: type[_Record],
    record_id: UUID,
    *,
    verb: str = "read",
    version: int | None = None,
    related: tuple[str, ...] = (),
) -> _Record:
    """
    Fetch one record through the door, locked when an action is under way.

    Args:
        actor: who asks.
        purpose: for what.
        model: the guarded model.
        record_id: the record's id.
        verb: what is to be done with it.
        version: the version that the actor saw, when an edit follows.
        related: names of related rows to read along.

    Raises:
        NotFound: it is absent or not for this actor; the two look the same.
        StaleRecord: it is newer than the version that the actor saw.
    """
    rows = scope(actor, purpose, model, verb).filter(pk=record_id)
    act = sitting.current()
    if act is not None and act.may_write and connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    record = rows.select_related(*related).first() if related else rows.first()
    if record is None:
        raise Hidden(verb=verb, kind=model.kind, object_id=record_id)
    if version is not None and version != getattr(record, "version", version):
        raise StaleRecord("Somebody changed this record since you opened it. Read it again; nothing was saved.")
    return record


def _within(scope_name: str, actor: Actor, model: type[Scoped]) -> models.Q:
    """Write one scope of the policy as a condition on the fields that the model declares."""
    reach = model.reach
    own = reach.own(actor.user_id) if reach.own is not None else models.Q(pk__in=[])
    if scope_name == "own":
        return own
    if scope_name == "team" and reach.team and actor.team_id is not None:
        return own | models.Q(**{reach.team: actor.team_id})
    if scope_name == "agency" and actor.agency_id is not None:
        return own | models.Q(**{reach.agency: actor.agency_id})
    return own
