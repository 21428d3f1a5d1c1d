"""
Take a file in: look what it is, keep it sealed and without media, and write down that it is to be read.

The look is a whole reading in the limited child, before anything is kept: what is no file that is read here leaves its
hash and the reason, and bytes of media are never in the copy that is sealed. The copy is the file itself, byte for
byte, but for the marks where something was cut.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find, scope
from wayhome.casefile.actions import keep_source
from wayhome.casefile.actions.references import draw
from wayhome.kernel.errors import BadInput, FileRefused, StaleRecord
from wayhome.tips import store
from wayhome.tips.engine.cutting import Splice, encoding_of_marks, without
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.media_bytes import HEAD_BYTES
from wayhome.tips.models import Import


@dataclass(frozen=True)
class _File:
    """A file that comes in, the hash of its bytes as they were read first, and what was seen when it was looked at."""

    content: Callable[[], Iterable[bytes]]
    name: str
    media_type: str
    sha256: str
    format: str
    evidence: str = ""
    splices: tuple[Splice, ...] = ()
    cuts: tuple[Cut, ...] = ()
    encoding: str = ""
    refusal: str = ""

    def kept(self, whole: Iterable[bytes]) -> Iterable[bytes]:
        """Give what is kept of it."""
        return store.copy_without_media(whole) if self.cuts else without(whole, self.splices, is_wide=self.encoding)


@dataclass(frozen=True)
class Begun:
    """An import that can run, that was done before, or whose file was refused at the first look."""

    import_id: UUID
    reference: str
    file_sha256: str
    was_done: bool
    format: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class Settled:
    """
    What the first reading found.

    Args:
        format: what the file is.
        evidence: what shows it.
        mapping_text: the mapping that was chosen for a table; empty where none had to be.
        cuts: what was cut out of the file, each with the row in which it stood.
    """

    format: str
    evidence: str
    mapping_text: str = ""
    cuts: tuple[Cut, ...] = ()


def begin_import(  # noqa: PLR0913 -- what comes, how it is to be read, and whose it is
    actor: Actor,
    purpose: str,
    *,
    content: Callable[[], Iterable[bytes]],
    file_name: str,
    mapping_text: str = "",
    asked: str = "auto",
    agency_id: UUID | None = None,
    media_type: str = "text/csv",
) -> Begun:
    """
    Take a file in: look what it is, keep it sealed with its hash and without media, write down that it is to be read.

    Args:
        actor: who brings it.
        purpose: for what.
        content: gives the file's bytes each time that it is called.
        file_name: its name; sealed.
        mapping_text: the mapping that says what the columns of a table mean; empty means one that was used before.
        asked: its format, one of `engine.formats.FORMATS`; auto finds it.
        agency_id: whose tips they are; None means the actor's agency.
        media_type: what it was said to be.

    Returns:
        The import. The same file with the same mapping is the same import: unfinished it goes on, finished it stays. A
        file that cannot come in has a refusal, of which only the sentence and the file's hash are kept.

    Raises:
        BadInput: the mapping cannot be right, the file changed meanwhile, or nobody knows whose tips these are.
    """
    if mapping_text:
        read_mapping(mapping_text)
    file = _looked_at(content, file_name, media_type, asked=asked, has_mapping=bool(mapping_text))
    try:
        return _begin_import(actor, purpose, file=file, mapping_text=mapping_text, agency_id=agency_id)
    except IntegrityError:  # the same file came twice at the same moment; now the other one stands
        return _begin_import(actor, purpose, file=file, mapping_text=mapping_text, agency_id=agency_id)


def _looked_at(
    content: Callable[[], Iterable[bytes]], name: str, media_type: str, *, asked: str, has_mapping: bool
) -> _File:
    """Hash a file and look at it, before the act: nobody waits for the one writer of SQLite meanwhile."""
    file_sha256 = _sha256(content())
    try:
        looked = store.look_at(content(), asked)
    except FileRefused as refusal:
        return _File(content, name, media_type, file_sha256, asked, refusal=str(refusal))
    found = "table" if looked.format == "htcds" and (has_mapping or asked == "table") else looked.format
    format_ = asked if asked == "htcds" else found
    head = next(iter(content()), b"")[:HEAD_BYTES]
    return _File(
        content, name, media_type, file_sha256, format_, looked.evidence, looked.splices, looked.cuts,
        encoding_of_marks(head),
    )  # fmt: skip


@action
def _begin_import(actor: Actor, purpose: str, *, file: _File, mapping_text: str, agency_id: UUID | None) -> Begun:
    demand(actor, purpose, "create", "import")
    mapping = read_mapping(mapping_text) if mapping_text else None
    digest = mapping.digest if mapping else ""
    owner = agency_id or actor.agency_id
    if owner is None:
        raise BadInput("agency: say whose tips these are.")
    if owner != actor.agency_id and not actor.holds("operator"):
        raise BadInput("agency: only the operator brings in a sheet for another agency than their own.")
    file_sha256 = file.sha256
    same = scope(actor, purpose, Import, "create").filter(
        file_sha256=file_sha256, mapping_sha256=digest, agency_id=owner
    )
    known = same.exclude(state__in=("refused", "undone")).first()
    if known is not None:
        journal.record(actor.user_id, purpose, "create", "import", known.pk, detail={"repeated": True})
        was_done = known.state == "done"
        return Begun(known.pk, known.reference, file_sha256, was_done=was_done, format=known.format)
    made = Import(
        reference=draw("M"), agency_id=owner, received_by_id=actor.user_id, file_sha256=file_sha256,
        format=file.format, profile=mapping.profile if mapping else "", mapping_sha256=digest, purpose=purpose,
    )  # fmt: skip
    if file.refusal:
        return _refuse_at_once(actor, purpose, made, file)
    whole = _Hashed(file.content())
    made.source = keep_source(
        actor, purpose, verb_kind=("create", "import"), what="file", agency_id=owner, media_type=file.media_type,
        content=file.kept(whole), facts={"file_name": file.name},
    )  # fmt: skip
    if whole.sha256() != file_sha256:
        raise BadInput("file: it changed while it was read. Bring it in when nothing writes to it any more.")
    told = file.cuts or tuple(splice.cut for splice in file.splices)
    cuts = {"cuts": [[*cut] for cut in told]} if told else {}
    seal.put(
        made, "sealed",
        {"mapping": mapping_text, "file_name": file.name, "evidence": file.evidence, **cuts},
    )  # fmt: skip
    made.save()
    journal.record(actor.user_id, purpose, "create", "import", made.pk, root=bytes.fromhex(file_sha256))
    return Begun(made.pk, made.reference, file_sha256, was_done=False, format=made.format)


def _refuse_at_once(actor: Actor, purpose: str, made: Import, file: _File) -> Begun:
    """Write down that a file cannot come in: its name, its hash and why; nothing of it is kept."""
    made.state, made.finished_at = "refused", timezone.now()
    seal.put(made, "sealed", {"reason": file.refusal, "file_name": file.name})
    made.save()
    detail = {"state": "refused", "reason": file.refusal, "sha256": file.sha256}
    journal.record(actor.user_id, purpose, "create", "import", made.pk, decision="refused", detail=detail)
    return Begun(made.pk, made.reference, file.sha256, was_done=False, format=made.format, refusal=file.refusal)


@action
def settle_import(actor: Actor, purpose: str, *, import_id: UUID, settled: Settled) -> Import:
    """Write down what the first reading of a file has found, before its first row is stored."""
    running = find(actor, purpose, Import, import_id, verb="run")
    if running.state != "waiting" or running.read:
        raise StaleRecord("Another run of this import went on meanwhile. What it stored stands.")
    values = seal.opened(running, "sealed")
    running.format = settled.format
    if settled.mapping_text:
        running.profile = read_mapping(settled.mapping_text).profile
        values["mapping"] = settled.mapping_text
    if settled.cuts:
        values["cuts"] = [[*cut] for cut in settled.cuts]
    running.sealed_version += 1
    seal.put(running, "sealed", {**values, "evidence": settled.evidence or values.get("evidence", "")})
    running.save_changes(["format", "profile", "sealed_version", "sealed"])
    journal.record(actor.user_id, purpose, "run", "import", running.pk, detail={"format": settled.format})
    return running


def _sha256(content: Iterable[bytes]) -> str:
    whole = hashlib.sha256()
    for piece in content:
        whole.update(piece)
    return whole.hexdigest()


class _Hashed:
    """Hash what passes through."""

    def __init__(self, content: Iterable[bytes]) -> None:
        self._content, self._whole = content, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._content:
            self._whole.update(piece)
            yield piece

    def sha256(self) -> str:
        """Give the hash of what has passed, in hexadecimal."""
        return self._whole.hexdigest()
