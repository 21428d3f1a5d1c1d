"""What narrows the queue: open beside it at a desk, folded before it in the hand."""

import pytest
from django.urls import reverse

from tests.fixtures import DESK, PHONE
from wayhome.accounts.tests.cast import cast
from wayhome.tips.tests.bringing import filed

pytestmark = pytest.mark.browser


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
def test_in_the_hand_the_list_stands_on_the_first_screen_and_what_narrows_it_is_folded(queue, axe):
    phone = queue(viewport=PHONE, java_script_enabled=False)
    narrow = phone.get_by_role("button", name="Show these")

    assert phone.locator("tbody tr").first.bounding_box()["y"] < PHONE["height"]
    assert not narrow.is_visible()
    phone.get_by_text("Show only some of these").click()
    assert narrow.is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    narrow.click()
    assert phone.locator("tbody tr").count() == 20


@pytest.mark.browser
def test_at_a_desk_what_narrows_the_list_stands_open_beside_it(queue, axe):
    desk = queue(viewport=DESK)

    assert desk.get_by_role("button", name="Show these").is_visible()
    assert not desk.get_by_text("Show only some of these").is_visible()
    desk.get_by_label("past its limit").check()
    axe(desk)


@pytest.mark.browser
def test_in_the_hand_the_room_that_is_open_stands_in_sight(queue):
    phone = queue(viewport=PHONE)
    for address in (reverse("casefile:people"), reverse("tips:queue")):
        phone.goto(address)
        tab = phone.locator(".rooms [aria-current]").bounding_box()
        assert tab["x"] >= 0
        assert tab["x"] + tab["width"] <= PHONE["width"]
