"""What is known of an import: what to run, how its rows add up, which ones wait to go on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.queries import source_content
from wayhome.tips.engine.media import Cut
from wayhome.tips.models import Import, SetAsideRow

PROFILES_MAX = 30


@dataclass(frozen=True)
class Job:
    """
    An import that is to run.

    Args:
        import_id: which.
        read: how far it is.
        state: waiting, reading, done or refused.
        format: what it is, as far as its first look could tell.
        mapping_text: the mapping of a table; empty until one is chosen of `profiles`.
        profiles: mappings that the agency used before, the one that was used last first.
        cuts: what was cut out of the file.
        content: opens its raw source, as often as needed.
        refusal: why it was refused; else empty.
    """

    import_id: UUID
    read: int
    state: str
    format: str
    mapping_text: str
    profiles: tuple[str, ...]
    cuts: tuple[Cut, ...]
    content: Callable[[], Iterator[bytes]]
    refusal: str


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

    values = seal.opened(found, "sealed")
    mapping_text = values.get("mapping", "")
    return Job(
        import_id=found.pk, read=found.read, state=found.state, format=found.format, mapping_text=mapping_text,
        profiles=() if mapping_text else tuple(_profiles(actor, purpose, agency_id=found.agency_id)),
        cuts=tuple(Cut(*cut) for cut in values.get("cuts", ())), content=content, refusal=values.get("reason", ""),
    )  # fmt: skip


@query
def import_report(actor: Actor, purpose: str, *, import_id: UUID) -> Report:
    """Add up what became of a file's rows; a row that was set aside is named by its place and reason."""
    found = find(actor, purpose, Import, import_id)
    aside = scope(actor, purpose, SetAsideRow).filter(of_import=found, mended__isnull=True).order_by("row")
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


@query
def imports_being_undone(actor: Actor, purpose: str) -> list[UUID]:
    """List the imports whose undoing was begun and is not at its end, the oldest first."""
    undoing = scope(actor, purpose, Import, "undo").filter(state="undoing").order_by("created_at")
    return list(undoing.values_list("pk", flat=True))


def _profiles(actor: Actor, purpose: str, *, agency_id: UUID) -> Iterator[str]:
    """Give the mappings that the agency's tables were done with, each once, the one that was used last first."""
    done = scope(actor, purpose, Import, "run").filter(state="done", agency_id=agency_id).exclude(profile="")
    seen: set[str] = set()
    for used in done.order_by("-created_at", "-id").iterator():
        text = seal.opened(used, "sealed").get("mapping", "")
        if text and text not in seen:
            seen.add(text)
            yield text
        if len(seen) == PROFILES_MAX:
            return
