"""Find one record by its id or by the reference that people speak, or the bytes of a source."""

from collections.abc import Iterator
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import NOTHING_HERE, Actor, demand, find, query, scope
from wayhome.casefile.models import (
    PART_BYTES_MAX,
    Case,
    Consent,
    Evidence,
    Investigation,
    Mention,
    Source,
    SourcePart,
    Subject,
    Task,
)
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput, NotFound

_MODELS: dict[str, type[Case] | type[Investigation] | type[Subject]] = {"C": Case, "I": Investigation, "P": Subject}
_VERSIONED: dict[str, type[Case] | type[Investigation] | type[Task] | type[Evidence] | type[Consent]] = {
    "case": Case,
    "investigation": Investigation,
    "task": Task,
    "evidence": Evidence,
    "consent": Consent,
}


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
def demand_reference(actor: Actor, purpose: str, *, text: str, prefix: str, verb: str = "read") -> UUID:
    """
    Find what the reference in an address names, for whoever may do the verb to it.

    Raises:
        NotFound: there is no such record, or none that the actor may see; an attempt on a hidden one is journalled.
    """
    model = _MODELS[prefix]
    try:
        told = references.parse(text, prefix=prefix).text
    except BadInput:
        raise NotFound(NOTHING_HERE) from None
    # Round the door for the id alone, so that an attempt on a hidden record is journalled with what it was made on.
    named = model.everyone_unscoped.filter(reference=told).values_list("pk", flat=True).first()
    if named is None:
        raise NotFound(NOTHING_HERE)
    found: UUID = find(actor, purpose, model, named, verb=verb).pk
    return found


@query
def demand_right(actor: Actor, purpose: str, *, verb: str, kind: str) -> None:
    """Stop whoever may not do this to any record of a kind, before a form is shown to them."""
    demand(actor, purpose, verb, kind)


@query
def version_of(actor: Actor, purpose: str, *, kind: str, record_id: UUID, verb: str) -> int:
    """
    Read the version of a record that is about to be acted on.

    Args:
        actor: who acts.
        purpose: for what.
        kind: case, investigation, task, evidence or consent.
        record_id: which one.
        verb: what is to be done with it.
    """
    version: int = find(actor, purpose, _VERSIONED[kind], record_id, verb=verb).version
    return version


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
