"""The references of tips and imports that the history names by their ids, for whoever may open them."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from wayhome.accounts.door import Actor, check, demand, query, scope
from wayhome.tips.models import Import, Tip

_NAMED: Final[Mapping[str, tuple[type[Tip] | type[Import], str]]] = {
    "tip": (Tip, "tips:tip"),
    "import": (Import, "tips:import"),
}


@query
def name_records(
    actor: Actor, purpose: str, *, asked: Collection[tuple[str, UUID]]
) -> dict[tuple[str, UUID], tuple[str, str]]:
    """Find the reference of each record, and the name of its page, as the case file's `name_records` does."""
    demand(actor, purpose, "read", "journal")
    found: dict[tuple[str, UUID], tuple[str, str]] = {}
    for kind, (model, page) in _NAMED.items():
        ids = [record_id for one, record_id in asked if one == kind]
        if ids and check(actor, purpose, "read", kind).is_allowed:
            rows = scope(actor, purpose, model).filter(pk__in=ids)
            found |= {(kind, pk): (reference, page) for pk, reference in rows.values_list("pk", "reference")}
    return found
