"""Whether a proof convinces exactly when it should: the published proofs, their laws, and forgeries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.accounts.engine.ledger import EMPTY_ROOT, leaf_hash, root_of
from wayhome.accounts.engine.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from wayhome.accounts.tests.strategies import growths, places, some_leaves
from wayhome.accounts.tests.test_ledger import CT_LEAVES
from wayhome.kernel.errors import BadInput

CT_HASHES = [leaf_hash(leaf) for leaf in CT_LEAVES]
# From the same source as the leaves; a hash is known by its first bytes.
CT_INCLUSION = {
    (0, 1): [],
    (0, 8): ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"],
    (5, 8): ["bc1a0643b12e4d2d", "ca854ea128ed050b", "d37ee418976dd957"],
    (2, 3): ["fac54203e7cc696c"],
    (1, 5): ["6e340b9cffb37a98", "5f083f0a1a33ca07", "bc1a0643b12e4d2d"],
}
CT_CONSISTENCY = {
    (1, 1): [],
    (1, 8): ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"],
    (6, 8): ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"],
    (2, 5): ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"],
}


@pytest.mark.parametrize(("index", "size"), list(CT_INCLUSION))
def test_inclusion_is_proved_as_published(index, size):
    assert _beginnings(inclusion_proof(CT_HASHES[:size], index)) == CT_INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), list(CT_CONSISTENCY))
def test_consistency_is_proved_as_published(old, new):
    assert _beginnings(consistency_proof(CT_HASHES[:new], old)) == CT_CONSISTENCY[old, new]


@given(places())
def test_every_leaf_of_a_tree_is_proved_to_be_in_it(place):
    hashes, index, claim = _claim_of_inclusion(place)

    assert verify_inclusion(**claim, proof=inclusion_proof(hashes, index))


@given(places(), st.data())
def test_a_proof_of_inclusion_with_anything_else_in_it_convinces_nobody(place, data):
    hashes, index, claim = _claim_of_inclusion(place)
    proof = inclusion_proof(hashes, index)

    assert not verify_inclusion(**claim, proof=data.draw(_forgeries(proof)))
    assert not verify_inclusion(
        **{**claim, "leaf": leaf_hash(b"never drawn: longer than forty bytes of anything")}, proof=proof
    )
    assert not verify_inclusion(**{**claim, "root": bytes(32)}, proof=proof)


@given(places(), st.integers(-2, 45))
def test_a_leaf_is_proved_at_its_own_place_alone(place, other):
    hashes, index, claim = _claim_of_inclusion(place)
    proof = inclusion_proof(hashes, index)
    if other != index:
        # A tree with equal leaves may hold the same leaf at the other place, but then with another proof or the same.
        is_there = (
            0 <= other < len(hashes) and inclusion_proof(hashes, other) == proof and hashes[other] == hashes[index]
        )
        assert verify_inclusion(**{**claim, "index": other}, proof=proof) == is_there


@given(growths())
def test_every_beginning_of_a_tree_is_proved_to_be_one(growth):
    hashes, old, claim = _claim_of_growth(growth)

    assert verify_consistency(**claim, proof=consistency_proof(hashes, old))


@given(growths(), st.data())
def test_a_proof_of_consistency_with_anything_else_in_it_convinces_nobody(growth, data):
    hashes, old, claim = _claim_of_growth(growth)
    proof = consistency_proof(hashes, old)

    assert not verify_consistency(**claim, proof=data.draw(_forgeries(proof)))


@given(growths(), st.data())
def test_a_tree_whose_past_was_changed_proves_no_consistency(growth, data):
    hashes, old, claim = _claim_of_growth(growth)
    changed = data.draw(st.integers(0, old - 1))
    forged = [*hashes[:changed], bytes(32), *hashes[changed + 1 :]]

    assert not verify_consistency(**{**claim, "root_new": root_of(forged)}, proof=consistency_proof(forged, old))
    assert not verify_consistency(**{**claim, "root_new": root_of(forged)}, proof=consistency_proof(hashes, old))


@given(some_leaves)
def test_every_tree_begins_with_no_leaves(drawn):
    root = root_of(map(leaf_hash, drawn))

    assert verify_consistency(size_old=0, root_old=EMPTY_ROOT, size_new=len(drawn), root_new=root, proof=())
    assert not verify_consistency(size_old=0, root_old=root, size_new=len(drawn), root_new=root, proof=())
    assert not verify_consistency(size_old=len(drawn) + 1, root_old=root, size_new=len(drawn), root_new=root, proof=())


@given(places())
def test_a_proof_is_no_longer_than_the_tree_is_high(place):
    drawn, index = place

    assert len(inclusion_proof([leaf_hash(leaf) for leaf in drawn], index)) <= (len(drawn) - 1).bit_length()


@pytest.mark.parametrize("index", [-1, 8])
def test_a_leaf_that_is_not_there_is_not_proved(index):
    with pytest.raises(BadInput, match="not among the 8"):
        inclusion_proof(CT_HASHES, index)


@pytest.mark.parametrize("old", [-1, 9])
def test_a_tree_does_not_begin_with_a_longer_one(old):
    with pytest.raises(BadInput, match="cannot have"):
        consistency_proof(CT_HASHES, old)


def _beginnings(proof):
    return [node.hex()[:16] for node in proof]


def _claim_of_inclusion(place):
    drawn, index = place
    hashes = [leaf_hash(leaf) for leaf in drawn]
    return hashes, index, {"leaf": hashes[index], "index": index, "size": len(hashes), "root": root_of(hashes)}


def _claim_of_growth(growth):
    drawn, old = growth
    hashes = [leaf_hash(leaf) for leaf in drawn]
    claim = {"size_old": old, "root_old": root_of(hashes[:old]), "size_new": len(hashes), "root_new": root_of(hashes)}
    return hashes, old, claim


def _forgeries(proof):
    """Give every proof that has one hash more, one less, or one that is another."""
    longer = [(*proof[:at], bytes(32), *proof[at:]) for at in range(len(proof) + 1)]
    shorter = [proof[:at] + proof[at + 1 :] for at in range(len(proof))]
    others = [(*proof[:at], bytes([node[0] ^ 1]) + node[1:], *proof[at + 1 :]) for at, node in enumerate(proof)]
    return st.sampled_from(longer + shorter + others)
