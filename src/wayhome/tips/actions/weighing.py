"""
Weigh a tip, and weigh it anew when more is heard of it; and what is kept of an urgency beside a tip.

Codes and points are plain, so that the queue sorts and counts in SQL. What fills the sentences (an age, a day that the
tip names) would tell more than it must of a tip behind a restricted case: it is sealed with the words, and opened with
them.

A tip that was weighed once and never again would lie: a colleague writes down a girl of twelve, and the page still
says that no age is known. So it is weighed anew whenever somebody is written down, a statement about somebody in it is
added, corrected or withdrawn, or its sender adds words; and all that wait, when a unit has changed the rules.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, step
from wayhome.casefile.actions import Mentioned, Standing, standing_at
from wayhome.kernel.errors import SealBroken
from wayhome.tips.engine import urgency
from wayhome.tips.engine.rows import ReadStatement
from wayhome.tips.engine.tip_facts import FACT_KINDS, danger_told, facts_of_statements, facts_of_told, facts_read
from wayhome.tips.engine.urgency import Heard, TipFacts, Urgency
from wayhome.tips.models import Addition, Tip, Weighing, with_its_wholes

WEIGHED_AT_ONCE_MAX = 200  # tips in one transaction: a public tip never waits long for the one writer of SQLite


def plain_reasons(found: Urgency) -> list[list[str]]:
    """List the rules that spoke with their points, as pairs of text."""
    return [[reason.code, str(reason.points)] for reason in found.reasons]


def sealed_why(found: Urgency) -> dict[str, Any]:
    """Give what the sentences are filled with, by rule, and the limit that set the clock."""
    return {"limit": found.limit_code, "values": {one.code: dict(one.values) for one in found.reasons if one.values}}


def facts_as_filed(words: Mapping[str, Any], *, received_at: datetime, channel: str, has_contact: bool) -> TipFacts:
    """
    Take what bears on urgency from a tip that came as words: over the form, by telephone, from a program.

    Args:
        words: `text`, `when` in free words, and `danger_now` where somebody said so.
        received_at: when it came.
        channel: a code of the vocabulary `channels`.
        has_contact: whether its sender can be reached.
    """
    told = " \n".join(str(words.get(name, "")) for name in ("text", "when"))
    said = TipFacts(
        received_at=received_at, danger_now=danger_told(words),
        has_contact=True if has_contact else None, channel=channel,
    )  # fmt: skip
    return urgency.join_facts(said, urgency.facts_of_text(told, received_at=received_at))


@dataclass(frozen=True)
class Weighed:
    """
    How far the tips that wait were weighed anew.

    Args:
        last: the last one that was looked at; None where there was none.
        tips: how many were.
        changed: how many of them have changed.
        broken: the references of those whose seals do not open; they stay as they are.
    """

    last: UUID | None
    tips: int
    changed: int
    broken: tuple[str, ...]


@action
def weigh_waiting(actor: Actor, purpose: str, *, after: UUID | None = None) -> Weighed:
    """
    Weigh the next WEIGHED_AT_ONCE_MAX tips anew that wait, as after the rules were changed.

    Args:
        actor: who changed them.
        purpose: for what.
        after: the last tip of the call before; None begins with the oldest.
    """
    demand(actor, purpose, "weigh", "tip")
    waiting = Tip.everyone_unscoped.filter(state="new").order_by("pk")
    chosen = (waiting.filter(pk__gt=after) if after else waiting).values_list("pk", "reference")
    tips = list(chosen[:WEIGHED_AT_ONCE_MAX])
    changed = 0
    broken = []
    for tip_id, reference in reversed(tips):  # locked in one order everywhere, the newest first
        try:
            changed += weigh_anew(actor, purpose, tip_id=tip_id)
        except SealBroken:
            broken.append(reference)
    detail = {"changed": changed, "broken": broken}
    journal.record(actor.user_id, purpose, "weigh", "tip", None, count=len(tips), detail=detail)
    return Weighed(tips[-1][0] if tips else None, len(tips), changed, tuple(broken))


@step
def weigh_anew(actor: Actor, purpose: str, *, tip_id: UUID) -> bool:
    """Weigh a tip with all that was heard of it by now, as a part of the act under way; say whether it has changed."""
    # Past the door: what was said counts for every tip that names the person, also for one the actor cannot open.
    # Locked before anything is read, so that of two acts at the same moment the later one knows of the other.
    tip = Tip.everyone_unscoped.select_for_update().get(pk=tip_id)
    found = urgency.weigh_heard(list(_heard(actor, purpose, tip)))
    before, after = (tip.urgency, tip.reasons, tip.due_at), (found.score, plain_reasons(found), found.due_at)
    if before == after:
        return False
    made = Weighing(tip=tip)
    seal.put(made, "sealed", sealed_why(found))
    made.save()
    tip.urgency, tip.reasons, tip.due_at = after
    # Not as a new version: it follows from what was said, so that nobody's edit can be lost by it.
    Tip.objects.filter(pk=tip.pk).update(urgency=tip.urgency, reasons=tip.reasons, due_at=tip.due_at)
    # By its own id, so that it is missed where it is taken out; and not by the tip's, whose readers need not know of an
    # act on somebody whom it names.
    journal.part("weigh", "tip", made.pk, detail={"before": _told(before), "after": _told(after)})
    return True


def weigh_places(*, actor: Actor, purpose: str, places: Sequence[tuple[UUID, str]], **_: Any) -> None:
    """Weigh the tips anew that stand at some places of sources; what `said_anew` of the case file calls."""
    for source_id, place in places:
        # The newest first, as everywhere: of two acts that lock the same tips, neither waits for one who waits for it.
        at_place = Tip.everyone_unscoped.filter(source_id=source_id, place=place).order_by("-pk")
        for tip_id in at_place.values_list("pk", flat=True):
            weigh_anew(actor, purpose, tip_id=tip_id)


def _heard(actor: Actor, purpose: str, tip: Tip) -> Iterator[Heard]:
    """Give what was heard of a tip: as it came, with all that does not depend on a day, then what came later by day."""
    chain, open_to = with_its_wholes(tip), _open_to(tip)
    named = standing_at(actor, purpose, source_id=tip.source_id, place=tip.place, kinds=FACT_KINDS, open_to=open_to)
    said = [one for person in named if _goes_with(person, tip) for one in person.said]
    at_first = [one for one in said if one.kept_at <= tip.created_at]
    came = urgency.join_facts(_facts_of_words(chain), _facts(at_first, heard_at=tip.received_at))
    lasting = _lasting(urgency.join_facts(came, _facts(said, heard_at=tip.received_at)))
    yield Heard(urgency.join_facts(came, lasting), tip.received_at)
    later = (one for one in said if one.kept_at > tip.created_at)
    for _, some in groupby(sorted(later, key=lambda one: one.kept_at), key=lambda one: one.kept_at.date()):
        of_a_day = list(some)
        heard = urgency.join_facts(lasting, _facts(of_a_day, heard_at=of_a_day[0].kept_at))
        yield Heard(heard, of_a_day[0].kept_at)  # its clock began when the tip came
    for facts in _added(tip, chain, open_to):
        yield Heard(urgency.join_facts(facts, lasting), facts.received_at)  # a clock of its own


def _added(tip: Tip, chain: Sequence[Tip], open_to: frozenset[UUID]) -> Iterator[TipFacts]:
    """
    Give what the sender added: to the tip, and to the whole that it is a part of, also after the split.

    What came to the whole after the split counts only for who may open the whole: another part may have gone behind a
    restricted case, and taken the whole with it.
    """
    wholes = [one for one in chain[1:] if not _is_behind_a_part(one, open_to)]
    counts = Q(tip_id__in=[tip.pk, *(one.pk for one in wholes)])
    counts |= Q(tip_id__in=[one.pk for one in chain], created_at__lte=tip.created_at)
    for addition in Addition.everyone_unscoped.filter(counts, is_answer=False).order_by("id"):
        yield facts_of_addition(addition)


def facts_of_addition(addition: Addition) -> TipFacts:
    """Take what of added words bears on urgency: as it was read when they came, or of the words themselves."""
    if addition.sealed_facts is not None:
        return facts_read(seal.opened(addition, "sealed_facts"))
    text = str(seal.opened(addition, "sealed")["text"])
    return urgency.facts_of_text(text, received_at=addition.created_at)


def _open_to(tip: Tip) -> frozenset[UUID]:
    """Give the compartments that everybody sees who sees a tip: of its case, and for a whole those of its parts."""
    family = Tip.everyone_unscoped.filter(source_id=tip.source_id, place=tip.place, case__compartment__isnull=False)
    chosen = family if tip.state == "split" else family.filter(pk=tip.pk)
    return frozenset(one for one in chosen.values_list("case__compartment", flat=True) if one is not None)


def _is_behind_a_part(whole: Tip, open_to: frozenset[UUID]) -> bool:
    return bool(_open_to(whole) - open_to)


def _facts_of_words(chain: Sequence[Tip]) -> TipFacts:
    """Take what the words of a tip say; a part of a split tip keeps what the words of the whole said."""
    tip, read = chain[0], facts_as_filed if chain[-1].of_import_id is None else facts_of_told
    found = []
    for one in chain:
        words = seal.opened(one, "sealed")
        if "facts" in words:  # what came over the form was read when it came; reading it may be dear
            found.append(facts_read(words["facts"]))
        else:
            has_contact = one.sealed_contact is not None
            found.append(read(words, received_at=tip.received_at, channel=tip.channel, has_contact=has_contact))
    return reduce(urgency.join_facts, found)


def _goes_with(person: Mentioned, tip: Tip) -> bool:
    """Say whether what is said of somebody counts for a tip; a part keeps all who were named before the split."""
    slots: Collection[str] | None = seal.opened(tip, "sealed").get("slots")
    if slots is None or person.slot in slots:
        return True
    return person.since <= tip.created_at


def _facts(said: Sequence[Standing], *, heard_at: datetime) -> TipFacts:
    read = [
        ReadStatement(one.kind, dict(one.value), on_earliest=one.on_earliest, on_latest=one.on_latest) for one in said
    ]
    return facts_of_statements(read, heard_at=heard_at)


def _lasting(facts: TipFacts) -> TipFacts:
    """Take what holds on every day: how old the youngest is, whether somebody can be reached, how it came."""
    return TipFacts(
        received_at=facts.received_at, youngest_age_years=facts.youngest_age_years, has_contact=facts.has_contact,
        channel=facts.channel,
    )  # fmt: skip


def _told(weighed: tuple[Any, list[list[str]], datetime]) -> dict[str, Any]:
    points, reasons, due_at = weighed
    return {"urgency": str(points), "reasons": [code for code, _ in reasons], "due_at": due_at.isoformat()}
