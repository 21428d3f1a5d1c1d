"""Whether the tree is that of the standard, and whether every change of the journal is found and named."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.accounts.engine.ledger import (
    EMPTY_ROOT,
    Frontier,
    check_journal,
    leaf_hash,
    node_hash,
    root_of,
)
from wayhome.accounts.tests.strategies import leaves, places, some_leaves
from wayhome.kernel.errors import JournalBroken

# The reference tree of Certificate Transparency (certificate-transparency, python/ct/crypto/merkle_test.py): its eight
# leaves, and the root after each of them.
CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_root_of_no_leaves_is_the_hash_of_nothing():
    assert Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_tree(size):
    assert root_of(map(leaf_hash, CT_LEAVES[:size])).hex() == CT_ROOTS[size]


def test_three_leaves_are_hashed_as_one_draws_them():
    one, two, three = (hashlib.sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b", b"c"))
    left = hashlib.sha256(b"\x01" + one + two).digest()

    assert _grown([b"a", b"b", b"c"]).root() == hashlib.sha256(b"\x01" + left + three).digest()
    assert _grown([b"a", b"b", b"c"]).peaks == (left, three)


def test_a_node_never_passes_as_a_leaf():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert leaf_hash(left + right) != node_hash(left, right)


@given(leaves)
def test_the_frontier_gives_the_root_that_the_definition_gives(drawn):
    hashes = [leaf_hash(leaf) for leaf in drawn]

    assert _grown(drawn).root() == root_of(hashes) == _by_definition(hashes)


@given(leaves, st.integers(0, 40))
def test_it_does_not_matter_in_how_many_steps_a_tree_grew(drawn, cut):
    hashes = [leaf_hash(leaf) for leaf in drawn]

    assert Frontier().extend(hashes[:cut]).extend(hashes[cut:]) == Frontier().extend(hashes) == _grown(drawn)


@given(leaves)
def test_a_frontier_has_a_peak_for_each_bit_of_its_size_and_reads_back(drawn):
    frontier = _grown(drawn)

    assert len(frontier.peaks) == frontier.size.bit_count()
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier


def test_no_bytes_are_the_frontier_of_no_leaves():
    assert Frontier.from_bytes(b"") == Frontier.from_bytes(bytes(8)) == Frontier()


@given(leaves, st.data())
def test_a_frontier_of_another_length_is_refused(drawn, data):
    raw = _grown(drawn).to_bytes()
    cut = raw[: data.draw(st.integers(1, len(raw) - 1))]
    for broken in (cut, raw + b"\x00"):
        with pytest.raises(JournalBroken, match="fits no size"):
            Frontier.from_bytes(broken)


@given(leaves)
def test_an_untouched_journal_holds(drawn):
    report = check_journal(_journal(drawn), _grown(drawn))

    assert (report.holds, report.broken_at, report.reason) == (True, None, "")
    assert (report.size, report.root) == (len(drawn), _grown(drawn).root())


@given(places(), st.data())
def test_every_changed_byte_of_a_leaf_is_found_where_it_is(place, data):
    drawn, index = place
    entries = _journal(drawn)
    number, leaf, stored = entries[index]
    at = data.draw(st.integers(0, len(leaf)))
    entries[index] = (number, leaf[:at] + data.draw(st.binary(min_size=1, max_size=1)) + leaf[at:], stored)

    report = check_journal(entries, _grown(drawn))

    assert (report.holds, report.broken_at) == (False, index + 1)
    assert "does not give the hash" in report.reason


@given(places(), st.integers(0, 31), st.integers(1, 255))
def test_every_changed_byte_of_a_stored_hash_is_found_where_it_is(place, at, change):
    drawn, index = place
    entries = _journal(drawn)
    number, leaf, stored = entries[index]
    entries[index] = (number, leaf, stored[:at] + bytes([stored[at] ^ change]) + stored[at + 1 :])

    assert check_journal(entries, _grown(drawn)).broken_at == index + 1


@given(places(), st.binary(max_size=40))
def test_a_leaf_that_was_changed_with_its_hash_is_found_within_a_stretch(place, other):
    drawn, index = place
    changed = [*drawn[:index], other + drawn[index] + b"!", *drawn[index + 1 :]]

    report = check_journal(_journal(changed), _grown(drawn))

    assert not report.holds
    assert report.broken_at <= index + 1
    first, last = (
        int(word) for word in report.reason.removesuffix(" was changed together with its hash.").split()[4::2]
    )
    assert first <= index + 1 <= last


@given(places())
def test_a_leaf_that_was_cut_out_is_missed(place):
    drawn, index = place
    entries = _journal(drawn)
    del entries[index]

    report = check_journal(entries, _grown(drawn))

    assert (report.holds, report.broken_at) == (False, index + 1)
    assert "missing" in report.reason


@given(some_leaves, st.data())
def test_two_leaves_that_changed_places_are_found(drawn, data):
    one, two = data.draw(st.tuples(*[st.integers(0, len(drawn) - 1)] * 2).map(sorted))
    entries = _journal(drawn)
    entries[one], entries[two] = entries[two], entries[one]

    assert check_journal(entries, _grown(drawn)).broken_at == (one + 1 if one != two else None)


@given(some_leaves, some_leaves)
def test_leaves_past_the_end_of_the_frontier_are_found(drawn, more):
    report = check_journal(_journal(drawn + more), _grown(drawn))

    assert (report.holds, report.broken_at) == (False, len(drawn) + 1)
    assert f"stands for {len(drawn)}, and {len(drawn + more)} were read" in report.reason


def test_a_whole_new_tree_passes_and_only_an_old_root_tells():
    # The limit that the essay states: leaves, hashes and frontier rewritten together.
    forged = check_journal(_journal([b"x", b"b"]), _grown([b"x", b"b"]))

    assert forged.holds
    assert forged.root != _grown([b"a", b"b"]).root()


@pytest.mark.slow
def test_a_hundred_thousand_leaves_are_checked_in_two_seconds():
    entries = _journal(f'{{"seq":{number}}}'.ljust(300).encode() for number in range(1, 100_001))
    frontier = Frontier().extend(stored for _, _, stored in entries)
    begun = time.perf_counter()

    assert check_journal(entries, frontier).holds
    # The bar is 20 s for a million.
    assert time.perf_counter() - begun < 2


def _journal(drawn):
    return [(number, leaf, leaf_hash(leaf)) for number, leaf in enumerate(drawn, start=1)]


def _grown(drawn):
    frontier = Frontier()
    for leaf in drawn:
        frontier = frontier.append(leaf_hash(leaf))
    return frontier


def _by_definition(hashes):
    """RFC 9162, section 2.1.1, as it is written."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    return hashlib.sha256(b"\x01" + _by_definition(hashes[:half]) + _by_definition(hashes[half:])).digest()
