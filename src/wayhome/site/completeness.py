"""
Check that nothing was taken out and nothing put in: what the journal tells of is there, and the other way round.

An envelope that is gone cannot fail to open. So here the way goes from the leaves to the records: whatever an allowed
act was done to still exists; each tip that came alone has the source whose hash its leaf holds, and with it the contact
that stands in there; each batch that a leaf tells of is kept, and each import holds as many rows as its leaves say.

Limit: a plain column that no leaf repeats and no envelope binds (a state, a country, who a case is given to) can be
changed unseen.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Scoped
from wayhome.site.outcomes import CHUNK_ROWS, Found, Outcome, Tell, first_broken, table


def check_records(tell: Tell) -> Outcome:
    """Ask for every record that an allowed act of the journal was done to."""
    models = _models_by_kind()

    def found() -> Found:
        known: set[UUID] = set()
        for deeds in _in_chunks(journal.deeds()):
            wanted = defaultdict(set)
            for deed in deeds:
                if deed.object_id is not None and deed.object_id not in known and deed.kind in models:
                    wanted[deed.kind].add(deed.object_id)
            for kind, ids in wanted.items():
                known |= (there := _there(models, kind, ids))
                if kind == "source" and ids - there:  # asked only then: it reads the whole journal
                    known |= (there := there | (ids & journal.discarded()))
                for object_id in sorted(ids):
                    yield f"{kind} {object_id}", "" if object_id in there else "the journal tells of it; it is gone."

    return first_broken("records that the journal tells of", found, tell, 0)


def check_tips(tell: Tell) -> Outcome:
    """Compare each tip that came alone with the leaf of its coming, and count both."""
    came_alone = table("tips", "Tip").filter(of_import__isnull=True, part_of__isnull=True)

    def found() -> Found:
        told = 0
        created = (one for one in journal.deeds() if (one.verb, one.kind) == ("create", "tip") and one.root)
        for deeds in _in_chunks(created):
            told += len(deeds)
            tips = came_alone.select_related("source").in_bulk([deed.object_id for deed in deeds])
            for deed in deeds:
                yield f"tip {deed.object_id}", _wrong_with_tip(tips.get(deed.object_id), deed.root)
        yield "tips", "" if told == came_alone.count() else "there are more than the journal tells of."

    return first_broken("tips that came alone", found, tell, came_alone.count())


def check_imports(tell: Tell) -> Outcome:
    """Compare each import with its leaves: the same batches, and as many rows as they say."""
    imports = table("tips", "Import").order_by("pk")

    def found() -> Found:
        told: dict[UUID | None, dict[int, int]] = defaultdict(dict)
        for deed in journal.deeds():
            if (deed.verb, deed.kind) == ("run", "import") and deed.root is not None:
                told[deed.object_id][deed.seq] = deed.count or 0
        kept = _batches()
        stored, aside, mended = (_rows_by_import(name) for name in ("Tip", "SetAsideRow", "MendedRow"))
        for one in imports.iterator(chunk_size=CHUNK_ROWS):
            counted = (sum(told[one.pk].values()), stored[one.pk], aside[one.pk] - mended[one.pk])
            if kept[one.pk] != set(told[one.pk]):
                yield one.reference, "a batch of it was taken out or put in; its leaves tell of others."
            yield one.reference, "" if counted == (one.read, one.stored, one.set_aside) else "its rows do not add up."

    return first_broken("imports", found, tell, imports.count())


def _wrong_with_tip(tip: Any, root: bytes | None) -> str:
    if tip is None:
        return "the journal tells of it; it is gone."
    if root is None or tip.source.sha256 != root.hex():
        return "its source is not the one whose hash the journal holds."
    parts = table("casefile", "SourcePart").filter(source_id=tip.source_id).order_by("number")
    body = json.loads(b"".join(seal.opened_bytes(part, "sealed") for part in parts))
    has_contact = tip.sealed_contact is not None
    return "" if has_contact == bool(body.get("contact")) else "the contact of its sender was taken out or put in."


def _models_by_kind() -> Mapping[str, list[type[Scoped]]]:
    """List the guarded tables of each kind: an addition is of the kind of its tip."""
    found: dict[str, list[type[Scoped]]] = defaultdict(list)
    for model in apps.get_models():
        if issubclass(model, Scoped) and not model._meta.proxy:
            found[model.kind].append(model)
    return found


def _there(models: Mapping[str, Collection[type[Scoped]]], kind: str, ids: Collection[UUID]) -> set[UUID]:
    """Find which ids exist: of the kind or of another, since what is said of a person is journalled with theirs."""
    found: set[UUID] = set()
    others = (model for name in models if name != kind for model in models[name])
    for model in (*models[kind], *others):
        if missing := set(ids) - found:
            found |= set(model.everyone_unscoped.filter(pk__in=missing).values_list("pk", flat=True))
    return found


def _batches() -> Mapping[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    for import_id, seq in table("tips", "ImportBatch").values_list("of_import_id", "journal_seq"):
        found[import_id].add(seq)
    return found


def _rows_by_import(name: str) -> Mapping[UUID, int]:
    rows = table("tips", name).filter(of_import__isnull=False).values_list("of_import_id").order_by()
    return Counter(dict(rows.annotate(Count("pk"))))


def _in_chunks(deeds: Iterator[journal.Deed]) -> Iterator[list[journal.Deed]]:
    while chunk := list(islice(deeds, CHUNK_ROWS)):
        yield chunk
