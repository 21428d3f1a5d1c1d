"""The journal: a leaf for each act, in one transaction with it, and nothing that can be changed unseen."""

import json

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from wayhome.accounts import journal
from wayhome.accounts.engine import ledger
from wayhome.accounts.models import OPERATOR_ID, PUBLIC_ID, JournalHead, JournalLeaf

pytestmark = pytest.mark.django_db


def write(count=5):
    return [
        journal.record(OPERATOR_ID, "operation", "verify", "journal", detail={"text": f"Lina {n}"})
        for n in range(count)
    ]


def test_leaves_are_numbered_from_one_without_a_gap():
    assert write(5) == [1, 2, 3, 4, 5]
    assert journal.size() == 5


def test_the_root_is_the_root_of_the_leaves():
    write(7)
    hashes = [bytes(leaf.leaf_hash) for leaf in JournalLeaf.objects.order_by("seq")]

    assert journal.root() == ledger.root_of(hashes)


def test_an_empty_journal_holds():
    report = journal.verify()

    assert report.holds
    assert report.size == 0


def test_a_leaf_holds_no_name_and_no_text():
    write(1)
    leaf = JournalLeaf.objects.get()
    content = json.loads(bytes(leaf.leaf))

    assert b"Lina" not in bytes(leaf.leaf) + bytes(leaf.sealed)
    assert len(content["detail"]) == 64
    assert set(content) == {
        "v", "seq", "at", "actor", "purpose", "verb", "kind", "object", "case", "decision", "policy", "count", "root",
        "detail", "parts",
    }  # fmt: skip


def test_what_people_want_to_read_opens_beside_the_leaf():
    journal.record(OPERATOR_ID, "operation", "verify", "journal", OPERATOR_ID, detail={"reason": "night round"})

    assert journal.entries(object_ids=[OPERATOR_ID])[0].detail == {"reason": "night round"}


def test_the_same_detail_has_another_hash_each_time():
    for _ in range(2):
        journal.record(OPERATOR_ID, "operation", "verify", "journal", detail={"name": "Lina"})
    hashes = {json.loads(bytes(leaf.leaf))["detail"] for leaf in JournalLeaf.objects.all()}

    assert len(hashes) == 2


def test_an_act_that_is_rolled_back_leaves_no_leaf():
    write(2)
    with transaction.atomic():
        write(3)
        transaction.set_rollback(True)

    assert journal.size() == 2
    assert journal.verify().holds


@pytest.mark.parametrize("column", ["leaf", "leaf_hash"])
def test_a_changed_byte_of_a_leaf_is_found_at_its_place(column):
    write(6)
    leaf = JournalLeaf.objects.get(seq=4)
    changed = bytearray(getattr(leaf, column))
    changed[len(changed) // 2] ^= 1
    JournalLeaf.objects.filter(seq=4).update(**{column: bytes(changed)})
    report = journal.verify()

    assert not report.holds
    assert report.broken_at == 4


def test_a_leaf_that_was_cut_out_is_found():
    write(6)
    JournalLeaf.objects.filter(seq=3).delete()

    assert journal.verify().broken_at == 3


def test_a_journal_that_was_cut_short_is_found():
    write(6)
    JournalLeaf.objects.filter(seq=6).delete()

    assert not journal.verify().holds


def test_a_changed_frontier_is_found():
    write(6)
    head = JournalHead.objects.get()
    frontier = bytearray(head.frontier)
    frontier[-1] ^= 1
    JournalHead.objects.update(frontier=bytes(frontier))

    assert not journal.verify().holds


def test_leaves_that_changed_places_are_found():
    write(6)
    second, third = (JournalLeaf.objects.get(seq=seq) for seq in (2, 3))
    for leaf, other in ((second, third), (third, second)):
        JournalLeaf.objects.filter(seq=leaf.seq).update(leaf=bytes(other.leaf), leaf_hash=bytes(other.leaf_hash))

    assert journal.verify().broken_at == 2


@pytest.mark.parametrize(
    "change", [{"verb": "read"}, {"actor_id": PUBLIC_ID}, {"object_id": PUBLIC_ID}, {"kind": "tip"}]
)
def test_a_column_that_was_changed_beside_its_leaf_is_found(change):
    write(4)
    JournalLeaf.objects.filter(seq=3).update(**change)

    assert journal.verify().broken_at == 3


class AnyEdit(TestCase):
    """Whatever single byte of whatever leaf is changed, the check says no."""

    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 6), st.integers(0, 10_000), st.integers(1, 255), st.sampled_from(["leaf", "leaf_hash"]))
    def test_any_changed_byte_is_found(self, seq, place, change, column):
        write(6)
        leaf = JournalLeaf.objects.get(seq=seq)
        changed = bytearray(getattr(leaf, column))
        changed[place % len(changed)] ^= change
        JournalLeaf.objects.filter(seq=seq).update(**{column: bytes(changed)})

        assert not journal.verify().holds
