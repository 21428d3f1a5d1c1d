"""
Run an import from its first row to its last, now or in the worker.

The file is read twice, each time in the limited child process. The first reading stores nothing: it finds out whether
the whole file can be read, so that a file that is cut off in its last line is refused before its first line is in.
The second reading stores it, batch by batch. Both count how often each row's content has stood in the file, so that a
run that goes on after a kill gives each row the same key as the run before it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from wayhome.accounts.door import SYSTEM, Actor
from wayhome.kernel.errors import BadInput, Conflict, FileRefused, StaleRecord
from wayhome.tips import store
from wayhome.tips.actions import (
    Settled,
    begin_import,
    finish_import,
    finish_undo,
    refuse_import,
    settle_import,
    store_batch,
    undo_batch,
)
from wayhome.tips.actions.importing import BATCH_ROWS_MAX
from wayhome.tips.engine.cutting import MARK
from wayhome.tips.engine.guessing_file import NeedsNoMapping
from wayhome.tips.engine.header_changes import compare
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import FormatRead, HeaderRead, ReadRow, SetAside
from wayhome.tips.queries import (
    Job,
    Report,
    agency_called,
    agency_of_folder,
    import_report,
    imports_being_undone,
    job_of,
    newest_profile,
    undone_since,
    undone_words,
    unfinished_imports,
)

log = logging.getLogger(__name__)

# Longer than the longest pause of SQLite's own waiting (100 ms), so that a public tip comes in between two batches.
PAUSE_SECONDS = 0.11
BATCH_CHARACTERS_MAX = 500_000  # long rows take long to weigh and to seal: half a second here too

Tell = Callable[[int, int], None]


@dataclass
class _Reading:
    """The rows of one pass over a file, with what was learnt on the way."""

    job: Job
    found: FormatRead | None = None
    not_mapped: tuple[str, ...] = ()
    rows: int = 0
    seen: Counter[bytes] = field(default_factory=Counter)
    places: dict[int, str] = field(default_factory=dict)  # number of a cut to the row that it stood in

    def __iter__(self) -> Iterator[tuple[ReadRow | SetAside, int]]:
        job = self.job
        for thing in store.read_file(job.content(), job.format, job.mapping_text, profiles=job.profiles):
            if isinstance(thing, FormatRead):
                self.found = thing
            elif isinstance(thing, HeaderRead):
                self.not_mapped = tuple(dict.fromkeys((*self.not_mapped, *thing.not_mapped)))
            elif isinstance(thing, ReadRow | SetAside):
                self.rows += 1
                if job.cuts:
                    self._note_marks(thing)
                key = bytes.fromhex(thing.digest)[:16]
                self.seen[key] += 1
                yield thing, self.seen[key]

    def settled(self) -> Settled | None:
        """Say what this reading found beyond what was known before it; None where that is nothing."""
        job, found = self.job, self.found
        if found is None or (found.format == job.format and not job.cuts and not found.mapping):
            return None
        chosen = [text for text in job.profiles if found.mapping and read_mapping(text).digest == found.mapping]
        if not chosen and not job.cuts and found.format == job.format:
            return None
        cuts = tuple(
            cut._replace(place=self.places.get(number, cut.place)) for number, cut in enumerate(job.cuts, start=1)
        )
        return Settled(found.format, found.evidence, chosen[0] if chosen else "", cuts)

    def _note_marks(self, thing: ReadRow | SetAside) -> None:
        """Find the marks of what was cut, and remember in which row each stands."""
        cells = thing.raw.items() if thing.raw else (("", getattr(thing, "text", None) or ""),)
        for column, text in cells:
            for mark in MARK.finditer(text):
                self.places[int(mark[1])] = ", ".join(one for one in (thing.place, column) if one)


def run_import(actor: Actor, purpose: str, *, import_id: UUID, tell: Tell | None = None) -> Report:
    """
    Run an import to its end, or go on with it where it was cut off.

    Args:
        actor: who runs it; every batch asks the door again.
        purpose: for what.
        import_id: the import, as `begin_import` gave it.
        tell: is called with rows done and rows in all after each batch.

    Returns:
        How its rows add up.

    Raises:
        FileRefused: the whole file cannot be read; nothing of it is stored but its name, its hash and the reason.
    """
    started = monotonic()
    job = job_of(actor, purpose, import_id=import_id)
    if job.state == "refused":
        raise FileRefused(job.refusal)
    if job.state in {"waiting", "reading"}:
        checked = _check(actor, purpose, job)
        rows_all, settled = checked.rows, checked.settled()
        if settled is not None and job.state == "waiting":
            settle_import(actor, purpose, import_id=import_id, settled=settled)
            job = job_of(actor, purpose, import_id=import_id)
        reading = _Reading(job)
        _store(actor, purpose, reading, rows_all=rows_all, tell=tell)
        finish_import(actor, purpose, import_id=import_id, seconds=monotonic() - started, not_mapped=reading.not_mapped)
    return import_report(actor, purpose, import_id=import_id)


@task()
def go_on_with_import(import_id: str) -> None:
    """
    Run an import in the worker, to its end, under the hand of the house.

    Whether a colleague may bring it in was asked when it began. What was taken is not lost when their account is shut
    afterwards, or when the case of a row that is in already is restricted to others; the import keeps who brought it.
    """
    try:
        run_import(SYSTEM, "operation", import_id=UUID(import_id))
    except (FileRefused, StaleRecord):
        return  # the refusal is written down with the import; a stale run means that another one is at it


def run_undo(import_id: UUID) -> None:
    """Undo the rows of an import batch by batch, under the hand of the house, or go on where that was cut off."""
    after = undo_batch(SYSTEM, "operation", import_id=import_id, after=None)
    while after is not None:
        _let_others_write()
        after = undo_batch(SYSTEM, "operation", import_id=import_id, after=after)
    finish_undo(SYSTEM, "operation", import_id=import_id)


@task()
def go_on_with_undo(import_id: str) -> None:
    """Undo an import in the worker."""
    try:
        run_undo(UUID(import_id))
    except (Conflict, StaleRecord):
        return  # another run is at it, or was done with it


def look_into_inbox() -> bool:
    """Enqueue the taking in of the watched folder where something waits in it; the worker asks every few seconds."""
    inbox = settings.INBOX
    if inbox is None or not store.files_waiting(inbox):
        return False
    queued = DBTaskResult.objects.filter(
        task_path=take_from_inbox.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    if queued.exists():
        return False
    take_from_inbox.enqueue()
    return True


@task()
def take_from_inbox() -> None:
    """Bring in every file of the watched folder that waits, one after the other, under the hand of the house."""
    inbox = settings.INBOX
    if inbox is None:
        return
    for file in store.files_waiting(inbox):
        try:
            _take(inbox, file)
        except (StaleRecord, OSError):
            continue  # another run is at it, or somebody writes to it again: it is found anew
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not keep the files behind it
            # Neither the file's name nor what went wrong in it is told: either may be a child's.
            told = "A file of the watched folder could not be brought in (%s); it is tried again."
            log.error(told, type(error).__name__)  # noqa: TRY400 -- as above


def _take(inbox: Path, file: store.InboxFile) -> None:
    try:
        where, report = "done", _taken_in(inbox, file)
    except (BadInput, FileRefused) as refusal:
        where, report = "refused", {"refused": str(refusal)}
    store.settle(inbox, file, where=where, report=report)


def _taken_in(inbox: Path, file: store.InboxFile) -> dict[str, Any]:
    """Bring in one file by its folder's profile, or, where its format says what it means, for the folder's agency."""

    def content() -> Iterator[bytes]:
        return store.pieces_of(inbox, file)

    mapping_text, agency_id = _mapping_for(content, folder=file.folder)
    begun = begin_import(
        SYSTEM, "operation", content=content, file_name=file.name, mapping_text=mapping_text, agency_id=agency_id
    )
    if begun.refusal:
        raise FileRefused(begun.refusal)
    undone = undone_since(SYSTEM, "operation", import_id=begun.import_id) if begun.was_done else ()
    if undone:
        raise FileRefused(undone_words(begun.reference, undone))
    report = run_import(SYSTEM, "operation", import_id=begun.import_id)
    return {**report.as_json(), "reference": begun.reference}


def _mapping_for(content: Callable[[], Iterator[bytes]], *, folder: str) -> tuple[str, UUID]:
    """Give the mapping of a file, empty where it needs none, and whose tips it holds; a changed header is refused."""
    guess = None
    if store.look_at(content(), "auto").format == "table":
        with suppress(NeedsNoMapping):
            guess = store.guess_file(content(), this_year=timezone.now().year)
    if guess is None:
        return "", agency_of_folder(SYSTEM, "operation", name=folder)
    own = agency_called(SYSTEM, "operation", name=folder)
    profile = newest_profile(SYSTEM, "operation", name=folder, agency_id=own)
    means = {column.header: column.choice for column in guess.columns}
    change = compare(profile.columns, tuple(means), meant=profile.draft.choices, means=means)
    if not change.is_none:
        raise FileRefused(f"{change.sentence} Bring it in on the page, so that somebody agrees with the change.")
    return profile.text_for(guess.draft.header_row), profile.agency_id


def sweep() -> int:
    """Enqueue every import that waits or was cut off, also in being undone; run at each start: a kill loses none."""
    waiting = unfinished_imports(SYSTEM, "operation")
    for import_id in waiting:
        go_on_with_import.enqueue(str(import_id))
    undoing = imports_being_undone(SYSTEM, "operation")
    for import_id in undoing:
        go_on_with_undo.enqueue(str(import_id))
    return len(waiting) + len(undoing)


def _check(actor: Actor, purpose: str, job: Job) -> _Reading:
    """Read the whole file without storing a row; refuse it where it cannot be read."""
    reading = _Reading(job)
    try:
        for _ in reading:
            pass
    except FileRefused as refusal:
        if job.read == 0:
            refuse_import(actor, purpose, import_id=job.import_id, reason=str(refusal))
        raise
    return reading


def _store(actor: Actor, purpose: str, reading: _Reading, *, rows_all: int, tell: Tell | None) -> None:
    rows = iter(reading)
    done = sum(1 for _ in islice(rows, reading.job.read))
    while batch := _batch(rows):
        store_batch(actor, purpose, import_id=reading.job.import_id, rows_before=done, rows=batch)
        done += len(batch)
        _let_others_write()
        if tell is not None:
            tell(done, rows_all)


def _batch(rows: Iterator[tuple[ReadRow | SetAside, int]]) -> list[tuple[ReadRow | SetAside, int]]:
    """Take the rows of one transaction: not too many, and not too long together."""
    batch, characters = [], 0
    for row, count in rows:
        batch.append((row, count))
        characters += sum(map(len, row.raw.values())) if row.raw else len(getattr(row, "text", None) or "")
        if len(batch) == BATCH_ROWS_MAX or characters > BATCH_CHARACTERS_MAX:
            break
    return batch


def _let_others_write() -> None:
    """Give way: SQLite's lock has no queue, and whoever waits for it looks only every so often."""
    if connection.vendor == "sqlite":
        sleep(PAUSE_SECONDS)
