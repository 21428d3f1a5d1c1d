"""Keep a raw source, sealed in parts, with the hash of the whole."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, demand, step
from wayhome.casefile.models import PART_BYTES_MAX, Source, SourcePart
from wayhome.kernel.pieces import even


@step
def keep_source(  # noqa: PLR0913 -- what it is, whose, and how it came
    actor: Actor,
    purpose: str,
    *,
    verb_kind: tuple[str, str],
    what: str,
    agency_id: UUID,
    content: Iterable[bytes],
    media_type: str = "",
    facts: dict[str, str] | None = None,
    received_at: datetime | None = None,
) -> Source:
    """
    Keep a raw source as it came; the act that brings it writes its hash into the journal.

    Args:
        actor: who brings it.
        purpose: for what.
        verb_kind: the right under which it is kept, such as ("create", "tip").
        what: file, call, form, api or hand.
        agency_id: whose it is.
        content: its bytes, in pieces of any size.
        media_type: what it was said to be.
        facts: what identifies it or its sender (file name); sealed.
        received_at: when it arrived; empty means now.

    Returns:
        The source, with the SHA-256 of all its bytes.
    """
    verb, kind = verb_kind
    demand(actor, purpose, verb, kind)
    source = Source(
        what=what, agency_id=agency_id, sha256="", size_bytes=0, media_type=media_type[:100],
        received_at=received_at or timezone.now(), received_by_id=actor.user_id,
    )  # fmt: skip
    seal.put(source, "sealed", facts or {})
    source.save()
    whole, size = hashlib.sha256(), 0
    for number, piece in enumerate(even(content, PART_BYTES_MAX)):
        part = SourcePart(source=source, number=number)
        seal.put_bytes(part, "sealed", piece)
        part.save()
        whole.update(piece)
        size += len(piece)
    source.sha256, source.size_bytes = whole.hexdigest(), size
    source.save(update_fields=["sha256", "size_bytes"])
    return source


@step
def discard_source(actor: Actor, purpose: str, *, source_id: UUID, verb_kind: tuple[str, str]) -> None:
    """Drop a raw source of which nothing was stored: its file was refused, dropped, or is kept as another's source."""
    verb, kind = verb_kind
    demand(actor, purpose, verb, kind)
    journal.part("discard", "source", source_id)  # so that a check of the journal knows why it is gone
    SourcePart.objects.filter(source_id=source_id).delete()
    # Raw, because the usual delete would read every related row round the door; the foreign keys still hold it back.
    gone = Source.objects.filter(pk=source_id)
    gone._raw_delete(using=gone.db)  # noqa: SLF001 -- there is no public way to delete without reading first
