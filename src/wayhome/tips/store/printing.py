"""
Rows as lines of JSON, without a database: to try a mapping, or to use the reader alone.

Each line is one object: `{"header": …}`, `{"row": …}` or `{"set_aside": …}`, the last one
`{"read": …, "set_aside": …}`, which counts as an import does: all rows were read, some of them
set aside. The lines hold what the file holds, names included: they are for whoever holds the
file already.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, TextIO

from wayhome.tips.engine.rows import HeaderRead, Item, ReadRow, SetAside
from wayhome.tips.store.reading import read_sheet


@dataclass(frozen=True, slots=True)
class Counts:
    """How the rows of a file add up: how many were read, and how many of these were set aside."""

    read: int
    set_aside: int


def print_rows(source: BinaryIO | Iterable[bytes], mapping_text: str, out: TextIO) -> Counts:
    """
    Read a file in the limited child and write each row as a line of JSON.

    Raises:
        BadInput: the mapping is wrong.
        FileRefused: the file cannot be read.
    """
    read = aside = 0
    for item in read_sheet(source, mapping_text):
        read += isinstance(item, ReadRow | SetAside)
        aside += isinstance(item, SetAside)
        line = _line(item)
        if line is not None:
            out.write(json.dumps(line, ensure_ascii=False, default=date.isoformat) + "\n")
    out.write(json.dumps({"read": read, "set_aside": aside}) + "\n")
    return Counts(read, aside)


def _line(item: Item) -> dict[str, Any] | None:
    if isinstance(item, HeaderRead):
        return {"header": item._asdict()}
    if isinstance(item, SetAside):
        return {"set_aside": item._asdict()}
    if not isinstance(item, ReadRow):
        return None
    people = [
        {"slot": person.slot, "statements": [_without_silence(one._asdict()) for one in person.statements]}
        for person in item.people
    ]
    relations = [one._asdict() for one in item.relations]
    events = [_without_silence(one._asdict()) for one in item.events]
    return {"row": {**item._asdict(), "people": people, "relations": relations, "events": events}}


def _without_silence(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
