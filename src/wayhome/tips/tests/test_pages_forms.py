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
