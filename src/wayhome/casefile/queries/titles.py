"""
The titles of all cases, open in the memory of this process, for the search; as `names` holds the names of people.

A title is written once and never changed, and no case is ever deleted: while there are as many cases as the last time,
nothing is new. Ids sort by the time at which they were drawn, so that only newer ones are read; where the numbers still
do not agree, as after two acts that ended in another order, all ids are compared.
"""

from threading import Lock
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.engine.name_index import Found, NameIndex, Tier
from wayhome.casefile.models import Case
from wayhome.kernel.errors import SealBroken

_SLICE = 5_000
_COLUMNS = ("pk", "sealed_version", "sealed")
_TABLE = Case._meta.db_table
_RING: Final = "narrative"  # of Case.sealed


class TitlesInMemory:
    """An index that is brought up to date before each search; for many threads, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index: NameIndex[UUID] = NameIndex()
        self._known: set[UUID] = set()
        self._newest = UUID(int=0)

    def search(self, text: str, *, most: int, allowed: set[UUID] | None = None) -> list[Found[UUID]]:
        """Find the cases whose title fits by its words, the best first; a likeness of consonants says nothing here."""
        with self._lock:
            self._refresh()
            hits = self._index.search(text, limit=most, allowed=allowed)
        return [hit for hit in hits if hit.tier is not Tier.CONSONANTS]

    def _refresh(self) -> None:
        count, newest = _all().count(), _all().order_by("-pk").values_list("pk", flat=True).first()
        if count == len(self._known) and (newest is None or newest in self._known):
            return
        self._read(_all().filter(pk__gt=self._newest))
        if count != len(self._known):
            there = set(_all().values_list("pk", flat=True))
            for gone in self._known - there:  # another database, as in a test
                self._index.remove(gone)
            missing = sorted(there - self._known)
            self._known &= there
            for start in range(0, len(missing), _SLICE):
                self._read(_all().filter(pk__in=missing[start : start + _SLICE]))

    def _read(self, rows: QuerySet[Case]) -> None:
        for key, version, envelope in rows.values_list(*_COLUMNS).iterator(chunk_size=_SLICE):
            if key not in self._known and (title := _opened(key, version, envelope).get("title", "")):
                self._index.add(key, str(title))
            self._known.add(key)
            self._newest = max(self._newest, key)


@query
def cases_with_title(actor: Actor, purpose: str, *, text: str, most: int) -> list[UUID]:
    """
    Find the cases whose title fits and that the actor may see, the best first.

    Hits of others must not crowd out those that the actor may see: where there are too many, only theirs are asked.
    """
    hits = TITLES.search(text, most=most)
    mine = scope(actor, purpose, Case)
    if len(hits) == most:
        hits = TITLES.search(text, most=most, allowed=set(mine.values_list("pk", flat=True)))
    visible = set(mine.filter(pk__in=[hit.key for hit in hits]).values_list("pk", flat=True))
    return [hit.key for hit in hits if hit.key in visible]


def _all() -> QuerySet[Case]:
    # Everybody's, past the door: what lies in the index is shown to nobody.
    return Case.everyone_unscoped.all()


def _opened(key: UUID, version: int, envelope: bytes) -> dict[str, Any]:
    """Open one title; one that is broken is left out, so that it silences no other; `journal verify` names it."""
    try:
        return seal.unseal(_RING, key, seal.Place(_TABLE, "sealed", str(key), version), envelope)
    except SealBroken:
        return {}


TITLES: Final = TitlesInMemory()
