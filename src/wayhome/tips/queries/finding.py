"""Find a tip or an import by the reference that people speak."""

from typing import Final
from uuid import UUID

from wayhome.accounts.door import NOTHING_HERE, Actor, find, query
from wayhome.kernel import references
from wayhome.kernel.errors import BadInput, NotFound
from wayhome.tips.models import Import, Tip

_MODELS: Final[dict[str, type[Tip] | type[Import]]] = {"WH": Tip, "M": Import}


@query
def demand_tip(actor: Actor, purpose: str, *, text: str, verb: str = "read") -> UUID:
    """
    Find the tip that a reference names, for whoever may do the verb to it.

    Raises:
        NotFound: there is none, or none for this actor; an attempt on a hidden one is journalled.
    """
    return _demand(actor, purpose, text=text, prefix="WH", verb=verb)


@query
def demand_import(actor: Actor, purpose: str, *, text: str, verb: str = "read") -> UUID:
    """Find the import that a reference names, as `demand_tip` does a tip."""
    return _demand(actor, purpose, text=text, prefix="M", verb=verb)


def _demand(actor: Actor, purpose: str, *, text: str, prefix: str, verb: str) -> UUID:
    model = _MODELS[prefix]
    # Round the door for the id alone, so that an attempt on a hidden record is journalled with what it was made on.
    named = model.everyone_unscoped.filter(reference=_told(text, prefix)).values_list("pk", flat=True).first()
    if named is None:
        raise NotFound(NOTHING_HERE)
    found: UUID = find(actor, purpose, model, named, verb=verb).pk
    return found


def _told(text: str, prefix: str) -> str:
    try:
        return references.parse(text, prefix=prefix).text
    except BadInput:
        raise NotFound(NOTHING_HERE) from None
