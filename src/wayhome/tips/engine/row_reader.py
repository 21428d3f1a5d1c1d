"""
One row: what the mapping makes of its cells, or why it is set aside.

A wrong cell sets its whole row aside. The other way, to keep the row and drop the cell, would put
a tip into the queue that looks whole and is not, and nobody would ever look for the rest. A row
that was set aside is shown, mended and read again; until then it waits in sight.
"""

from collections.abc import Iterator, Mapping

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.cells import CellReader, ColumnReader
from wayhome.tips.engine.dates_written import WrittenDate
from wayhome.tips.engine.facts import Make, constant_statement, maker_of
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping_slots import Event, Slot
from wayhome.tips.engine.row_digest import row_digest
from wayhome.tips.engine.rows import ReadEvent, ReadPerson, ReadRelation, ReadRow, ReadStatement, SetAside
from wayhome.tips.engine.tip_fields import ABOUT_THE_TIP, TipReader


class RowReader:
    """Read the rows of one sheet, whose header is known and has every column that the mapping names."""

    def __init__(self, mapping: SheetMapping, columns: tuple[str, ...]) -> None:
        self._mapping = mapping
        self._columns = columns
        self._cells = CellReader(mapping)
        self._index_of = {column: index for index, column in enumerate(columns)}
        self._read_cell = ColumnReader(self._cells, self._index_of)
        self._digest = row_digest(columns)
        self._tip = TipReader(mapping, self._read_cell)
        self._people = [(slot.name, self._makers(slot), _constants(slot)) for slot in mapping.slots]

    def read(self, place: str, row: list[str]) -> ReadRow | SetAside:
        """
        Read one row.

        Args:
            place: where it stands, `row 12`.
            row: its cells, as many as there are columns.
        """
        raw = dict(zip(self._columns, row, strict=True))
        digest = self._digest(row)
        try:
            return self._read(place, row, digest, raw)
        except BadInput as wrong:
            return SetAside(place, str(wrong), raw, None, digest)

    def _read(self, place: str, row: list[str], digest: str, raw: Mapping[str, str]) -> ReadRow:
        tip = self._tip.read(row)
        people = tuple(self._read_people(row))
        present = {person.slot for person in people}
        relations = tuple(self._relations(row, present)) if self._mapping.relations else ()
        events = tuple(self._events(row, present)) if self._mapping.events else ()
        if not people and not events and tip.keys() <= ABOUT_THE_TIP:
            raise BadInput("None of the columns that the mapping reads says anything.")
        record_id = self._read_cell.text(self._mapping.record_id, row) if self._mapping.record_id else None
        return ReadRow(place, digest, record_id, tip, people, relations, events, raw)

    def _read_people(self, row: list[str]) -> Iterator[ReadPerson]:
        for slot, makers, constants in self._people:
            statements: list[ReadStatement] = []
            for make in makers:
                statements += make(row)
            if statements:
                yield ReadPerson(slot, (*statements, *constants))

    def _relations(self, row: list[str], present: set[str]) -> Iterator[ReadRelation]:
        for relation in self._mapping.relations:
            if relation.from_slot in present and relation.to_slot in present:
                kind = relation.kind or self._read_cell.code("relation", relation.column or "", row)
                if kind:
                    yield ReadRelation(relation.from_slot, kind, relation.to_slot, relation.column)

    def _events(self, row: list[str], present: set[str]) -> Iterator[ReadEvent]:
        for event in self._mapping.events:
            when = self._read_cell.date(event.when, row) if event.when else None
            place = self._read_cell.text(event.place, row) if event.place else None
            if when is not None or place is not None:
                yield self._event(event, row, when=when, place=place, present=present)

    def _event(
        self, event: Event, row: list[str], *, when: WrittenDate | None, place: str | None, present: set[str]
    ) -> ReadEvent:
        said = self._read_cell.code("country", event.country, row) if event.country else None
        country = said or self._mapping.country
        parts = tuple((slot, part) for slot, part in event.parts if slot in present)
        column = event.when or event.place
        if when is None:
            return ReadEvent(event.kind, place=place, country=country, parts=parts, column=column)
        date = when.date
        return ReadEvent(
            event.kind, date.text, date.earliest, date.latest, date.precision.value, when.zone, when.clock, place,
            country, parts, column,
        )  # fmt: skip

    def _makers(self, slot: Slot) -> list[Make]:
        said_on = self._index_of[self._mapping.tip["when"][0]] if "when" in self._mapping.tip else None
        facts = [fact for fact in slot.facts if fact.of_columns]
        return [maker_of(fact, self._cells, self._index_of, said_on=said_on) for fact in facts]


def _constants(slot: Slot) -> tuple[ReadStatement, ...]:
    return tuple(constant_statement(fact) for fact in slot.facts if not fact.of_columns)
