"""Find one record by its id or by the reference that people speak, or the bytes of a source."""

from collections.abc import Iterator
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.models import PART_BYTES_MAX, Case, Investigation, Mention, Source, SourcePart, Subject
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput, NotFound

_MODELS: dict[str, type[Case] | type[Investigation] | type[Subject]] = {"C": Case, "I": Investigation, "P": Subject}
# The door's own words for what is absent or hidden.
_NOTHING = "Nothing is here that you may see. Check the address or the reference, or ask who gave it to you."


@query
def find_case(actor: Actor, purpose: str, *, case_id: UUID) -> Case:
    """Find a case that the actor may see."""
    return find(actor, purpose, Case, case_id)


@query
def id_of_reference(actor: Actor, purpose: str, *, text: str, prefix: str) -> UUID | None:
    """
    Find what a reference names, as somebody types it.

    Args:
        actor: who asks.
        purpose: for what.
        text: the reference; small letters and missing dashes are forgiven.
        prefix: the one kind that fits: C, I or P.

    Returns:
        The id; None when there is no such record, or none that the actor may see. The two look the same.
    """
    model = _MODELS[prefix]
    rows = scope(actor, purpose, model)
    try:
        told = references.parse(text, prefix=prefix)
    except BadInput:
        return None
    return rows.filter(reference=told.text).values_list("pk", flat=True).first()


@query
def demand_reference(actor: Actor, purpose: str, *, text: str, prefix: str) -> UUID:
    """
    Find what the reference in an address names.

    Raises:
        NotFound: there is no such record, or none that the actor may see; an attempt on a hidden one is journalled.
    """
    model = _MODELS[prefix]
    try:
        told = references.parse(text, prefix=prefix).text
    except BadInput:
        raise NotFound(_NOTHING) from None
    # Round the door for the id alone, so that an attempt on a hidden record is journalled with what it was made on.
    named = model.everyone_unscoped.filter(reference=told).values_list("pk", flat=True).first()
    if named is None:
        raise NotFound(_NOTHING)
    found: UUID = find(actor, purpose, model, named).pk
    return found


@query
def subjects_at(actor: Actor, purpose: str, *, source_id: UUID, place: str) -> list[tuple[str, UUID]]:
    """List who is mentioned at a place of a source, as pairs of slot and subject, in the order of reading."""
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
