"""
Store what was read of a file: batch by batch, to its end, or refuse it. (`beginning` takes the file in.)

Each batch is one transaction with one journal leaf that holds the count and the RFC 9162 root of its rows' hashes, so
a kill between two batches loses nothing and the next run goes on after the last row that was kept. A row is known
again by a keyed hash of its whole content and of how often that content has stood in the file so far, so the same file
twice changes nothing, and two callers who said the same words stay two tips.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, find, insert_rows
from wayhome.accounts.engine import ledger
from wayhome.casefile.actions import (
    Kept,
    MentionedPerson,
    MentionedRow,
    MentionedStatement,
    discard_source,
    open_cases,
    record_mentions,
)
from wayhome.casefile.actions.references import draw
from wayhome.kernel.errors import Conflict, StaleRecord
from wayhome.kernel.grades import Grade
from wayhome.tips.actions.weighing import plain_reasons, sealed_why
from wayhome.tips.engine import urgency
from wayhome.tips.engine.mapping import Mapping as SheetMapping
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.row_hash import row_hash
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.models import Import, ImportBatch, SetAsideRow, Tip

if TYPE_CHECKING:
    from wayhome.casefile.models import Case, Source

BATCH_ROWS_MAX = 500  # half a second on a laptop: a public tip never waits longer for the one writer of SQLite
_INSERT_ROWS_MAX = 1_000
_TIP_COLUMNS = tuple(field.attname for field in Tip._meta.concrete_fields)
_TIP_VALUES = attrgetter(*_TIP_COLUMNS)
_KEYS_MAX = 10_000  # variables in one SELECT, well under SQLite's 32,766


def store_batch(
    actor: Actor,
    purpose: str,
    *,
    import_id: UUID,
    rows_before: int,
    rows: Sequence[tuple[ReadRow | SetAside, int]],
) -> Import:
    """
    Store the next rows of an import, in one transaction with one leaf.

    Args:
        actor: who brings the file.
        purpose: for what.
        import_id: the import.
        rows_before: how many rows the caller believes to be counted already.
        rows: at most BATCH_ROWS_MAX of them, each with how often its content has stood in the file up to it.

    Raises:
        StaleRecord: another run stored these rows meanwhile.
    """
    try:
        return _store_batch(actor, purpose, import_id=import_id, rows_before=rows_before, rows=rows)
    except IntegrityError:  # a row of it came in another sheet at the same moment; now the other one stands
        return _store_batch(actor, purpose, import_id=import_id, rows_before=rows_before, rows=rows)


@action
def _store_batch(
    actor: Actor, purpose: str, *, import_id: UUID, rows_before: int, rows: Sequence[tuple[ReadRow | SetAside, int]]
) -> Import:
    running = find(actor, purpose, Import, import_id, verb="run", related=("source",))
    if running.read != rows_before or running.state in {"done", "refused"}:
        raise StaleRecord("Another run of this import went on meanwhile. Nothing of this batch was stored twice.")
    mapping_text = seal.opened(running, "sealed")["mapping"]
    mapping = read_mapping(mapping_text) if mapping_text else None
    numbered = list(enumerate(rows, start=rows_before + 1))
    keyed = [
        _Fresh(row, number, _row_key(running, row.digest, count))
        for number, (row, count) in numbered
        if isinstance(row, ReadRow)
    ]
    known = _known_keys([one.key for one in keyed])
    fresh = [one for one in keyed if one.key not in known]
    aside = [(row, number) for number, (row, _) in numbered if isinstance(row, SetAside)]
    hashes = _store_tips(actor, purpose, running, fresh, mapping=mapping)
    root = ledger.root_of([*hashes, *_store_aside(running, aside)])
    seq = journal.record(actor.user_id, purpose, "run", "import", running.pk, count=len(rows), root=root)
    ImportBatch(
        of_import=running, first_row=rows_before + 1, last_row=rows_before + len(rows), journal_seq=seq, root=root,
    ).save()  # fmt: skip
    running.state = "reading"
    running.read += len(rows)
    running.stored += len(fresh)
    running.set_aside += len(aside)
    running.already_known += len(keyed) - len(fresh)
    running.save_changes(["state", "read", "stored", "set_aside", "already_known"])
    return running


@action
def finish_import(actor: Actor, purpose: str, *, import_id: UUID, seconds: float, not_mapped: Sequence[str]) -> Import:
    """Mark an import as done, with the columns that the mapping did not speak of."""
    running = find(actor, purpose, Import, import_id, verb="run")
    _demand_unfinished(running)
    running.state, running.finished_at, running.seconds = "done", timezone.now(), seconds
    values = seal.opened(running, "sealed")
    running.sealed_version += 1
    seal.put(running, "sealed", {**values, "not_mapped": list(not_mapped)})
    running.save_changes(["state", "finished_at", "seconds", "sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "run", "import", running.pk, count=running.read, detail={"state": "done"})
    return running


@action
def refuse_import(actor: Actor, purpose: str, *, import_id: UUID, reason: str) -> Import:
    """Refuse a file of which nothing was stored; its bytes are dropped, its name, its hash and the reason stay."""
    running = find(actor, purpose, Import, import_id, verb="run")
    _demand_unfinished(running, read=0)
    source_id, running.source_id = running.source_id, None
    running.state, running.finished_at = "refused", timezone.now()
    file_name = seal.opened(running, "sealed")["file_name"]
    running.sealed_version += 1
    seal.put(running, "sealed", {"reason": reason, "file_name": file_name})
    running.save_changes(["source_id", "state", "finished_at", "sealed_version", "sealed"])
    if source_id is not None:
        discard_source(actor, purpose, source_id=source_id, verb_kind=("run", "import"))
    detail = {"state": "refused", "reason": reason, "sha256": running.file_sha256}
    journal.record(actor.user_id, purpose, "run", "import", running.pk, decision="refused", detail=detail)
    return running


def _demand_unfinished(running: Import, *, read: int | None = None) -> None:
    """Stop a run that another one has overtaken."""
    if running.state in {"done", "refused"} or running.read != (running.read if read is None else read):
        raise StaleRecord("Another run of this import went on meanwhile. What it stored stands.")


class _Fresh(NamedTuple):
    """A row that is to be stored: its number in the file, blank rows not counted, and its keyed hash."""

    row: ReadRow
    number: int
    key: bytes


def _store_tips(
    actor: Actor, purpose: str, running: Import, fresh: Sequence[_Fresh], *, mapping: SheetMapping | None
) -> list[bytes]:
    """Save the tips of new rows with everybody they name; return a hash for each."""
    source = running.source
    if source is None:
        raise Conflict("This import was refused; its file is not kept. Bring it in again.")
    cases: list[Case | None] = [None] * len(fresh)
    if mapping is not None and mapping.opens_case:
        cases = [*_cases(actor, purpose, running, [one.row for one in fresh])]
    rows = [_mentioned(one.row, case) for one, case in zip(fresh, cases, strict=True)]
    kept: list[Kept] = record_mentions(
        actor, purpose, source=source, grade=mapping.grade if mapping else Grade.unjudged().text, said_on=None,
        rows=rows, brought_by=running.received_by_id,
    )  # fmt: skip
    tips = [_tip(running, source, one, case=case) for one, case in zip(fresh, cases, strict=True)]
    insert_rows(Tip, _TIP_COLUMNS, (_TIP_VALUES(tip) for tip in tips))
    return [row_hash(tip.pk, tip.place, tip.sealed, one.parts) for tip, one in zip(tips, kept, strict=True)]


def _tip(running: Import, source: "Source", fresh: _Fresh, *, case: "Case | None") -> Tip:
    row = fresh.row
    found = urgency.weigh(urgency.facts_of_row(row, received_at=source.received_at), now=source.received_at)
    said = {name: str(value) for name, value in row.tip.items()}
    tip = Tip(
        reference=draw("WH"), agency_id=running.agency_id, channel=said.get("channel", "sheet"),
        language=said.get("language", ""), country=said.get("country", ""), received_at=source.received_at,
        source=source, place=row.place, of_import=running, row=fresh.number, row_key=fresh.key, case=case,
        state="in_case" if case else "new", urgency=found.score, due_at=found.due_at,
        reasons=plain_reasons(found),
    )  # fmt: skip
    words = {name: said[name] for name in ("text", "place", "when", "when_clock", "danger_now") if said.get(name)}
    files = {"files": [[*file] for file in row.files]} if row.files else {}
    seal.put(tip, "sealed", {**words, **files, "raw": _cells(row.raw), "why": sealed_why(found)})
    if said.get("contact"):
        seal.put(tip, "sealed_contact", {"contact": said["contact"]})
    return tip


def _mentioned(row: ReadRow, case: "Case | None") -> MentionedRow:
    """Turn a row that was read into people, events and statements in the shape of the case file."""
    said: dict[str, list[MentionedStatement]] = {
        person.slot: [_statement(statement) for statement in person.statements] for person in row.people
    }
    for relation in row.relations:
        value = {"relation_kind": relation.relation_kind}
        said[relation.from_slot].append(
            MentionedStatement("relation", value, object_slot=relation.to_slot, column=relation.column or "")
        )
    people = [MentionedPerson(slot, said=statements) for slot, statements in said.items()]
    events: list[MentionedPerson] = []
    for number, event in enumerate(row.events, start=1):
        slot = f"event {number}"
        events.append(MentionedPerson(slot, what="event", said=[_event(event)]))
        for person_slot, part in event.parts:
            said[person_slot].append(
                MentionedStatement("event_part", {"part": part}, object_slot=slot, column=event.column or "")
            )
    return MentionedRow(place=row.place, people=[*people, *events], case_id=case.pk if case else None)


def _statement(read: Any) -> MentionedStatement:
    return MentionedStatement(
        read.kind, read.value, country=read.country or "", year=read.year, on_earliest=read.on_earliest,
        on_latest=read.on_latest, precision=read.precision or "", time_zone=read.time_zone or "",
        column=read.column or "",
    )  # fmt: skip


def _event(read: Any) -> MentionedStatement:
    where, when = {"text": read.place} if read.place else {}, {"when": read.when} if read.when else {}
    value = {"event_kind": read.event_kind, **where, **when}
    return MentionedStatement(
        "happening", value, country=read.country or "", on_earliest=read.on_earliest, on_latest=read.on_latest,
        precision=read.precision or "", time_zone=read.time_zone or "", column=read.column or "",
    )  # fmt: skip


def _cells(raw: Mapping[str, str]) -> list[list[str]]:
    """Write a row as pairs of header and cell: an envelope would put a mapping into an order that is not the row's."""
    return [[header, cell] for header, cell in raw.items()]


def _store_aside(running: Import, rows: Sequence[tuple[SetAside, int]]) -> list[bytes]:
    """Keep the rows that could not be read, sealed as they came; return a hash for each."""
    made = []
    for row, number in rows:
        aside = SetAsideRow(of_import=running, row=number, place=row.place, reason=row.reason[:500])
        seal.put(aside, "sealed", {"raw": _cells(row.raw or {}), "text": row.text})
        made.append(aside)
    SetAsideRow.objects.bulk_create(made, batch_size=_INSERT_ROWS_MAX)
    return [row_hash(row.pk, row.place, row.sealed) for row in made]


def _cases(actor: Actor, purpose: str, running: Import, rows: Sequence[ReadRow]) -> list["Case"]:
    titles = [f"{running.profile}, {row.place}" for row in rows]
    return open_cases(actor, purpose, agency_id=running.agency_id, titles=titles)


def _row_key(running: Import, digest: str, count: int) -> bytes:
    return seal.blind("row", running.agency_id.bytes, digest.encode(), str(count).encode())


def _known_keys(keys: Sequence[bytes]) -> set[bytes]:
    """Say which rows are here: also those whose tip a restriction hides, since only keyed hashes are compared."""
    tips = Tip.everyone_unscoped
    found: set[bytes] = set()
    for start in range(0, len(keys), _KEYS_MAX):
        chunk = keys[start : start + _KEYS_MAX]
        found |= {bytes(key) for key in tips.filter(row_key__in=chunk).values_list("row_key", flat=True) if key}
    return found
