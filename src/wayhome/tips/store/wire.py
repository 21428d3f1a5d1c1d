"""
The wire between the reading child and its parent: frames of JSON with their length before them.

A frame is four bytes of length, big-endian, and a JSON array. The parent's first frame holds the
settings; the file's bytes follow it to the end of the pipe. The child answers with frames of
items, each an array that begins with its letter: f format, h header, r row, a set aside, p progress, or
of a look f, x (where to cut) and c (what a workbook is to lose), or of a copy b with bytes in Base64; and
ends with one frame that begins with `done`, `refused` or `broken`. JSON and not pickle: whoever
took over the child could otherwise take over the parent with its answer.
"""

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from wayhome.tips.engine.rows import (
    FormatRead,
    HeaderRead,
    Item,
    Progress,
    ReadEvent,
    ReadFile,
    ReadPerson,
    ReadRelation,
    ReadRow,
    ReadStatement,
    SetAside,
)

LENGTH: Final = struct.Struct(">I")
# A row of a million characters, in its raw cells and its statements, four bytes each, escaped.
FRAME_BYTES_MAX: Final = 64 * 2**20

DONE, REFUSED, BROKEN = "done", "refused", "broken"
LOOK, COPY, READ = "look", "copy", "read"
SPLICE, CUT, PIECE = "x", "c", "b"
FORMAT, HEADER, ROW, ASIDE, PROGRESS = "f", "h", "r", "a", "p"

# Circles are impossible in values that came out of an engine; dates are written as days.
encode: Final = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=date.isoformat
).encode

# A sheet says few different things of age, sex, country and role, each many times over. Such a statement goes over the
# wire once; afterwards its number stands for it. What is different in every row (names, numbers, texts) always goes.
NUMBERED_MAX: Final = 20_000
_SELDOM_DIFFERENT = frozenset({"birth", "age", "sex", "nationality", "language", "role", "exploitation"})
_SHORT = 3
_PLAIN = (None,) * 6  # no country, year, days, precision and zone: most statements


def frame(body: object) -> bytes:
    """Write a frame: JSON with its length before it."""
    content = encode(body).encode()
    return LENGTH.pack(len(content)) + content


class Packer:
    """Make items ready for `encode`; a table's cells go without their headers, which went before."""

    def __init__(self) -> None:
        self._has_columns = False
        # By identity, which the engine's memory makes the same for the same cell; the statement is held, so that no
        # other one can come to its address.
        self._numbered: dict[int, tuple[int, ReadStatement]] = {}

    def packed(self, item: Item) -> tuple[object, ...]:
        """Make one item ready."""
        if isinstance(item, ReadRow):
            people = [(person.slot, [self._statement(one) for one in person.statements]) for person in item.people]
            place, digest, record_id, tip, _, relations, events, raw, files = item
            return (ROW, place, digest, record_id, tip, people, relations, events, self._cells(raw), files)
        if isinstance(item, SetAside):
            raw_cells = None if item.raw is None else self._cells(item.raw)
            return (ASIDE, item.place, item.reason, raw_cells, item.text, item.digest)
        if isinstance(item, HeaderRead):
            self._has_columns = bool(item.columns)
            return (HEADER, *item)
        return (PROGRESS if isinstance(item, Progress) else FORMAT, *item)

    def _cells(self, raw: Mapping[str, str]) -> list[str] | Mapping[str, str]:
        return list(raw.values()) if self._has_columns else raw

    def _statement(self, statement: ReadStatement) -> int | tuple[object, ...]:
        """Give the number that stands for a statement, or the statement; in short where only its value is said."""
        if statement.kind in _SELDOM_DIFFERENT:
            known = self._numbered.get(id(statement))
            if known is not None:
                return known[0]
            if len(self._numbered) < NUMBERED_MAX:
                self._numbered[id(statement)] = (len(self._numbered), statement)
                return (*statement, True)
        if statement[2:8] == _PLAIN and statement.clock is None:
            return (statement.kind, statement.value, statement.column)
        return (*statement, False)


class Unpacker:
    """Make items again of what came over the wire; it knows the columns once the header has come."""

    def __init__(self) -> None:
        self._columns: tuple[str, ...] = ()
        self._numbered: list[ReadStatement] = []
        self._of_letter: dict[str, Callable[[Sequence[Any]], Item]] = {
            FORMAT: lambda told: FormatRead(*told[1:]),
            HEADER: self._header,
            ROW: self._row,
            ASIDE: self._aside,
            PROGRESS: lambda told: Progress(*told[1:]),
        }

    def item(self, told: Sequence[Any]) -> Item:
        """Make one item; ValueError, TypeError or LookupError if it is none."""
        return self._of_letter[told[0]](told)

    def _header(self, told: Sequence[Any]) -> HeaderRead:
        _, columns, not_mapped = told
        self._columns = tuple(columns)
        return HeaderRead(self._columns, tuple(not_mapped))

    def _row(self, told: Sequence[Any]) -> ReadRow:
        _, place, digest, record_id, tip, people, relations, events, cells, files = told
        return ReadRow(
            place,
            digest,
            record_id,
            tip,
            tuple([ReadPerson(slot, tuple([self._statement(one) for one in said])) for slot, said in people]),
            tuple([ReadRelation._make(one) for one in relations]),
            tuple([_event(one) for one in events]),
            self._raw(cells),
            tuple([_file(one) for one in files]) if files else (),
        )

    def _raw(self, cells: Any) -> Mapping[str, str]:
        """Join cells to their columns; what is no row of a table comes with its own keys."""
        return dict(zip(self._columns, cells, strict=True)) if self._columns else dict(cells)

    def _aside(self, told: Sequence[Any]) -> SetAside:
        _, place, reason, cells, text, digest = told
        raw = None if cells is None else self._raw(cells)
        return SetAside(place, reason, raw, text, digest)

    def _statement(self, told: int | Sequence[Any]) -> ReadStatement:
        if isinstance(told, int):
            return self._numbered[told]
        if len(told) == _SHORT:
            kind, value, column = told
            return ReadStatement(kind, value, None, None, None, None, None, None, column)
        *fields, is_numbered = told
        statement = ReadStatement._make(fields)
        statement = statement._replace(on_earliest=_day(statement.on_earliest), on_latest=_day(statement.on_latest))
        if is_numbered:
            if len(self._numbered) >= NUMBERED_MAX:
                raise ValueError
            self._numbered.append(statement)
        return statement


def _event(told: Iterable[Any]) -> ReadEvent:
    event = ReadEvent._make(told)
    parts = tuple((slot, part) for slot, part in event.parts)
    return event._replace(on_earliest=_day(event.on_earliest), on_latest=_day(event.on_latest), parts=parts)


def _file(told: Iterable[Any]) -> ReadFile:
    name, hashes, facts = told
    return ReadFile(name, tuple((kind, value) for kind, value in hashes), tuple((key, value) for key, value in facts))


def _day(told: object) -> date | None:
    return None if told is None else date.fromisoformat(str(told))
