"""What is known of an import: what to run, how its rows add up, which ones wait to go on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.queries import source_content
from wayhome.tips.models import Import, SetAsideRow


@dataclass(frozen=True)
class Job:
    """An import that is to run: how far it is, its mapping, and its raw source to be opened as often as needed."""

    import_id: UUID
    read: int
    state: str
    mapping_text: str
    content: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Report:
    """How the rows of a file add up: read = stored + set aside + already known."""

    file_sha256: str
    format: str
    read: int
    stored: int
    set_aside: tuple[tuple[str, str], ...]
    already_known: int
    seconds: float
    state: str
    refusal: str
    reference: str

    def as_json(self) -> dict[str, Any]:
        """Write it as the command line promises."""
        aside = [{"place": place, "reason": reason} for place, reason in self.set_aside]
        return {
            "file_sha256": self.file_sha256, "format": self.format, "read": self.read, "stored": self.stored,
            "set_aside": aside, "already_known": self.already_known, "seconds": round(self.seconds, 3),
        }  # fmt: skip

    def again_as_json(self) -> dict[str, Any]:
        """Write it for a file that was done before: nothing is stored anew, what was stored then is known now."""
        return {**self.as_json(), "stored": 0, "already_known": self.stored + self.already_known, "seconds": 0.0}


@query
def job_of(actor: Actor, purpose: str, *, import_id: UUID) -> Job:
    """Read what is needed to run an import, or to go on with it."""
    found = find(actor, purpose, Import, import_id, verb="run")
    source_id = found.source_id

    def content() -> Iterator[bytes]:
        return source_content(actor, purpose, source_id=source_id) if source_id else iter(())

    return Job(found.pk, found.read, found.state, seal.opened(found, "sealed").get("mapping", ""), content)


@query
def import_report(actor: Actor, purpose: str, *, import_id: UUID) -> Report:
    """Add up what became of a file's rows; a row that was set aside is named by its place and reason."""
    found = find(actor, purpose, Import, import_id)
    aside = scope(actor, purpose, SetAsideRow).filter(of_import=found).order_by("row")
    return Report(
        file_sha256=found.file_sha256, format=found.format, read=found.read, stored=found.stored,
        set_aside=tuple(aside.values_list("place", "reason")), already_known=found.already_known, seconds=found.seconds,
        state=found.state, refusal=seal.opened(found, "sealed").get("reason", ""), reference=found.reference,
    )  # fmt: skip


@query
def unfinished_imports(actor: Actor, purpose: str) -> list[UUID]:
    """List the imports that wait or were cut off, the oldest first."""
    waiting = scope(actor, purpose, Import, "run").filter(state__in=["waiting", "reading"]).order_by("created_at")
    return list(waiting.values_list("pk", flat=True))
