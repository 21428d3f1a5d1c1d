"""A cell that goes out does nothing, and comes back as it was, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.tips.engine.neutral import neutral, restored

TEXTS = st.one_of(st.text(), st.from_regex(r"'{0,3}[=+\-@\t\r＝＋－＠−].{0,9}", fullmatch=True))


@given(TEXTS)
def test_what_went_out_comes_back(text):
    assert restored(neutral(text)) == text


@given(TEXTS)
def test_nothing_that_goes_out_could_be_run(text):
    sent = neutral(text)

    assert not sent.startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠", "−"))
    assert not sent.startswith(("+", "-")) or set(sent[1:]) <= set("0123456789 ()./-")


@pytest.mark.parametrize("text", ["+57 300 1234567", "-99", "+1 (202) 555-0100", "Ana", "'t Hooft", "d'Angelo", ""])
def test_numbers_and_names_stay_as_they_are(text):
    assert neutral(text) == restored(text) == text
