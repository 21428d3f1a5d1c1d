"""The page of a person, a place or a thing: all that is said of them, side by side, and what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.engine.folding import script_of
from wayhome.casefile.models import CaseMember, Mention, Source, Subject
from wayhome.casefile.queries.claims import ELSEWHERE, ClaimShown, choices_by_kind, claims_by_kind
from wayhome.casefile.queries.consents import ConsentShown, consents_of
from wayhome.casefile.queries.finding import demand_reference
from wayhome.casefile.queries.history import History, history_of
from wayhome.casefile.queries.known import Known, known_by
from wayhome.casefile.queries.opening import Opened, choices_of, statements_about, statements_of
from wayhome.casefile.queries.showing import SourceShown, StatementShown, look_around, show, source_label, source_labels
from wayhome.casefile.queries.words import say, term_label
from wayhome.kernel.vocabularies import vocabulary


@dataclass(frozen=True)
class OtherName:
    """Another name, with the script or the kind that tells it from the one in the heading."""

    label: str
    text: str
    lang: str


@dataclass(frozen=True)
class RelationShown:
    """A relation, or a part in an event, in words from this page's side; whether it is a statement of this subject."""

    label: str
    other: Known | None
    statement: StatementShown
    is_own: bool


@dataclass(frozen=True)
class CaseLine:
    """A case that the person belongs to."""

    reference: str
    title: str
    state: str


@dataclass(frozen=True)
class MentionShown:
    """A place of a source that names the person."""

    source: SourceShown
    slot: str
    at: datetime


@dataclass(frozen=True)
class PersonPage:
    """Everything that a person's page shows."""

    subject_id: UUID
    known: Known
    recorded_at: datetime
    other_names: tuple[OtherName, ...]
    claims: tuple[ClaimShown, ...]
    relations: tuple[RelationShown, ...]
    cases: tuple[CaseLine, ...]
    mentions: tuple[MentionShown, ...]
    consents: tuple[ConsentShown, ...]
    history: History

    @property
    def statements_count(self) -> int:
        """How many statements are shown, relations included."""
        return sum(len(claim.statements) for claim in self.claims) + len(self.relations)

    @property
    def contradictions_count(self) -> int:
        """How many kinds hold statements that cannot both be true."""
        return sum(claim.is_apart for claim in self.claims)


@query
def person_page(actor: Actor, purpose: str, *, reference: str) -> PersonPage:
    """
    Open the page of a person, a place or a thing; that it was opened is journalled.

    Raises:
        NotFound: there is none of this reference, or none that the actor may see.
    """
    subject_id = demand_reference(actor, purpose, text=reference, prefix="P")
    subject = find(actor, purpose, Subject, subject_id)
    journal.record(actor.user_id, purpose, "read", "subject", subject.pk)
    said = statements_of(actor, purpose, [subject.pk]).get(subject.pk, [])
    towards = statements_about(actor, purpose, subject.pk)
    choices = choices_of(actor, purpose, [subject.pk])
    around = look_around(actor, purpose, [*said, *towards], beside={one.row.subject_id for one in towards})
    known = known_by(subject, said, choices)
    return PersonPage(
        subject_id=subject.pk,
        known=known,
        recorded_at=subject.created_at,
        other_names=_other_names(said, known),
        claims=claims_by_kind(said, choices_by_kind(choices, subject.pk), around),
        relations=(
            *(_relation(show(one, around)) for one in said if one.row.what in ELSEWHERE),
            *(_reverse(show(one, around), one, subject=around.others.get(one.row.subject_id)) for one in towards),
        ),
        cases=_cases(actor, purpose, subject.pk),
        mentions=_mentions(actor, purpose, subject.pk),
        consents=consents_of(actor, purpose, [subject.pk]).get(subject.pk, ()),
        history=history_of(object_ids=[subject.pk]),
    )


def _other_names(said: Sequence[Opened], known: Known) -> tuple[OtherName, ...]:
    """List the names beside the one in the heading, each written form once."""
    shown = {*known.name.split(" / ")}
    heading_script = script_of(known.name)
    names = []
    for one in said:
        text = one.value.get("text", "")
        if one.row.what != "name" or one.row.state != "standing" or text in shown:
            continue
        shown.add(text)
        script = script_of(text)
        if script is None or script == heading_script or one.value["name_kind"] == "alias":
            label = term_label("name_kinds", one.value["name_kind"])
        else:
            label = term_label("scripts", script)
        names.append(OtherName(label, text, say("name", one.value).lang))
    return tuple(names)


def _relation(statement: StatementShown) -> RelationShown:
    return RelationShown(statement.words.text, statement.other, statement, is_own=True)


def _reverse(statement: StatementShown, one: Opened, *, subject: Known | None) -> RelationShown:
    """Say a statement of somebody else that leads here, in words from this side."""
    if one.row.what == "relation":
        inverse = vocabulary("relation_kinds").term(one.value["relation_kind"]).fact("inverse")
        return RelationShown(term_label("relation_kinds", inverse), subject, statement, is_own=False)
    return RelationShown(statement.words.text, subject, statement, is_own=False)


def _cases(actor: Actor, purpose: str, subject_id: UUID) -> tuple[CaseLine, ...]:
    members = (
        scope(actor, purpose, CaseMember).filter(subject_id=subject_id).select_related("case").order_by("-case_id")
    )
    cases = [member.case for member in members]
    return tuple(CaseLine(case.reference, seal.opened(case, "sealed")["title"], case.state) for case in cases)


def _mentions(actor: Actor, purpose: str, subject_id: UUID) -> tuple[MentionShown, ...]:
    mentions = list(
        scope(actor, purpose, Mention).filter(subject_id=subject_id).select_related("source").order_by("id")
    )
    ids = [mention.source_id for mention in mentions]
    openable = set(scope(actor, purpose, Source, "open").filter(pk__in=ids).values_list("pk", flat=True))
    labels = source_labels(actor, purpose, ids)
    shown = []
    for mention in mentions:
        source_id = mention.source_id
        label = labels.get(source_id) or source_label(mention.source.what)
        source = SourceShown(source_id, label, mention.place, "", source_id in openable)
        shown.append(MentionShown(source, mention.slot if mention.slot != "person" else "", mention.source.received_at))
    return tuple(shown)
