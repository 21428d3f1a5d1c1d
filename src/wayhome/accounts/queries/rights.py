"""What may be offered to somebody."""

from wayhome.accounts.door import Actor, check, query


@query
def may(actor: Actor, purpose: str, verb: str, kind: str) -> bool:
    """Say whether a button should be shown; the act itself asks again."""
    return check(actor, purpose, verb, kind).is_allowed
