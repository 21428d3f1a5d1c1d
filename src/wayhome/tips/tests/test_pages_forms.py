"""The forms of the staff pages: every field is shown, once, and those that belong together stand side by side."""

import pytest

from wayhome.tips.forms.staff import AnswerForm, CallForm, DescribeForm, JoinForm, SplitForm

FORMS = [
    AnswerForm(),
    CallForm(colleagues=[]),
    DescribeForm(),
    JoinForm(),
    SplitForm(slots=["girl", "driver"], text="Two matters."),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)
def test_every_field_is_shown_once(form):
    shown = [bound.name for row in form.rows() for bound in row]

    assert sorted(shown) == sorted(form.fields)


def test_what_belongs_together_stands_side_by_side_where_the_first_of_it_stands():
    rows = [[bound.name for bound in row] for row in CallForm(colleagues=[]).rows()]

    assert rows[:4] == [["channel"], ["text"], ["danger_now"], ["place", "when"]]
    assert ["submission_id"] in rows


def test_an_age_that_is_the_wrong_way_round_is_told_at_its_field_in_the_words_of_the_form():
    ages = {"age_years_min": "14", "age_years_max": "12"}
    form = DescribeForm({"slot": "girl", "grade_source": "C", "grade_information": "3", **ages})

    assert form.errors == {"age_years_min": ["It is above the greatest age; give them the other way round."]}


def test_nobody_is_offered_a_channel_by_which_a_tip_comes_without_them():
    offered = {code for code, _ in CallForm(colleagues=[]).fields["channel"].choices}

    assert {"hotline", "letter", "in_person"} < offered
    assert offered.isdisjoint({"web_form", "api", "sheet"})


def test_no_two_choices_of_a_field_have_the_same_words():
    for name, field in DescribeForm().fields.items():
        if choices := getattr(field, "choices", None):
            words = [str(label).casefold() for _, label in choices]
            assert len(words) == len(set(words)), name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Give the reference of a case, or the title of a new one."),
        ({"case": "C-2", "title": "Harbour"}, "Give the reference of a case, or the title of a new one; not both."),
    ],
)
def test_a_join_without_a_case_and_one_with_two_are_told_apart(given, told):
    form = JoinForm({"version": "1", **given})

    assert form.non_field_errors() == [told]
