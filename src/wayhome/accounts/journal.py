"""
The journal: who did what, to what, for which purpose, in an order that nobody can change unseen.

Each leaf is canonical JSON (RFC 8785) of ids, counts and salted hashes, never a name or a text, and each is a leaf of
an RFC 9162 Merkle tree. The leaf, the new frontier and the change itself are committed in one transaction, so there
is never a change without its leaf nor a leaf without its change. What people want to read later (the reason, the
value before and after) lies beside the leaf, sealed, bound to it by a salted hash: if its key dies, the tree holds.

Limit: whoever can write the database could build a whole new tree. Witnesses outside, which come later, close that.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from wayhome.accounts import seal
from wayhome.accounts.engine import ledger, policy, sitting
from wayhome.accounts.models import JournalHead, JournalLeaf, JournalTouch, User
from wayhome.kernel import canonical
from wayhome.kernel.errors import HouseRuleBroken, JournalBroken, SealBroken

LEAF_FORMAT = 1
_SALT_BYTES = 16
_TABLE = "accounts_journalleaf"
_CHUNK = 2_000


@dataclass(frozen=True)
class Entry:
    """One leaf as a history page shows it."""

    seq: int
    at: datetime
    actor: str
    verb: str
    kind: str
    object_id: UUID | None
    purpose: str
    decision: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which leaves are asked for: older than a number, of a verb, of a kind, by some actors; None and "" are all."""

    before: int | None = None
    verb: str = ""
    kind: str = ""
    actor_ids: Collection[UUID] | None = None


@dataclass(frozen=True)
class Change:
    """One deed without its doer; `rows` is how many rows an import stored with it."""

    at: datetime
    verb: str
    kind: str
    case_id: UUID | None
    rows: int | None


@dataclass(frozen=True)
class Deed:
    """What a leaf, or a part of it, says was done to which record; how many rows it wrote, and the root over them."""

    seq: int
    verb: str
    kind: str
    object_id: UUID | None
    count: int | None = None
    root: bytes | None = None


def record(  # noqa: PLR0913 -- a leaf has ten parts, and each caller names those it has
    actor_id: UUID,
    purpose: str,
    verb: str,
    kind: str,
    object_id: UUID | None = None,
    *,
    case_id: UUID | None = None,
    detail: Mapping[str, Any] | None = None,
    count: int | None = None,
    root: bytes | None = None,
    decision: str = "allowed",
) -> int:
    """
    Add one leaf in the transaction that is open, or in one of its own.

    One human act is one leaf: what an action journals while another one runs it becomes a part of the outer leaf.

    Args:
        actor_id: who acts.
        purpose: for what, a word of the policy.
        verb: what is done, a word of the policy.
        kind: to what kind of record, a word of the policy.
        object_id: to which record, if it is one.
        case_id: the case that the act belongs to.
        detail: what people will want to read; it is sealed, and only its salted hash is in the leaf.
        count: how many rows the act wrote or showed, if more than one.
        root: the root of the hashes of those rows.
        decision: "allowed" or "refused".

    Returns:
        The leaf's number, from 1; 0 where it became a part of the leaf of an outer act.
    """
    act = sitting.current()
    if act is not None and act.may_write and act.depth:
        part(verb, kind, object_id, detail=detail)
        return 0
    parts = _taken_parts(act)
    detail = _with_parts(detail, parts)
    salt = os.urandom(_SALT_BYTES)
    content: dict[str, Any] = {
        "v": LEAF_FORMAT, "actor": str(actor_id), "purpose": purpose, "verb": verb, "kind": kind,
        "object": _text(object_id), "case": _text(case_id), "decision": decision, "policy": policy.load().version,
        "count": count, "root": root.hex() if root else None,
        "detail": hashlib.sha256(salt + canonical.canonical_bytes(dict(detail))).hexdigest() if detail else None,
        "parts": [{"verb": one.verb, "kind": one.kind, "object": _text(one.object_id)} for one in parts],
    }  # fmt: skip
    with transaction.atomic():
        head = JournalHead.objects.select_for_update().get(pk=1)
        seq, now = head.size + 1, timezone.now()
        leaf = canonical.canonical_bytes({**content, "seq": seq, "at": now.isoformat()})
        leaf_hash = ledger.leaf_hash(leaf)
        kept = JournalLeaf.objects.create(
            seq=seq, at=now, actor_id=actor_id, verb=verb, kind=kind, object_id=object_id, case_id=case_id,
            leaf=leaf, leaf_hash=leaf_hash, sealed=_sealed(seq, object_id, salt=salt, detail=detail),
        )  # fmt: skip
        touched = {one.object_id for one in parts if one.object_id is not None}
        JournalTouch.objects.bulk_create([JournalTouch(leaf=kept, object_id=one) for one in sorted(touched)])
        frontier = ledger.Frontier.from_bytes(bytes(head.frontier)).append(leaf_hash)
        head.size, head.frontier = frontier.size, frontier.to_bytes()
        head.save()
    sitting.note_journalled()
    return seq


def part(verb: str, kind: str, object_id: UUID | None, *, detail: Mapping[str, Any] | None = None) -> None:
    """
    Say that a record was touched as a part of the act that is under way; its one leaf will tell it.

    Raises:
        HouseRuleBroken: no act is under way.
    """
    act = sitting.current()
    if act is None or not act.may_write:
        raise HouseRuleBroken(f"{verb} {kind} is no part of any act. Call journal.part inside an action.")
    act.parts.append(sitting.Part(verb, kind, object_id, dict(detail or {})))


def entries(*, object_ids: Iterable[UUID] = (), case_id: UUID | None = None, most: int = 50) -> list[Entry]:
    """List the newest leaves about some records, or about a case, newest first, with their details opened."""
    leaves = JournalLeaf.objects.order_by("-seq")
    if case_id:
        leaves = leaves.filter(case_id=case_id)
    else:
        ids = list(object_ids)
        touched = JournalTouch.objects.filter(object_id__in=ids).values("leaf_id")
        leaves = leaves.filter(Q(object_id__in=ids) | Q(seq__in=touched))
    chosen = list(leaves[:most])
    names = dict(User.objects.filter(pk__in={leaf.actor_id for leaf in chosen}).values_list("pk", "name"))
    return [_entry(leaf, names) for leaf in chosen]


def newest(wanted: Wanted, *, most: int = 100) -> list[Entry]:
    """List the newest of the leaves that are wanted, without their details."""
    leaves = JournalLeaf.objects.order_by("-seq")
    if wanted.before is not None:
        leaves = leaves.filter(seq__lt=wanted.before)
    if wanted.actor_ids is not None:
        leaves = leaves.filter(actor_id__in=wanted.actor_ids)
    plain = {"verb": wanted.verb, "kind": wanted.kind}
    chosen = list(leaves.filter(**{name: value for name, value in plain.items() if value})[:most])
    names = dict(User.objects.filter(pk__in={leaf.actor_id for leaf in chosen}).values_list("pk", "name"))
    return [_entry(leaf, names, with_detail=False) for leaf in chosen]


def since(moment: datetime, *, actor_ids: Collection[UUID], most: int) -> Iterator[Change]:
    """Tell what was done and not refused since a moment, the newest first; it never reads more than `most` leaves."""
    leaves = JournalLeaf.objects.filter(seq__gt=_last_before(moment), actor_id__in=actor_ids).order_by("-seq")
    for at, verb, kind, case_id, leaf in leaves.values_list("at", "verb", "kind", "case_id", "leaf")[:most]:
        content = json.loads(bytes(leaf))
        if content["decision"] == "allowed":
            yield Change(at, verb, kind, case_id, content["count"] if content["root"] else None)
            yield from (Change(at, one["verb"], one["kind"], case_id, None) for one in content["parts"])


def size() -> int:
    """Say how many leaves the journal holds."""
    return JournalHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0


def checkpoint() -> tuple[int, bytes]:
    """Return size and root as they belong together."""
    frontier = ledger.Frontier.from_bytes(bytes(JournalHead.objects.get(pk=1).frontier))
    return frontier.size, frontier.root()


def root() -> bytes:
    """Return the root hash that the stored frontier stands for."""
    return ledger.Frontier.from_bytes(bytes(JournalHead.objects.get(pk=1).frontier)).root()


def verify() -> ledger.JournalReport:
    """
    Read every leaf again and compare all with the frontier as it stood at the beginning.

    No lock is held while it reads, so nobody waits for it: leaves are only ever added, and those that come meanwhile
    are left to the next check. At the end the head is compared with the last leaf, so that one put behind it is found.
    """
    head = JournalHead.objects.filter(pk=1).first() or JournalHead(pk=1, size=0, frontier=b"")
    try:
        frontier = ledger.Frontier.from_bytes(bytes(head.frontier))
        if head.size != frontier.size:
            raise _Broken(
                min(head.size, frontier.size) + 1,
                f"the head says {head.size} leaves, and its frontier stands for {frontier.size}.",
            )
        report = ledger.check_journal(_leaves(head.size), frontier)
        return report if not report.holds else _compared_with_the_end(report)
    except (JournalBroken, ValueError, TypeError, AttributeError, LookupError) as found:
        broken_at, reason = (found.seq, found.reason) if isinstance(found, _Broken) else (1, _said(found))
        return ledger.JournalReport(
            holds=False, size=head.size, root=ledger.EMPTY_ROOT, broken_at=broken_at, reason=reason
        )


def root_in_leaf(seq: int) -> bytes | None:
    """Return the root of rows that a leaf holds; None where there is no such leaf, or none in it."""
    leaf = JournalLeaf.objects.filter(seq=seq).first()
    try:
        kept = json.loads(bytes(leaf.leaf))["root"] if leaf is not None else None
        return bytes.fromhex(kept) if kept else None
    except (ValueError, KeyError):  # it was changed; the tree tells where
        return None


def deeds() -> Iterator[Deed]:
    """Tell what every leaf says was done, and each of its parts; the refused and the unreadable are left out."""
    for leaf in JournalLeaf.objects.order_by("seq").values_list("leaf", flat=True).iterator(chunk_size=_CHUNK):
        try:
            told = json.loads(bytes(leaf))
            done = [_deed(told["seq"], one, told) for one in (told, *told["parts"])] if _is_allowed(told) else []
        except (ValueError, KeyError, TypeError):  # it was changed; the tree tells where
            continue
        yield from done


def discarded() -> set[UUID]:
    """Tell which records were dropped as a part of an act, allowed or refused: a source whose file was refused."""
    found: set[UUID] = set()
    for leaf in JournalLeaf.objects.order_by("seq").values_list("leaf", flat=True).iterator(chunk_size=_CHUNK):
        if b"discard" not in bytes(leaf):
            continue
        try:
            told = json.loads(bytes(leaf))
            parts = [_deed(told["seq"], one, told) for one in told["parts"]]
        except (ValueError, KeyError, TypeError):  # it was changed; the tree tells where
            continue
        found |= {one.object_id for one in parts if one.verb == "discard" and one.object_id is not None}
    return found


def check_details() -> Iterator[tuple[int, str]]:
    """
    Open every sealed detail and compare it with the salted hash in its leaf.

    Returns:
        For each leaf its number, and what is wrong with its detail in plain words, or nothing.
    """
    for leaf in JournalLeaf.objects.order_by("seq").iterator(chunk_size=_CHUNK):
        yield leaf.seq, _wrong_with_detail(leaf)


def _is_allowed(told: Mapping[str, Any]) -> bool:
    return bool(told["decision"] == "allowed")


def _deed(seq: int, one: Mapping[str, Any], whole: Mapping[str, Any]) -> Deed:
    object_id = UUID(one["object"]) if one["object"] else None
    root = bytes.fromhex(whole["root"]) if one is whole and whole["root"] else None
    return Deed(seq, one["verb"], one["kind"], object_id, count=whole["count"] if one is whole else None, root=root)


def _taken_parts(act: sitting.Sitting | None) -> list[sitting.Part]:
    """Take what the actions inside have told so far out of the sitting."""
    if act is None:
        return []
    parts, act.parts = act.parts, []
    return parts


def _with_parts(detail: Mapping[str, Any] | None, parts: Iterable[sitting.Part]) -> Mapping[str, Any] | None:
    """Add the details of the parts that have any."""
    told = [{"verb": one.verb, "kind": one.kind, **one.detail} for one in parts if one.detail]
    return {**(detail or {}), "parts": told} if told else detail


def _wrong_with_detail(leaf: JournalLeaf) -> str:
    try:
        bound = json.loads(bytes(leaf.leaf))["detail"]
    except (ValueError, KeyError):
        return "the leaf itself cannot be read."
    if leaf.sealed is None or bound is None:
        return "" if leaf.sealed is None and bound is None else "its detail is missing, or stands where there was none."
    try:
        values = _opened(leaf, bytes(leaf.sealed))
    except SealBroken:
        return "its sealed detail does not open: it was changed or moved."
    salted = bytes.fromhex(values["salt"]) + canonical.canonical_bytes(values["detail"])
    return "" if hashlib.sha256(salted).hexdigest() == bound else "its detail is not the one that the leaf is bound to."


def _last_before(moment: datetime) -> int:
    """Find the last leaf before a moment by halving: leaves stand in the order of time, and `at` needs no index."""
    low, high = 0, size()
    while low < high:
        middle = (low + high + 1) // 2
        leaf = JournalLeaf.objects.filter(seq=middle).only("at").first()
        low, high = (middle, high) if leaf is not None and leaf.at < moment else (low, middle - 1)
    return low


class _Broken(JournalBroken):
    """The place at which the journal does not hold, where it is not the tree that tells."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(reason)
        self.seq, self.reason = seq, reason


def _said(found: Exception) -> str:
    return str(found) if isinstance(found, JournalBroken) else "a leaf, or the head, cannot be read at all."


def _compared_with_the_end(report: ledger.JournalReport) -> ledger.JournalReport:
    with transaction.atomic():
        size = JournalHead.objects.select_for_update().filter(pk=1).values_list("size", flat=True).first() or 0
        last = JournalLeaf.objects.aggregate(last=Max("seq"))["last"] or 0
    if last == size:
        return report
    raise _Broken(min(last, size) + 1, f"the head says {size} leaves, and the last one has the number {last}.")


def _leaves(size: int) -> Iterator[tuple[int, bytes, bytes]]:
    leaves = JournalLeaf.objects.filter(seq__lte=size).order_by("seq").prefetch_related("touches")
    for leaf in leaves.iterator(chunk_size=_CHUNK):
        content, leaf_hash = bytes(leaf.leaf), bytes(leaf.leaf_hash)
        # Only a leaf whose own hash is right is compared; of any other the tree says where it broke.
        if ledger.leaf_hash(content) == leaf_hash and not _repeats(leaf, json.loads(content)):
            raise _Broken(leaf.seq, "the plain columns beside this leaf say something else than the leaf.")
        yield leaf.seq, content, leaf_hash


def _repeats(leaf: JournalLeaf, content: Mapping[str, Any]) -> bool:
    if not hasattr(leaf.at, "isoformat"):  # SQLite keeps whatever was written there
        return False
    beside = (leaf.seq, leaf.at.isoformat(), str(leaf.actor_id), leaf.verb, leaf.kind, _text(leaf.object_id))
    inside = tuple(content.get(key) for key in ("seq", "at", "actor", "verb", "kind", "object"))
    touched = {str(touch.object_id) for touch in leaf.touches.all()}
    told = {one["object"] for one in content.get("parts", ()) if one["object"] is not None}
    return beside == inside and _text(leaf.case_id) == content.get("case") and touched == told


def _entry(leaf: JournalLeaf, names: Mapping[UUID, str], *, with_detail: bool = True) -> Entry:
    content = json.loads(bytes(leaf.leaf))
    detail = _detail(leaf) if with_detail else {}
    return Entry(
        leaf.seq, leaf.at, names.get(leaf.actor_id, "not known"), leaf.verb, leaf.kind, leaf.object_id,
        content["purpose"], content["decision"], detail,
    )  # fmt: skip


def _sealed(seq: int, owner: UUID | None, *, salt: bytes, detail: Mapping[str, Any] | None) -> bytes | None:
    if not detail:
        return None
    values = {"salt": salt.hex(), "detail": dict(detail)}
    return seal.seal("journal", owner or UUID(int=0), _place(seq), values)


def _detail(leaf: JournalLeaf) -> Mapping[str, Any]:
    if leaf.sealed is None:
        return {}
    detail: dict[str, Any] = _opened(leaf, bytes(leaf.sealed))["detail"]
    return detail


def _opened(leaf: JournalLeaf, sealed: bytes) -> dict[str, Any]:
    return seal.unseal("journal", leaf.object_id or UUID(int=0), _place(leaf.seq), sealed)


def _place(seq: int) -> seal.Place:
    return seal.Place(_TABLE, "sealed", str(seq), 1)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
