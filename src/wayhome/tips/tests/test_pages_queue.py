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
