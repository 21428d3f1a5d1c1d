"""Whether one value has one sequence of bytes: the standard's own example, its laws, and what it refuses."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.canonical import canonical_bytes, digest
from wayhome.kernel.errors import BadInput

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
)

# RFC 8785, section 3.2.2 and 3.2.3: the same object before and after.
STANDARD_INPUT = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
STANDARD_OUTPUT = (
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    r'"string":"€$\u000f\nA' + r"'" + r'B\"\\\\\"/"}'
)
# RFC 8785, section 3.2.3: keys are sorted by UTF-16 code units, so a smiley comes before a Hebrew ligature.
STANDARD_KEYS = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_the_example_of_the_standard_comes_out_as_printed():
    assert canonical_bytes(json.loads(STANDARD_INPUT)) == STANDARD_OUTPUT.encode()


def test_keys_stand_in_the_order_of_the_standard():
    written = canonical_bytes(dict.fromkeys(reversed(STANDARD_KEYS), 1))

    assert list(json.loads(written)) == STANDARD_KEYS


def test_the_digest_is_that_of_the_bytes():
    assert digest({"b": 1, "a": "x"}) == hashlib.sha256(b'{"a":"x","b":1}').digest()


@given(values)
def test_what_is_written_means_what_was_given(value):
    assert json.loads(canonical_bytes(value), parse_int=float) == value  # a reader of JSON has doubles alone


@given(st.dictionaries(words, values, max_size=5))
def test_the_order_in_which_it_was_put_together_does_not_matter(value):
    assert canonical_bytes(dict(reversed(value.items()))) == canonical_bytes(value)


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        _nested(100_000),
        2**53,
        -(2**53),
        float("nan"),
        float("inf"),
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"a": b"x"},
        [object()],
    ],
)
def test_what_other_programs_would_read_otherwise_is_refused(value):
    with pytest.raises(BadInput, match="cannot be written"):
        canonical_bytes(value)
