"""The references of records that the history names by their ids, for whoever may open them."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from wayhome.accounts.door import Actor, check, demand, query, scope
from wayhome.casefile.models import Case, Investigation, Subject

# By kind of leaf: whose id it holds, and the name of that record's page. What is said of somebody is told by who it is.
_NAMED: Final[Mapping[str, tuple[type[Case] | type[Investigation] | type[Subject], str]]] = {
    "case": (Case, "casefile:case"),
    "investigation": (Investigation, "casefile:investigation"),
    **dict.fromkeys(("subject", "statement", "consent"), (Subject, "casefile:person")),
}


@query
def name_records(
    actor: Actor, purpose: str, *, asked: Collection[tuple[str, UUID]]
) -> dict[tuple[str, UUID], tuple[str, str]]:
    """
    Find the reference of each record, and the name of its page.

    Args:
        actor: who reads the history.
        purpose: for what.
        asked: kind and id of each record, as leaves name them.

    Returns:
        Only those that the actor may open; of the others nothing is told, not even whether there are any.
    """
    demand(actor, purpose, "read", "journal")
    found: dict[tuple[str, UUID], tuple[str, str]] = {}
    for kind, (model, page) in _NAMED.items():
        ids = [record_id for one, record_id in asked if one == kind]
        if ids and check(actor, purpose, "read", model.kind).is_allowed:
            rows = scope(actor, purpose, model).filter(pk__in=ids)
            found |= {(kind, pk): (reference, page) for pk, reference in rows.values_list("pk", "reference")}
    return found
