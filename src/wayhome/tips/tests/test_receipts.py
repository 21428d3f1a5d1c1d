"""Receipts: the same post, the same answer; another post, another secret; and a secret survives a telephone."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.receipts import BODY_FIELDS, canonical_body, hash_of, is_secret_of, normal, secret_of

KEY = bytes(range(32))
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
bodies = st.dictionaries(st.sampled_from(BODY_FIELDS), texts | st.none())


def secret(key="a", body=b"{}"):
    return secret_of(server_key=KEY, idempotency_key=key, body=body)


def test_the_secret_is_the_first_80_bits_of_the_hmac_in_crockfords_letters():
    first = int.from_bytes(hmac.digest(KEY, b"wayhome receipt 1\x001\x00a{}", "sha256")[:10])
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    by_hand = "".join(letters[first >> shift & 31] for shift in range(75, -1, -5))

    assert secret().replace("-", "") == by_hand
    assert [len(group) for group in secret().split("-")] == [4, 4, 4, 4]


@given(texts.filter(bool), bodies)
def test_the_same_key_and_body_give_the_same_secret(key, body):
    assert secret(key, canonical_body(body)) == secret(key, canonical_body(dict(reversed(body.items()))))


@given(texts.filter(bool), texts.filter(bool), bodies, bodies)
def test_another_key_or_body_gives_another_secret(key, other_key, body, other_body):
    first, second = canonical_body(body), canonical_body(other_body)

    assert (secret(key, first) == secret(other_key, second)) == ((key, first) == (other_key, second))


def test_where_the_key_ends_and_the_body_begins_is_certain():
    assert secret("ab", b"c") != secret("a", b"bc")


@given(bodies)
def test_what_is_not_said_and_what_is_empty_are_one(body):
    whole = {name: body.get(name) or "" for name in BODY_FIELDS}

    assert canonical_body(whole) == canonical_body(body)


def test_the_line_ends_of_a_browser_change_nothing():
    assert canonical_body({"text": "a\r\nb"}) == canonical_body({"text": "a\nb"}) == b'{"text":"a\\nb"}'


@pytest.mark.parametrize("body", [{"text": 1}, {"text": ["a"]}, {"subject": "a"}, {"text": "\ud800"}])
def test_a_body_of_another_shape_is_refused(body):
    with pytest.raises(BadInput):
        canonical_body(body)


@pytest.mark.parametrize("change", [str.lower, lambda said: said.replace("-", " "), lambda said: said.replace("-", "")])
@given(key=texts.filter(bool))
def test_a_secret_that_is_read_out_is_still_the_secret(change, key):
    told = secret(key)

    assert normal(change(told)) == told
    assert is_secret_of(change(told), hash_of(told))


def test_letters_that_sound_like_digits_are_digits():
    assert normal("oOiI lL11 ٠٠٠٠ 0000") == "0011-1111-0000-0000"


@pytest.mark.parametrize("spoken", ["", "9NZF", "9NZF-MAJT-BQ1R-NND", "9NZF-MAJT-BQ1R-NNDU", "x" * 10_000])
def test_what_cannot_be_a_secret_is_refused_and_opens_nothing(spoken):
    with pytest.raises(BadInput) as wrong:
        normal(spoken)

    assert not spoken or spoken not in str(wrong.value).replace("9NZF-MAJT-BQ1R-NND6", "")
    assert not is_secret_of(spoken, hash_of(secret()))
    assert not is_secret_of(spoken, bytes(32))


def test_another_secret_opens_nothing():
    assert not is_secret_of(secret("b"), hash_of(secret("a")))


def test_the_hash_is_not_that_of_the_bare_secret():
    assert hash_of(secret()) != hashlib.sha256(secret().encode()).digest()


@pytest.mark.parametrize(("server_key", "key"), [(b"short", "a"), (KEY, "")])
def test_a_weak_key_is_refused(server_key, key):
    with pytest.raises(BadInput):
        secret_of(server_key=server_key, idempotency_key=key, body=b"{}")
