"""
What is held of each kind, and what contradicts what.

The engine prefers among claims whose values are opaque; here is said which values are the same (two spellings of a
number with and without spaces), of which kinds one value holds and of which all hold together (somebody may have two
nationalities and speak three languages), and which values cannot both be true.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any, Final

from wayhome.casefile.engine.folding import fold
from wayhome.casefile.engine.preferring import Claim, Preferred, prefer
from wayhome.casefile.queries.opening import Opened
from wayhome.kernel.ages import AgeRange
from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.grades import Grade

# One value is shown first; of every other kind all that stands holds together.
ONE_HOLDS: Final = frozenset({"name", "birth", "age", "sex", "whereabouts"})
_NOT_THE_VALUE: Final = frozenset({"said_by", "when", "at"})
_NO_ANSWER: Final = frozenset({"unknown"})


def held(said: Sequence[Opened], *, choice: str | None = None) -> Preferred:
    """
    Find what holds of some statements of one kind about one subject.

    Args:
        said: all of them, whatever their state.
        choice: the id of the statement that a human chose.
    """
    return prefer([_claim(one, recorded=order) for order, one in enumerate(said)], choice=choice)


def is_apart(kind: str, said: Sequence[Opened], births: Sequence[Opened] = ()) -> bool:
    """
    Say whether two standing statements cannot both be true.

    Args:
        kind: their kind.
        said: the statements.
        births: statements of birth, against which an age is held as well.
    """
    standing = [one for one in said if one.row.state == "standing"]
    if kind == "sex":
        return len({one.value["code"] for one in standing} - _NO_ANSWER) > 1
    if kind not in {"birth", "age"}:
        return False
    others = [one for one in births if one.row.state == "standing"] if kind == "age" else []
    dates = [born for one in [*standing, *others] if (born := born_of(one)) is not None]
    return any(not first.overlaps(second) for first, second in combinations(dates, 2))


def born_of(one: Opened) -> PartialDate | None:
    """Read when somebody was born from a statement of birth or of age; None where it says nothing of that."""
    if one.row.what == "birth":
        return PartialDate.parse(str(one.value["date"]))
    if one.row.what != "age":
        return None
    age = AgeRange(one.value.get("years_min"), one.value.get("years_max"))
    try:
        return PartialDate.of_birth(age, said_on(one) if one.value.get("at") or one.row.said_on else _recorded(one))
    except BadInput:  # a row may say what the rules for an age refuse; then it says nothing of a birth
        return None


def youngest_years(said: Sequence[Opened], today: date) -> int | None:
    """
    Give the youngest age that anybody says of somebody, as it would be today; None where nobody says one.

    Who may be a child is treated as one until it is known: of two ages the lower counts here.
    """
    found = []
    for one in said:
        if one.row.state == "standing" and (born := born_of(one)) is not None:
            age = born.age_on(today)
            found.append(age.years_min if age.years_min is not None else age.years_max)
    return min((years for years in found if years is not None), default=None)


def said_on(one: Opened) -> PartialDate:
    """Give the day that a statement speaks of or was said on, as far as anybody told."""
    told = one.value.get("when") or one.value.get("at")
    if told:
        return PartialDate.parse(str(told))
    return PartialDate.on(one.row.said_on) if one.row.said_on else PartialDate.unknown()


def _claim(one: Opened, *, recorded: int) -> Claim:
    return Claim(
        statement=str(one.row.pk),
        value=same(one.row.what, one.value, object_id=str(one.row.object_id or "")),
        grade=Grade(one.row.grade_source, one.row.grade_information),
        source=str(one.row.source_id),
        said_on=said_on(one),
        recorded=recorded,
        state=one.row.state,  # type: ignore[arg-type]  # the table's constraint allows these three words alone
    )


def same(kind: str, value: Mapping[str, Any], *, object_id: str = "") -> str:
    """
    Write a value so that two which say the same are equal: small letters, no spaces, without who said it or when.

    A name is the same in every script, so that a register in Cyrillic bears out a call in Latin letters.
    """
    parts = [str(value[key]) for key in sorted(value) if key not in _NOT_THE_VALUE]
    if kind == "age":
        parts = [str(value.get("years_min", "")), str(value.get("years_max", ""))]
    if kind == "name":
        return fold(str(value["text"])) or str(value["text"])
    folded = (unicodedata.normalize("NFKC", part).casefold() for part in (*parts, object_id))
    return "|".join("".join(letter for letter in part if not letter.isspace()) for part in folded)


def _recorded(one: Opened) -> PartialDate:
    return PartialDate.on(one.row.created_at.date())
