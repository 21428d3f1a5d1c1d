"""
The names and numbers of everybody, open in the memory of this process, for the search.

They are sealed in the database, so nothing there can be searched. Here they lie open in an index of the engine and
nowhere else: never in a file, a cache or a session; they die with the process. Whoever asks is answered through the
door, not from here.

Before each search two numbers are compared with those of the last time: how many such statements there are, and how
many of them stand. While the first is the same nothing was added, and then, while the second is the same, nothing
fell; the newest id tells whether it is the same database at all. Otherwise what is new is read by its id (ids sort by
the time at which they were drawn), what fell is dropped; and where the numbers still do not agree, as after a long
import that committed ids older than others, all ids are compared.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from wayhome.accounts import seal
from wayhome.casefile.engine.name_index import Found, NameIndex
from wayhome.casefile.models import Statement
from wayhome.casefile.models.statements import BESIDE
from wayhome.kernel.errors import SealBroken

# By kind of statement: where the name or number lies in its value, and whether it is a number.
SEARCHED: Final[Mapping[str, tuple[str, bool]]] = {
    "name": ("text", False),
    "identifier": ("number", True),
    "contact": ("value", True),
    "vehicle": ("plate", True),
}
_SLICE = 5_000
_TABLE = Statement._meta.db_table
_COLUMNS = ("pk", "subject_id", "ring", "sealed_version", "sealed", *BESIDE)
_AGENCY, _KIND = (len(_COLUMNS) - len(BESIDE) + BESIDE.index(name) for name in ("agency_id", "what"))


@dataclass(frozen=True)
class Reach:
    """Which statements are worth looking at for somebody: those of an agency, and some others."""

    agency_id: UUID | None
    others: frozenset[UUID]

    def among(self, agencies: Mapping[UUID, UUID]) -> Container[UUID]:
        """Make the container that the index asks for each statement that fits."""
        return _Within(self, agencies)


class Counted(NamedTuple):
    """What is compared with the last time: how many there are, how many of them stand, the newest id of all."""

    all: int
    standing: int
    newest: UUID | None

    @property
    def fallen(self) -> int:
        """How many were withdrawn or superseded; it never becomes less."""
        return self.all - self.standing


class NamesInMemory:
    """An index that is brought up to date before each search; for many threads, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._index: NameIndex[UUID] = NameIndex()
        self._agencies: dict[UUID, UUID] = {}
        self._newest = UUID(int=0)
        self._counted = Counted(0, 0, None)

    def __len__(self) -> int:
        return len(self._agencies)

    def search(self, text: str, *, allowed: Reach, most: int) -> list[Found[UUID]]:
        """Find the statements that fit, the best first, after reading what is new."""
        with self._lock:
            self._refresh()
            return self._index.search(text, limit=most, allowed=allowed.among(self._agencies))

    def refresh(self) -> None:
        """Read what is new, as the server may do before anybody asks."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        counted = _count()
        if counted == self._counted:
            return
        self._read(_standing().filter(pk__gt=self._newest))
        if counted.fallen != self._counted.fallen:
            self._drop(_all().exclude(state="standing").values_list("pk", flat=True))
        # Now all that is kept stands, so that as many as stand are those that stand.
        if len(self._agencies) != counted.standing:
            self._compare()
        self._counted = counted

    def _compare(self) -> None:
        """Compare every id, and mend what differs."""
        standing = set(_standing().values_list("pk", flat=True))
        self._drop(self._agencies.keys() - standing)
        missing = sorted(standing - self._agencies.keys())
        for start in range(0, len(missing), _SLICE):
            self._read(_standing().filter(pk__in=missing[start : start + _SLICE]))

    def _drop(self, gone: Iterable[UUID]) -> None:
        for key in set(gone) & self._agencies.keys():
            self._index.remove(key)
            del self._agencies[key]

    def _read(self, rows: QuerySet[Statement]) -> None:
        for row in rows.values_list(*_COLUMNS).iterator(chunk_size=_SLICE):
            key, (field, is_number) = row[0], SEARCHED[row[_KIND]]
            if key not in self._agencies and (text := _opened(*row).get(field, "")):
                self._index.add(key, str(text), kind="number" if is_number else "name")
            self._agencies[key] = row[_AGENCY]
            self._newest = max(self._newest, key)


@dataclass(frozen=True)
class _Within:
    reach: Reach
    agencies: Mapping[UUID, UUID]

    def __contains__(self, key: object) -> bool:
        is_ours = self.reach.agency_id is not None and self.agencies.get(key) == self.reach.agency_id  # type: ignore[call-overload]  # a container is asked for any object
        return is_ours or key in self.reach.others


def _all() -> QuerySet[Statement]:
    # Everybody's, past the door: what lies in the index is shown to nobody.
    return Statement.everyone_unscoped.filter(what__in=list(SEARCHED))


def _standing() -> QuerySet[Statement]:
    return _all().filter(state="standing")


def _count() -> Counted:
    # Counting a column of the index `statement_by_kind` reads the index alone.
    told = _all().aggregate(all=Count("state"), standing=Count("state", filter=Q(state="standing")))
    newest = Statement.everyone_unscoped.order_by("-pk").values_list("pk", flat=True).first()
    return Counted(told["all"], told["standing"], newest)


def _opened(key: UUID, owner: UUID, ring: str, version: int, envelope: bytes, *beside: object) -> dict[str, Any]:
    """Open one value; one that is broken is left out, so that it silences nobody else; `journal verify` names it."""
    try:
        return seal.unseal(ring, owner, seal.Place(_TABLE, "sealed", str(key), version, beside), envelope)
    except SealBroken:
        return {}


INDEX: Final = NamesInMemory()
