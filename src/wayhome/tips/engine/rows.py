"""
What reading a source yields: rows that could be read, rows set aside, and how far it came.

A row keeps three things apart. `raw` is what the sender wrote, cell by cell. `people`,
`relations` and `events` are what the mapping makes of it: statements, each with the column it
came from. `place` says where it stands, as a person would look for it: row 1 is the first line
under the header, and every format has its own words (see `formats`).

These are named tuples and not frozen dataclasses, for one measured reason: a sheet of a million
rows makes about ten million of them, twice, and each crosses a pipe as a JSON array. A named
tuple is that array; a frozen dataclass of the same ten fields took four times as long to make.
They are as immutable, except for the dictionaries inside, which nobody may change.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class ReadStatement(NamedTuple):
    """
    One thing said of one person, in the shape that the kernel's statement kinds define.

    Fields:
        kind: a code of the kernel's statement kinds.
        value: what was said; its keys are those of the kind. To be sealed.
        country: ISO 3166 alpha-2 where the statement names one; plain.
        year: year of birth, where the statement gives exactly one; plain.
        on_earliest, on_latest: the first and the last day that the statement can be about; None is open.
        precision: how exact that is, as a kernel date says it; None where the statement has no date.
        time_zone: IANA name, as the mapping declares it; None where the statement has no date.
        column: header of the column it was read from; None for what the mapping itself says.
        clock: time of day, "23:15", where it was said.
    """

    kind: str
    value: dict[str, str | int]
    country: str | None = None
    year: int | None = None
    on_earliest: date | None = None
    on_latest: date | None = None
    precision: str | None = None
    time_zone: str | None = None
    column: str | None = None
    clock: str | None = None


class ReadPerson(NamedTuple):
    """One mention: the slot of the profile (`victim`, `recruiter`, …) and what is said of the person in it."""

    slot: str
    statements: tuple[ReadStatement, ...]


class ReadRelation(NamedTuple):
    """How the people in two slots of one row stand to each other: `victim` `recruited_by` `recruiter`."""

    from_slot: str
    relation_kind: str
    to_slot: str
    column: str | None = None


class ReadEvent(NamedTuple):
    """What happened: its kind, when (EDTF), where, and who took which part (pairs of slot and part)."""

    event_kind: str
    when: str | None = None
    on_earliest: date | None = None
    on_latest: date | None = None
    precision: str | None = None
    time_zone: str | None = None
    clock: str | None = None
    place: str | None = None
    country: str | None = None
    parts: tuple[tuple[str, str], ...] = ()
    column: str | None = None


class ReadFile(NamedTuple):
    """
    A file that a report names: never its bytes, only what is said of it.

    Fields:
        name: its name as it was told; empty where it was not.
        hashes: pairs of an algorithm ("MD5", "SHA1", "PhotoDNA", …) and the value, both as they were told.
        facts: pairs of a field and what it says, in the order of the report.
    """

    name: str
    hashes: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


class ReadRow(NamedTuple):
    """
    A row that could be read whole: of a sheet, or a report, a call, a message.

    Fields:
        place: where it stands in its source, `row 12`.
        digest: SHA-256 of the canonical JSON of `raw`, in hexadecimal: the same row twice has one digest.
        record_id: the sender's own number for it; None if the mapping names no such column or the cell is empty.
        tip: what the row says as a tip; an absent key was not said. Keys: text, place, when (EDTF), when_earliest,
            when_latest (ISO days), when_precision, when_clock, time_zone, language, contact, country, channel,
            danger_now (true or false).
        people: only slots of which something is said.
        relations: only between two people who are both in the row.
        events: only those with a date or a place.
        raw: header to cell, as written, for every column, mapped or not; in a report or a call the path of each field.
        files: the files that it names.
    """

    place: str
    digest: str
    record_id: str | None
    tip: dict[str, str | bool]
    people: tuple[ReadPerson, ...]
    relations: tuple[ReadRelation, ...]
    events: tuple[ReadEvent, ...]
    raw: Mapping[str, str]
    files: tuple[ReadFile, ...] = ()


class SetAside(NamedTuple):
    r"""
    A row that waits for a human, with its reason.

    Fields:
        place: where it stands in its source.
        reason: a plain sentence that names columns, never a value.
        raw: header to cell, where the row could be cut into the header's columns; else None.
        text: the row as it stood, where it could not; a byte that is no character shows as `\xNN`; else None.
        digest: SHA-256 in hexadecimal, of `raw` as for a row that was read, or of `text`.
    """

    place: str
    reason: str
    raw: Mapping[str, str] | None
    text: str | None
    digest: str


class FormatRead(NamedTuple):
    """
    What a source is, as its content shows; it comes before everything else.

    Fields:
        format: one of `formats.FORMATS`.
        evidence: what shows it, a plain sentence that says nothing of what the source holds.
        mapping: digest of the mapping by which a table is read, of those that were offered; empty for other formats.
    """

    format: str
    evidence: str
    mapping: str = ""


class HeaderRead(NamedTuple):
    """
    What comes before the rows of a table: its columns, and those that the mapping leaves unread.

    Without columns it ends a table: what follows is no row of it, and each `raw` has keys of its own.
    """

    columns: tuple[str, ...]
    not_mapped: tuple[str, ...]


class Progress(NamedTuple):
    """How far the reading has come: the last place, rows until there (read and set aside), bytes taken in."""

    place: str
    rows: int
    bytes: int


Item = FormatRead | HeaderRead | ReadRow | SetAside | Progress
