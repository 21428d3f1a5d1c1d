"""List tips for the command line, one after the other, however many there are."""

from collections.abc import Iterator
from typing import Any

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, demand, query, scope
from wayhome.tips.models import Tip

_CHUNK = 500


@query
def list_tips(actor: Actor, purpose: str) -> Iterator[dict[str, Any]]:
    """Give every tip in scope, oldest first, with its text; that the whole list was read is journalled."""
    demand(actor, purpose, "read", "tip")
    journal.record(actor.user_id, purpose, "read", "tip")
    tips = scope(actor, purpose, Tip).order_by("received_at", "id")
    return (_line(tip) for tip in tips.iterator(chunk_size=_CHUNK))


def _line(tip: Tip) -> dict[str, Any]:
    return {
        "reference": tip.reference, "text": seal.opened(tip, "sealed").get("text", ""), "state": tip.state,
        "channel": tip.channel, "urgency": float(tip.urgency), "received_at": tip.received_at.isoformat(),
        "due_at": tip.due_at.isoformat(),
    }  # fmt: skip
