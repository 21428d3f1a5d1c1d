"""
What was said of somebody changed: tell the rooms above, and let them read what stands by now.

A room below never calls one above it. So it says that somebody's statements changed, and where that somebody is
mentioned; whoever keeps something that rests on them (an urgency) listens, and works it out anew in the same act.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.dispatch import Signal

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, step
from wayhome.casefile.models import Mention, Statement
from wayhome.casefile.models.cases import shut_members

# Sent inside the act, after its statements were saved, with `actor`, `purpose` and `places`: pairs of source and place.
said_anew = Signal()


@dataclass(frozen=True)
class Standing:
    """A statement that stands, opened: its kind, its value, its days, and since when it is kept."""

    kind: str
    value: Mapping[str, Any]
    on_earliest: date | None
    on_latest: date | None
    kept_at: datetime


@dataclass(frozen=True)
class Mentioned:
    """Somebody who is mentioned at a place, by slot, since when, and what stands of them, oldest first."""

    slot: str
    subject_id: UUID
    since: datetime
    said: tuple[Standing, ...]


@step
def tell_of_change(actor: Actor, purpose: str, *, subject_id: UUID) -> None:
    """Say that what stands of somebody has changed."""
    mentions = Mention.everyone_unscoped.filter(subject_id=subject_id)
    said_anew.send(Statement, actor=actor, purpose=purpose, places=list(mentions.values_list("source_id", "place")))


@step
def taken_slots(actor: Actor, purpose: str, *, source_id: UUID, place: str) -> frozenset[str]:
    """Give every slot at a place that has its person, also where a restriction hides them: no two have one slot."""
    del actor, purpose  # the act has asked for both
    return frozenset(Mention.everyone_unscoped.filter(source_id=source_id, place=place).values_list("slot", flat=True))


@step
def standing_at(
    actor: Actor, purpose: str, *, source_id: UUID, place: str, kinds: Collection[str], open_to: frozenset[UUID]
) -> tuple[Mentioned, ...]:
    """
    Open what stands of everybody who is mentioned at a place of a source, for what the house itself works out of it.

    It goes past the door's scope: what comes of it must be the same whoever's act it is part of. And it is shown to all
    who may open the record that it is kept with, so nothing enters that one of them may not know: of somebody who
    belongs to a restricted case that is shut to them, only what this place itself said counts, as it was said, and no
    change that was made behind the case. Only a step of an act that has asked the door.

    Args:
        actor: whose act it is.
        purpose: for what.
        source_id: the source.
        place: the place in it.
        kinds: the kinds of statement that are wanted.
        open_to: the compartments that everybody sees who sees the record.
    """
    del actor, purpose  # the act has asked for both
    mentions = Mention.everyone_unscoped.filter(source_id=source_id, place=place).order_by("id")
    named = list(mentions.values_list("slot", "subject_id", "created_at"))
    said: dict[UUID, list[Standing]] = {subject_id: [] for _, subject_id, _ in named}
    shut = shut_members(open_to).filter(subject_id__in=list(said))
    counts = (Q(state="standing") & ~Q(subject_id__in=shut)) | Q(subject_id__in=shut, source_id=source_id, place=place)
    rows = Statement.everyone_unscoped.filter(counts, subject_id__in=list(said), what__in=list(kinds))
    for row in rows.order_by("id"):
        said[row.subject_id].append(
            Standing(row.what, seal.opened(row, "sealed"), row.on_earliest, row.on_latest, row.created_at)
        )
    return tuple(Mentioned(slot, subject_id, since, tuple(said[subject_id])) for slot, subject_id, since in named)
