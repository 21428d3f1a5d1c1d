"""A sheet that waits for its mapping: what was found in it, whose header it has, and what each row would become."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, demand, find, query, scope
from wayhome.casefile.queries import source_content
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import kind_label, say
from wayhome.kernel.errors import Conflict, FileRefused
from wayhome.tips import store
from wayhome.tips.engine.formats import WORKBOOK
from wayhome.tips.engine.guessing import Guess, header_hash
from wayhome.tips.engine.guessing_text import Draft, draft_of
from wayhome.tips.engine.header_changes import HeaderChange, adapted, compare, is_of_same_sender
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.models import MappingProfile, WaitingSheet
from wayhome.tips.queries.profiles import mapping_of, profiles_used
from wayhome.tips.store.guessing import guess_of

PREVIEW_ROWS = 8
PREVIEW_BYTES = 200_000
PREVIEW_ROWS_READ = 2_000
REASONS_SHOWN = 5
SHEETS_MAX = 100
PROFILES_COMPARED = 200
TEXT_CHARACTERS = 120


@dataclass(frozen=True)
class WaitingLine:
    """One sheet in the list of those that wait."""

    sheet_id: UUID
    file_name: str
    received_at: datetime
    received_by: str
    columns: int


@dataclass(frozen=True)
class KnownHeader:
    """The profile whose header a sheet has, or nearly has; what changed, and the mapping fitted to it."""

    profile_id: UUID
    name: str
    number: int
    change: HeaderChange
    draft: Draft


@dataclass(frozen=True)
class SheetPage:
    """A sheet that waits: what was guessed of it, and the profile that knows its header, if one does."""

    line: WaitingLine
    guess: Guess
    known: KnownHeader | None

    @property
    def draft(self) -> Draft:
        """What the page proposes: the profile's mapping, else the guess."""
        return self.known.draft if self.known else self.guess.draft

    @property
    def is_workbook(self) -> bool:
        """Say whether it is a workbook, whose encoding and marks nobody has to know."""
        return all(note.topic != "encoding" for note in self.guess.notes)


@dataclass(frozen=True)
class PreviewPerson:
    """Somebody whom a row names: the slot, and what would be said, as pairs of a label and words."""

    slot: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PreviewRow:
    """What a row would become: of the tip, of its people, or why it would be set aside."""

    place: str
    tip: tuple[tuple[str, str], ...]
    people: tuple[PreviewPerson, ...]
    reason: str


@dataclass(frozen=True)
class Preview:
    """What the first rows would become, how many could be read of those looked at, and the commonest reasons."""

    rows: tuple[PreviewRow, ...]
    read: int
    set_aside: int
    reasons: tuple[tuple[str, int], ...]
    refusal: str


@query
def is_mapping_asked_for(actor: Actor, purpose: str, *, content: Callable[[], Iterable[bytes]]) -> bool:
    """
    Say whether a file without a mapping is a table that must wait for one.

    A table waits where no mapping that was used before fits it, and also where a kept profile knows most of its header,
    so that a changed one is shown before anything is stored. Other formats need none; media are never kept waiting.
    """
    demand(actor, purpose, "create", "import")
    try:
        looked = store.look_at(content(), "auto")
        if looked.format != "table" or looked.splices or looked.cuts:
            return False
        guess = store.guess_file(content(), this_year=timezone.now().year)
    except FileRefused:
        return False  # the import itself refuses it, and keeps the sentence
    columns = [column.header for column in guess.columns]
    if actor.agency_id is not None and _nearest(actor, purpose, actor.agency_id, columns) is not None:
        return True
    used = (mapping_of(actor, purpose, import_id=one.import_id) for one in profiles_used(actor, purpose))
    return not any(set(read_mapping(text).columns()) <= set(columns) for text in used if text)


@query
def waiting_sheets(actor: Actor, purpose: str) -> list[WaitingLine]:
    """List the sheets that wait for a mapping, the newest first."""
    rows = list(scope(actor, purpose, WaitingSheet).filter(state="waiting").order_by("-created_at")[:SHEETS_MAX])
    names = staff_names(row.received_by_id for row in rows)
    return [_line(row, seal.opened(row, "sealed"), names) for row in rows]


@query
def sheet_page(actor: Actor, purpose: str, *, sheet_id: UUID) -> SheetPage:
    """
    Open a sheet that waits, for whoever may bring it in.

    Raises:
        Conflict: it was brought in or dropped already.
    """
    sheet = _waiting(actor, purpose, sheet_id)
    journal.record(actor.user_id, purpose, "read", "import", sheet.pk)
    values = seal.opened(sheet, "sealed")
    guess = guess_of(values["guess"])
    return SheetPage(
        _line(sheet, values, staff_names([sheet.received_by_id])), guess, _known(actor, purpose, sheet, guess)
    )


@query
def preview_of(actor: Actor, purpose: str, *, sheet_id: UUID, mapping_text: str) -> Preview:
    """Read the first rows of a waiting sheet with a mapping, in the limited process; nothing is stored."""
    shown: list[PreviewRow] = []
    reasons: Counter[str] = Counter()
    aside: list[PreviewRow] = []
    read = 0
    items = store.read_file(_beginning(actor, purpose, sheet_id=sheet_id), "table", mapping_text)
    try:
        for row in islice(_rows(items), PREVIEW_ROWS_READ):
            read += isinstance(row, ReadRow)
            if isinstance(row, SetAside):
                reasons[row.reason] += 1
                aside = aside or [_shown(row)]
            if len(shown) < PREVIEW_ROWS:
                shown.append(_shown(row))
    except FileRefused as refusal:
        return Preview((), 0, 0, (), str(refusal))
    finally:
        items.close()  # ends the child, which would read a workbook to its end
    if not any(row.reason for row in shown):  # one that would be set aside, where none of the first ones would be
        shown += aside
    return Preview(tuple(shown), read, reasons.total(), tuple(reasons.most_common(REASONS_SHOWN)), "")


@query
def sheet_content(actor: Actor, purpose: str, *, sheet_id: UUID) -> Iterator[bytes]:
    """Open the bytes of a waiting sheet, for whoever may bring it in; journalled with its source."""
    sheet = _waiting(actor, purpose, sheet_id)
    if sheet.source_id is None:
        raise Conflict("This sheet was brought in or dropped already.")
    return source_content(actor, purpose, source_id=sheet.source_id)


def _waiting(actor: Actor, purpose: str, sheet_id: UUID) -> WaitingSheet:
    sheet = find(actor, purpose, WaitingSheet, sheet_id, verb="run")
    if sheet.state != "waiting":
        raise Conflict("This sheet was brought in or dropped already.")
    return sheet


def _line(sheet: WaitingSheet, values: Mapping[str, Any], names: Mapping[UUID, str]) -> WaitingLine:
    return WaitingLine(
        sheet.pk, values.get("file_name", ""), sheet.created_at, names.get(sheet.received_by_id, ""),
        len(values.get("guess", {}).get("columns", ())),
    )  # fmt: skip


def _known(actor: Actor, purpose: str, sheet: WaitingSheet, guess: Guess) -> KnownHeader | None:
    """Fit the profile that knows this header to it, if there is one."""
    found = _nearest(actor, purpose, sheet.agency_id, [column.header for column in guess.columns])
    return None if found is None else _fitted(*found, guess)


def _nearest(
    actor: Actor, purpose: str, agency_id: UUID, columns: Sequence[str]
) -> tuple[MappingProfile, Mapping[str, Any]] | None:
    """Find an agency's newest profile with this header, else the one with most columns of it."""
    profiles = scope(actor, purpose, MappingProfile, "run").filter(agency_id=agency_id).order_by("-created_at")
    same = profiles.filter(header_sha256=header_hash(columns)).first()
    if same is not None:
        return same, seal.opened(same, "sealed")
    opened = [(one, seal.opened(one, "sealed")) for one in profiles[:PROFILES_COMPARED]]
    near = [(one, values) for one, values in opened if is_of_same_sender(values["columns"], columns)]
    return max(near, key=lambda pair: len(set(pair[1]["columns"]) & set(columns)), default=None)


def _fitted(profile: MappingProfile, values: Mapping[str, Any], guess: Guess) -> KnownHeader:
    draft = draft_of(values["draft"], values["columns"])
    columns = [column.header for column in guess.columns]
    means = {column.header: column.choice for column in guess.columns}
    # In the order of the file: an envelope sorts the keys of what it holds.
    change = compare(values["columns"], columns, meant=draft.choices, means=means)
    return KnownHeader(profile.pk, profile.name, profile.number, change, adapted(draft, guess, change))


def _beginning(actor: Actor, purpose: str, *, sheet_id: UUID) -> Iterable[bytes]:
    """Take the first bytes of a sheet of text, up to the end of a line; a workbook can be read only whole."""
    sheet = _waiting(actor, purpose, sheet_id)
    pieces: Iterator[bytes] = source_content(actor, purpose, source_id=sheet.source_id) if sheet.source_id else iter(())
    first = next(pieces, b"")
    if first.startswith(WORKBOOK):
        return chain([first], pieces)
    head, is_whole = store.head_of(chain([first], pieces), PREVIEW_BYTES)
    return [head if is_whole else head[: head.rfind(b"\n") + 1]]


def _rows(items: Iterable[object]) -> Iterator[ReadRow | SetAside]:
    return (item for item in items if isinstance(item, ReadRow | SetAside))


def _shown(row: ReadRow | SetAside) -> PreviewRow:
    if isinstance(row, SetAside):
        return PreviewRow(row.place, (), (), row.reason)
    told = tuple((name, _short(str(row.tip[name]))) for name in ("text", "when", "place", "country") if name in row.tip)
    people = tuple(
        PreviewPerson(
            person.slot, tuple((kind_label(one.kind), _words(one.kind, one.value)) for one in person.statements)
        )
        for person in row.people
    )
    return PreviewRow(row.place, told, people, "")


def _words(kind: str, value: Mapping[str, Any]) -> str:
    words = say(kind, value)
    return _short(", ".join(part for part in (words.text, words.date, words.when) if part))


def _short(text: str) -> str:
    return text if len(text) <= TEXT_CHARACTERS else text[: TEXT_CHARACTERS - 1] + "…"
