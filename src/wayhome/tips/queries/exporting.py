"""Give the rows of an import as they came, to be written into a file for a partner or for keeping."""

from collections.abc import Iterator, Mapping

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, demand, find, query, scope
from wayhome.tips.models import Import, Tip
from wayhome.tips.queries.finding import demand_import

_CHUNK = 500


@query
def rows_of_import(actor: Actor, purpose: str, *, reference: str) -> Iterator[Mapping[str, str]]:
    """
    Open every row of an import that was stored, in the order of its file.

    Args:
        actor: who takes the rows out; they may open raw sources, because that is what the rows are.
        purpose: for what.
        reference: the import's.

    Returns:
        Header to cell. That they were opened is journalled before the first one leaves.

    Raises:
        NotFound: there is no import of this reference, or none that the actor may see.
        NotAllowed: the actor may not open raw sources.
    """
    demand(actor, purpose, "open", "source")
    found = find(actor, purpose, Import, demand_import(actor, purpose, text=reference))
    tips = scope(actor, purpose, Tip).filter(of_import_id=found.pk).order_by("row", "id")
    detail = {"exported": found.reference}
    journal.record(actor.user_id, purpose, "open", "source", found.source_id, count=found.stored, detail=detail)
    return (dict(seal.opened(tip, "sealed")["raw"]) for tip in tips.iterator(chunk_size=_CHUNK))
