"""
The hash of what one row of a file became, as the journal binds it.

An import leaves one leaf for many rows, with the RFC 9162 root over a hash for each. That hash covers everything
that the row became: the id of its tip, the place in the file, its sealed words, and everybody it names with all that it
says of them. Parts are joined with their lengths before them, so that no two lists of parts give the same bytes.

Envelopes are hashed as they are, sealed: a check needs no key, and the leaf tells nothing of what a row says.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from wayhome.accounts.engine import ledger


def row_hash(row_id: UUID, place: str, envelope: bytes, kept_parts: Iterable[bytes] = ()) -> bytes:
    """
    Hash what a row became, 32 bytes; a leaf of its batch's tree.

    Args:
        row_id: id of its tip, or of the row that was set aside.
        place: where it stands in the file.
        envelope: its sealed words.
        kept_parts: the id of everybody whom it names, each followed by a hash of each thing that it says of them.
    """
    parts = [row_id.bytes, place.encode(), hashlib.sha256(envelope).digest(), *kept_parts]
    return ledger.leaf_hash(b"".join(len(part).to_bytes(4, "big") + part for part in parts))
