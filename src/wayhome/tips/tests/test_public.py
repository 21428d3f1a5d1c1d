"""The public form: no account, cookie or script; a repeated post is harmless, and what was written is never lost."""

import re
import uuid

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from wayhome.accounts import journal, seal
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.tips.actions import answer_tip
from wayhome.tips.models import Addition, Tip
from wayhome.tips.tests.bringing import filed, receipt_of, the_tip
from wayhome.tips.views import public

pytestmark = pytest.mark.django_db

WORDS = "Two girls wait at the quay."
SUBMISSION = re.compile(r'name="submission_id" value="([^"]+)"')
SECRET = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


@pytest.fixture
def people():
    return cast()


def post(text=WORDS, *, client=None, where="/tip/", **more):
    return (client or Client(enforce_csrf_checks=True)).post(where, {"text": text, "submission_id": "s1"} | more)


def page(answer):
    return answer.content.decode()


def test_a_tip_goes_in_and_its_receipt_is_shown(people):
    answer = post(place="Quay", when="tonight", language="Ukrainian", contact="+999 1")
    tip = Tip.everyone_unscoped.get()

    assert answer.status_code == 200
    assert tip.reference in page(answer)
    assert SECRET.search(page(answer))
    assert (tip.channel, tip.language, tip.agency_id) == ("web_form", "uk", people.agency_id)
    assert the_tip(tip.reference).source.what == "form"
    assert seal.opened(tip, "sealed")["text"] == WORDS
    assert seal.opened(tip, "sealed_contact") == {"contact": "+999 1"}


def test_each_form_has_an_id_of_its_own(people):
    ids = {SUBMISSION.search(page(Client().get("/tip/"))).group(1) for _ in range(3)}

    assert len(ids) == 3
    assert all(uuid.UUID(one) for one in ids)


def test_the_text_alone_is_enough(people):
    assert Client().post("/tip/", {"text": WORDS}).status_code == 200


def test_a_repeated_post_gets_the_same_page_and_one_tip(people):
    first, again = page(post()), page(post())

    assert SECRET.findall(first) == SECRET.findall(again)
    assert Tip.everyone_unscoped.count() == 1


def test_other_words_with_the_id_of_a_sent_form_are_kept_on_the_page_to_be_sent_as_a_new_tip(people):
    post()
    changed = post("Three girls.", language="uk")

    assert changed.status_code == 409
    assert "Three girls." in page(changed)
    new_id = SUBMISSION.search(page(changed)).group(1)
    assert new_id != "s1"
    assert post("Three girls.", language="uk", submission_id=new_id).status_code == 200
    assert Tip.everyone_unscoped.count() == 2


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060\u200d", "a" * 100_001, "a\x00b"])
def test_what_cannot_be_a_tip_is_said_at_its_field_and_the_rest_is_kept(people, text):
    answer = post(text, place="by the old mill")

    assert answer.status_code == 422
    assert "by the old mill" in page(answer)
    assert 'aria-invalid="true"' in page(answer)
    assert Tip.everyone_unscoped.count() == 0


def test_an_address_without_its_last_stroke_loses_no_word(people):
    answer = post(where="/tip")

    assert answer.status_code == 200
    assert seal.opened(Tip.everyone_unscoped.get(), "sealed")["text"] == WORDS
    assert Client().get("/tip/add").status_code == 200


def test_who_asks_for_the_head_alone_is_answered(people):
    assert (Client().head("/tip/").status_code, Client().head("/tip/add/").status_code) == (200, 200)


@pytest.mark.parametrize("cause", ["database or disk is full", "database is locked"])
def test_the_log_says_why_words_were_not_kept(people, monkeypatch, caplog, cause):
    def fails(*args, **kwargs):
        raise OperationalError(cause)

    receipt = receipt_of(WORDS)
    monkeypatch.setattr(public, "file_tip", fails)
    monkeypatch.setattr(public, "add_to_tip", fails)

    assert post(submission_id="s2").status_code == 503
    assert add(receipt, WORDS).status_code == 503
    assert caplog.text.count(cause) == 2
    assert WORDS not in caplog.text


def test_a_busy_database_keeps_the_words_on_the_page_and_nothing_else(people, monkeypatch):
    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(public, "file_tip", busy)
    answer = post(place="Quay")
    monkeypatch.undo()

    assert answer.status_code == 503
    assert WORDS in page(answer)
    assert SUBMISSION.search(page(answer)).group(1) == "s1"
    assert Tip.everyone_unscoped.count() == 0
    assert post(place="Quay").status_code == 200


def test_more_than_a_form_can_hold_is_refused_in_words(people):
    answer = post("a" * 3_000_000)

    assert answer.status_code == 413
    assert "100,000" in page(answer)


@pytest.mark.parametrize("where", ["/tip/", "/tip/add/"])
def test_it_sets_no_cookie_and_carries_no_token(people, where):
    answer = Client().get(where)

    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in page(answer)
    assert answer["Cache-Control"] == "no-store, private"


def test_the_way_out_is_the_first_thing_on_the_page(people):
    body = page(Client().get("/tip/")).partition("<body")[2]

    assert 0 < body.index("data-exit") < body.index("<main")


@pytest.mark.parametrize("where", ["/tip/", "/tip/add/"])
def test_it_speaks_the_language_that_is_asked_for(people, where):
    assert 'lang="es"' in page(Client().get(f"{where}?language=es")).partition(">")[2][:40]
    assert '<html lang="en"' in page(Client().get(f"{where}?language=xx"))


def test_the_language_of_the_page_is_not_the_senders(people):
    post(where="/tip/?language=es")

    assert Tip.everyone_unscoped.get().language == ""


def test_a_colleague_who_is_signed_in_files_as_the_public_all_the_same(people):
    post(client=signed_in(people.user("intake", elsewhere=True)))

    assert Tip.everyone_unscoped.get().agency_id == people.agency_id
    assert journal.newest(journal.Wanted(), most=1)[0].actor == "Public"


def test_what_was_written_is_shown_as_words_and_never_as_a_page(people):
    answer = post("", place="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page(answer)


# add, and read the answer


def add(receipt, text="", *, key="a1", **changes):
    given = {"reference": receipt.reference, "secret": receipt.secret, "text": text, "submission_id": key}
    return Client(enforce_csrf_checks=True).post("/tip/add/", given | changes)


def test_a_sender_adds_and_reads_the_answer(people):
    receipt = receipt_of(WORDS)
    assert "They left by bus." in page(add(receipt, "They left by bus."))
    answer_tip(people.actor("intake"), "intake", tip_id=receipt.tip_id, text="Thank you. Which bus?")
    read = add(receipt, reference=receipt.reference.lower())

    assert read.status_code == 200
    assert "Thank you. Which bus?" in page(read)
    assert WORDS not in page(read)  # what was sent first is not shown again: the page may be seen by others


def test_an_addition_that_is_sent_twice_stands_once(people):
    receipt = receipt_of(WORDS)
    for _ in range(2):
        add(receipt, "They left by bus.")

    assert Addition.everyone_unscoped.count() == 1


def test_a_wrong_secret_and_a_wrong_reference_get_one_page_and_the_words_stay(people):
    receipt, other = receipt_of(WORDS), receipt_of("another")
    wrong = [{"secret": other.secret}, {"reference": "WH-0000-0000-000"}, {"reference": filed().reference}]
    answers = [add(receipt, "They left by bus.", **changes) for changes in wrong]

    assert {answer.status_code for answer in answers} == {422}
    assert all("They left by bus." in page(answer) for answer in answers)
    assert Addition.everyone_unscoped.count() == 0


def test_a_secret_never_stands_in_an_address(people):
    receipt = receipt_of(WORDS)
    answer = Client().get("/tip/add/", {"reference": receipt.reference, "secret": receipt.secret})

    assert receipt.secret not in page(answer)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_works_on_a_phone_without_any_script(live, open_page, axe, scheme, transactional_db):
    cast()
    phone = open_page(java_script_enabled=False, color_scheme=scheme, viewport={"width": 360, "height": 740})
    phone.goto(reverse("tips:public"))
    phone.get_by_label("What did you see").fill(WORDS)
    phone.get_by_role("button", name="Send").click()

    assert SECRET.search(phone.content())
    assert Tip.everyone_unscoped.count() == 1
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_form_passes_axe(live, open_page, axe, scheme, transactional_db):
    cast()
    page = open_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.goto(reverse("tips:public"))
    axe(page)
    page.get_by_label("What did you see").fill("   ")
    with page.expect_navigation():
        page.get_by_role("button", name="Send", exact=True).click()
    axe(page)
    page.problems.clear()  # a refusal is an error to the console
    page.get_by_label("What did you see").fill(WORDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Send", exact=True).click()
    axe(page)
    page.goto(reverse("tips:public_add"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
