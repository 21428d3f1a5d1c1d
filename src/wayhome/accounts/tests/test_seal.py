"""The seal: what is sealed opens at its place, for its owner, and nowhere else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.accounts import seal
from wayhome.kernel.errors import HouseRuleBroken, SealBroken

OWNER = UUID("01a20cb6-0000-7000-8000-00000000000a")
OTHER = UUID("01a20cb6-0000-7000-8000-00000000000b")
PLACE = seal.Place("casefile_statement", "sealed", "row-1", 1, ("name", None, "F6"))
texts = st.text(max_size=40)


@pytest.fixture(autouse=True)
def _root_key(settings, tmp_path):
    settings.ROOT_KEY_FILE = tmp_path / "root.key"
    settings.ROOT_KEY_FILE.write_bytes(bytes(range(32)))
    seal.forget_keys()
    yield
    seal.forget_keys()


@given(st.dictionaries(texts, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts, max_size=5))
def test_what_is_sealed_opens_to_what_it_was(values):
    envelope = seal.seal("identity", OWNER, PLACE, values)

    assert seal.unseal("identity", OWNER, PLACE, envelope) == values


@pytest.mark.parametrize("name", ["Олена", "李娜", "لينا", "Lina"])
def test_no_script_shows_through_an_envelope(name):
    envelope = seal.seal("identity", OWNER, PLACE, {"text": name})

    assert name.encode() not in envelope
    assert name.encode("utf-16-le") not in envelope


@pytest.mark.parametrize(
    ("ring", "owner", "place"),
    [
        ("contact", OWNER, PLACE),
        ("identity", OTHER, PLACE),
        ("identity", OWNER, PLACE._replace(table="casefile_note")),
        ("identity", OWNER, PLACE._replace(column="sealed_contact")),
        ("identity", OWNER, PLACE._replace(row="row-2")),
        ("identity", OWNER, PLACE._replace(version=2)),
        ("identity", OWNER, PLACE._replace(beside=("name", None, "A1"))),
        ("identity", OWNER, PLACE._replace(beside=("name", "F6"))),
        ("identity", OWNER, PLACE._replace(beside=())),
    ],
    ids=["ring", "owner", "table", "column", "row", "version", "a plain value", "a plain value less", "no plain value"],
)
def test_an_envelope_opens_at_no_other_place(ring, owner, place):
    envelope = seal.seal("identity", OWNER, PLACE, {"text": "Lina"})

    with pytest.raises(SealBroken):
        seal.unseal(ring, owner, place, envelope)


@given(st.data())
def test_a_changed_byte_is_found_wherever_it_stands(data):
    envelope = bytearray(seal.seal("identity", OWNER, PLACE, {"text": "Lina"}))
    place = data.draw(st.integers(0, len(envelope) - 1))
    envelope[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SealBroken):
        seal.unseal("identity", OWNER, PLACE, bytes(envelope))


def test_another_root_key_opens_nothing(settings):
    envelope = seal.seal("identity", OWNER, PLACE, {"text": "Lina"})
    settings.ROOT_KEY_FILE.write_bytes(bytes(32))
    seal.forget_keys()

    with pytest.raises(SealBroken, match="another root key"):
        seal.unseal("identity", OWNER, PLACE, envelope)


def test_the_same_words_never_give_the_same_envelope():
    envelopes = {seal.seal("identity", OWNER, PLACE, {"text": "Lina"}) for _ in range(1_000)}

    assert len(envelopes) == 1_000


def test_a_ring_that_nobody_declared_seals_nothing():
    with pytest.raises(HouseRuleBroken, match="no ring"):
        seal.seal("diary", OWNER, PLACE, {})


def test_a_fingerprint_binds_the_lengths_of_its_parts():
    assert seal.blind("row", b"a", b"bc") != seal.blind("row", b"ab", b"c")
    assert seal.blind("row", b"a") != seal.blind("body", b"a")
    assert seal.blind("row", b"a") == seal.blind("row", b"a")
