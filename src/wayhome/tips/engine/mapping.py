"""
A mapping file: what the columns of one sender's sheet mean.

Every shelter, hotline and police office writes another sheet. The mapping says, once for each
sender, how the file is written, how its dates and its missing values look, and which column says
what of whom. A row may name several people; each has a slot (`victim`, `recruiter`, …), and the
slot's entries are the kinds of statement that the kernel defines:

    [slots.victim]
    name = "Child's name"                                        # a column
    sex = "Sex"
    contact = { column = "Phone", contact_kind = "phone" }       # a column, and what the mapping itself says
    identifier = [{ column = "Passport", identifier_kind = "passport", country_column = "Issued by" }]

Nothing is guessed. A key that has no meaning here, a column that the sheet does not have, a word
that no vocabulary knows: each is refused with the key, what was found and what was expected. The
whole language is in docs/reference/mapping.md.
"""

import hashlib
import tomllib
from collections import abc
from dataclasses import dataclass
from typing import Final

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.grades import Grade
from wayhome.kernel.moments import Moment
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.dates_written import STYLES, YEAR_MAX, YEAR_MIN, DateStyle
from wayhome.tips.engine.encodings import check_encoding
from wayhome.tips.engine.mapping_slots import Event, Relation, Slot, read_events, read_relations, read_slots
from wayhome.tips.engine.mapping_table import Table
from wayhome.tips.engine.mapping_values import Translations, plain, read_translations

MAPPING_CHARS_MAX: Final = 200_000
PROFILE_CHARS_MAX: Final = 100
HEADER_ROW_MAX: Final = 50
TIP_FIELDS: Final = ("text", "place", "when", "language", "contact", "country", "channel", "danger_now")
# What people write where they know nothing. An empty cell is always among them.
UNKNOWN: Final = ("", "n/a", "unknown", "-99")


@dataclass(frozen=True, slots=True)
class FileShape:
    """How the file is written: encoding, the mark between cells, the mark around them, the row of the headers."""

    encoding: str
    delimiter: str
    quote: str | None
    header_row: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """
    The whole mapping.

    Fields:
        profile, version: its name and its number; a changed mapping gets the next one.
        sender: who sends such sheets.
        grade: how far the sender and such information are relied on, "B2"; "F6" where nobody has judged.
        language, time_zone, country, channel: what holds where no column says otherwise; None is not known.
        opens_case: whether each row is a case ("case data"), or a tip that waits for a human.
        record_id: column with the sender's own number.
        unknown: folded words that stand for a missing value.
        tip: field of the tip to the columns that say it, one or more.
        digest: SHA-256 of the mapping's text, in hexadecimal.
    """

    profile: str
    version: int
    sender: str
    grade: str
    language: str | None
    time_zone: str | None
    country: str | None
    channel: str | None
    opens_case: bool
    record_id: str | None
    unknown: frozenset[str]
    file: FileShape
    dates: DateStyle
    tip: abc.Mapping[str, tuple[str, ...]]
    slots: tuple[Slot, ...]
    relations: tuple[Relation, ...]
    events: tuple[Event, ...]
    values: Translations
    digest: str

    def columns(self) -> tuple[str, ...]:
        """Name every column that the mapping reads, each once."""
        parts: tuple[Slot | Relation | Event, ...] = (*self.slots, *self.relations, *self.events)
        said = [column for part in parts for column in part.columns()]
        tip = [column for columns in self.tip.values() for column in columns]
        own = [self.record_id] if self.record_id else []
        return tuple(dict.fromkeys([*own, *tip, *said]))


def read_mapping(text: str) -> Mapping:
    """
    Read a mapping file and check the whole of it.

    Args:
        text: TOML.

    Raises:
        BadInput: names the key, what was found and what was expected.
    """
    if len(text) > MAPPING_CHARS_MAX:
        raise BadInput(f"The mapping has more than {MAPPING_CHARS_MAX:,} characters; is this the right file?")
    top = Table(_toml(text))
    mapping = _mapping(top, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())
    top.no_more()
    if not mapping.columns():
        raise BadInput("The mapping reads no column. Name at least one under [tip] or [slots.person].")
    return mapping


def _toml(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        raise BadInput(f"The mapping is no TOML: it cannot be read {place}.") from None
    except RecursionError:
        raise BadInput("The mapping is nested too deeply to be one.") from None


def _mapping(top: Table, digest: str) -> Mapping:
    values = read_translations(top.table("values"))
    slots = read_slots(top.table("slots"))
    names = tuple(slot.name for slot in slots)
    unknown = top.texts("unknown", UNKNOWN)
    return Mapping(
        profile=_profile(top),
        version=top.whole("version", 1, least=1, most=10**6) or 1,
        sender=top.text("sender", ""),
        grade=_grade(top),
        language=_code(top, "language", "languages"),
        time_zone=_time_zone(top),
        country=_code(top, "country", "countries"),
        channel=_code(top, "channel", "channels"),
        opens_case=top.flag("opens_case", default=False),
        record_id=top.text_or_none("record_id"),
        unknown=frozenset(plain(word) for word in unknown) | {""},
        file=_file(top.table("file")),
        dates=_dates(top.table("dates")),
        tip=_tip(top.table("tip")),
        slots=slots,
        relations=read_relations(top, names),
        events=read_events(top, names),
        values=values,
        digest=digest,
    )


def _profile(top: Table) -> str:
    profile = top.text("profile")
    if len(profile) > PROFILE_CHARS_MAX:
        raise top.wrong("profile", f"found {len(profile)} characters, expected at most {PROFILE_CHARS_MAX}.")
    return profile


def _grade(top: Table) -> str:
    try:
        return Grade.parse(top.text("grade", Grade.unjudged().text)).text
    except BadInput as wrong:
        raise top.wrong("grade", f"found another text. {wrong}") from None


def _code(top: Table, key: str, words: str) -> str | None:
    said = top.text_or_none(key)
    if said is None:
        return None
    found = vocabulary(words).find(said)
    if found is None:
        raise top.wrong(key, f"found another word, {vocabulary(words).expected}")
    return found.code


def _time_zone(top: Table) -> str | None:
    zone = top.text_or_none("time_zone")
    if zone is None:
        return None
    try:
        return Moment(PartialDate.unknown(), zone=zone).zone
    except BadInput:
        raise top.wrong("time_zone", "found another name, expected an IANA name such as America/Bogota.") from None


def _file(table: Table) -> FileShape:
    table.one_of("format", ("csv",), "csv")
    shape = FileShape(
        encoding=check_encoding(table, "encoding"),
        delimiter=_mark(table, "delimiter", ","),
        quote=_mark(table, "quote", '"') if table.raw("quote") != "" else None,
        header_row=table.whole("header_row", 1, least=1, most=HEADER_ROW_MAX) or 1,
    )
    if shape.delimiter == shape.quote:
        raise table.wrong("quote", "found the delimiter, expected another mark.")
    table.no_more()
    return shape


def _mark(table: Table, key: str, default: str) -> str:
    mark = table.text(key, default)
    # A letter or a digit would cut words apart, a line end would cut rows.
    if len(mark) != 1 or mark.isalnum() or mark in "\r\n\0 ":
        raise table.wrong(key, "found another text, expected one mark such as , or ; or a tab.")
    return mark


def _dates(table: Table) -> DateStyle:
    order = table.one_of("style", tuple(STYLES), "iso")
    two_digit_from = table.whole("two_digit_from", None, least=YEAR_MIN, most=YEAR_MAX - 99)
    table.no_more()
    return DateStyle(order, two_digit_from)  # type: ignore[arg-type] # one_of has checked it against STYLES


def _tip(table: Table) -> dict[str, tuple[str, ...]]:
    columns = {field: table.texts(field) for field in TIP_FIELDS if field in table}
    for field, named in columns.items():
        if field != "text" and len(named) != 1:
            raise table.wrong(field, f"found {len(named)} columns, expected one.")
        if not all(column.strip() for column in named):
            raise table.wrong(field, "found an empty text, expected the header of a column.")
    for field in TIP_FIELDS:
        table.raw(field)  # an absent field is known too
    table.no_more()
    return columns
