"""Whom to believe first: every grade of the code in its order, and what is no grade."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.kernel.grades import Grade
from wayhome.kernel.vocabularies import vocabulary

grades = st.builds(Grade, st.sampled_from("ABCDEF"), st.sampled_from("123456"))


def test_all_thirty_six_grades_stand_in_the_order_of_the_essay():
    best_first = sorted(map(Grade, *zip(*product("ABCDEF", "123456"), strict=True)), key=lambda one: one.rank)[::-1]

    assert [one.text for one in best_first] == [
        *("A1", "A2", "A3", "A6", "A4", "A5", "B1", "B2", "B3", "B6", "B4", "B5"),
        *("C1", "C2", "C3", "C6", "C4", "C5", "F1", "F2", "F3", "F6", "F4", "F5"),
        *("D1", "D2", "D3", "D6", "D4", "D5", "E1", "E2", "E3", "E6", "E4", "E5"),
    ]


def test_a_child_who_calls_for_the_first_time_stands_before_a_known_liar():
    assert Grade.unjudged().is_better_than(Grade.parse("E6"))
    assert Grade.parse("C3").is_better_than(Grade.unjudged())


@given(grades, grades)
def test_of_two_grades_one_is_better_or_they_are_the_same(one, two):
    assert [one.is_better_than(two), two.is_better_than(one), one == two].count(True) == 1


@given(grades)
def test_no_verdict_is_no_doubt(one):
    assert one.is_doubtful == (one.source in "DE" or one.information in "45")
    assert one.is_judged == ("F" not in one.text and "6" not in one.text)


@given(grades)
def test_what_is_written_is_read_back(one):
    assert Grade.parse(one.text) == one


@pytest.mark.parametrize("text", ["B2", "b2", " b-2 ", "B/2", "B 2"])
def test_a_grade_is_read_as_people_write_it(text):
    assert Grade.parse(text) == Grade("B", "2")


@pytest.mark.parametrize("text", ["", "B", "2", "2B", "G2", "B7", "B0", "BB2", "B22", "Б2"])
def test_what_is_no_grade_is_refused(text):
    with pytest.raises(BadInput, match="such as B2"):
        Grade.parse(text)


@pytest.mark.parametrize(("source", "information"), [("", "2"), ("AB", "2"), ("G", "2"), ("B", ""), ("B", "12")])
def test_a_grade_is_one_letter_and_one_digit(source, information):
    with pytest.raises(BadInput, match="must be a"):
        Grade(source, information)


def test_every_grade_has_its_words():
    assert set(vocabulary("grades_source").codes) == set("ABCDEF")
    assert set(vocabulary("grades_information").codes) == set("123456")
