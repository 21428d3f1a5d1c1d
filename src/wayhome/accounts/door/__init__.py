"""
The door: may this person do this, for this purpose?

Every read and write of the house passes here. `scope` answers for a list and `check` for one record, by one and
the same rule: a record may be touched when it lies in the scope. `demand` and `find` are the two that stop an act.
`action`, `step` and `query` wrap every public function of a room's actions and queries and see to it that none forgets.

The rule, in the order of its parts: a row of the policy for one of the actor's roles, this verb, this kind and
this purpose; the scope of that row (own, team, agency, all) on the fields that the model declares; and no
restricted compartment to which the actor holds no grant. Deny beats allow. Unknown and forbidden look the same.
"""

from wayhome.accounts.door.actors import OPERATOR, PUBLIC, SYSTEM, Actor, Asked, actor_of, actor_with_id
from wayhome.accounts.door.asking import NOTHING_HERE, Decision, check, demand, find, scope
from wayhome.accounts.door.guarded import Guarded, Reach, Scoped
from wayhome.accounts.door.inserting import insert_rows
from wayhome.accounts.door.wrapping import action, open_to_all, query, step

__all__ = [
    "NOTHING_HERE",
    "OPERATOR",
    "PUBLIC",
    "SYSTEM",
    "Actor",
    "Asked",
    "Decision",
    "Guarded",
    "Reach",
    "Scoped",
    "action",
    "actor_of",
    "actor_with_id",
    "check",
    "demand",
    "find",
    "insert_rows",
    "open_to_all",
    "query",
    "scope",
    "step",
]
