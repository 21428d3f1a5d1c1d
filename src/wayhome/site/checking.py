"""
Check a whole installation: that nobody and nothing changed what it holds.

Five checks, from the quick to the long. The journal's tree: no leaf changed, cut out or moved. The details beside the
leaves: each opens and is the one that its leaf is bound to. The database's own structure. Every sealed envelope of
every guarded table: each opens in its place. What was noted of rows: raw sources give their hash, batches of imports
the root that the journal holds. Each check stops at its first broken place, and says it in plain words.

Limit: plain columns (states, times, who a case is given to) are bound only where a leaf repeats them; a changed state
of a case shows in its history, which then tells another story.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from wayhome.accounts import journal, queries, seal
from wayhome.accounts.door import OPERATOR, Scoped, demand
from wayhome.kernel.errors import SealBroken
from wayhome.tips.queries.verifying import verify_batches

PURPOSE = "operation"
CHUNK_ROWS = 500  # of envelopes: a source's part holds a megabyte
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What one check came to: how many things were looked at, and the first broken one in plain words, or nothing."""

    name: str
    count: int
    broken: str = ""


def check_everything(tell: Tell) -> Iterator[Outcome]:
    """
    Run every check, the quick ones first.

    Args:
        tell: is called with the name of the check, how much of it is done, and how much there is.

    Returns:
        What each came to, as soon as it is known.
    """
    demand(OPERATOR, PURPOSE, "verify", "journal")
    yield check_tree()
    yield _first_broken("details of the journal", journal.check_details(), tell, journal.size())
    yield check_structure()
    for model in guarded_models():
        columns = [field for field in model._meta.fields if isinstance(field, seal.SealedColumn)]
        if columns:
            yield check_envelopes(model, columns, tell)
    yield check_sources(tell)
    yield check_batches(tell)


def check_tree() -> Outcome:
    """Check the journal's tree alone."""
    report = queries.verify_journal(OPERATOR, PURPOSE)
    return Outcome("leaves of the journal", report.size, "" if report.holds else report.reason)


def check_structure() -> Outcome:
    """Ask SQLite whether its file is whole; PostgreSQL keeps checksums of its own and finds that out as it reads."""
    if connection.vendor != "sqlite":
        return Outcome("structure of the database", 0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        found = str(cursor.fetchone()[0])
    return Outcome("structure of the database", 1, "" if found == "ok" else f"SQLite says: {found}.")


def check_envelopes(model: type[Scoped], columns: list[seal.SealedColumn], tell: Tell) -> Outcome:
    """Open every envelope of one table and throw away what was in it."""
    name = f"envelopes of {model._meta.db_table}"
    rows = model.everyone_unscoped.order_by("pk")
    total, count = rows.count(), 0
    for record in rows.iterator(chunk_size=CHUNK_ROWS):
        for column in columns:
            try:
                _open(record, column)
            except SealBroken as problem:
                return Outcome(name, count, str(problem))
        count += 1
        tell(name, count, total)
    return Outcome(name, count)


def check_sources(tell: Tell) -> Outcome:
    """Put every raw source together from its parts, and compare its size and hash with what was noted when it came."""
    sources, parts = _table("casefile", "Source"), _table("casefile", "SourcePart")

    def found() -> Iterator[tuple[str, str]]:
        for source in sources.order_by("pk").iterator(chunk_size=CHUNK_ROWS):
            whole, size = hashlib.sha256(), 0
            for part in parts.filter(source_id=source.pk).order_by("number").iterator(chunk_size=1):
                piece = seal.opened_bytes(part, "sealed")
                whole.update(piece)
                size += len(piece)
            is_whole = (whole.hexdigest(), size) == (source.sha256, source.size_bytes)
            yield f"source {source.pk}", "" if is_whole else "its parts do not give the hash that was noted."

    return _first_broken("raw sources", found(), tell, sources.count())


def check_batches(tell: Tell) -> Outcome:
    """Compute the root of every batch of every import again, and compare it with the one in the journal."""
    checked = (
        (f"{batch.reference}, rows {batch.first_row} to {batch.last_row}", batch.broken)
        for batch in verify_batches(OPERATOR, PURPOSE)
    )
    return _first_broken("batches of imports", checked, tell, 0)


def guarded_models() -> list[type[Scoped]]:
    """List every guarded table once; a proxy has none of its own."""
    return [model for model in apps.get_models() if issubclass(model, Scoped) and not model._meta.proxy]


def _table(room: str, name: str) -> models.QuerySet[Any]:
    model: Any = apps.get_model(room, name)
    rows: models.QuerySet[Any] = model.everyone_unscoped.all()
    return rows


def _open(record: models.Model, column: seal.SealedColumn) -> None:
    if getattr(record, column.attname) is not None:
        seal.opened_bytes(record, column.attname)


def _first_broken(name: str, found: Iterator[tuple[object, str]], tell: Tell, total: int) -> Outcome:
    """Go through a check that yields what it looked at and what is wrong with it, until something is."""
    count = 0
    for which, wrong in found:
        if wrong:
            return Outcome(name, count, f"{which}: {wrong}")
        count += 1
        tell(name, count, total)
    return Outcome(name, count)
