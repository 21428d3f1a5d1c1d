"""What whoever sent a tip may read with reference and secret: that it came, what they added, what was answered."""

from dataclasses import dataclass
from datetime import datetime

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput, NotFound
from wayhome.tips.engine import receipts
from wayhome.tips.models import Addition, Tip


@dataclass(frozen=True)
class SenderLine:
    """Something that the sender added, or that was answered."""

    at: datetime
    text: str
    is_answer: bool


@dataclass(frozen=True)
class SenderPage:
    """What a sender sees of their own tip; never who reads it, nor what became of it."""

    reference: str
    received_at: datetime
    lines: tuple[SenderLine, ...]

    @property
    def has_answer(self) -> bool:
        """Say whether anybody answered."""
        return any(line.is_answer for line in self.lines)


@query
def sender_page(actor: Actor, purpose: str, *, reference: str, secret: str) -> SenderPage:
    """
    Open the answers to a tip for whoever holds its secret; that they were opened is journalled.

    Raises:
        NotFound: no tip has this reference and secret; which of the two is wrong is not said.
    """
    tip = tip_of_sender(actor, purpose, reference=reference, secret=secret)
    journal.record(actor.user_id, purpose, "read", "tip", tip.pk, detail={"what": "answers, by the sender"})
    rows = scope(actor, purpose, Addition, "add").filter(tip_id=tip.pk).order_by("id")
    lines = tuple(SenderLine(row.created_at, seal.opened(row, "sealed")["text"], row.is_answer) for row in rows)
    return SenderPage(tip.reference, tip.received_at, lines)


@query
def tip_of_sender(actor: Actor, purpose: str, *, reference: str, secret: str) -> Tip:
    """Find a tip by its reference and secret, for this room's own use; raises NotFound as `sender_page` does."""
    found = scope(actor, purpose, Tip, "add").filter(reference=_told(reference)).first()
    stored = bytes(found.secret_hash or b"") if found is not None else b""
    # Compared even where there is nothing to compare with, so that the time does not tell which of the two is wrong.
    is_right = receipts.is_secret_of(secret, stored or bytes(32))
    if not is_right or not stored or found is None:
        raise NotFound("No tip has this reference and secret. Check both, as they were shown when it was sent.")
    return found


def _told(reference: str) -> str:
    """Write a reference as it is stored; what cannot be one stands for no tip."""
    try:
        return references.parse(reference, prefix="WH").text
    except BadInput:
        return ""
