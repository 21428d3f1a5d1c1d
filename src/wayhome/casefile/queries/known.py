"""Somebody or something in one line, as every list shows them: the name that is held, a shape, an age, a role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.engine.preferring import Preferred
from wayhome.casefile.models import Preference, Subject
from wayhome.casefile.queries.holding import born_of, held, youngest_years
from wayhome.casefile.queries.opening import Opened, choices_of, statements_of
from wayhome.casefile.queries.words import say, term_label, years_label
from wayhome.kernel.ages import AgeRange

# UN Convention on the Rights of the Child, article 1: below eighteen, whatever a law of majority says.
ADULT_YEARS: Final = 18
# What somebody is said to do to others. None of these is a finding; the shape only tells one line from another.
SUSPECT_ROLES: Final = frozenset({
    "recruiter", "broker", "transporter", "transferrer", "harbourer", "seller", "buyer", "receiver", "controller",
    "smuggler", "abuser", "abductor", "exploiter", "funder",
})  # fmt: skip
SHAPING: Final = ("name", "birth", "age", "role", "description")
# A full name first; a name that others gave, or a part of one, only where there is no better.
NAME_KINDS: Final = ("full", "one_word", "given", "alias", "family")
_HINT_CHARACTERS = 60


@dataclass(frozen=True)
class NameHeld:
    """The name under which somebody is shown, or several where nothing decides between them."""

    texts: tuple[str, ...] = ()
    lang: str = ""

    @property
    def text(self) -> str:
        """Write it in one line; a tie is shown as a tie."""
        return " / ".join(self.texts)


@dataclass(frozen=True)
class Known:
    """
    One line about a subject.

    Args:
        subject_id: its id.
        reference: its reference.
        what: person, place, organisation, vehicle or event.
        name: the name that is held; empty when nobody said one.
        lang: language tag of the name.
        hint: the beginning of a description, for somebody without a name.
        shape: child, suspect or other.
        age: the ages that are possible today, from what is held; None when nothing is.
        roles: what they are said to be, in words.
    """

    subject_id: UUID
    reference: str
    what: str
    name: str
    lang: str
    hint: str
    shape: str
    age: AgeRange | None
    roles: tuple[str, ...]

    @property
    def label(self) -> str:
        """What to call them: a name, else how they were described, else what they are."""
        return self.name or self.hint or unnamed_label(self.what)

    @property
    def age_label(self) -> str:
        """The age in words; empty when nobody said one."""
        return years_label(self.age.years_min, self.age.years_max) if self.age else ""


@query
def known_subjects(actor: Actor, purpose: str, *, subject_ids: Collection[UUID]) -> dict[UUID, Known]:
    """Describe some people, places or things in a line each; those that the actor may not see are left out."""
    rows = scope(actor, purpose, Subject).filter(pk__in=subject_ids)
    said = statements_of(actor, purpose, subject_ids, kinds=SHAPING)
    choices = choices_of(actor, purpose, subject_ids)
    return {row.pk: known_by(row, said.get(row.pk, []), choices) for row in rows}


def known_by(row: Subject, said: Sequence[Opened], choices: Mapping[tuple[UUID, str], Preference]) -> Known:
    """Describe one subject from what is said of it."""
    today = timezone.localdate()
    chosen = choices.get((row.pk, "name"))
    name = held_name(said, choice=str(chosen.statement_id) if chosen else None)
    roles = [one.value["role"] for one in said if one.row.what == "role" and one.row.state == "standing"]
    return Known(
        subject_id=row.pk,
        reference=row.reference,
        what=row.what,
        name=name.text,
        lang=name.lang,
        hint="" if name.text else _hint(said),
        shape=_shape(said, roles, today),
        age=_age(said, choices, row.pk, today),
        roles=tuple(dict.fromkeys(term_label("roles", role) for role in roles)),
    )


def held_name(said: Sequence[Opened], *, choice: str | None = None) -> NameHeld:
    """Find the name to show: a human's choice, else the preferred one of the fullest kind that anybody said."""
    names = [one for one in said if one.row.what == "name" and one.row.state == "standing"]
    chosen = next((one for one in names if str(one.row.pk) == choice), None)
    if chosen is not None:
        return NameHeld((chosen.value["text"],), say("name", chosen.value).lang)
    for kind in NAME_KINDS:
        of_kind = [one for one in names if one.value.get("name_kind") == kind]
        if of_kind:
            return _best_name(of_kind, held(of_kind))
    return NameHeld()


def _best_name(names: Sequence[Opened], preferred: Preferred) -> NameHeld:
    by_id = {str(one.row.pk): one for one in names}
    leading = [preferred.claim] if preferred.claim else [reading.claims[0] for reading in preferred.tied]
    found = [by_id[claim.statement] for claim in leading]
    return NameHeld(tuple(one.value["text"] for one in found), say("name", found[0].value).lang)


def _shape(said: Sequence[Opened], roles: Sequence[str], today: date) -> str:
    """Choose a shape; who may be a child is shown as one, whatever they are said to have done."""
    years = youngest_years(said, today)
    if years is not None and years < ADULT_YEARS:
        return "child"
    return "suspect" if SUSPECT_ROLES & set(roles) else "other"


def _age(
    said: Sequence[Opened], choices: Mapping[tuple[UUID, str], Preference], subject_id: UUID, today: date
) -> AgeRange | None:
    """Give the age of today from the birth that is held, else from the age that is held."""
    for kind in ("birth", "age"):
        of_kind = [one for one in said if one.row.what == kind]
        chosen = choices.get((subject_id, kind))
        preferred = held(of_kind, choice=str(chosen.statement_id) if chosen else None)
        if preferred.claim is not None:
            one = next(one for one in of_kind if str(one.row.pk) == preferred.claim.statement)
            born = born_of(one)
            return None if born is None else born.age_on(today)
    return None


def _hint(said: Sequence[Opened]) -> str:
    texts = [one.value["text"] for one in said if one.row.what == "description" and one.row.state == "standing"]
    line = " ".join(texts[0].split()) if texts else ""
    return line if len(line) <= _HINT_CHARACTERS else f"{line[:_HINT_CHARACTERS].rsplit(' ', 1)[0]} …"


def unnamed_label(what: str) -> str:
    """Say who or what is meant where no name is known."""
    labels = {
        "person": gettext("Somebody without a known name"),
        "place": gettext("A place without a known name"),
        "organisation": gettext("An organisation without a known name"),
        "vehicle": gettext("A vehicle"),
        "event": gettext("An event"),
    }
    return labels[what]
