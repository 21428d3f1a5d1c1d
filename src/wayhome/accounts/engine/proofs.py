"""
Proofs: that a leaf is in a tree, and that a tree only grew, for people who hold nothing but a root.

An inclusion proof lists the neighbours on the way from a leaf up to the root; a consistency
proof lists the nodes from which both an old root and a new one can be made. Either has about
log2(size) hashes, twenty for a million leaves. To check one needs no leaf but the one in
question, no database and no trust in whoever made it.

A proof says nothing about where the root came from: it must have been kept, signed or printed
by somebody else at the time.

Source: RFC 9162, Certificate Transparency Version 2.0 (2021), sections 2.1.3 and 2.1.4.
"""

from collections.abc import Sequence

from wayhome.accounts.engine.ledger import EMPTY_ROOT, node_hash, root_of
from wayhome.kernel.errors import BadInput


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """
    Prove that a leaf is in the tree over all these leaves.

    Args:
        leaf_hashes: the hash of every leaf, in order.
        index: the place of the leaf, from 0.

    Returns:
        The neighbours from the leaf upwards; empty for a tree of one leaf.
    """
    if not 0 <= index < len(leaf_hashes):
        raise BadInput(f"The leaf {index} is not among the {len(leaf_hashes)} of the tree; the first has number 0.")
    path: list[bytes] = []
    start, end = 0, len(leaf_hashes)
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            path.append(root_of(leaf_hashes[middle:end]))
            end = middle
        else:
            path.append(root_of(leaf_hashes[start:middle]))
            start = middle
    return tuple(reversed(path))


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether the proof shows that the leaf of this hash stands at this place, from 0, in the tree of this root."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(neighbour, reached)
            # Up to where the way turns right: there the node has had no right neighbour.
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, neighbour)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == root


def consistency_proof(leaf_hashes: Sequence[bytes], size_old: int) -> tuple[bytes, ...]:
    """
    Prove that the tree over all these leaves begins with the tree over the first of them.

    Args:
        leaf_hashes: the hash of every leaf of the newer tree, in order.
        size_old: how many of them the older tree had. For none, and for all, the proof is empty.
    """
    if not 0 <= size_old <= len(leaf_hashes):
        raise BadInput(f"The older tree cannot have {size_old} leaves when the newer has {len(leaf_hashes)}.")
    if size_old in (0, len(leaf_hashes)):
        return ()
    path: list[bytes] = []
    start, end, rest, is_whole = 0, len(leaf_hashes), size_old, True
    while rest != end - start:
        middle = start + _left_size(end - start)
        if rest <= middle - start:
            path.append(root_of(leaf_hashes[middle:end]))
            end = middle
        else:
            path.append(root_of(leaf_hashes[start:middle]))
            rest, start, is_whole = rest - (middle - start), middle, False
    if not is_whole:  # otherwise the node reached is the old root itself, which the asker has
        path.append(root_of(leaf_hashes[start:end]))
    return tuple(reversed(path))


def verify_consistency(
    *, size_old: int, root_old: bytes, size_new: int, root_new: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the proof shows that the newer tree begins with the older one, unchanged."""
    if not 0 <= size_old <= size_new:
        return False
    if size_old == size_new:
        return not proof and root_old == root_new
    if size_old == 0:
        return not proof and root_old == EMPTY_ROOT
    # A full older tree is a node of the newer: the asker's own root is the first hash of the proof.
    hashes = list(proof) if size_old & (size_old - 1) else [root_old, *proof]
    if not hashes:
        return False
    return _climbed(hashes, size_old - 1, size_new - 1) == (root_old, root_new)


def _climbed(hashes: Sequence[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    """Climb from the last node of the older tree to both roots; None if the hashes do not fit the way."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = hashes[0]
    for neighbour in hashes[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(neighbour, old), node_hash(neighbour, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, neighbour)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _left_size(size: int) -> int:
    """Give the greatest power of two below a size above one: how many leaves stand in the left subtree."""
    return 1 << (size - 1).bit_length() - 1
