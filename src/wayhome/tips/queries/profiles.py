"""Mappings that were used before, to be used again for the next sheet of the same sender."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.tips.models import Import

PROFILES_MAX = 50


@dataclass(frozen=True)
class ProfileUsed:
    """A mapping that an import was done with: its name, its hash, the newest import that used it."""

    import_id: UUID
    profile: str
    sha256: str
    used_at: datetime


@query
def profiles_used(actor: Actor, purpose: str) -> list[ProfileUsed]:
    """List the mappings of imports that were done, each once, the one that was used last first."""
    done = scope(actor, purpose, Import, "run").filter(state="done").order_by("-created_at", "-id")
    found: dict[str, ProfileUsed] = {}
    for row in done.values_list("pk", "profile", "mapping_sha256", "created_at").iterator():
        found.setdefault(row[2], ProfileUsed(*row))
        if len(found) == PROFILES_MAX:
            break
    return list(found.values())


@query
def mapping_of(actor: Actor, purpose: str, *, import_id: UUID) -> str:
    """Give the text of the mapping that an import was done with."""
    used = find(actor, purpose, Import, import_id, verb="run")
    text: str = seal.opened(used, "sealed").get("mapping", "")
    return text
