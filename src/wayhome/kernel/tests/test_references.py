"""What a reference survives on its way through a telephone: by hand, by law, and at the edges."""

from contextlib import suppress
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.kernel.references import ALPHABET, BITS, PREFIXES, make, parse

prefixes = st.sampled_from(sorted(PREFIXES))
bits = st.integers(0, 2**BITS - 1)
written = st.builds(make, prefixes, bits)


def test_the_check_of_one_single_bit_is_what_the_hand_computes():
    # Weights from the end: check 1, prefix x, body x^2 .. x^11. The tip's prefix has value 1, the last
    # character value 1: x + x^11. By x^5 = x^2 + 1: x^10 = x^4 + 1, x^11 = x^5 + x = x^2 + x + 1.
    # x + x^2 + x + 1 = x^2 + 1 = 5.
    assert make("WH", 1) == "WH-0000-0000-015"


def test_no_bits_leave_the_prefix_alone_in_the_check():
    assert make("WH", 0) == "WH-0000-0000-002"  # 1 times x is 2
    assert make("C", 0) == "C-0000-0000-004"  # 2 times x is 4


def test_all_bits_fill_the_body():
    assert make("P", 2**BITS - 1)[:-1] == "P-ZZZZ-ZZZZ-ZZ"


@given(prefixes, bits)
def test_what_is_written_is_read_back(prefix, number):
    reference = parse(make(prefix, number))

    assert reference.text == make(prefix, number)
    assert reference.prefix == prefix
    assert reference.names == PREFIXES[prefix]
    assert reference.text.replace("-", "") == prefix + reference.body


@given(prefixes, bits, bits)
def test_two_numbers_never_share_a_reference(prefix, number, other):
    assert (make(prefix, number) == make(prefix, other)) == (number == other)


@given(written, st.data())
def test_every_single_wrong_character_is_found(text, data):
    place = data.draw(st.integers(0, 10))
    reference = parse(text)
    wrong = data.draw(st.sampled_from(ALPHABET.replace(reference.body[place], "")))

    with pytest.raises(BadInput, match="does not add up"):
        parse(reference.prefix + reference.body[:place] + wrong + reference.body[place + 1 :])


@given(written)
def test_every_swap_of_two_characters_is_found(text):
    reference = parse(text)
    for one, two in combinations(range(11), 2):
        swapped = list(reference.body)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        if swapped[one] != swapped[two]:
            with pytest.raises(BadInput, match="does not add up"):
                parse(reference.prefix + "".join(swapped))


@given(written, prefixes)
def test_every_wrong_prefix_is_found(text, prefix):
    reference = parse(text)
    assume(prefix != reference.prefix)

    with pytest.raises(BadInput, match="does not add up"):
        parse(prefix + reference.body)


@pytest.mark.parametrize(
    "typed",
    [
        "wh-0000-0000-015",
        "WH 0000 0000 015",
        "WH00000000015",
        "wh-oooo-OOOO-oI5",
        "wh-0000-0000-0l5",
        "  WH\u20130000\u20140000\u2212015\n",
        "\u200fWH-0000-0000-015\u200e",
        "WH-\u0660\u0660\u0660\u0660-\u06f0\u06f0\u06f0\u06f0-\u0660\u0661\u0665",
        "\uff37\uff28\uff0d0000\uff0d0000\uff0d015",
    ],
)
def test_it_forgives_what_a_hand_or_a_keyboard_does(typed):
    assert parse(typed).text == "WH-0000-0000-015"


@given(bits)
def test_an_investigation_may_begin_with_a_one_or_a_small_l(number):
    text = make("I", number)

    assert parse("1" + text[1:]) == parse("l" + text[1:]) == parse(text)


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "beginning is none of these"),
        ("WH", "Found 0 characters after WH"),
        ("WH-0000-0000-01", "Found 10 characters after WH"),
        ("WH-0000-0000-0155", "Found 12 characters after WH"),
        ("0000-0000-015", "beginning is none of these"),
        ("X-0000-0000-015", "beginning is none of these"),
        ("WH-000U-0000-015", "Character 4 after the prefix is never used"),
        ("WH-0000-0000-01!", "Character 11 after the prefix is never used"),
    ],
)
def test_it_says_what_is_wrong(typed, complaint):
    with pytest.raises(BadInput, match=complaint):
        parse(typed)


def test_it_does_not_repeat_a_name_that_was_pasted_by_mistake():
    with pytest.raises(BadInput) as refusal:
        parse("Whitney Testperson")

    assert "itney" not in str(refusal.value).lower()


def test_a_person_is_refused_where_a_case_is_expected():
    with pytest.raises(BadInput, match="expected C-, found P-"):
        parse(make("P", 7), prefix="C")


@pytest.mark.parametrize(("prefix", "number"), [("X", 0), ("wh", 0), ("WH", -1), ("WH", 2**BITS)])
def test_it_writes_only_fifty_bits_under_a_known_prefix(prefix, number):
    with pytest.raises(BadInput, match=r"one of WH|whole number"):
        make(prefix, number)


@given(st.text(max_size=30))
def test_no_text_makes_it_fall_over(text):
    with suppress(BadInput):
        parse(text)
