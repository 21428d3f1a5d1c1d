"""
The ledger: a Merkle tree over the journal, so that no leaf can be changed, cut out or moved unseen.

Each leaf is hashed, two hashes make one above them, up to a single root. Whoever holds a root
can later be shown, with some twenty hashes, that one leaf is in it, and that a newer tree only
grew (`proofs`). A chain of hashes would prove the order as well, but would have to show every
leaf to prove one: a court gets one entry, not the neighbours' files.

To add a leaf nobody needs the old ones: the frontier is enough, the roots of the full subtrees
from the left, one for each bit of the size. It is stored with each leaf, in one transaction,
and never rewritten.

Leaves and inner nodes are hashed under different first bytes, so that no node passes as a leaf.

Checking hashes every leaf again, in order, and names the first place that does not hold: a
number that is missing or doubled, bytes that no longer give their hash, too few or too many
leaves. If the hash beside a leaf was changed with it, the peaks of the frontier still tell
within which stretch. Limit: whoever rewrites leaves, hashes and frontier together passes; only
a root that was kept elsewhere finds that out.

Source: RFC 9162, Certificate Transparency Version 2.0 (2021), section 2.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from wayhome.kernel.errors import JournalBroken

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

_LEAF, _NODE = b"\x00", b"\x01"
_SIZE_BYTES = 8


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of a leaf."""
    return sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """
    Hold all that is needed to add the next leaf.

    Attributes:
        size: how many leaves there are.
        peaks: the roots of the full subtrees from the left, the largest first; one for each bit set in size.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, added: bytes) -> Self:
        """Add a leaf by its hash."""
        return self.extend((added,))

    def extend(self, added: Iterable[bytes]) -> Self:
        """Add many leaves by their hashes, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in added:
            size = _grow(size, peaks, leaf)
        return type(self)(size, tuple(peaks))

    def root(self) -> bytes:
        """Give the root of the whole tree; that of no leaves is the hash of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """Write the frontier for storage: the size in 8 bytes, then the peaks."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a stored frontier; no bytes at all are the frontier of no leaves. JournalBroken if it is none."""
        size = int.from_bytes(raw[:_SIZE_BYTES], "big")
        rest = raw[_SIZE_BYTES:]
        if len(rest) != size.bit_count() * HASH_BYTES or 0 < len(raw) < _SIZE_BYTES:
            raise JournalBroken(
                f"The stored frontier has {len(raw)} bytes, which fits no size. Restore it from a backup, or compare "
                "the leaves with a checkpoint that was kept elsewhere."
            )
        return cls(size, tuple(rest[start : start + HASH_BYTES] for start in range(0, len(rest), HASH_BYTES)))


@dataclass(frozen=True, slots=True)
class JournalReport:
    """
    Say whether a journal holds.

    Attributes:
        holds: whether every leaf, hash and the frontier fit together.
        size: how many leaves were read.
        root: the root over the leaves that were read.
        broken_at: the number of the first leaf that does not hold; None if all do.
        reason: what is wrong there, in plain words; empty if nothing is.
    """

    holds: bool
    size: int
    root: bytes
    broken_at: int | None = None
    reason: str = ""


def check_journal(entries: Iterable[tuple[int, bytes, bytes]], frontier: Frontier) -> JournalReport:
    """
    Compare a whole journal with its frontier, reading it once.

    Args:
        entries: (number, bytes of the leaf, stored hash) of every leaf by rising number, from 1.
        frontier: the one that is stored.
    """
    size, peaks = 0, list[bytes]()
    for number, leaf, stored in entries:
        if number != size + 1:
            return _broken(
                size, peaks, f"leaf {size + 1} is missing or stands elsewhere: leaf {number} came in its place."
            )
        if sha256(_LEAF + leaf).digest() != stored:
            return _broken(size, peaks, f"leaf {number} does not give the hash that was stored with it.")
        size = _grow(size, peaks, stored)
    return _compared(Frontier(size, tuple(peaks)), frontier)


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Give the root over leaf hashes that stream by; only the frontier is held."""
    return Frontier().extend(leaf_hashes).root()


def _grow(size: int, peaks: list[bytes], leaf: bytes) -> int:
    """Add a leaf in place: each full pair to its left becomes one node, as a carry runs through a binary number."""
    merges = (size ^ (size + 1)).bit_length() - 1
    for _ in range(merges):
        leaf = sha256(_NODE + peaks.pop() + leaf).digest()
    peaks.append(leaf)
    return size + 1


def _compared(read: Frontier, stored: Frontier) -> JournalReport:
    """Compare the leaves that were read with the stored frontier."""
    if read.size != stored.size:
        what = "are missing at the end" if read.size < stored.size else "were added past the end"
        reason = f"leaves {what}: the frontier stands for {stored.size}, and {read.size} were read."
        return JournalReport(False, read.size, read.root(), min(read.size, stored.size) + 1, reason)
    start = 0
    for there, here in zip(stored.peaks, read.peaks, strict=True):
        leaves = 1 << (read.size - start).bit_length() - 1
        if there != here:
            reason = f"one of the leaves {start + 1} to {start + leaves} was changed together with its hash."
            return JournalReport(False, read.size, read.root(), start + 1, reason)
        start += leaves
    return JournalReport(True, read.size, read.root())


def _broken(size: int, peaks: list[bytes], reason: str) -> JournalReport:
    return JournalReport(False, size, Frontier(size, tuple(peaks)).root(), size + 1, reason)
