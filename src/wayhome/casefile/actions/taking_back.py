"""Take back what some rows of a source said: withdrawn and struck through, never erased."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from wayhome.accounts.door import Actor, demand, scope, step
from wayhome.casefile.models import Case, Statement

MISTAKE = "mistake"  # a code of the vocabulary closing_reasons


@step
def withdraw_rows(
    actor: Actor, purpose: str, *, verb_kind: tuple[str, str], source_id: UUID, places: Sequence[str]
) -> list[UUID]:
    """
    Withdraw every statement that stands at some places of a source, in the transaction of the act that calls it.

    Args:
        actor: who takes the source back.
        purpose: for what.
        verb_kind: the right under which it is done, such as ("undo", "import").
        source_id: the source.
        places: at most a thousand places in it.

    Returns:
        The ids of the statements, in order, so that the caller can bind them into its journal leaf.
    """
    verb, kind = verb_kind
    demand(actor, purpose, verb, kind)
    standing = scope(actor, purpose, Statement).filter(source_id=source_id, place__in=list(places), state="standing")
    found = list(standing.order_by("id").values_list("pk", flat=True))
    standing.update(state="withdrawn", version=F("version") + 1)
    return found


@step
def close_mistaken_cases(actor: Actor, purpose: str, *, verb_kind: tuple[str, str], case_ids: Sequence[UUID]) -> None:
    """Close cases that a source opened and nobody worked on, as opened by mistake; they stay to be read."""
    verb, kind = verb_kind
    demand(actor, purpose, verb, kind)
    Case.objects.filter(pk__in=list(case_ids), state="open").update(
        state="closed", state_reason=MISTAKE, state_since=timezone.now(), version=F("version") + 1
    )
