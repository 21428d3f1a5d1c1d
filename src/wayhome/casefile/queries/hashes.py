"""The hashes of what an import kept, as `record_mentions` gave them then, so that its journal leaf can be checked."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Mention, Statement

PLACES_MAX = 5_000  # variables in one SELECT, well under SQLite's 32,766


@query
def hashes_at(
    actor: Actor, purpose: str, *, source_id: UUID, places: Sequence[str], before: UUID
) -> Mapping[str, list[bytes]]:
    """
    Compute again, for each place of a source, the parts that `Kept.parts` had.

    Args:
        actor: who checks.
        purpose: for what.
        source_id: the source.
        places: at most PLACES_MAX places in it.
        before: an id drawn right after them; what has a later one is left out, because a human may have described
            somebody at a place since. An id and not a time: ids rise even where a clock is set back.

    Returns:
        By place: for each mention in the order of its id, the subject's id and the hash of each of its statements.
    """
    mentions = scope(actor, purpose, Mention).filter(source_id=source_id, place__in=places, id__lt=before)
    said = scope(actor, purpose, Statement).filter(source_id=source_id, place__in=places, id__lt=before)
    of_slot: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for place, slot, envelope in said.order_by("id").values_list("place", "slot", "sealed").iterator(PLACES_MAX):
        of_slot[place, slot].append(hashlib.sha256(envelope or b"").digest())
    parts: dict[str, list[bytes]] = defaultdict(list)
    for place, slot, subject_id in mentions.order_by("id").values_list("place", "slot", "subject_id"):
        parts[place] += [subject_id.bytes, *of_slot[place, slot]]
    return parts
