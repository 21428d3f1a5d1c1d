"""One tip: its source beside what was read from it, who is named, why it is urgent, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.accounts.engine.deeds import deed
from wayhome.casefile.queries.places import NamedPerson, people_at
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import Words, term_label
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.cybertipline_xml import FILE_DETAILS
from wayhome.tips.engine.facts import COLUMNS_JOINED
from wayhome.tips.engine.reading import Reading, find_readings
from wayhome.tips.engine.rows import ReadFile
from wayhome.tips.models import IMPORT_UNDONE, Addition, Tip, with_its_wholes
from wayhome.tips.queries.finding import demand_tip
from wayhome.tips.queries.reasons import LimitShown, ReasonShown, limit_shown, newest_why, reasons_shown

ENTRIES_MAX = 50

Cell = tuple[str, str, int | str]


@dataclass(frozen=True)
class ReadField:
    """One thing that was read from the source, joined to it by a number; what the part `read_fields` takes."""

    n: int | str
    label: str
    value: str
    lang: str = ""
    url: str = ""
    unknown: bool = False
    late: bool = False
    source_grade: str = ""
    information_grade: str = ""


@dataclass(frozen=True)
class CellField:
    """
    One thing that was read from the cells of a row.

    Args:
        n: names its marks; empty where the mapping says it.
        label: of whom it is said, and what kind of thing.
        words: what is said.
        other: the person or event to which it leads; empty without one.
        source_grade, information_grade: how reliable.
        state: standing, superseded or withdrawn.
    """

    n: str
    label: str
    words: Words
    other: str
    source_grade: str
    information_grade: str
    state: str


@dataclass(frozen=True)
class Proposal:
    """
    What a rule found in the words of a tip: a proposal that a human may keep, with the fields it would fill.

    A page names it by its number alone: what it fills may be a telephone number, and must not stand in an address.
    """

    n: int
    label: str
    words: str
    fills: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """Something that the sender added, or that was answered."""

    at: datetime
    who: str
    is_answer: bool
    text: str


@dataclass(frozen=True)
class Deed:
    """What was done with the tip, as the part `history` takes it."""

    at: datetime
    who: str
    text: str
    reason: str


@dataclass(frozen=True)
class Relative:
    """Another tip that this one is a part of, or that is a part of it."""

    reference: str
    state: str


@dataclass(frozen=True)
class TipPage:
    """
    Everything that the page of a tip shows.

    Args:
        tip_id, version, reference, state, state_reason: which tip, and where it stands.
        channel, lang, received_at, due_at, assigned_to, is_mine: how and when it came, who has it.
        text: the words as they were sent; empty for a row without any.
        spans: where in the text something was read: start, end, number.
        cells: for a row of a sheet its columns: name, text, number.
        said: what the sender said besides: place, time, contact.
        fields: what was read from a row's cells.
        proposals: what rules found in a text.
        files: the files that it names: hashes and what is said of them, never their bytes.
        people: who is named, with what is said of them.
        urgency, reasons, limit: why it stands where it stands.
        lines: additions and answers.
        can_be_answered: whether anybody holds the secret by which an answer is read.
        case_reference: the case that it was joined to; empty without one, or where the reader may not see it.
        whole, parts: the tip that it is a part of, and its own parts.
        import_reference, place: the import and the row that it came from.
        source_id: its raw source.
        history: what was done with it.
        is_import_undone: whether it was refused because its import was undone; it is not brought back alone.
    """

    tip_id: UUID
    version: int
    reference: str
    state: str
    state_reason: str
    channel: str
    lang: str
    received_at: datetime
    due_at: datetime
    assigned_to: str
    is_mine: bool
    text: str
    spans: tuple[tuple[int, int, int], ...]
    cells: tuple[tuple[str, str, int | str], ...]
    said: tuple[ReadField, ...]
    fields: tuple[CellField, ...]
    proposals: tuple[Proposal, ...]
    files: tuple[ReadFile, ...]
    people: tuple[NamedPerson, ...]
    urgency: Decimal
    reasons: tuple[ReasonShown, ...]
    limit: LimitShown | None
    lines: tuple[Line, ...]
    can_be_answered: bool
    case_reference: str
    whole: Relative | None
    parts: tuple[Relative, ...]
    import_reference: str
    place: str
    source_id: UUID
    history: tuple[Deed, ...]
    is_import_undone: bool

    @property
    def waits(self) -> bool:
        """Say whether somebody must still read it."""
        return self.state == "new"


@query
def tip_page(actor: Actor, purpose: str, *, reference: str) -> TipPage:
    """
    Open a tip; that it was opened is journalled.

    Raises:
        NotFound: there is none of this reference, or none that the actor may see.
    """
    tip_id = demand_tip(actor, purpose, text=reference)
    tip = find(actor, purpose, Tip, tip_id, related=("case", "of_import", "part_of"))
    journal.record(actor.user_id, purpose, "read", "tip", tip.pk, case_id=tip.case_id)
    values = seal.opened(tip, "sealed")
    people = people_at(actor, purpose, source_id=tip.source_id, place=tip.place, slots=values.get("slots"))
    text = values.get("text", "")
    proposals, spans = _proposals(text, tip) if not values.get("raw") else ((), ())
    raw = dict(values.get("raw", []))
    if values.get("files"):  # what is said of files has a part of its own on the page
        raw = {path: text for path, text in raw.items() if not path.startswith(FILE_DETAILS)}
    cells, fields = _joined(raw, people)
    names = staff_names([tip.assigned_to_id]) if tip.assigned_to_id else {}
    why = newest_why(actor, purpose, tip_ids=[tip.pk]).get(tip.pk) or values.get("why", {})
    return TipPage(
        tip_id=tip.pk, version=tip.version, reference=tip.reference, state=tip.state,
        state_reason=term_label("spam_reasons", tip.state_reason) if tip.state_reason else "",
        channel=term_label("channels", tip.channel), lang=tip.language, received_at=tip.received_at, due_at=tip.due_at,
        assigned_to=names.get(tip.assigned_to_id, "") if tip.assigned_to_id else "",
        is_mine=tip.assigned_to_id == actor.user_id, text=text, spans=spans, cells=cells, said=_said(tip, values),
        fields=fields, proposals=proposals, files=tuple(map(_file, values.get("files", ()))),
        people=people, urgency=tip.urgency,
        reasons=reasons_shown(tip.reasons, why), limit=limit_shown(why),
        lines=_lines(actor, purpose, tip), can_be_answered=tip.secret_hash is not None,
        case_reference=tip.case.reference if tip.case else "", whole=_relative(tip.part_of),
        parts=_parts(actor, purpose, tip), import_reference=tip.of_import.reference if tip.of_import else "",
        place=tip.place, source_id=tip.source_id, history=_history(tip),
        is_import_undone=tip.state_reason == IMPORT_UNDONE,
    )  # fmt: skip


def _file(kept: Sequence[Any]) -> ReadFile:
    name, hashes, facts = kept
    return ReadFile(name, tuple(map(tuple, hashes)), tuple(map(tuple, facts)))


def _said(tip: Tip, values: Mapping[str, Any]) -> tuple[ReadField, ...]:
    """Say what the sender said in fields of their own; what nobody said is shown as not said."""
    contact = seal.opened(tip, "sealed_contact").get("contact", "")
    told = [
        (gettext("Where"), values.get("place", "")),
        (gettext("When"), values.get("when", "")),
        (gettext("Contact"), contact),
    ]
    return tuple(ReadField("", label, value, unknown=not value) for label, value in told)


def _joined(raw: Mapping[str, str], people: Sequence[NamedPerson]) -> tuple[tuple[Cell, ...], tuple[CellField, ...]]:
    """Join the cells of a row to what was read from them: each column that gave something has a number."""
    read = [
        (person.slot, said, _columns(said.column, raw))
        for person in people
        for said in person.statements
        if said.is_of_place
    ]
    used = {column for _, _, columns in read for column in columns}
    numbers = {column: number for number, column in enumerate((column for column in raw if column in used), 1)}
    read.sort(key=lambda one: min((numbers[column] for column in one[2]), default=len(raw) + 1))
    fields = [
        CellField(
            n=", ".join(str(numbers[column]) for column in columns),
            label=f"{slot}: {said.label}",
            words=said.words,
            other=f"{said.other_label} ({said.other_slot})" if said.other_label else "",
            source_grade=said.source_grade,
            information_grade=said.information_grade,
            state=said.state,
        )
        for slot, said, columns in sorted(
            read, key=lambda one: min(map(numbers.__getitem__, one[2]), default=len(raw) + 1)
        )
    ]
    cells = tuple((column, text, numbers.get(column, "")) for column, text in raw.items())
    return cells, tuple(fields)


def _columns(named: str, raw: Mapping[str, str]) -> list[str]:
    """Take apart the columns that one thing was read from; a header may itself hold the sign that joins them."""
    return [named] if named in raw else [column for column in named.split(COLUMNS_JOINED) if column in raw]


def _proposals(text: str, tip: Tip) -> tuple[tuple[Proposal, ...], tuple[tuple[int, int, int], ...]]:
    """Find what rules read in the words; each finding has a number, and is nothing but a proposal."""
    found = find_readings(text, on=tip.received_at.date())
    told = tuple(
        Proposal(number, _label(one.kind), text[one.start : one.end], _fills(one))
        for number, one in enumerate(found, 1)
    )
    return told, tuple((one.start, one.end, number) for number, one in enumerate(found, 1))


def _label(kind: str) -> str:
    labels = {
        "age": gettext("Age"), "date": gettext("Day"), "clock": gettext("Time"), "now": gettext("Now"),
        "phone": gettext("Telephone"), "email": gettext("E-mail"),
    }  # fmt: skip
    return labels.get(kind, kind)


def _fills(one: Reading) -> dict[str, str]:
    """Say which fields of the form for a person a finding would fill."""
    value = {key: str(content) for key, content in one.value.items()}
    if one.kind == "age":
        return {f"age_{key}": content for key, content in value.items()}
    if one.kind in {"phone", "email"}:
        return {"contact_kind": one.kind, "contact_value": value.get("value", "")}
    if one.kind == "date":
        return {"whereabouts_when": value.get("when", "")}
    return {}


def _lines(actor: Actor, purpose: str, tip: Tip) -> tuple[Line, ...]:
    """List what was added and answered, to the tip and to the wholes that it is a part of, as far as they are open."""
    chain = with_its_wholes(tip)
    rows = list(scope(actor, purpose, Addition).filter(tip__in=chain).order_by("created_at"))
    names = staff_names(row.written_by_id for row in rows if row.written_by_id)
    return tuple(
        Line(
            row.created_at, names.get(row.written_by_id, "") if row.written_by_id else "", row.is_answer,
            seal.opened(row, "sealed")["text"],
        )
        for row in rows
    )  # fmt: skip


def _parts(actor: Actor, purpose: str, tip: Tip) -> tuple[Relative, ...]:
    parts = scope(actor, purpose, Tip).filter(part_of_id=tip.pk).order_by("id")
    return tuple(Relative(reference, state) for reference, state in parts.values_list("reference", "state"))


def _relative(tip: Tip | None) -> Relative | None:
    return Relative(tip.reference, tip.state) if tip is not None else None


def _history(tip: Tip) -> tuple[Deed, ...]:
    """List what was done with the tip, without the looks at it."""
    entries = journal.entries(object_ids=[tip.pk], most=ENTRIES_MAX)
    return tuple(
        Deed(entry.at, entry.actor, gettext(deed(entry.verb, entry.kind).done), _reason(entry.detail))
        for entry in entries
        if entry.decision == "allowed" and entry.verb != "read"
    )


def _reason(detail: Mapping[str, Any]) -> str:
    """Say why a tip was refused; the reason of any other act is not this tip's, and may not be for its readers."""
    code = detail.get("reason", "")
    return term_label("spam_reasons", code) if code in vocabulary("spam_reasons") else ""
