"""Open the statements that were made of some people, after the door."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, scope
from wayhome.casefile.models import Preference, Statement


@dataclass(frozen=True)
class Opened:
    """A statement with its value opened, for the queries of this room alone: no page is handed the row."""

    row: Statement
    value: Mapping[str, Any]


def statements_of(
    actor: Actor, purpose: str, subject_ids: Collection[UUID], *, kinds: Iterable[str] = ()
) -> dict[UUID, list[Opened]]:
    """Open what is said of each subject, oldest first; all kinds, or only some of them."""
    rows = scope(actor, purpose, Statement).filter(subject_id__in=subject_ids).select_related("source").order_by("id")
    return _opened(rows.filter(what__in=list(kinds)) if kinds else rows, owner="subject_id")


def statements_about(actor: Actor, purpose: str, object_id: UUID) -> list[Opened]:
    """Open what is said of others that leads to a subject: who says to be whose sister, who took part in an event."""
    rows = scope(actor, purpose, Statement).filter(object_id=object_id).select_related("source").order_by("id")
    return _opened(rows, owner="object_id").get(object_id, [])


def choices_of(actor: Actor, purpose: str, subject_ids: Collection[UUID]) -> dict[tuple[UUID, str], Preference]:
    """Find what humans chose, by subject and kind."""
    made = scope(actor, purpose, Preference).filter(subject_id__in=subject_ids)
    return {(choice.subject_id, choice.what): choice for choice in made}


def _opened(rows: Iterable[Statement], *, owner: str) -> dict[UUID, list[Opened]]:
    found: dict[UUID, list[Opened]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(Opened(row, seal.opened(row, "sealed")))
    return dict(found)
