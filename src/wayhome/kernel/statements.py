"""
Statements: what can be said of a person or a thing, and what a value of each kind must hold.

Everything that Wayhome knows is a statement: somebody says something of somebody. The kinds
are data (`vocabularies/statement_kinds.toml`); here a value is checked against its kind and
tidied, so that it is written in one way. Nothing is guessed. A key that was not given stays
away: silence is not an empty name. Messages name the keys, never what they held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from wayhome.kernel.errors import BadInput
from wayhome.kernel.values import ValueKey, is_given, read_content
from wayhome.kernel.vocabularies import read

Value = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class StatementKind:
    """
    Hold one kind of statement.

    Attributes:
        ring: under which key its value is sealed.
        about: the kinds of subject of which it can be said.
        object_kind: the kind of the second subject to which it leads; None for a statement about one alone.
        one_of: groups of keys of which at least one must be given.
        is_single: whether a subject has one true value, so that two different ones contradict each other.
    """

    code: str
    label: str
    hint: str
    ring: str
    about: tuple[str, ...]
    object_kind: str | None
    keys: tuple[ValueKey, ...]
    one_of: tuple[tuple[str, ...], ...]
    is_single: bool


@cache
def statement_kinds() -> Mapping[str, StatementKind]:
    """Give every kind by its code, in the order in which people are shown them."""
    return MappingProxyType({fields["code"]: _kind(fields) for fields in read("statement_kinds")["kinds"]})


def statement_kind(code: str) -> StatementKind:
    """Give the kind of a code; BadInput if there is none."""
    kinds = statement_kinds()
    if code not in kinds:
        raise BadInput(f"There is no such kind of statement: expected one of {', '.join(kinds)}.")
    return kinds[code]


def check_value(kind: str, value: Mapping[str, object]) -> Value:
    """
    Check a value against its kind, and tidy it.

    Args:
        kind: the code of a kind.
        value: by key; None and blank text count as not given. Years may be text, as forms send them.

    Returns:
        The keys that were given, in the kind's order, in their one way of writing; checking that again changes nothing.

    Raises:
        BadInput: names every key that is missing, unknown or wrong, and what was expected of it.
    """
    wanted = statement_kind(kind)
    given = {name: content for name, content in value.items() if is_given(content)}
    tidy: Value = {}
    complaints = list(_incomplete(wanted, given))
    for key in wanted.keys:
        if key.name in given:
            try:
                tidy[key.name] = read_content(key, given[key.name])
            except BadInput as complaint:
                complaints.append(f"{key.name}: {complaint}")
    complaints.extend(_upside_down(tidy))
    if complaints:
        raise BadInput(f"{wanted.label}: {' '.join(complaints)}")
    return tidy


def check_about(kind: str, subject_kind: str, object_kind: str | None = None) -> None:
    """Refuse a kind that cannot be said of such a subject, or that leads to another kind of object."""
    wanted = statement_kind(kind)
    if subject_kind not in wanted.about:
        raise BadInput(f"{wanted.label} can be said of: {', '.join(wanted.about)}.")
    if object_kind != wanted.object_kind:
        expected = f"the {wanted.object_kind} to which it leads" if wanted.object_kind else "no second record"
        raise BadInput(f"{wanted.label} needs {expected}.")


def _incomplete(wanted: StatementKind, given: Mapping[str, object]) -> Iterator[str]:
    names = [key.name for key in wanted.keys]
    if set(given) - set(names):
        yield f"there is a key that it does not have; expected {', '.join(names)}."
    yield from (f"{key.name}: must be given." for key in wanted.keys if key.is_required and key.name not in given)
    yield from (f"{' or '.join(group)}: must be given." for group in wanted.one_of if not set(group) & set(given))


def _upside_down(tidy: Value) -> Iterator[str]:
    least, most = tidy.get("years_min"), tidy.get("years_max")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield "years_min: is above years_max; give them the other way round."


def _kind(fields: Mapping[str, Any]) -> StatementKind:
    return StatementKind(
        code=fields["code"],
        label=fields["label"],
        hint=fields.get("hint", ""),
        ring=fields["ring"],
        about=tuple(fields["about"]),
        object_kind=fields.get("object"),
        keys=tuple(_key(key) for key in fields["keys"]),
        one_of=tuple(tuple(group) for group in fields.get("one_of", [])),
        is_single=fields.get("is_single", False),
    )


def _key(fields: Mapping[str, Any]) -> ValueKey:
    return ValueKey(
        fields["name"], fields["label"], fields["type"], fields.get("vocabulary", ""), fields.get("is_required", False)
    )
