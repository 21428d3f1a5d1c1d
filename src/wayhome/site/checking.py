"""
Check a whole installation: that nobody and nothing changed what it holds.

Six checks, from the quick to the long. The journal's tree: no leaf changed, cut out or moved. The details beside the
leaves: each opens and is the one that its leaf is bound to. The database's own structure. Every sealed envelope of
every guarded table: each opens in its place. What was noted of rows: raw sources give their hash, batches of imports
the root that the journal holds. And whether all is there that the journal tells of (`completeness`). Each check stops
at its first broken place, and says it in plain words; the next one runs all the same.

What would mislead most beside an envelope (whom a statement is about, its kind, its source, its grades; a hash of
evidence; what was consented to) is bound to it, and a change of it breaks the envelope.

Limit: other plain columns (states, times, who a case is given to, roles) are bound only where a leaf repeats them; a
changed state of a case shows in its history, which then tells another story.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from wayhome.accounts import journal, queries, seal
from wayhome.accounts.door import OPERATOR, Scoped, demand
from wayhome.kernel.errors import SealBroken
from wayhome.site.completeness import check_imports, check_records, check_tips
from wayhome.site.outcomes import CHUNK_ROWS, Found, Outcome, Tell, first_broken, table
from wayhome.tips.queries.verifying import verify_batches

PURPOSE = "operation"


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
    yield check_details(tell)
    yield check_structure()
    for model in guarded_models():
        if columns := sealed_columns(model):
            yield check_envelopes(model, columns, tell)
    yield check_sources(tell)
    yield check_batches(tell)
    yield check_records(tell)
    yield check_tips(tell)
    yield check_imports(tell)


def check_details(tell: Tell) -> Outcome:
    """Open every detail beside a leaf, and compare it with the hash that the leaf is bound to."""
    return first_broken("details of the journal", journal.check_details, tell, journal.size())


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

    def found() -> Found:
        for record in rows.iterator(chunk_size=CHUNK_ROWS):
            yield f"row {record.pk}", next(filter(None, (_wrong(record, column) for column in columns)), "")

    return first_broken(name, found, tell, rows.count())


def check_sources(tell: Tell) -> Outcome:
    """Put every raw source together from its parts, and compare its size and hash with what was noted when it came."""
    sources, parts = table("casefile", "Source"), table("casefile", "SourcePart")

    def found() -> Found:
        for source in sources.order_by("pk").iterator(chunk_size=CHUNK_ROWS):
            is_whole = _measured(parts.filter(source_id=source.pk)) == (source.sha256, source.size_bytes)
            yield f"source {source.pk}", "" if is_whole else "its parts do not give the hash that was noted."

    return first_broken("raw sources", found, tell, sources.count())


def check_batches(tell: Tell) -> Outcome:
    """Compute the root of every batch of every import again, and compare it with the one in the journal."""

    def found() -> Found:
        for batch in verify_batches(OPERATOR, PURPOSE):
            yield f"{batch.reference}, rows {batch.first_row} to {batch.last_row}", batch.broken

    return first_broken("batches of imports", found, tell, 0)


def guarded_models() -> list[type[Scoped]]:
    """List every guarded table once; a proxy has none of its own."""
    return [model for model in apps.get_models() if issubclass(model, Scoped) and not model._meta.proxy]


def sealed_columns(model: type[Scoped]) -> list[seal.SealedColumn]:
    """List the columns of a table that hold envelopes."""
    return [field for field in model._meta.fields if isinstance(field, seal.SealedColumn)]


def _measured(parts: models.QuerySet[Any]) -> tuple[str, int]:
    """Give the hash and the size of what the parts of a source hold together."""
    whole, size = hashlib.sha256(), 0
    for part in parts.order_by("number").iterator(chunk_size=1):
        piece = seal.opened_bytes(part, "sealed")
        whole.update(piece)
        size += len(piece)
    return whole.hexdigest(), size


def _wrong(record: models.Model, column: seal.SealedColumn) -> str:
    """Say what is wrong with one envelope, or nothing."""
    if getattr(record, column.attname) is None:
        return "" if column.may_be_empty else f"what stood sealed in {column.attname} was taken out."
    try:
        seal.opened_bytes(record, column.attname)
    except SealBroken as problem:
        return str(problem)
    return ""
