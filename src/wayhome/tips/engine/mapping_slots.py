"""
The part of a mapping that says who is in a row: slots, and how they stand to each other.

A slot's entries are kinds of statement, so the mapping's language grows with the kernel's data and
not with this file. For a kind, `column` fills its main key; `<key>_column` fills another key from
a column; `<key>` itself is what the mapping says for every row. A text alone is `column`; a list
gives several statements of one kind.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import StatementKind, statement_kinds
from wayhome.kernel.values import read_content
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.mapping_table import Table, kind_of

# The key that `column` fills. The years of an age are two keys, read from one cell.
MAIN_KEYS: Final = {"age": "years", "identifier": "number", "contact": "value", "vehicle": "text"}
NAME_PARTS: Final = ("given", "family")

_BETWEEN = ("relation", "event_part")  # said of two, so they stand under [[relations]] and [[events]]
_SLOT = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DEFAULTS = {"name": {"name_kind": "full"}}
_SLOTS_MAX = 50
_SPLITS = (",", ";", "/", "|", "+")


@dataclass(frozen=True, slots=True)
class Fact:
    """
    How one statement is made.

    Fields:
        kind: its kind.
        of_columns: key of the value to the column that fills it.
        constants: key of the value to what the mapping says, checked and tidied.
        split: the mark at which a cell is cut into several statements; None makes one of it.
    """

    kind: str
    of_columns: Mapping[str, str]
    constants: Mapping[str, str | int]
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One person that a row may name, and what its columns say of that person."""

    name: str
    facts: tuple[Fact, ...]

    def columns(self) -> Iterator[str]:
        """Name the columns that it reads."""
        for fact in self.facts:
            yield from fact.of_columns.values()


@dataclass(frozen=True, slots=True)
class Relation:
    """How the people of two slots stand to each other: a code that always holds, or a column that says it."""

    from_slot: str
    to_slot: str
    kind: str | None
    column: str | None

    def columns(self) -> Iterator[str]:
        """Name the column that it reads, if any."""
        if self.column:
            yield self.column


@dataclass(frozen=True, slots=True)
class Event:
    """What happened in a row: its kind, the columns of its date, place and country, and who took which part."""

    kind: str
    when: str | None
    place: str | None
    country: str | None
    parts: tuple[tuple[str, str], ...]

    def columns(self) -> Iterator[str]:
        """Name the columns that it reads."""
        yield from (column for column in (self.when, self.place, self.country) if column)


def read_slots(table: Table) -> tuple[Slot, ...]:
    """Read [slots.…]; the name of a slot is how the person of a row is found again."""
    names = tuple(table)
    if len(names) > _SLOTS_MAX:
        raise BadInput(f"Mapping, slots: found {len(names)}, expected at most {_SLOTS_MAX}.")
    for name in names:
        if not _SLOT.fullmatch(name):
            raise table.wrong(name, "found another name, expected small letters, digits and _, such as victim.")
    return tuple(Slot(name, tuple(_facts(table.table(name)))) for name in names)


def read_relations(top: Table, slots: tuple[str, ...]) -> tuple[Relation, ...]:
    """Read [[relations]]: from, to, and either kind or column."""
    return tuple(_relation(table, slots) for table in top.tables("relations"))


def read_events(top: Table, slots: tuple[str, ...]) -> tuple[Event, ...]:
    """Read [[events]]: kind, when, place, country, and parts by slot."""
    return tuple(_event(table, slots) for table in top.tables("events"))


def main_key(kind: StatementKind) -> str:
    """Name the key of a kind that `column` fills: that of MAIN_KEYS, else the first that must be given."""
    first = next((key.name for key in kind.keys if key.is_required), kind.keys[0].name)
    return MAIN_KEYS.get(kind.code, first)


def _facts(slot: Table) -> Iterator[Fact]:
    kinds = {code: kind for code, kind in statement_kinds().items() if "person" in kind.about and code not in _BETWEEN}
    for code in slot:
        if code in kinds:
            for table in _entries(slot, code):
                yield _fact(table, kinds[code])
    for code in kinds:
        slot.raw(code)  # every kind has a meaning here, used or not
    slot.no_more()


def _entries(slot: Table, code: str) -> list[Table]:
    """Give the tables of an entry; a text is short for a table with a column."""
    content = slot.raw(code)
    several = content if isinstance(content, list) else [content]
    path = f"{slot.path}.{code}"
    tables = []
    for number, one in enumerate(several, start=1):
        where = f"{path}[{number}]" if isinstance(content, list) else path
        if not isinstance(one, str | dict):
            raise BadInput(f"Mapping, {where}: found {kind_of(one)}, expected the header of a column or a table.")
        tables.append(Table({"column": one} if isinstance(one, str) else one, where))
    return tables


def _fact(table: Table, kind: StatementKind) -> Fact:
    of_columns, constants = dict(_columns(table, kind)), dict(_constants(table, kind))
    split = table.one_of("split", _SPLITS) if "split" in table else None
    table.raw("split")
    table.no_more()
    constants = {**_DEFAULTS.get(kind.code, {}), **constants}
    for key in set(of_columns) & set(constants):
        constants.pop(key) if key not in table else _refuse_both(table, key)
    if not of_columns and not constants:
        raise table.wrong("column", "found nothing, expected the header of a column.")
    _check_whole(table, kind, given=set(of_columns) | set(constants))
    return Fact(kind.code, of_columns, constants, split)


def _columns(table: Table, kind: StatementKind) -> Iterator[tuple[str, str]]:
    main = main_key(kind)
    if "column" in table:
        yield main, table.text("column")
    table.raw("column")
    keys = [key.name for key in kind.keys if key.name != main]
    for key in (*keys, *(NAME_PARTS if kind.code == "name" else ())):
        column = table.text_or_none(f"{key}_column")
        if column is not None:
            yield key, column


def _constants(table: Table, kind: StatementKind) -> Iterator[tuple[str, str | int]]:
    for key in kind.keys:
        said = table.raw(key.name)
        if said is None:
            continue
        try:
            yield key.name, read_content(key, said)
        except BadInput as wrong:
            raise table.wrong(key.name, f"found something else, {wrong}") from None


def _refuse_both(table: Table, key: str) -> None:
    raise table.wrong(key, f"found both {key} and a column for it, expected one of the two.")


def _check_whole(table: Table, kind: StatementKind, *, given: set[str]) -> None:
    """Refuse an entry that could never make a whole statement."""
    parts = bool(given & set(NAME_PARTS)) and kind.code == "name"
    for key in kind.keys:
        if not key.is_required or key.name in given or (parts and key.name == "text"):
            continue
        if key.name == main_key(kind):
            raise table.wrong("column", "found nothing, expected the header of a column.")
        words = f": {vocabulary(key.vocabulary).expected}" if key.vocabulary else "."
        raise table.wrong(key.name, f"found nothing, expected {key.name} or {key.name}_column{words}")
    if parts and "text" in given:
        raise table.wrong("column", "found a whole name and its parts, expected one or the other.")


def _relation(table: Table, slots: tuple[str, ...]) -> Relation:
    kind, column = table.text_or_none("kind"), table.text_or_none("column")
    relation = Relation(_slot(table, "from", slots), _slot(table, "to", slots), kind, column)
    table.no_more()
    if (kind is None) == (column is None):
        raise table.wrong("kind", "found both kind and column, or neither, expected one of the two.")
    if kind is not None and kind not in vocabulary("relation_kinds"):
        raise table.wrong("kind", f"found a code that does not exist, {vocabulary('relation_kinds').expected}")
    if relation.from_slot == relation.to_slot:
        raise table.wrong("to", "found the slot that stands under from, expected another one.")
    return relation


def _slot(table: Table, key: str, slots: tuple[str, ...]) -> str:
    name = table.text(key)
    if name not in slots:
        listed = ", ".join(slots) or "none: there is no [slots.…] yet"
        raise table.wrong(key, f"found a name that is no slot, expected one of {listed}.")
    return name


def _event(table: Table, slots: tuple[str, ...]) -> Event:
    kind = table.text("kind")
    if kind not in vocabulary("event_kinds"):
        raise table.wrong("kind", f"found a code that does not exist, {vocabulary('event_kinds').expected}")
    parts = table.table("parts")
    event = Event(
        kind=kind,
        when=table.text_or_none("when"),
        place=table.text_or_none("place"),
        country=table.text_or_none("country"),
        parts=tuple((slot, _part(parts, slot, slots)) for slot in parts),
    )
    table.no_more()
    if event.when is None and event.place is None:
        raise table.wrong("when", "found neither when nor place, expected a column for at least one.")
    return event


def _part(parts: Table, slot: str, slots: tuple[str, ...]) -> str:
    if slot not in slots:
        raise parts.wrong(slot, f"found a name that is no slot, expected one of {', '.join(slots) or 'none'}.")
    code = parts.text(slot)
    if code not in vocabulary("event_parts"):
        raise parts.wrong(slot, f"found a code that does not exist, {vocabulary('event_parts').expected}")
    return code
