"""
File a tip, once, however often it is sent; add to it; answer it.

Whoever sends a tip gets a public reference and a secret. The secret is computed from the sender's own key and words
under a key of this installation, so that a post that is repeated (the network broke, the button was pressed twice)
gets the same answer although only a hash of the secret is kept.
"""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, action, demand, find, scope
from wayhome.accounts.queries import agency_for_public_tips
from wayhome.casefile.actions import keep_source
from wayhome.casefile.actions.references import draw
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.actions.weighing import facts_as_filed, plain_reasons, sealed_why, weigh_places
from wayhome.tips.engine import receipts, urgency
from wayhome.tips.engine.tip_facts import facts_told
from wayhome.tips.models import Addition, Tip
from wayhome.tips.queries.senders import tip_of_sender

TEXT_CHARACTERS_MAX = 100_000  # about 40 pages: more than anyone writes, less than what would fill a disk by posts
FIELD_CHARACTERS_MAX = 2_000
ADDITIONS_MAX = 1_000  # each is weighed with all others of its tip
FIELDS = ("text", "place", "when", "language", "contact")
_KEY_CHARACTERS_MAX = 200
_SOURCES = {"web_form": "form", "api": "api"}


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: a reference to name the tip by, and the secret that opens it; the secret is never kept."""

    reference: str
    secret: str
    tip_id: UUID
    is_new: bool


@dataclass(frozen=True)
class Stated:
    """What a colleague says of a tip besides its words."""

    danger_now: bool
    received_at: datetime | None


def file_tip(
    actor: Actor,
    purpose: str,
    *,
    body: Mapping[str, str],
    channel: str,
    key: str = "",
    danger_now: bool = False,
    received_at: datetime | None = None,
) -> Receipt:
    """
    File a tip, durably, and at most once for a key.

    Args:
        actor: who files it: the public, or a colleague who takes a call.
        purpose: for what.
        body: `text`, and where they are known `place`, `when`, `language`, `contact`.
        channel: a code of the vocabulary `channels`.
        key: what makes a repeated post the same post; empty means that there is none.
        danger_now: whether the caller says that a child is in danger now; False means that nobody said so.
        received_at: when it reached a colleague who writes it down later, as a letter does; its clock began then.

    Raises:
        BadInput: there is no text, a field is too long or holds a NUL character, or it came later than now.
        Conflict: the key was used with other words.
    """
    stated = Stated(danger_now=danger_now, received_at=received_at)
    try:
        return _file_tip(actor, purpose, body=body, channel=channel, key=key, stated=stated)
    except IntegrityError:  # the same key came twice at the same moment; now the other one stands
        return _file_tip(actor, purpose, body=body, channel=channel, key=key, stated=stated)


@action
def _file_tip(
    actor: Actor, purpose: str, *, body: Mapping[str, str], channel: str, key: str, stated: Stated
) -> Receipt:
    demand(actor, purpose, "create", "tip")
    content = _checked(body)
    vocabulary("channels").check(channel, field="channel")
    if len(key) > _KEY_CHARACTERS_MAX:
        raise BadInput(f"Idempotency-Key: at most {_KEY_CHARACTERS_MAX} characters; a random UUID is a good one.")
    key = key or secrets.token_hex(16)
    raw = receipts.canonical_body(content)
    secret = receipts.secret_of(server_key=seal.blind("receipt"), idempotency_key=f"{channel}:{key}", body=raw)
    key_hash = seal.blind("idempotency", channel.encode(), key.encode())
    body_hash = seal.blind("body", raw, bytes([stated.danger_now]))
    # Past the door: a key is known also where a restriction hides its tip, and the reference is its sender's own.
    existing = Tip.everyone_unscoped.filter(idempotency_hash=key_hash).first()
    if existing is not None:
        return _repeated(actor, purpose, existing, secret=secret, body_hash=body_hash)
    tip = _new_tip(actor, purpose, content, channel=channel, raw=raw, stated=stated)
    tip.idempotency_hash, tip.body_hash, tip.secret_hash = key_hash, body_hash, receipts.hash_of(secret)
    tip.save()
    journal.record(actor.user_id, purpose, "create", "tip", tip.pk, root=bytes.fromhex(tip.source.sha256))
    return Receipt(tip.reference, secret, tip.pk, is_new=True)


def add_to_tip(actor: Actor, purpose: str, *, reference: str, secret: str, text: str, key: str = "") -> None:
    """
    Add words to a tip that was sent before, with its reference and secret; the same words with one key once.

    Raises:
        NotFound: no tip has this reference and secret; which of the two is wrong is not said.
        BadInput: there is no text.
    """
    key, words = key or secrets.token_hex(16), _checked({"text": text})["text"]
    facts = urgency.facts_of_text(words, received_at=timezone.now())  # before the act: a long text takes long to read
    try:
        _add_to_tip(actor, purpose, reference=reference, secret=secret, words=words, key=key, facts=facts)
    except IntegrityError:  # the same words came twice at the same moment; now the other ones stand
        _add_to_tip(actor, purpose, reference=reference, secret=secret, words=words, key=key, facts=facts)


@action
def _add_to_tip(
    actor: Actor, purpose: str, *, reference: str, secret: str, words: str, key: str, facts: urgency.TipFacts
) -> None:
    demand(actor, purpose, "add", "tip")
    tip = tip_of_sender(actor, purpose, reference=reference, secret=secret)
    # Bound to the words: whoever goes back and writes more sends another addition, and it must not be lost.
    submission = seal.blind("addition", tip.pk.bytes, key.encode(), words.encode())
    added = scope(actor, purpose, Addition, "add").filter(tip_id=tip.pk)
    if not added.filter(submission_hash=submission).exists():
        if added.count() >= ADDITIONS_MAX:
            raise Conflict("So much was added to this tip that it takes no more. Send what is new as another tip.")
        addition = Addition(tip=tip, submission_hash=submission, created_at=facts.received_at)
        seal.put(addition, "sealed", {"text": words})
        seal.put(addition, "sealed_facts", facts_told(facts))
        addition.save()
        journal.part("add", "tip", addition.pk)  # by its own id, so that it is missed where it is taken out
        weigh_places(actor=actor, purpose=purpose, places=[(tip.source_id, tip.place)])  # with the parts of a split one
    journal.record(actor.user_id, purpose, "add", "tip", tip.pk)


@action
def answer_tip(actor: Actor, purpose: str, *, tip_id: UUID, text: str) -> Addition:
    """Write an answer that the sender can read with reference and secret."""
    tip = find(actor, purpose, Tip, tip_id, verb="answer")
    if not text.strip():
        raise BadInput("text: the answer is empty.")
    if tip.secret_hash is None:
        raise Conflict("Nobody holds a secret to this tip, so nobody could read an answer.")
    answer = Addition(tip=tip, is_answer=True, written_by_id=actor.user_id)
    seal.put(answer, "sealed", {"text": text.strip()})
    answer.save()
    journal.part("answer", "tip", answer.pk)
    journal.record(actor.user_id, purpose, "answer", "tip", tip.pk)
    return answer


def _repeated(actor: Actor, purpose: str, tip: Tip, *, secret: str, body_hash: bytes) -> Receipt:
    if bytes(tip.body_hash or b"") != body_hash:
        raise Conflict("This Idempotency-Key was used for another tip. Send the new one with a new key.")
    journal.record(actor.user_id, purpose, "create", "tip", tip.pk, detail={"repeated": True})
    return Receipt(tip.reference, secret, tip.pk, is_new=False)


def _checked(body: Mapping[str, str]) -> dict[str, str]:
    """Keep the known fields, trimmed, and say what is wrong with any. A text that shows nothing is none."""
    given = {name: _one_line_end(str(body.get(name) or "")).strip() for name in FIELDS}
    content = {name: words for name, words in given.items() if words}
    for name, words in content.items():
        most = TEXT_CHARACTERS_MAX if name == "text" else FIELD_CHARACTERS_MAX
        if len(words) > most:
            raise BadInput(f"{name}: {len(words):,} characters, at most {most:,} fit. Send the rest as a second tip.")
        if "\x00" in words:
            raise BadInput(f"{name}: a NUL character stands in it. Remove it and send again.")
        if any("\ud800" <= letter <= "\udfff" for letter in words):
            raise BadInput(f"{name}: half of a character stands in it. Remove it and send again.")
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in content.get("text", "")):
        raise BadInput("text: write what you saw or know; a few words are enough.")
    return content


def _one_line_end(words: str) -> str:
    """Write every line end in one way: browsers send another one than programs, and a repeat must stay a repeat."""
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _new_tip(
    actor: Actor, purpose: str, content: Mapping[str, str], *, channel: str, raw: bytes, stated: Stated
) -> Tip:
    """Build the tip with its source and its urgency, weighed as of when it came; it is not saved yet."""
    now = stated.received_at or timezone.now()
    if now > timezone.now() or (stated.received_at and actor.agency_id is None):
        raise BadInput("received: only a colleague can say when it came, and not later than now.")
    agency_id = actor.agency_id or agency_for_public_tips(actor, purpose)
    danger = {"danger_now": "yes"} if stated.danger_now else {}
    source = keep_source(
        actor, purpose, verb_kind=("create", "tip"), what=_SOURCES.get(channel, "call"), agency_id=agency_id,
        content=[raw], media_type="application/json", facts=danger, received_at=now,
    )  # fmt: skip
    facts = facts_as_filed({**content, **danger}, received_at=now, channel=channel, has_contact="contact" in content)
    found = urgency.weigh(facts, now=now)
    tip = Tip(
        reference=draw("WH"), agency_id=agency_id, channel=channel, received_at=now, source=source, place="/text",
        language=_language_code(content.get("language", "")), urgency=found.score, due_at=found.due_at,
        reasons=plain_reasons(found),
    )  # fmt: skip
    words = {name: text for name, text in content.items() if name != "contact"}
    seal.put(tip, "sealed", {**words, **danger, "facts": facts_told(facts), "why": sealed_why(found)})
    if "contact" in content:
        seal.put(tip, "sealed_contact", {"contact": content["contact"]})
    return tip


def _language_code(said: str) -> str:
    """Find the tag of a language; what is none stays sealed with the words, because the column beside is plain."""
    found = vocabulary("languages").find(said) if said else None
    return found.code if found else ""
