"""A form that is sent twice, at once or one after the other, is done once; one that was refused can be sent again."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.at_once import at_once
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.actions import open_case
from wayhome.casefile.models import Case, Note

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = {"csrfmiddlewaretoken": "a" * 64}


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def again(people):
    """Give a way to send one form several times from one browser, each time by a client of its own."""
    browser = signed_in(people.user("investigator"))

    def send(address, form):
        client = Client()
        client.cookies = browser.cookies
        return client.post(address, form)

    return send


def titles():
    return Case.everyone_unscoped.count()


def test_a_case_that_is_opened_twice_by_one_press_too_many_is_one(again):
    form = {"title": "Harbour", **TOKEN}
    first, second = again(reverse("casefile:case_new"), form), again(reverse("casefile:case_new"), form)

    assert titles() == 1
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_four_at_the_same_moment_are_one(again):
    told = at_once(*[lambda: again(reverse("casefile:case_new"), {"title": "Harbour", **TOKEN})] * 4)

    assert [one for one in told if isinstance(one, Exception)] == []
    assert len({one["Location"] for one in told}) == 1
    assert titles() == 1


@pytest.mark.parametrize("change", [{"title": "Another"}, {"csrfmiddlewaretoken": "b" * 64}])
def test_another_form_is_another(again, change):
    form = {"title": "Harbour", **TOKEN}
    again(reverse("casefile:case_new"), form)
    again(reverse("casefile:case_new"), {**form, **change})

    assert titles() == 2


def test_a_form_of_somebody_else_is_theirs(people, again):
    form = {"title": "Harbour", **TOKEN}
    again(reverse("casefile:case_new"), form)
    signed_in(people.user("supervisor")).post(reverse("casefile:case_new"), form)

    assert titles() == 2


def test_a_form_that_was_refused_is_asked_again_and_not_led_anywhere(again):
    form = {"title": "", **TOKEN}
    told = [again(reverse("casefile:case_new"), form).status_code for _ in range(2)]

    assert told == [422, 422]


def test_a_form_that_broke_can_be_sent_again(again, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("wayhome.casefile.views.cases.open_case", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            again(reverse("casefile:case_new"), {"title": "Harbour", **TOKEN})
    again(reverse("casefile:case_new"), {"title": "Harbour", **TOKEN})

    assert titles() == 1


def test_a_note_that_is_sent_twice_stands_once(people, again):
    case = open_case(people.actor("investigator"), people.purpose("investigator"), title="Harbour")
    address = reverse("casefile:note_new", args=[case.reference])
    for _ in range(2):
        again(address, {"text": "She was seen.", **TOKEN})

    assert Note.everyone_unscoped.count() == 1
