"""
A sheet that came without a mapping: keep it sealed, propose a mapping, and bring it in once a human agrees.

Nothing of its rows is stored before that. The mapping that was agreed on is kept as a version of the sender's profile,
with the header that it was made for, so that the next sheet of the same sender is known by it.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find, scope
from wayhome.casefile.actions import discard_source, keep_source
from wayhome.kernel.errors import BadInput, Conflict, FileRefused
from wayhome.tips import store
from wayhome.tips.engine.guessing import Declared, Guess, header_hash
from wayhome.tips.engine.guessing_text import Draft, compose
from wayhome.tips.engine.mapping import PROFILE_CHARS_MAX, read_mapping
from wayhome.tips.models import Import, MappingProfile, WaitingSheet

COLUMNS_MAX = 300  # each is a choice on the page


def receive_sheet(
    actor: Actor, purpose: str, *, content: Callable[[], Iterable[bytes]], file_name: str, media_type: str = "text/csv"
) -> UUID:
    """
    Take a sheet in that nobody gave a mapping for: look at it, and keep it sealed until somebody does.

    Args:
        actor: who brings it.
        purpose: for what.
        content: gives the file's bytes each time that it is called.
        file_name: its name; sealed.
        media_type: what it was said to be.

    Returns:
        The id of the sheet that waits.

    Raises:
        BadInput: nothing can be proposed for it; the sentence says why. Nothing is kept.
    """
    try:  # before the act: nobody waits for the one writer of SQLite meanwhile
        _demand_table(content())
        guess = store.guess_file(content(), this_year=timezone.now().year)
    except FileRefused as refusal:
        raise BadInput(f"sheet: {refusal}") from None
    if len(guess.columns) > COLUMNS_MAX:
        raise BadInput(
            f"sheet: it has more than {COLUMNS_MAX} columns, too many to choose for each on a page. Write a mapping "
            "file, and bring the sheet in with it."
        )
    return _receive(actor, purpose, content=content, file_name=file_name, media_type=media_type, guess=guess)


def look_again(actor: Actor, purpose: str, *, sheet_id: UUID, content: Iterable[bytes], declared: Declared) -> None:
    """
    Look at a sheet again, with what a human knows better of how it is written.

    Raises:
        BadInput: written so, it cannot be read.
    """
    try:
        guess = store.guess_file(content, this_year=timezone.now().year, declared=declared)
    except FileRefused as refusal:
        raise BadInput(f"sheet: {refusal}") from None
    _look_again(actor, purpose, sheet_id=sheet_id, guess=guess)


@action
def save_profile(actor: Actor, purpose: str, *, sheet_id: UUID, draft: Draft) -> MappingProfile:
    """
    Keep a mapping as the next version of a sender's profile; an unchanged one stays the version that it is.

    Raises:
        BadInput: the mapping cannot be right, or has no name.
    """
    sheet = _waiting(actor, purpose, sheet_id)
    name = draft.profile.strip()
    if not name or len(name) > PROFILE_CHARS_MAX:
        raise BadInput(f"profile: give the mapping a name of at most {PROFILE_CHARS_MAX} characters.")
    columns = tuple(draft.choices)
    kept = scope(actor, purpose, MappingProfile, "run").filter(agency_id=sheet.agency_id, name=name)
    newest = kept.order_by("-number").first()
    if newest is not None and _says_the_same(newest, draft):
        journal.record(actor.user_id, purpose, "run", "import", sheet.pk, detail={"profile": "unchanged"})
        return newest
    number = (kept.aggregate(last=Max("number"))["last"] or 0) + 1
    final = replace(draft, profile=name, version=number, comments={})
    text = compose(final)
    mapping = read_mapping(text)
    made = MappingProfile(
        agency_id=sheet.agency_id, name=name, number=number, made_by_id=actor.user_id,
        mapping_sha256=mapping.digest, header_sha256=header_hash(columns),
    )  # fmt: skip
    seal.put(made, "sealed", {"mapping": text, "columns": list(columns), "draft": asdict(final)})
    made.save()
    detail = {"profile": str(made.pk), "number": number}
    journal.record(
        actor.user_id, purpose, "create", "import", made.pk, root=bytes.fromhex(mapping.digest), detail=detail
    )
    return made


@action
def settle_sheet(actor: Actor, purpose: str, *, sheet_id: UUID, import_id: UUID) -> None:
    """Say that a waiting sheet became an import, which keeps its bytes; the waiting copy is dropped."""
    sheet = _waiting(actor, purpose, sheet_id)
    begun = find(actor, purpose, Import, import_id, verb="run")
    sheet.of_import_id = begun.pk
    _let_go(actor, purpose, sheet, state="used")


@action
def drop_sheet(actor: Actor, purpose: str, *, sheet_id: UUID) -> None:
    """Drop a sheet that was sent in by mistake: its bytes go, its hash and who dropped it stay in the journal."""
    _let_go(actor, purpose, _waiting(actor, purpose, sheet_id), state="dropped")


@action
def _receive(
    actor: Actor, purpose: str, *, content: Callable[[], Iterable[bytes]], file_name: str, media_type: str, guess: Guess
) -> UUID:
    demand(actor, purpose, "create", "import")
    if actor.agency_id is None:
        raise BadInput("agency: only somebody who belongs to an agency can let a sheet wait; give a mapping with it.")
    source = keep_source(
        actor, purpose, verb_kind=("create", "import"), what="file", agency_id=actor.agency_id, content=content(),
        media_type=media_type, facts={"file_name": file_name},
    )  # fmt: skip
    sheet = WaitingSheet(
        agency_id=actor.agency_id, received_by_id=actor.user_id, source=source, file_sha256=source.sha256
    )
    seal.put(sheet, "sealed", {"file_name": file_name, "guess": asdict(guess)})
    sheet.save()
    journal.record(actor.user_id, purpose, "create", "import", sheet.pk, root=bytes.fromhex(source.sha256))
    return sheet.pk


@action
def _look_again(actor: Actor, purpose: str, *, sheet_id: UUID, guess: Guess) -> None:
    sheet = _waiting(actor, purpose, sheet_id)
    values = seal.opened(sheet, "sealed")
    sheet.sealed_version += 1
    seal.put(sheet, "sealed", {**values, "guess": asdict(guess)})
    sheet.save_changes(["sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "run", "import", sheet.pk, detail={"looked": "again"})


def _demand_table(content: Iterable[bytes]) -> None:
    looked = store.look_at(content, "auto")
    if looked.format != "table" or looked.splices or looked.cuts:
        raise FileRefused("Only a table without pictures or other files in it can wait for a mapping.")


def _waiting(actor: Actor, purpose: str, sheet_id: UUID) -> WaitingSheet:
    sheet = find(actor, purpose, WaitingSheet, sheet_id, verb="run")
    if sheet.state != "waiting":
        raise Conflict("This sheet was brought in or dropped already.")
    return sheet


def _let_go(actor: Actor, purpose: str, sheet: WaitingSheet, *, state: str) -> None:
    source_id, sheet.source_id, sheet.state = sheet.source_id, None, state
    sheet.sealed_version += 1
    seal.put(sheet, "sealed", {})
    sheet.save_changes(["source_id", "state", "of_import_id", "sealed_version", "sealed"])
    if source_id is not None:
        discard_source(actor, purpose, source_id=source_id, verb_kind=("run", "import"))
    detail = {"state": state, "sha256": sheet.file_sha256}
    journal.record(actor.user_id, purpose, "run", "import", sheet.pk, detail=detail)


def _says_the_same(kept: MappingProfile, draft: Draft) -> bool:
    """
    Say whether a version that is kept has this header, and takes each column for the same.

    How this one file is written (encoding, marks, the row of the names) is no part of that: a sender's workbook and
    the sender's text are two ways of writing one list, and neither must make the other's mapping an old one.
    """
    told = seal.opened(kept, "sealed")["draft"]
    same = replace(
        draft, profile=kept.name, version=kept.number, comments={}, encoding=told["encoding"],
        delimiter=told["delimiter"], quote=told["quote"], header_row=told["header_row"],
    )  # fmt: skip
    digest = hashlib.sha256(compose(same).encode("utf-8", "surrogatepass")).hexdigest()
    return digest == kept.mapping_sha256 and header_hash(tuple(draft.choices)) == kept.header_sha256
