"""What the journal tells: the newest leaves for those who answer for them, and what changed for everybody at work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal
from wayhome.accounts.door import Actor, demand, query
from wayhome.accounts.engine import policy
from wayhome.accounts.engine.ledger import JournalReport
from wayhome.accounts.models import OPERATOR_ID, PUBLIC_ID, SYSTEM_ID, Agency, User

PAGE_ENTRIES = 50
LEAVES_READ_MAX = 20_000  # of one day; beyond it the oldest are left out, because a page must open in half a second


@dataclass(frozen=True)
class HistoryPage:
    """One page of the journal, the newest first, and whose deeds can be asked for."""

    entries: tuple[journal.Entry, ...]
    next_before: int | None
    actors: tuple[tuple[UUID, str], ...]


@query
def journal_page(actor: Actor, purpose: str, *, wanted: journal.Wanted, most: int = PAGE_ENTRIES) -> HistoryPage:
    """
    List the newest leaves, without their details: of the whole journal, or of one's own agency's people.

    Args:
        actor: who asks.
        purpose: for what.
        wanted: which of them; an actor outside the scope is found nowhere, as if they had done nothing.
        most: how many on a page.
    """
    demand(actor, purpose, "read", "journal")
    people = _actors(actor, purpose)
    ids = {user_id for user_id, _ in people}
    asked = ids if wanted.actor_ids is None else ids & set(wanted.actor_ids)
    found = journal.newest(replace(wanted, actor_ids=asked), most=most + 1)
    entries = tuple(found[:most])
    return HistoryPage(entries, entries[-1].seq if len(found) > most else None, people)


@query
def verify_journal(actor: Actor, purpose: str) -> JournalReport:
    """Read the whole journal again and say whether it holds."""
    demand(actor, purpose, "verify", "journal")
    return journal.verify()


@query
def journal_root(actor: Actor, purpose: str) -> tuple[int, bytes]:
    """Say how many leaves the journal holds, and the root over them, in one view of the database."""
    demand(actor, purpose, "verify", "journal")
    return journal.checkpoint()


@query
def changes_since(actor: Actor, purpose: str, *, moment: datetime) -> Iterable[journal.Change]:
    """
    Tell what was done since a moment by the people of one's agency and by those who send it tips, without any name.

    Who sees only what is given to them is told of their own deeds alone.
    """
    demand(actor, purpose, "read", "line")
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="line")
    ids = (
        {actor.user_id}
        if rule is None or rule.scope == "own"
        else {user_id for user_id, _ in _staff(actor, rule.scope)}
    )
    return journal.since(moment, actor_ids=ids, most=LEAVES_READ_MAX)


def _actors(actor: Actor, purpose: str) -> tuple[tuple[UUID, str], ...]:
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="journal")
    machine = User.objects.filter(pk__in=[OPERATOR_ID, SYSTEM_ID]).order_by("name").values_list("pk", "name")
    return (*_staff(actor, rule.scope if rule else "own"), *machine)


def _staff(actor: Actor, scope: str) -> list[tuple[UUID, str]]:
    """List the colleagues within a scope, and the public where its tips come to them."""
    people = User.objects.filter(is_system=False).order_by("name")
    takes_tips = Agency.objects.filter(takes_public_tips=True)
    if scope != "all":
        if actor.agency_id is None:
            return [(actor.user_id, actor.name)]
        people = people.filter(agency_id=actor.agency_id)
        takes_tips = takes_tips.filter(pk=actor.agency_id)
    public = User.objects.filter(pk=PUBLIC_ID) if takes_tips.exists() else User.objects.none()
    return [*people.values_list("pk", "name"), *public.values_list("pk", "name")]
