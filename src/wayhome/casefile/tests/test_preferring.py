"""Which of several sources is shown first: by hand, by law, and where nobody knows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.casefile.engine.preferring import Claim, Reason, prefer
from wayhome.casefile.tests.strategies import claims
from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.grades import Grade


def _said(statement, value, grade="B2", said_on="2012-03-04", **more):
    fields = {"source": statement, "recorded": 1} | more
    return Claim(
        statement=statement, value=value, grade=Grade.parse(grade), said_on=PartialDate.parse(said_on), **fields
    )


SCHOOL = _said("school", "2009-04-17", "B2", "2023-09-01", recorded=1)
TIP = _said("tip", "2007", "F6", "2024-05-05", recorded=2)
BORDER = _said("border", "2009-04-19", "B2", "2024-01-10", recorded=3)
AUNT = _said("aunt", "2009-04-17", "C2", "2024-06", recorded=4)


def test_the_only_value_is_preferred_whoever_said_it():
    result = prefer([TIP])

    assert (result.claim, result.reason) == (TIP, Reason.ONLY)
    assert not result.is_contradicted


def test_the_better_grade_goes_before_the_later_source():
    result = prefer([SCHOOL, TIP])

    assert (result.claim, result.reason) == (SCHOOL, Reason.GRADE)
    assert [reading.value for reading in result.readings] == ["2009-04-17", "2007"]
    assert result.is_contradicted


def test_of_equal_grades_the_later_source_is_preferred():
    result = prefer([SCHOOL, TIP, BORDER, AUNT])

    assert (result.claim, result.reason) == (BORDER, Reason.DATE)


def test_ten_reports_of_one_rumour_do_not_outweigh_a_better_source():
    rumours = [replace(TIP, statement=f"r{number}", source=f"r{number}", recorded=number) for number in range(10)]
    result = prefer([SCHOOL, *rumours])

    assert (result.claim, result.reason) == (SCHOOL, Reason.GRADE)
    assert result.readings[1].is_corroborated
    assert len(result.readings[1].sources) == 10


def test_the_same_source_that_says_it_twice_corroborates_nothing():
    twice = [replace(TIP, statement="again"), TIP]

    assert not prefer(twice).readings[0].is_corroborated


def test_a_source_of_march_is_not_later_than_one_of_the_fourth_of_march():
    month, day = _said("one", "x", said_on="2012-03"), _said("two", "y", said_on="2012-03-04")
    result = prefer([month, day])

    assert (result.claim, result.reason) == (None, Reason.TIE)
    assert {reading.value for reading in result.tied} == {"x", "y"}
    assert result.reading is None


def test_a_source_without_a_date_is_neither_later_nor_earlier():
    assert prefer([_said("one", "x", said_on="XXXX"), _said("two", "y")]).reason is Reason.TIE


def test_a_tie_leaves_out_what_a_better_grade_has_beaten():
    result = prefer([_said("one", "x"), _said("two", "y"), _said("three", "z", "E5")])

    assert {reading.value for reading in result.tied} == {"x", "y"}
    assert [reading.value for reading in result.readings][-1] == "z"


def test_a_human_may_choose_the_worst_source():
    result = prefer([SCHOOL, TIP, BORDER], choice="tip")

    assert (result.claim, result.reason) == (TIP, Reason.CHOICE)
    assert result.reading.value == "2007"


def test_a_choice_that_was_withdrawn_falls_and_says_so():
    result = prefer([SCHOOL, replace(BORDER, state="withdrawn")], choice="border")

    assert (result.claim, result.reason) == (SCHOOL, Reason.ONLY)
    assert result.is_choice_fallen
    assert [claim.statement for claim in result.set_aside] == ["border"]


def test_where_nothing_stands_nothing_is_preferred():
    for given_claims in ([], [replace(TIP, state="superseded")]):
        result = prefer(given_claims)
        assert (result.claim, result.reason, result.readings) == (None, Reason.NOTHING, ())


def test_a_statement_is_given_once():
    with pytest.raises(BadInput, match="same statement key"):
        prefer([TIP, TIP])


@given(claims(), st.data())
def test_the_order_in_which_they_come_does_not_matter(given_claims, data):
    choice = data.draw(st.sampled_from([None, *(claim.statement for claim in given_claims)]))

    assert prefer(data.draw(st.permutations(given_claims)), choice=choice) == prefer(given_claims, choice=choice)


@given(claims(), st.data())
def test_the_order_in_which_they_were_recorded_decides_nothing(given_claims, data):
    places = data.draw(st.permutations(range(len(given_claims))))
    others = [replace(claim, recorded=place) for claim, place in zip(given_claims, places, strict=True)]
    before, after = prefer(given_claims), prefer(others)

    assert before.reason == after.reason
    assert (before.claim and before.claim.value) == (after.claim and after.claim.value)
    assert {reading.value for reading in before.tied} == {reading.value for reading in after.tied}


@given(claims())
def test_nothing_is_lost_or_merged(given_claims):
    result = prefer(given_claims)
    shown = [claim for reading in result.readings for claim in reading.claims] + list(result.set_aside)

    assert sorted(claim.statement for claim in shown) == sorted(claim.statement for claim in given_claims)
    assert all(claim.value == reading.value for reading in result.readings for claim in reading.claims)
    assert len({reading.value for reading in result.readings}) == len(result.readings)


@given(claims(), st.data())
def test_what_does_not_stand_is_never_preferred(given_claims, data):
    choice = data.draw(st.sampled_from([None, *(claim.statement for claim in given_claims)]))
    result = prefer(given_claims, choice=choice)

    assert result.claim is None or result.claim.state == "standing"
    assert all(claim.state != "standing" for claim in result.set_aside)


@given(claims(min_size=1), st.data())
def test_a_choice_that_stands_is_always_followed(given_claims, data):
    chosen = data.draw(st.sampled_from(given_claims))
    result = prefer(given_claims, choice=chosen.statement)

    assert (result.claim == chosen) == (chosen.state == "standing") == (not result.is_choice_fallen)


@given(claims())
def test_no_standing_claim_has_a_better_grade_than_the_preferred_one(given_claims):
    result = prefer(given_claims)
    if result.claim:
        standing = [claim for claim in given_claims if claim.state == "standing"]
        assert not any(claim.grade.is_better_than(result.claim.grade) for claim in standing)
        # Nor is an equal one, of another value, surely later.
        rivals = [
            claim for claim in standing if claim.grade == result.claim.grade and claim.value != result.claim.value
        ]
        assert not any(result.claim.said_on.is_surely_before(rival.said_on) for rival in rivals)


@given(claims())
def test_a_tie_is_between_two_values_at_least_and_prefers_none(given_claims):
    result = prefer(given_claims)

    assert (result.reason is Reason.TIE) == (len(result.tied) >= 2) == bool(result.tied)
    assert (result.claim is None) == (result.reason in {Reason.TIE, Reason.NOTHING})


@given(claims(min_size=1))
def test_a_worse_source_changes_no_preference(given_claims):
    before = prefer(given_claims)
    worse = _said("rumour", "w", "E5", recorded=99)
    has_one = any(claim.grade.text != "E5" for claim in given_claims if claim.state == "standing")
    if has_one and before.claim:
        assert prefer([*given_claims, worse]).claim == before.claim
