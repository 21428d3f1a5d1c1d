"""The queue under a hand: the list before what narrows it, the acts in sight, and the way back to where one was."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.fixtures import DESK, PHONE
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.tips.models import Tip
from wayhome.tips.queries.queue import QueueFilter, queue_page
from wayhome.tips.tests.bringing import filed

URGENT = "A girl, 14 years old, waits at the ferry tonight."


def act_on(browser, tip, **more):
    told = {"chosen": [f"{tip.pk}:1"], "act": "refuse", "reason": "test", **more}
    return browser.post(reverse("tips:act"), told)["Location"]


@pytest.mark.django_db
def test_a_row_names_each_rule_that_spoke_in_a_few_words():
    people = cast()
    filed(URGENT, contact="+999 555 0142")
    row = queue_page(people.actor("intake"), "intake", narrow=QueueFilter()).rows[0]

    assert row.because == ("now or tonight", "child under 15", "somebody can be reached")
    assert len(row.because) == len(row.reasons)


@pytest.mark.django_db
def test_an_act_leads_back_to_the_queue_as_it_was_narrowed():
    browser = signed_in(cast().user("intake"))
    address = act_on(browser, filed(URGENT), back="reason=speaks_of_now&only=late&page=2&tip=WH-1")

    assert urlsplit(address).path == reverse("tips:queue")
    assert parse_qs(urlsplit(address).query) == {"reason": ["speaks_of_now"], "only": ["late"], "page": ["2"]}
    assert browser.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["", "https://elsewhere.example/", "//elsewhere.example", "next=//elsewhere.example"])
def test_an_act_leads_nowhere_else(back):
    assert act_on(signed_in(cast().user("intake")), filed(URGENT), back=back) == reverse("tips:queue")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["reason", "channel", "language", "state", "only", "case", "page"])
def test_what_no_database_takes_narrows_nothing(name):
    browser, tip = signed_in(cast().user("intake")), filed(URGENT)
    page = browser.get(reverse("tips:queue"), {name: "\x00"})

    assert page.status_code == 200
    assert name == "case" or tip.reference in page.content.decode()


def refused_act(browser, tip, **told):
    """Do what cannot be done with one ticked tip of two, and read the page that comes back."""
    sent = {"chosen": [f"{tip.pk}:1"], "back": "channel=web_form", **told}
    return browser.post(reverse("tips:act"), sent)


@pytest.mark.django_db
@pytest.mark.parametrize(("told", "sentence", "field"), [
    ({"act": "refuse", "reason": ""}, "Choose a reason.", "chosen-reason"),
    ({"act": "refuse", "reason": "boring"}, "Choose a reason.", "chosen-reason"),
    ({"act": "assign", "user_id": ""}, "Choose a colleague.", "chosen-user"),
    ({"act": "join"}, "Give the reference of a case, or the title of a new one.", "chosen-case"),
    ({"act": "join", "case": "C-1"}, "This reference of a case is not known to you.", "chosen-case"),
    ({"act": "dance"}, "Press one of the buttons below.", ""),
    ({"chosen": [], "act": "refuse", "reason": "test"}, "Tick at least one tip.", ""),
])  # fmt: skip
def test_an_act_that_lacks_something_comes_back_to_the_queue_in_one_sentence(told, sentence, field):
    browser, tip, other = signed_in(cast().user("intake")), filed(URGENT), filed("Somebody else waits.")
    answer = refused_act(browser, tip, **told)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f"<p>{sentence}</p>" in page
    assert (f'value="{tip.pk}:1" checked' in page) == (told.get("chosen") != [])
    assert f'value="{other.pk}:1" checked' not in page
    assert ('aria-invalid="true"' in page) == bool(field)
    assert page.count("aria-invalid") == bool(field)
    assert 'name="back" value="channel=web_form"' in page
    for raw in ("expected one of", "advertisement,", "<textarea"):
        assert raw not in page


@pytest.mark.django_db
def test_what_was_chosen_beside_the_ticks_is_kept(db):
    browser, tip = signed_in(cast().user("intake")), filed(URGENT)
    page = refused_act(browser, tip, act="assign", user_id="", reason="test", title="Ferry hall").content.decode()

    assert '<option value="test" selected>' in page
    assert 'value="Ferry hall"' in page


@pytest.mark.django_db
def test_an_act_on_a_tip_that_somebody_changed_meanwhile_comes_back_with_the_tip_as_it_is_now():
    browser, tip, other = signed_in(cast().user("intake")), filed(URGENT), filed("Somebody else waits.")
    act_on(browser, tip)
    answer = refused_act(browser, other, act="refuse", reason="test", chosen=[f"{tip.pk}:1", f"{other.pk}:1"])
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody changed one of these tips since you ticked it." in page
    assert f'value="{other.pk}:1" checked' in page
    assert str(tip.pk) not in page
    assert Tip.everyone_unscoped.get(pk=other.pk).state == "new"


@pytest.mark.django_db
def test_the_address_of_an_act_leads_to_the_queue_when_it_is_opened_by_itself():
    answer = signed_in(cast().user("intake")).get(reverse("tips:act"))

    assert answer.status_code == 405
    assert f'href="{reverse("tips:queue")}"' in answer.content.decode()


@pytest.fixture
def queue(open_page, transactional_db):
    """Open the queue of an intake officer in which more tips wait than a screen holds."""
    people = cast()
    for number in range(20):
        filed(f"Somebody waits at gate {number}.")

    def open_queue(**options):
        page = open_page(user=people.user("intake"), **options)
        page.goto(reverse("tips:queue"))
        return page

    return open_queue


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_can_be_done_with_the_chosen_stands_before_the_list(queue, axe, viewport):
    page = queue(viewport=viewport)
    acts, boxes = page.get_by_text("With the chosen tips."), page.get_by_role("checkbox", name="Choose WH")

    assert acts.bounding_box()["y"] < boxes.first.bounding_box()["y"]
    boxes.nth(0).check()
    boxes.nth(1).check()
    acts.click()
    axe(page)
    page.get_by_label("Why they are refused").select_option("test")
    page.get_by_role("button", name="Refuse the tips").click()
    page.get_by_text("2 tips were refused.").wait_for()

    assert Tip.everyone_unscoped.filter(state="refused").count() == 2


@pytest.mark.browser
def test_the_keyboard_alone_walks_and_chooses(queue):
    page = queue(viewport=DESK)
    for key in "jxjx":
        page.keyboard.press(key)

    assert page.locator("tbody :checked").count() == 2


@pytest.mark.browser
@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"])
def test_a_refused_act_keeps_the_ticks_and_says_what_is_missing(queue, axe, viewport, scheme):
    page = queue(viewport=viewport, color_scheme=scheme)
    page.get_by_role("checkbox", name="Choose WH").nth(2).check()
    page.get_by_text("With the chosen tips.").click()
    page.get_by_role("button", name="Refuse the tips").click()
    page.get_by_role("alert").get_by_text("Choose a reason.").wait_for()
    page.problems.clear()  # the console tells of the 422
    axe(page)

    assert page.locator("tbody :checked").count() == 1
    page.get_by_label("Why they are refused").select_option("test")
    page.get_by_role("button", name="Refuse the tips").click()
    page.get_by_text("1 tip was refused.").wait_for()
