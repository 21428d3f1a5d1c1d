"""Ages as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.ages_written import ABOUT_YEARS, AGE_YEARS_MAX, WrittenAge, read_age


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("14", 14, 14),
        (" 14 years ", 14, 14),
        ("14 yo", 14, 14),
        ("14-year-old", 14, 14),
        ("catorce años", 14, 14),
        ("quatorze ans", 14, 14),
        ("fourteen", 14, 14),
        ("13-15", 13, 15),
        ("0--8", 0, 8),
        ("13 or 14 years", 13, 14),
        ("12 a 14 años", 12, 14),
        ("about 14", 12, 16),
        ("unos 14 años", 12, 16),
        ("environ 14 ans", 12, 16),
        ("14?", 12, 16),
        ("about 1", 0, 3),
        ("under 18", None, 17),
        ("< 18", None, 17),
        ("menor de 18 años", None, 17),
        ("48+", 48, None),
        ("over 18", 18, None),
        ("6 months", 0, 0),
        ("30 meses", 2, 2),
        ("١٤", 14, 14),
        ("１４", 14, 14),
    ],
)
def test_it_reads_what_people_write(text, least, most):
    assert read_age(text) == WrittenAge(least, most)


@given(st.integers(0, AGE_YEARS_MAX))
def test_about_an_age_always_holds_the_age(years):
    age = read_age(f"about {years}")

    assert age.years_min <= years <= age.years_max
    assert age.years_max - years == ABOUT_YEARS


@pytest.mark.parametrize(
    "text", ["", "old", "121", "14-13", "under 0", "-5", "14.5", "14 15", "1" * 61, "14 years ago"]
)
def test_what_is_no_age_is_refused_without_repeating_it(text):
    with pytest.raises(BadInput) as wrong:
        read_age(text)

    assert str(wrong.value).startswith("holds")


@given(st.text(max_size=70))
def test_any_text_is_an_age_or_is_refused(text):
    try:
        age = read_age(text)
    except BadInput:
        return
    assert age.years_min is not None or age.years_max is not None
