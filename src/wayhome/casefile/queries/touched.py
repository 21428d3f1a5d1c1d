"""
Who of a source has been worked on since it was read: before the source is taken back, that must be known.

A row is touched as soon as anybody did more with someone it names than read: another source says something of them, a
statement was corrected, withdrawn or preferred, somebody was described or given consent for, or they or their case were
taken up. What hangs on a restricted case counts as well; whoever asks gets ids, and sees behind them only what the door
lets them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Case, CaseMember, Consent, Evidence, Mention, Note, Preference, Statement, Task


@dataclass(frozen=True)
class ReadRow:
    """One row of a source: its place, an id drawn right after all that was read from it, and the case it opened."""

    place: str
    before: UUID
    case_id: UUID | None = None


@query
def rows_touched(
    actor: Actor, purpose: str, *, source_id: UUID, rows: Sequence[ReadRow]
) -> Mapping[str, tuple[UUID, ...]]:
    """
    Tell which rows of a source are touched.

    Args:
        actor: who is about to take the source back.
        purpose: for what.
        source_id: the source.
        rows: at most a thousand of its rows.

    Returns:
        By place, for touched rows alone: everybody whom the row names.
    """
    place_of, later = _named(actor, purpose, source_id, rows)
    people = list(place_of)
    found = set(later)
    found |= {place_of[one] for one in _said_elsewhere(actor, purpose, people, source_id) if one in place_of}
    found |= {place_of[one] for one in _chosen_or_consented(actor, purpose, people)}
    found |= _corrected(actor, purpose, source_id, [row.place for row in rows])
    found |= _cases_taken_up(actor, purpose, rows, place_of)
    named: dict[str, list[UUID]] = defaultdict(list)
    for subject_id, place in place_of.items():
        named[place].append(subject_id)
    return {place: tuple(named[place]) for place in found}


def _named(actor: Actor, purpose: str, source_id: UUID, rows: Sequence[ReadRow]) -> tuple[dict[UUID, str], list[str]]:
    """Give who stands at which place, and the places at which somebody was described since."""
    before = {row.place: row.before for row in rows}
    here = scope(actor, purpose, Mention).filter(source_id=source_id, place__in=list(before))
    mentions = list(here.values_list("pk", "place", "subject_id"))
    later = [place for pk, place, _ in mentions if pk > before[place]]
    said = scope(actor, purpose, Statement).filter(source_id=source_id, place__in=list(before))
    later += [place for pk, place in said.values_list("pk", "place") if pk > before[place]]
    return {subject_id: place for _, place, subject_id in mentions}, later


def _said_elsewhere(actor: Actor, purpose: str, people: list[UUID], source_id: UUID) -> Iterable[UUID]:
    """Give those of whom another source says something, or who are named in it."""
    others = scope(actor, purpose, Statement).exclude(source_id=source_id)
    yield from others.filter(subject_id__in=people).values_list("subject_id", flat=True)
    yield from others.filter(object_id__in=people).values_list("object_id", flat=True)
    elsewhere = scope(actor, purpose, Mention).exclude(source_id=source_id)
    yield from elsewhere.filter(subject_id__in=people).values_list("subject_id", flat=True)


def _chosen_or_consented(actor: Actor, purpose: str, people: list[UUID]) -> Iterable[UUID]:
    yield from scope(actor, purpose, Preference).filter(subject_id__in=people).values_list("subject_id", flat=True)
    yield from (
        scope(actor, purpose, Consent, "count").filter(subject_id__in=people).values_list("subject_id", flat=True)
    )


def _corrected(actor: Actor, purpose: str, source_id: UUID, places: list[str]) -> set[str]:
    """Give the places of which a statement stands no more."""
    said = scope(actor, purpose, Statement).filter(source_id=source_id, place__in=places)
    return set(said.exclude(state="standing").values_list("place", flat=True))


def _cases_taken_up(actor: Actor, purpose: str, rows: Sequence[ReadRow], place_of: Mapping[UUID, str]) -> set[str]:
    """Give the places whose people went into another case, or whose own case somebody has worked on."""
    own = {row.place: row.case_id for row in rows}
    members = (
        scope(actor, purpose, CaseMember).filter(subject_id__in=list(place_of)).values_list("subject_id", "case_id")
    )
    found = {place_of[subject_id] for subject_id, case_id in members if case_id != own[place_of[subject_id]]}
    place_of_case = {row.case_id: row.place for row in rows if row.case_id is not None}
    if not place_of_case:
        return found
    cases = list(place_of_case)
    moved = scope(actor, purpose, Case).filter(pk__in=cases).filter(
        Q(version__gt=1) | ~Q(state="open") | Q(assigned_to__isnull=False) | Q(investigation__isnull=False)
    )  # fmt: skip
    worked = [place_of_case[pk] for pk in moved.values_list("pk", flat=True)]
    for model in (Note, Task, Evidence):
        hanging = scope(actor, purpose, model, "count").filter(case_id__in=cases).annotate(on=F("case_id"))
        worked += [place_of_case[pk] for pk in hanging.values_list("on", flat=True)]
    strangers = scope(actor, purpose, CaseMember).filter(case_id__in=cases).exclude(subject_id__in=list(place_of))
    worked += [place_of_case[pk] for pk in strangers.values_list("case_id", flat=True)]
    return found | set(worked)
