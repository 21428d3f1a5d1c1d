"""
From the cells of a row to statements about one person: each fact of the mapping, made ready once.

A mapping has a dozen facts, a sheet a million rows. So everything that does not depend on the row
(which cell, which type, which constants) is settled when the sheet's header is known; what remains
for a row is to look at the cell. A fact whose main cell is silent makes no statement. A fact whose
main cell speaks while another cell that it needs is silent sets the row aside: half a statement is
none, and dropping it would lose what the sender knew.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import statement_kinds
from wayhome.tips.engine.cells import REMEMBERED_MAX, CellReader, Content, Read, ages, keys_of, wrong_cell
from wayhome.tips.engine.dates_written import WrittenDate
from wayhome.tips.engine.mapping_slots import NAME_PARTS, Fact, main_key
from wayhome.tips.engine.rows import ReadStatement

COLUMN_CHARS_MAX: Final = 120
COLUMNS_JOINED: Final = " + "  # between the headers of a statement that was read from several cells
# In these scripts the family name stands first, and nothing between the two.
FAMILY_FIRST_SCRIPTS: Final = frozenset({"Hani", "Hans", "Hant", "Hang", "Kore", "Jpan"})

Statements = tuple[ReadStatement, ...]
Make = Callable[[list[str]], Statements]
_FEW_DIFFERENT = frozenset({"code", "date", "language", "years"})
_COUNTRY_CHARS = 2
_DATED_BY = {"whereabouts": "when", "birth": "date"}
_NOTHING: Statements = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One cell of a fact: the key that it fills, where it stands, and how it is read."""

    key: str
    index: int
    column: str
    read: Read


def maker_of(fact: Fact, cells: CellReader, index_of: Mapping[str, int], *, said_on: int | None) -> Make:
    """
    Make a fact ready for the rows of a sheet.

    Args:
        fact: from the mapping; it reads at least one column.
        cells: reads single cells.
        index_of: column to its place in a row.
        said_on: place of the cell with the day of the tip, for an age that has no day of its own; None: there is none.

    Returns:
        What turns a row's cells into statements; it raises BadInput for a wrong cell.
    """
    parts = [
        _Part(key, index_of[column], column, _reader(fact.kind, key, cells)) for key, column in fact.of_columns.items()
    ]
    if fact.kind == "age":
        return _age_maker(fact, parts, cells, said_on=said_on)
    if fact.kind == "name" and not set(NAME_PARTS).isdisjoint(fact.of_columns):
        return _name_maker(fact, parts, cells)
    if len(parts) == 1 and fact.split is None:
        return _one_cell_maker(fact, parts[0], cells)
    return _maker(fact, parts, cells)


def constant_statement(fact: Fact) -> ReadStatement:
    """Make the statement of a fact without columns: what the mapping says of everybody in the slot."""
    return statement_of(fact.kind, dict(fact.constants), None, None)


def _one_cell_maker(fact: Fact, part: _Part, cells: CellReader) -> Make:
    """Make the quick way of nearly all facts: one cell, one statement."""
    constants, column, said, index = dict(fact.constants), part.column[:COLUMN_CHARS_MAX], cells.said, part.index
    is_date = _DATED_BY.get(fact.kind) == part.key

    def read(text: str) -> Statements:
        content = part.read(text)
        if content is None:
            return _NOTHING
        when = cells.date(text) if is_date else None
        return (statement_of(fact.kind, {**constants, part.key: content}, column, when),)

    has_few_different = keys_of(fact.kind)[part.key].type in _FEW_DIFFERENT
    remembered = lru_cache(REMEMBERED_MAX)(read) if has_few_different else read

    def make(row: list[str]) -> Statements:
        text = said(row[index])
        if text is None:
            return _NOTHING
        try:
            return remembered(text)
        except BadInput as wrong:
            raise wrong_cell(part.column, wrong) from None

    return make


def _maker(fact: Fact, parts: list[_Part], cells: CellReader) -> Make:
    """Make a fact of several cells, or of one that is cut into several statements."""
    kind, keys = statement_kinds()[fact.kind], keys_of(fact.kind)
    main, column = main_key(kind), _joined(part.column for part in parts)
    needed = [part for part in parts if keys[part.key].is_required]
    dated_by = _DATED_BY.get(fact.kind, "")

    def statements(row: list[str]) -> Iterator[ReadStatement]:
        for texts in _cut(_texts(parts, row, cells), cells, split=fact.split, main=main):
            value = {**fact.constants, **_read(parts, texts)}
            if not _speaks(value, main, kind.one_of):
                continue
            for part in needed:
                if part.key not in value:
                    raise BadInput(f"Column “{part.column}” is empty, and without it the cells beside it say nothing.")
            when = cells.date(texts[dated_by]) if dated_by in texts else None
            yield statement_of(fact.kind, value, column, when)

    return lambda row: tuple(statements(row))


def _age_maker(fact: Fact, parts: list[_Part], cells: CellReader, *, said_on: int | None) -> Make:
    """Make ages: of one cell with a number, a range or words, or of two with the ends; with the day they were said."""
    ends = [part for part in parts if part.key != "at"]
    day = next((part for part in parts if part.key == "at"), None)
    index = day.index if day else said_on
    column = _joined(part.column for part in ends)
    day_column = day.column if day else column

    @lru_cache(REMEMBERED_MAX)
    def statements(texts: tuple[str | None, ...], said_at: str | None) -> Statements:
        told = {part.key: text for part, text in zip(ends, texts, strict=True) if text is not None}
        value = {**fact.constants, **_read(ends, told)}
        years = value.pop("years", None)
        if isinstance(years, str):
            value |= ages(years)
        if value.keys().isdisjoint({"years_min", "years_max"}):
            return _NOTHING
        when = None if said_at is None else _day(said_at, cells, day_column)
        if when is not None:
            value["at"] = when.date.text
        return (statement_of("age", value, column, when),)

    def make(row: list[str]) -> Statements:
        texts = tuple([cells.said(row[part.index]) for part in ends])
        return statements(texts, None if index is None else cells.said(row[index]))

    return make


def _name_maker(fact: Fact, parts: list[_Part], cells: CellReader) -> Make:
    """Make names of their parts: the whole as one says it, and each part as it was written."""
    named = [part for part in parts if part.key in NAME_PARTS]
    others = [part for part in parts if part.key not in NAME_PARTS]
    whole = _joined(part.column for part in named)

    def statements(row: list[str]) -> Iterator[ReadStatement]:
        told = _read(named, _texts(named, row, cells))
        value = {**fact.constants, **_read(others, _texts(others, row, cells))} if told else {}
        if len(told) == len(NAME_PARTS):
            name = _whole_name(str(told["given"]), str(told["family"]), value.get("script"))
            yield statement_of("name", {**value, "text": name, "name_kind": "full"}, whole, None)
        for part in named:
            if part.key in told:
                said = {**value, "text": told[part.key], "name_kind": part.key}
                yield statement_of("name", said, part.column[:COLUMN_CHARS_MAX], None)

    return lambda row: tuple(statements(row))


def _reader(kind: str, key: str, cells: CellReader) -> Read:
    if key == "years":
        return _checked_age
    return cells.of_key(kind, keys_of(kind)["text" if key in NAME_PARTS else key])


def _checked_age(cell: str) -> str:
    ages(cell)
    return cell


def _texts(parts: list[_Part], row: list[str], cells: CellReader) -> dict[str, str]:
    told = ((part.key, cells.said(row[part.index])) for part in parts)
    return {key: text for key, text in told if text is not None}


def _cut(texts: dict[str, str], cells: CellReader, *, split: str | None, main: str) -> Iterator[dict[str, str]]:
    """Give the texts of a row's cells by key; once for each piece where the main cell is cut."""
    if split is None or main not in texts:
        yield texts
        return
    for piece in texts[main].split(split):
        said = cells.said(piece)
        if said is not None:
            yield {**texts, main: said}


def _read(parts: list[_Part], texts: Mapping[str, str]) -> dict[str, Content]:
    value: dict[str, Content] = {}
    for part in parts:
        if part.key in texts:
            try:
                content = part.read(texts[part.key])
            except BadInput as wrong:
                raise wrong_cell(part.column, wrong) from None
            if content is not None:
                value[part.key] = content
    return value


def _speaks(value: Mapping[str, Content], main: str, one_of: tuple[tuple[str, ...], ...]) -> bool:
    if one_of:
        return all(not value.keys().isdisjoint(group) for group in one_of)
    return main in value


def _day(text: str, cells: CellReader, column: str) -> WrittenDate:
    try:
        return cells.date(text)
    except BadInput as wrong:
        raise wrong_cell(column, wrong) from None


def statement_of(kind: str, value: dict[str, Content], column: str | None, when: WrittenDate | None) -> ReadStatement:
    """Make a statement with what of it is plain: its country, its year of birth, the days that it can be about."""
    country = value.get("country")
    plain_country = country if isinstance(country, str) and len(country) == _COUNTRY_CHARS else None
    if when is None:
        return ReadStatement(kind, value, plain_country, column=column)
    first, last = when.date.earliest, when.date.latest
    if kind == "birth":
        # A day of birth is sealed with the value and stands nowhere else; the year is plain where there is just one.
        year = first.year if first and last and first.year == last.year else None
        return ReadStatement(kind, value, plain_country, year, column=column)
    precision = when.date.precision.value
    return ReadStatement(kind, value, plain_country, None, first, last, precision, when.zone, column, when.clock)


def _whole_name(given: str, family: str, script: object) -> str:
    return family + given if script in FAMILY_FIRST_SCRIPTS else f"{given} {family}"


def _joined(columns: Iterable[str]) -> str:
    named = tuple(columns)
    joined = COLUMNS_JOINED.join(named)
    return joined if len(joined) <= COLUMN_CHARS_MAX else named[0][:COLUMN_CHARS_MAX]
