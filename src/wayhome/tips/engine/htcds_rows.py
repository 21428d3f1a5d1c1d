"""
One row of HTCDS: a person, what is said of them, what happened to them, and the words of the tip.

A row is one person, whose mention has the slot `person`. Cells that make one thing together are
put together: a name of its parts, an address of its lines, an event of its kind, its day and its
place. What tells of the sender's work (the referral, the plan, the comment) becomes the words of
the tip, a line each with the field's label, so that whoever opens the tip reads it.

Two events may come of one cell each: where the person was recruited, and where exploited.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, TypeVar

from wayhome.kernel.errors import BadInput
from wayhome.kernel.values import TEXT_CHARACTERS_MAX, read_content
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.cells import CellReader, keys_of, wrong_cell
from wayhome.tips.engine.dates_written import WrittenDate
from wayhome.tips.engine.facts import COLUMN_CHARS_MAX, COLUMNS_JOINED, statement_of
from wayhome.tips.engine.htcds_cells import Make, maker_of, said_by
from wayhome.tips.engine.htcds_fields import OF_THE_TIP, Field
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.row_digest import row_digest
from wayhome.tips.engine.rows import ReadEvent, ReadPerson, ReadRow, ReadStatement, SetAside
from wayhome.tips.engine.tip_fields import TEXT_CHARS_MAX

SLOT: Final = "person"
NAME_PARTS: Final = ("given", "middle", "family")
ADDRESS_PARTS: Final = ("street", "postal_code", "city", "state", "country")
POINT_PARTS: Final = ("latitude", "longitude")
_Read = TypeVar("_Read")
_TOGETHER = {*NAME_PARTS, "address", "event", "recruitment", "exploitation_place", *OF_THE_TIP}
_PLACES = {"recruitment": "recruitment", "exploitation_place": "exploitation"}


class HtcdsReader:
    """Read the rows of one sheet, whose header is known."""

    def __init__(self, columns: tuple[str, ...], fields: tuple[Field | None, ...]) -> None:
        """Take the names of the columns, and the field of each; None for a column that is not the standard's."""
        self._columns = columns
        self._cells = CellReader(habits())
        self._digest = row_digest(columns)
        self._of = {
            (field.becomes, field.part): (index, field) for index, field in enumerate(fields) if field is not None
        }
        self._words = [(index, field) for index, field in enumerate(fields) if field and field.becomes == "words"]
        self._makers: list[tuple[int, str, Make]] = [
            (index, columns[index], maker_of(field, columns[index][:COLUMN_CHARS_MAX], self._cells))
            for index, field in enumerate(fields)
            if field is not None and field.becomes not in _TOGETHER
        ]

    def read(self, place: str, row: list[str]) -> ReadRow | SetAside:
        """Read one row of as many cells as there are columns; `place` is where it stands, `row 12`."""
        digest = self._digest(row)
        raw = dict(zip(self._columns, row, strict=True))
        try:
            statements = (*self._names(row), *self._single(row), *self._address(row))
            events = tuple(self._events(row, has_person=bool(statements)))
            tip = self._tip(row)
        except BadInput as wrong:
            return SetAside(place, str(wrong), raw, None, digest)
        if not statements and not events and not tip:
            return SetAside(place, "None of the columns of the standard says anything.", raw, None, digest)
        people = (ReadPerson(SLOT, statements),) if statements else ()
        return ReadRow(place, digest, None, tip, people, (), events, raw)

    def _single(self, row: list[str]) -> Iterator[ReadStatement]:
        said = self._cells.said
        for index, column, make in self._makers:
            cell = row[index]
            text = said(cell) if cell else None
            if text is not None:
                try:
                    yield from make(text)
                except BadInput as wrong:
                    raise wrong_cell(column, wrong) from None

    def _names(self, row: list[str]) -> Iterator[ReadStatement]:
        told = [(part, text, column) for part in NAME_PARTS for text, column in self._told(row, part)]
        if not told:
            return
        if len(told) > 1:
            whole = " ".join(text for _, text, _ in told)
            yield self._text_statement("name", {"name_kind": "full"}, whole, [column for *_, column in told])
        for part, text, column in told:
            kind = {"given": "given", "family": "family"}.get(part, "alias" if len(told) == 1 else "")
            if kind:
                yield self._text_statement("name", {"name_kind": kind}, text, [column])

    def _address(self, row: list[str]) -> Iterator[ReadStatement]:
        text, columns, country = self._place(row, "address")
        if text:
            constants = {"country": country} if country else {}
            yield self._text_statement("address", constants, text, columns)

    def _events(self, row: list[str], *, has_person: bool) -> Iterator[ReadEvent]:
        parts = ((SLOT, "concerned"),) if has_person else ()
        place, columns, country = self._place(row, "event")
        day = next(self._told(row, "event", "when"), None)
        kind = next(self._told(row, "event", "kind"), None)
        if place or day:
            column = _joined([*columns, *([day[1]] if day else [])])
            found = ReadEvent(
                _event_kind(*kind) if kind else "other",
                place=place or None,
                country=country,
                parts=parts,
                column=column,
            )
            yield self._dated(found, *day) if day else found
        for becomes, event_kind in _PLACES.items():
            for text, column in self._told(row, becomes):
                yield ReadEvent(event_kind, place=_fit(text, column), parts=parts, column=column)

    def _bare_event(self, row: list[str]) -> list[str]:
        """Give the line of an event of which only the kind is said: without a day and a place it is none."""
        kind = next(self._told(row, "event", "kind"), None)
        if kind is None or self._place(row, "event")[0] or next(self._told(row, "event", "when"), None):
            return []
        return [f"Trafficking event: {kind[0]}"]

    def _date(self, text: str, column: str) -> WrittenDate:
        read: WrittenDate = _in_column(column, lambda: self._cells.date(text))
        return read

    def _dated(self, event: ReadEvent, text: str, column: str) -> ReadEvent:
        written = self._date(text, column)
        day = written.date
        return event._replace(
            when=day.text, on_earliest=day.earliest, on_latest=day.latest, precision=day.precision.value,
            time_zone=written.zone, clock=written.clock,
        )  # fmt: skip

    def _tip(self, row: list[str]) -> dict[str, str | bool]:
        tip: dict[str, str | bool] = {}
        lines = [
            f"{field.heading}: {said_by(field, text)}"
            for index, field in self._words
            if (text := self._cells.said(row[index])) is not None
        ]
        lines += self._bare_event(row)
        if lines:
            tip["text"] = words = "\n".join(lines)
            if len(words) > TEXT_CHARS_MAX:
                raise BadInput(f"The words of the row are more than {TEXT_CHARS_MAX:,} characters.")
        for text, column in self._told(row, "when"):
            when = self._date(text, column)
            tip |= {"when": when.date.text, "when_precision": when.date.precision.value}
            first, last = when.date.earliest, when.date.latest
            tip |= {"when_earliest": first.isoformat()} if first else {}
            tip |= {"when_latest": last.isoformat()} if last else {}
            tip |= {"when_clock": when.clock} if when.clock else {}
        return tip

    def _place(self, row: list[str], becomes: str) -> tuple[str, list[str], str | None]:
        """Put the parts of a place together: its text, the columns of it, and its country where the word is known."""
        told = [(part, text, column) for part in ADDRESS_PARTS for text, column in self._told(row, becomes, part)]
        point = [(text, column) for part in POINT_PARTS for text, column in self._told(row, becomes, part)]
        texts = [text for _, text, _ in told]
        if len(point) == len(POINT_PARTS):
            texts.append("(" + ", ".join(text for text, _ in point) + ")")
        else:
            texts += [text for text, _ in point]
        columns = [column for *_, column in told] + [column for _, column in point]
        term = next((vocabulary("countries").find(text) for part, text, _ in told if part == "country"), None)
        whole = ", ".join(texts)
        return (_fit(whole, columns[0]) if whole else ""), columns, term.code if term else None

    def _told(self, row: list[str], becomes: str, part: str = "") -> Iterator[tuple[str, str]]:
        """Give what a field says, and its column; nothing where it has no column or is silent."""
        found = self._of.get((becomes, part))
        if found is not None and row[found[0]]:
            text = self._cells.said(row[found[0]])
            if text is not None:
                yield text, self._columns[found[0]]

    def _text_statement(self, kind: str, constants: dict[str, str], text: str, columns: list[str]) -> ReadStatement:
        return statement_of(kind, {**constants, "text": _fit(text, columns[0])}, _joined(columns), None)


@cache
def habits() -> SheetMapping:
    """Give how HTCDS is written: which words are silence, and that 3/4/2009 may be either day."""
    return read_mapping('profile = "HTCDS 2.0"\nversion = 1\ndates.style = "either"\ntip.text = "Case Comment"\n')


def _event_kind(text: str, column: str) -> str:
    term = vocabulary("event_kinds").find(text)
    if term is None:
        raise wrong_cell(column, BadInput("holds a word that the vocabulary event_kinds does not know"))
    return term.code


def _fit(text: str, column: str) -> str:
    """Give a text of one line that a statement can hold."""
    if len(text) <= TEXT_CHARACTERS_MAX and text.isprintable() and "  " not in text:
        return text
    return str(_in_column(column, lambda: read_content(keys_of("name")["text"], text)))


def _in_column(column: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except BadInput as wrong:
        raise wrong_cell(column, wrong) from None


def _joined(columns: list[str]) -> str:
    joined = COLUMNS_JOINED.join(columns)
    return joined if len(joined) <= COLUMN_CHARS_MAX else columns[0][:COLUMN_CHARS_MAX]
