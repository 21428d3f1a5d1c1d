"""
A person as another program tells of one: `{"slot": "girl", "name": "Ana", "age": "13-15", "phone": "+57 …"}`.

The keys are what can be stated of a person, under the names of the kernel's kinds of statement; where a kind needs to
know of which sort it is (a name, a contact, a document), the sort is the key. Each may hold one text or a list of them.
A key that is not known sets the whole call aside: what is misspelt would otherwise be lost in silence.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import check_value
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.ages_written import read_age
from wayhome.tips.engine.dates_written import DateStyle, WrittenDate, read_date
from wayhome.tips.engine.rows import ReadPerson, ReadStatement

ISO: Final = DateStyle("iso")
PEOPLE_MAX: Final = 50
VALUES_MAX: Final = 50
SLOT_CHARS_MAX: Final = 40

# Key of a person to the kind of statement, the key that the text fills, and what stands beside it.
KEYS: Final[Mapping[str, tuple[str, str, Mapping[str, str]]]] = {
    "name": ("name", "text", {"name_kind": "full"}),
    "given_name": ("name", "text", {"name_kind": "given"}),
    "family_name": ("name", "text", {"name_kind": "family"}),
    "alias": ("name", "text", {"name_kind": "alias"}),
    "age": ("age", "years", {}),
    "birth": ("birth", "date", {}),
    "sex": ("sex", "code", {}),
    "nationality": ("nationality", "country", {}),
    "language": ("language", "language", {}),
    "role": ("role", "role", {}),
    "exploitation": ("exploitation", "type", {}),
    "phone": ("contact", "value", {"contact_kind": "phone"}),
    "email": ("contact", "value", {"contact_kind": "email"}),
    "handle": ("contact", "value", {"contact_kind": "handle"}),
    "account": ("contact", "value", {"contact_kind": "account"}),
    "url": ("contact", "value", {"contact_kind": "url"}),
    "passport": ("identifier", "number", {"identifier_kind": "passport"}),
    "national_id": ("identifier", "number", {"identifier_kind": "national_id"}),
    "file_elsewhere": ("identifier", "number", {"identifier_kind": "file_elsewhere"}),
    "address": ("address", "text", {}),
    "whereabouts": ("whereabouts", "text", {}),
    "vehicle": ("vehicle", "text", {}),
    "plate": ("vehicle", "plate", {}),
    "description": ("description", "text", {}),
    "note": ("note", "text", {}),
}
_WORD: Final = re.compile(r"([a-z_]+)(?: ?[1-9][0-9]?)?")
_DATED: Final = {"birth": "date", "whereabouts": "when"}


def read_people(told: object) -> Iterator[tuple[str, ReadPerson]]:
    """
    Read the people of a call.

    Args:
        told: what stands under `people`.

    Yields:
        The word that the sender has for somebody, and that person. A slot lies open in the database, so that it is a
        word of a closed list: any other word, which may be a name, becomes `person 2`.

    Raises:
        BadInput: begins with the key that is wrong and a colon, and holds no value.
    """
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise BadInput("people: expected a list of objects.")
    if len(told) > PEOPLE_MAX:
        raise BadInput(f"people: {len(told):,} people, at most {PEOPLE_MAX} fit in one call.")
    words: set[str] = set()
    slots: set[str] = set()
    for number, person in enumerate(told, start=1):
        word = _word(person, number)
        if word in words:
            raise BadInput("slot: two people have the same word; give each another one.")
        words.add(word)
        slot = _slot(word, number, taken=slots)
        slots.add(slot)
        statements = tuple(_statements(person, f"/people/{number - 1}"))
        if not statements:
            raise BadInput("people: of one of them nothing is said.")
        yield word, ReadPerson(slot, statements)


def statement_of(kind: str, value: Mapping[str, object], *, column: str, when: str | None = None) -> ReadStatement:
    """
    Make a statement of a value that was told, checked against its kind.

    Args:
        kind: of the kernel's statement kinds.
        value: by key; texts and numbers.
        column: where it stands: a path, of which the first 120 characters are kept.
        when: the text of a date that the statement is about, ISO 8601.

    Raises:
        BadInput: the value does not fit its kind, or the date is none.
    """
    tidy = check_value(kind, value)
    country = tidy.get("country")
    plain_country = country if isinstance(country, str) and len(country) == 2 else None  # noqa: PLR2004 - alpha-2
    made = ReadStatement(kind, tidy, plain_country, column=column[:120])
    if when is None:
        return made
    written = read_date(when, ISO)
    if kind == "birth":
        first, last = written.date.earliest, written.date.latest
        return made._replace(year=first.year if first and last and first.year == last.year else None)
    return dated(made, written)


def dated(made: ReadStatement, written: WrittenDate) -> ReadStatement:
    """Give a statement the days that it is about."""
    return made._replace(
        on_earliest=written.date.earliest, on_latest=written.date.latest, precision=written.date.precision.value,
        time_zone=written.zone, clock=written.clock,
    )  # fmt: skip


def _slot(word: str, number: int, *, taken: Container[str]) -> str:
    """Keep a word of the vocabularies `people_words` and `roles`, with a number or without; or number the person."""
    known = _WORD.fullmatch(word.lower())
    if known and (known[1] in vocabulary("people_words") or known[1] in vocabulary("roles")):
        slot = word.lower()
        if slot not in taken:
            return slot
    return next(one for one in (f"person {n}" for n in range(number, number + PEOPLE_MAX + 1)) if one not in taken)


def _word(person: Mapping[str, Any], number: int) -> str:
    slot = person.get("slot", f"person {number}")
    if not isinstance(slot, str) or not slot.strip() or len(slot) > SLOT_CHARS_MAX or not slot.isprintable():
        raise BadInput(f"slot: expected a word of at most {SLOT_CHARS_MAX} letters, such as girl or driver.")
    return " ".join(slot.split())


def _statements(person: Mapping[str, Any], path: str) -> Iterator[ReadStatement]:
    for key, told in person.items():
        if key == "slot" or told is None:
            continue
        if key not in KEYS:
            raise BadInput(f"{_named(key)}: a person has no such key; the reference lists those that there are.")
        several = told if isinstance(told, list) else [told]
        if len(several) > VALUES_MAX:
            raise BadInput(f"{key}: {len(several):,} values, at most {VALUES_MAX} fit.")
        for one in several:
            if isinstance(one, bool) or not isinstance(one, str | int):
                raise BadInput(f"{key}: expected a text.")
            if str(one).strip():
                yield _statement(key, str(one), f"{path}/{key}")


def _statement(key: str, told: str, path: str) -> ReadStatement:
    kind, main, beside = KEYS[key]
    try:
        if kind == "age":
            age = read_age(told)
            ends = {"years_min": age.years_min, "years_max": age.years_max}
            return statement_of("age", {name: years for name, years in ends.items() if years is not None}, column=path)
        if kind == "birth":
            written = read_date(told, ISO)
            return statement_of("birth", {"date": written.date.text}, column=path, when=told)
        return statement_of(kind, {main: told, **beside}, column=path)
    except BadInput as wrong:
        raise BadInput(f"{key}: {_end(wrong)}") from None


def _end(wrong: BadInput) -> str:
    """Take what a statement's complaint says of the content, or how an age or a date goes on after its column."""
    said = str(wrong).rsplit(": ", 1)[-1].rstrip(".")
    return f"it {said}." if said.startswith(("holds", "is ", "has ", "names")) else f"{said}."


def _named(key: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in key[:SLOT_CHARS_MAX])
