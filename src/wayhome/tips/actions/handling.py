"""What an officer does with a tip: give it away, write down who it names, split it, join it to a case, refuse it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, find
from wayhome.accounts.queries import receiver
from wayhome.casefile.actions import (
    MentionedPerson,
    MentionedRow,
    MentionedStatement,
    add_to_case,
    open_case,
    record_mentions,
    taken_slots,
)
from wayhome.casefile.actions.facets import facets_of
from wayhome.casefile.actions.references import draw
from wayhome.casefile.queries import find_case, subjects_at
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.grades import Grade
from wayhome.kernel.statements import check_about, check_value
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.actions.weighing import facts_as_filed, weigh_anew
from wayhome.tips.engine.tip_facts import facts_told
from wayhome.tips.models import IMPORT_UNDONE, Tip, with_its_wholes

if TYPE_CHECKING:
    from wayhome.casefile.models import Case

PARTS_MIN = 2


@dataclass(frozen=True)
class SplitPart:
    """One of the tips that a tip is split into: its words, and the slots of the people who go with it."""

    text: str
    slots: tuple[str, ...] = ()


@action
def assign_tip(actor: Actor, purpose: str, *, tip_id: UUID, version: int, user_id: UUID) -> Tip:
    """Give a tip to a colleague."""
    return _assign(actor, purpose, tips={tip_id: version}, user_id=user_id)[0]


@action
def assign_tips(actor: Actor, purpose: str, *, tips: Mapping[UUID, int], user_id: UUID) -> list[Tip]:
    """Give several tips to a colleague, all or none; `tips` as in `join_tips`."""
    return _assign(actor, purpose, tips=tips, user_id=user_id)


def describe_tip(
    actor: Actor, purpose: str, *, tip_id: UUID, slot: str, said: Sequence[tuple[str, Mapping[str, object]]], grade: str
) -> UUID:
    """
    Write down one person whom a tip names, with what it says of them.

    Args:
        actor: who reads the tip.
        purpose: for what.
        tip_id: the tip.
        slot: a code of the vocabulary `people_words` for that person in this tip; a second girl becomes "girl 2".
        said: pairs of a kind of statement and its value.
        grade: Admiralty grade of what the tip says.

    Returns:
        The id of the new person.
    """
    try:
        return _describe_tip(actor, purpose, tip_id=tip_id, slot=slot, said=said, grade=grade)
    except IntegrityError:  # the same word was given on another part of this tip at the same moment; now that stands
        return _describe_tip(actor, purpose, tip_id=tip_id, slot=slot, said=said, grade=grade)


@action
def _describe_tip(
    actor: Actor, purpose: str, *, tip_id: UUID, slot: str, said: Sequence[tuple[str, Mapping[str, object]]], grade: str
) -> UUID:
    tip = find(actor, purpose, Tip, tip_id, verb="describe", related=("source",))
    if tip.state == "split":
        raise Conflict("This tip was split. Write the person down on the part that tells of them.")
    word = vocabulary("people_words").check(slot, field="slot")
    if not said:
        raise BadInput("statement: say at least one thing of this person, if only what they look like.")
    taken = taken_slots(actor, purpose, source_id=tip.source_id, place=tip.place)
    slot = next(one for one in (word, *(f"{word} {n}" for n in range(2, len(taken) + 3))) if one not in taken)
    person = MentionedPerson(slot, said=[_checked(kind, value) for kind, value in said])
    row = MentionedRow(place=tip.place, people=[person])
    kept = record_mentions(
        actor, purpose, source=tip.source, grade=Grade.parse(grade).text, said_on=tip.received_at.date(), rows=[row]
    )
    subject_id = kept[0].subject_ids[0]
    _go_with(tip, slot)
    for one in with_its_wholes(tip):
        weigh_anew(actor, purpose, tip_id=one.pk)
    if tip.case_id is not None:
        add_to_case(actor, purpose, case_id=tip.case_id, subject_ids=[subject_id])
    journal.part("create", "subject", subject_id)
    for statement_id in kept[0].statement_ids:
        journal.part("create", "statement", statement_id)
    journal.record(actor.user_id, purpose, "describe", "tip", tip.pk, case_id=tip.case_id, count=len(said))
    return subject_id


@action
def join_tips(
    actor: Actor, purpose: str, *, tips: Mapping[UUID, int], case_id: UUID | None = None, title: str = ""
) -> "Case":
    """
    Join tips to one case, with everybody whom they name.

    Args:
        actor: who decides that they belong together.
        purpose: for what.
        tips: the version that the actor saw of each tip, by id.
        case_id: the case, or None to open a new one.
        title: the title of the new case.

    Raises:
        Conflict: a tip was split or refused, or belongs to another case.
        StaleRecord: somebody changed one of the tips meanwhile; none is joined.
    """
    chosen = _chosen(actor, purpose, tips, verb="join")
    _demand_waiting(chosen)
    named = [subject_id for tip in chosen for subject_id in people_ids(actor, purpose, tip)]
    case = open_case(actor, purpose, title=title) if case_id is None else find_case(actor, purpose, case_id=case_id)
    add_to_case(actor, purpose, case_id=case.pk, subject_ids=named)
    for tip in chosen:
        tip.state, tip.case_id = "in_case", case.pk
        tip.save_changes(["state", "case_id"])
    for tip in chosen[1:]:
        journal.part("join", "tip", tip.pk)
    journal.record(actor.user_id, purpose, "join", "tip", chosen[0].pk, case_id=case.pk, count=len(chosen))
    return case


@action
def split_tip(actor: Actor, purpose: str, *, tip_id: UUID, version: int, parts: Sequence[SplitPart]) -> list[Tip]:
    """
    Split a tip that tells of several matters into one tip for each; the tip itself stays to be read.

    Raises:
        BadInput: there are fewer than two parts, a part has no words, or it still has all the words of the tip.
        Conflict: the tip does not wait any more.
    """
    tip = find(actor, purpose, Tip, tip_id, verb="split", version=version, related=("source",))
    if tip.state != "new":
        raise Conflict("Only a tip that waits can be split; this one was joined, split or refused already.")
    if len(parts) < PARTS_MIN or not all(part.text.strip() for part in parts):
        raise BadInput("parts: give at least two parts, each with its words.")
    whole = seal.opened(tip, "sealed")
    _demand_divided(str(whole.get("text", "")), parts)
    made = [_part(tip, part, whole) for part in parts]
    tip.state = "split"
    tip.save_changes(["state"])
    for part in made:
        journal.part("create", "tip", part.pk)
    journal.record(actor.user_id, purpose, "split", "tip", tip.pk, count=len(made))
    return made


@action
def refuse_tip(actor: Actor, purpose: str, *, tip_id: UUID, version: int, reason: str) -> Tip:
    """Refuse a tip as spam, a joke or a test; it is kept, and `restore_tip` brings it back."""
    return _refuse(actor, purpose, tips={tip_id: version}, reason=reason)[0]


@action
def refuse_tips(actor: Actor, purpose: str, *, tips: Mapping[UUID, int], reason: str) -> list[Tip]:
    """Refuse several tips for one reason, all or none; `tips` as in `join_tips`."""
    return _refuse(actor, purpose, tips=tips, reason=reason)


@action
def restore_tip(actor: Actor, purpose: str, *, tip_id: UUID, version: int) -> Tip:
    """Bring a refused tip back into the queue."""
    tip = find(actor, purpose, Tip, tip_id, verb="restore", version=version)
    if tip.state != "refused":
        raise Conflict("Only a refused tip can be brought back; this one was not refused.")
    if tip.state_reason == IMPORT_UNDONE:
        raise Conflict("This tip came with an import that was undone. Bring the file in again instead.")
    before, tip.state, tip.state_reason = tip.state_reason, "new", ""
    tip.save_changes(["state", "state_reason"])
    journal.record(actor.user_id, purpose, "restore", "tip", tip.pk, detail={"before": before})
    return tip


def people_ids(actor: Actor, purpose: str, tip: Tip) -> list[UUID]:
    """List who is named in a tip: all of its place, or for a part of a split tip those who went with it."""
    slots = seal.opened(tip, "sealed").get("slots")
    everybody = subjects_at(actor, purpose, source_id=tip.source_id, place=tip.place)
    return [subject_id for slot, subject_id in everybody if slots is None or slot in slots]


def _part(tip: Tip, part: SplitPart, whole: Mapping[str, object]) -> Tip:
    """Build and save one part of a tip that is split; it keeps the urgency and the clock of the whole."""
    made = Tip(
        reference=draw("WH"), agency_id=tip.agency_id, assigned_to_id=tip.assigned_to_id, channel=tip.channel,
        language=tip.language, country=tip.country, received_at=tip.received_at, source=tip.source, place=tip.place,
        part_of=tip, urgency=tip.urgency, reasons=tip.reasons, due_at=tip.due_at,
    )  # fmt: skip
    # Its cells tell of the other parts, too; and what its words say is read of the part's own.
    kept = {name: value for name, value in whole.items() if name not in {"raw", "facts"}}
    kept |= {"text": part.text.strip(), "slots": list(part.slots)}
    if "facts" in whole:
        has_contact = tip.sealed_contact is not None
        facts = facts_as_filed(kept, received_at=tip.received_at, channel=tip.channel, has_contact=has_contact)
        kept["facts"] = facts_told(facts)
    seal.put(made, "sealed", kept)
    if tip.sealed_contact is not None:
        seal.put(made, "sealed_contact", seal.opened(tip, "sealed_contact"))
    made.save()
    return made


def _demand_divided(whole: str, parts: Sequence[SplitPart]) -> None:
    """Refuse a part that is the tip over again: two tips of the same words would both wait, and be read twice."""
    words = whole.split()
    for number, part in enumerate(parts, start=1):
        if words and part.text.split() == words:
            raise BadInput(f"part {number}: it still has all the words of the tip. Leave in it only its own matter.")


def _assign(actor: Actor, purpose: str, *, tips: Mapping[UUID, int], user_id: UUID) -> list[Tip]:
    chosen = _chosen(actor, purpose, tips, verb="assign")
    taker = receiver(actor, purpose, user_id=user_id, kind="tip")
    details = []
    for tip in chosen:
        before, tip.assigned_to_id = tip.assigned_to_id, taker.user_id
        tip.save_changes(["assigned_to_id"])
        details.append({"before": str(before) if before else None, "after": str(taker.user_id)})
    _journal(actor, purpose, "assign", chosen, details)
    return chosen


def _refuse(actor: Actor, purpose: str, *, tips: Mapping[UUID, int], reason: str) -> list[Tip]:
    chosen = _chosen(actor, purpose, tips, verb="refuse")
    vocabulary("spam_reasons").check(reason, field="reason")
    if reason == IMPORT_UNDONE:
        raise BadInput("reason: this one is set when a whole import is undone; choose another.")
    _demand_waiting(chosen)
    for tip in chosen:
        tip.state, tip.state_reason = "refused", reason
        tip.save_changes(["state", "state_reason"])
    _journal(actor, purpose, "refuse", chosen, [{"reason": reason} for _ in chosen])
    return chosen


def _chosen(actor: Actor, purpose: str, tips: Mapping[UUID, int], *, verb: str) -> list[Tip]:
    """Find some tips for an act on all of them."""
    if not tips:
        raise BadInput("tips: choose at least one tip.")
    # Locked in one order, the newest first, so that two who choose the same tips never wait for each other.
    in_order = sorted(tips.items(), reverse=True)
    found = {one: find(actor, purpose, Tip, one, verb=verb, version=seen) for one, seen in in_order}
    return [found[tip_id] for tip_id in tips]


def _demand_waiting(chosen: Sequence[Tip]) -> None:
    for tip in chosen:
        if tip.state != "new":
            raise Conflict(f"{tip.reference} was joined, split or refused already. Take it out of the choice.")


def _journal(
    actor: Actor, purpose: str, verb: str, chosen: Sequence[Tip], details: Sequence[Mapping[str, object]]
) -> None:
    """Tell one act on one or several tips in one leaf, so that it stands in the history of each."""
    first, *others = chosen
    for tip, detail in zip(others, details[1:], strict=True):
        journal.part(verb, "tip", tip.pk, detail=detail)
    count = len(chosen) if others else None
    journal.record(actor.user_id, purpose, verb, "tip", first.pk, case_id=first.case_id, detail=details[0], count=count)


def _go_with(tip: Tip, slot: str) -> None:
    """Let somebody new go with a part of a split tip; a whole tip has everybody of its place anyway."""
    values = seal.opened(tip, "sealed")
    if values.get("slots") is None:
        return
    contact = seal.opened(tip, "sealed_contact")
    tip.sealed_version += 1  # it holds for every sealed column of the row, so that all of them are sealed anew
    seal.put(tip, "sealed", {**values, "slots": [*values["slots"], slot]})
    if contact:
        seal.put(tip, "sealed_contact", contact)
    tip.save_changes(["sealed_version", "sealed", "sealed_contact"])


def _checked(kind: str, value: Mapping[str, object]) -> MentionedStatement:
    """Check what a person typed against the kind of statement, and take its plain columns out."""
    good = check_value(kind, value)
    check_about(kind, "person", None)
    return MentionedStatement(kind, good, **facets_of(kind, good))
