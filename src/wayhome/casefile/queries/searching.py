"""
Find people by a name in any script, a number, or a reference.

Names and numbers are sealed in the database, so nothing there can be searched. This process keeps them open in its
memory, in an index of the engine, and nowhere else: it is never written to a file, a cache or a session, and dies with
the process. Before each search it reads what was added since and drops what was withdrawn.

The index holds everybody; who asks is answered through the door. Nothing found and nothing allowed look the same: the
page says what was tried, never what exists. Every search is journalled, its words sealed.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Any, Final
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, demand, query, scope
from wayhome.accounts.engine import policy
from wayhome.casefile.engine.folding import digits, script_of
from wayhome.casefile.engine.name_index import Found, NameIndex
from wayhome.casefile.models import Statement
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput

TEXT_CHARACTERS_MAX: Final = 200
FOUND_MAX: Final = 50
# More than are shown are looked at, because some of them may lie behind a restricted case.
_LOOKED_AT_MAX: Final = 1_000
# Where the name or number lies in a value, and whether it is a number.
_SEARCHED: Final[Mapping[str, tuple[str, bool]]] = {
    "name": ("text", False),
    "identifier": ("number", True),
    "contact": ("value", True),
    "vehicle": ("plate", True),
}
# Ids sort by the time at which they were drawn, but a long import commits ids that were drawn before others. It
# commits every few seconds; this is far more.
_OVERLAP: Final = timedelta(minutes=15)
_SLICE = 5_000


@dataclass(frozen=True)
class FoundPerson:
    """Somebody who was found: who, by which name or number, and how well that fits."""

    known: Known
    text: str
    is_number: bool
    fits: str


@dataclass(frozen=True)
class SearchPage:
    """
    What a search gives.

    Args:
        text: what was asked.
        found: who was found, the best first.
        is_cut: whether there are more than are shown.
        reference: the reference that was asked for, and its kind's prefix, where it is one.
        tried: the ways in which it was looked for.
    """

    text: str
    found: tuple[FoundPerson, ...]
    is_cut: bool
    reference: tuple[str, str] | None
    tried: tuple[str, ...]


@query
def search_people(actor: Actor, purpose: str, *, text: str) -> SearchPage:
    """
    Find the people, places and things whose name or number fits, as far as the actor may see them.

    Raises:
        BadInput: there is nothing to look for, or too much.
    """
    demand(actor, purpose, "ask", "search")
    asked = " ".join(text.split())
    if not asked or len(asked) > TEXT_CHARACTERS_MAX:
        raise BadInput(f"text: type a name, a number or a reference, of at most {TEXT_CHARACTERS_MAX} characters.")
    hits = INDEX.search(asked, allowed=_reach(actor, purpose))
    visible = scope(actor, purpose, Statement).filter(pk__in=[hit.key for hit in hits], state="standing")
    owners = {row.pk: (row.subject_id, row.what) for row in visible}
    best: dict[UUID, tuple[Found[UUID], str]] = {}
    for hit in hits:
        if hit.key in owners:
            subject_id, kind = owners[hit.key]
            best.setdefault(subject_id, (hit, kind))
    chosen = dict(list(best.items())[:FOUND_MAX])
    known = known_subjects(actor, purpose, subject_ids=list(chosen)) if chosen else {}
    found = tuple(_found(known[pk], *hit) for pk, hit in chosen.items() if pk in known)
    journal.record(actor.user_id, purpose, "ask", "search", detail={"text": asked}, count=len(found))
    return SearchPage(
        text=asked, found=found, is_cut=len(best) > len(chosen), reference=_reference(asked), tried=_tried(asked)
    )


class NamesInMemory:
    """The names and numbers of everybody, open in this process alone; for many threads, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._empty()

    def _empty(self) -> None:
        self._index: NameIndex[UUID] = NameIndex()
        self._agencies: dict[UUID, UUID] = {}
        self._newest: UUID | None = None

    def __len__(self) -> int:
        return len(self._agencies)

    def search(self, text: str, *, allowed: "Reach") -> list[Found[UUID]]:
        """Find the statements that fit, after reading what is new."""
        with self._lock:
            self._refresh()
            return self._index.search(text, limit=_LOOKED_AT_MAX, allowed=allowed.among(self._agencies))

    def refresh(self) -> None:
        """Read what is new, as the server may do before anybody asks."""
        with self._lock:
            self._refresh()

    def _refresh(self) -> None:
        """Add the statements since the last time; compare all ids when the numbers do not agree."""
        self._add(since=self._newest)
        if len(self._agencies) != self._standing().count():
            standing = set(self._standing().values_list("pk", flat=True))
            for gone in self._agencies.keys() - standing:
                self._index.remove(gone)
                del self._agencies[gone]
            self._add(only=standing - self._agencies.keys())

    def _standing(self) -> Any:
        # Everybody's: what is in the index shows nothing, each answer goes through the door.
        return Statement.everyone_unscoped.filter(what__in=list(_SEARCHED), state="standing")

    def _add(self, *, since: UUID | None = None, only: set[UUID] | None = None) -> None:
        if only is not None:
            ordered = sorted(only)
            for start in range(0, len(ordered), _SLICE):
                self._read(self._standing().filter(pk__in=ordered[start : start + _SLICE]))
            return
        rows = self._standing().order_by("pk")
        if since is None:
            self._read(rows)
        elif late := set(rows.filter(pk__gt=_before(since)).values_list("pk", flat=True)) - self._agencies.keys():
            self._add(only=late)  # a sheet of an hour ago is not opened again: only ids are read twice

    def _read(self, rows: Any) -> None:
        for row in rows.defer("place", "slot", "column").iterator(chunk_size=_SLICE):
            self._newest = row.pk if self._newest is None else max(self._newest, row.pk)
            if row.pk in self._agencies:
                continue
            key, is_number = _SEARCHED[row.what]
            self._agencies[row.pk] = row.agency_id
            if text := seal.opened(row, "sealed").get(key, ""):
                self._index.add(row.pk, str(text), kind="number" if is_number else "name")


@dataclass(frozen=True)
class Reach:
    """Which statements are worth looking at for somebody; what is shown of them is still asked of the door."""

    agency_id: UUID | None
    others: frozenset[UUID]

    def among(self, agencies: Mapping[UUID, UUID]) -> Container[UUID]:
        """Make the container that the index asks for each statement that fits."""
        return _Within(self, agencies)


@dataclass(frozen=True)
class _Within:
    reach: Reach
    agencies: Mapping[UUID, UUID]

    def __contains__(self, key: object) -> bool:
        is_ours = self.reach.agency_id is not None and self.agencies.get(key) == self.reach.agency_id  # type: ignore[call-overload]  # a container is asked for any object
        return is_ours or key in self.reach.others


INDEX: Final = NamesInMemory()


def _reach(actor: Actor, purpose: str) -> Reach:
    """Narrow a search before the door is asked: hits of others must not crowd out those that the actor may see."""
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="statement")
    is_agency_wide = rule is not None and rule.scope == "agency"
    rows = scope(actor, purpose, Statement).filter(what__in=list(_SEARCHED), state="standing")
    if is_agency_wide:
        rows = rows.exclude(agency=actor.agency_id)
    return Reach(actor.agency_id if is_agency_wide else None, frozenset(rows.values_list("pk", flat=True)))


def _found(known: Known, hit: Found[UUID], kind: str) -> FoundPerson:
    return FoundPerson(known, hit.text, _SEARCHED[kind][1], hit.tier.name.lower())


def _reference(text: str) -> tuple[str, str] | None:
    """Read a reference: its text and its prefix; None for anything else. Whether there is such a record is not said."""
    try:
        told = references.parse(text)
    except BadInput:
        return None
    return told.text, told.prefix


def _tried(text: str) -> tuple[str, ...]:
    """Name the ways in which something was looked for, as codes that the page says in words."""
    ways = []
    if script_of(text) is not None:
        ways += ["spelling", "scripts", "consonants"]
    if digits(text):
        ways.append("number")
    return tuple(ways)


def _before(newest: UUID) -> UUID:
    """Go back in time from an id: the first 48 bits of a UUIDv7 are its milliseconds (RFC 9562, 5.7)."""
    milliseconds = (newest.int >> 80) - int(_OVERLAP / timedelta(milliseconds=1))
    return UUID(int=max(0, milliseconds) << 80)
