"""Find one record, or the bytes of a source, for the rooms above."""

from collections.abc import Iterator
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.models import PART_BYTES_MAX, Case, Mention, Source, SourcePart


@query
def find_case(actor: Actor, purpose: str, *, case_id: UUID) -> Case:
    """Find a case that the actor may see."""
    return find(actor, purpose, Case, case_id)


@query
def subjects_at(actor: Actor, purpose: str, *, source_id: UUID, place: str) -> list[tuple[str, UUID]]:
    """List who is mentioned at a place of a source, as pairs of slot and subject, in the order in which they were read."""
    mentions = scope(actor, purpose, Mention).filter(source_id=source_id, place=place).order_by("id")
    return list(mentions.values_list("slot", "subject_id"))


@query
def source_content(actor: Actor, purpose: str, *, source_id: UUID) -> Iterator[bytes]:
    """Open a raw source, part by part; that it was opened is journalled before the first byte leaves."""
    source = find(actor, purpose, Source, source_id, verb="open")
    journal.record(actor.user_id, purpose, "open", "source", source.pk)
    numbers = range(-(-source.size_bytes // PART_BYTES_MAX))
    parts = scope(actor, purpose, SourcePart, "open").filter(source=source)
    return (seal.opened_bytes(parts.get(number=number), "sealed") for number in numbers)

