"""Find a tip that is about to be acted on, with the version that the act must name."""

from uuid import UUID

from wayhome.accounts.door import Actor, find, query
from wayhome.tips.models import Tip
from wayhome.tips.queries.finding import demand_tip


@query
def tip_to_act_on(actor: Actor, purpose: str, *, reference: str, verb: str) -> tuple[UUID, int]:
    """
    Give id and version of a tip, for whoever may do this to it.

    Raises:
        NotFound: there is none of this reference, or none to which the actor may do this.
    """
    tip_id = demand_tip(actor, purpose, text=reference, verb=verb)
    return tip_id, find(actor, purpose, Tip, tip_id, verb=verb).version
