"""
Find people by a name in any script, a number, or a reference, and cases by the words of their title.

The index in memory (see `names`) holds everybody; who asks is answered through the door. Nothing found and nothing
allowed look the same: the page says what was tried, never what exists. Every search is journalled, its words sealed.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from wayhome.accounts import journal
from wayhome.accounts.door import Actor, check, demand, query, scope
from wayhome.accounts.engine import policy
from wayhome.casefile.engine.folding import digits, script_of
from wayhome.casefile.engine.name_index import Found
from wayhome.casefile.models import Case, CaseMember, Statement
from wayhome.casefile.queries.cases import CaseRow, case_rows
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.names import INDEX, SEARCHED, Reach
from wayhome.casefile.queries.titles import cases_with_title
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput

TEXT_CHARACTERS_MAX: Final = 200
FOUND_MAX: Final = 50
CASES_MAX: Final = 20
# More than are shown are looked at, because some of them may lie behind a restricted case.
_LOOKED_AT_MAX: Final = 1_000


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
        cases: the cases whose title fits.
        is_cut: whether there are more than are shown.
        reference: the reference that was asked for, and its kind's prefix, where it is one.
        tried: the ways in which it was looked for.
    """

    text: str
    found: tuple[FoundPerson, ...]
    cases: tuple[CaseRow, ...]
    is_cut: bool
    reference: tuple[str, str] | None
    tried: tuple[str, ...]

    @property
    def shown_count(self) -> int:
        """How many records the page shows."""
        return len(self.found) + len(self.cases)


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
        raise BadInput(
            f"text: type a name, a number, a title or a reference, of at most {TEXT_CHARACTERS_MAX} characters."
        )
    hits = INDEX.search(asked, allowed=_reach(actor, purpose), most=_LOOKED_AT_MAX)
    visible = scope(actor, purpose, Statement).filter(pk__in=[hit.key for hit in hits], state="standing")
    owners = {key: (owner, kind) for key, owner, kind in visible.values_list("pk", "subject_id", "what")}
    best: dict[UUID, tuple[Found[UUID], str]] = {}
    for hit in hits:
        if hit.key in owners:
            subject_id, kind = owners[hit.key]
            best.setdefault(subject_id, (hit, kind))
    chosen = dict(list(best.items())[:FOUND_MAX])
    known = known_subjects(actor, purpose, subject_ids=list(chosen)) if chosen else {}
    found = tuple(_found(known[pk], *hit) for pk, hit in chosen.items() if pk in known)
    cases, cases_count = _cases(actor, purpose, asked)
    journal.record(actor.user_id, purpose, "ask", "search", detail={"text": asked}, count=len(found) + len(cases))
    return SearchPage(
        text=asked,
        found=found,
        cases=cases,
        is_cut=len(best) > len(chosen) or cases_count > len(cases),
        reference=_reference(asked),
        tried=_tried(asked),
    )


def _cases(actor: Actor, purpose: str, text: str) -> tuple[tuple[CaseRow, ...], int]:
    """Find the cases whose title fits, as far as they are shown, and how many there are; none for who reads no case."""
    if not check(actor, purpose, "read", "case").is_allowed:
        return (), 0
    hits = cases_with_title(actor, purpose, text=text, most=_LOOKED_AT_MAX)
    shown = hits[:CASES_MAX]
    rows = case_rows(actor, purpose, scope(actor, purpose, Case).filter(pk__in=shown)) if shown else ()
    return tuple(sorted(rows, key=lambda row: shown.index(row.case_id))), len(hits)


def _reach(actor: Actor, purpose: str) -> Reach:
    """Narrow a search before the door is asked: hits of others must not crowd out those that the actor may see."""
    rule = policy.load().widest(actor.roles, purpose=purpose, verb="read", kind="statement")
    is_agency_wide = rule is not None and rule.scope == "agency"
    # Whatever is seen beside one's own agency is said of the people of a case that is given to the actor.
    given = scope(actor, purpose, CaseMember).filter(case__assigned_to_id=actor.user_id)
    if is_agency_wide:
        given = given.exclude(subject__agency=actor.agency_id)
    subjects = set(given.values_list("subject_id", flat=True))
    rows = scope(actor, purpose, Statement).filter(subject_id__in=subjects, what__in=list(SEARCHED), state="standing")
    others = rows.values_list("pk", flat=True) if subjects else ()
    return Reach(actor.agency_id if is_agency_wide else None, frozenset(others))


def _found(known: Known, hit: Found[UUID], kind: str) -> FoundPerson:
    return FoundPerson(known, hit.text, SEARCHED[kind][1], hit.tier.name.lower())


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
