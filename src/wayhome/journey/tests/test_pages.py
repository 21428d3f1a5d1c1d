"""The line as its readers meet it, and the commands that tell the same."""

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from wayhome.accounts.door import PUBLIC
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile import actions as casefile
from wayhome.journey.cli import group
from wayhome.tips import actions as tips

pytestmark = pytest.mark.django_db
WORDS = {"text": "Lina waits at the old harbour.", "contact": "the kiosk"}


@pytest.fixture
def people():
    return cast()


def shown(people, role, address="/"):
    answer = signed_in(people.user(role)).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_line_says_that_nobody_waits(people):
    page = shown(people, "intake")

    assert "Nobody whom you may see waits on the way." in page
    assert "Nothing needs you now." in page


def test_the_heading_says_how_many_wait_and_how_many_are_late(people):
    tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    came = timezone.now() - timedelta(days=5)
    tips.file_tip(people.actor("intake"), "intake", body=WORDS, channel="letter", received_at=came)

    assert "2 tips and cases are on the way. One is late." in re.sub(r"\s+", " ", shown(people, "intake"))


def test_a_tip_that_needs_me_is_a_link_without_a_word_of_it(people):
    receipt = tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    page = shown(people, "intake")

    assert f'href="/tips/{receipt.reference}/"' in page
    assert "Lina" not in page
    assert "Nobody has it yet." in page


def test_of_many_tips_the_first_five_are_named_and_the_others_counted(people):
    for number in range(8):
        tips.file_tip(PUBLIC, "intake", body={"text": f"Tip {number}"}, channel="web_form")
    page = shown(people, "intake")

    assert page.count("Read this tip") == 5
    assert "3 more wait." in page
    assert "8 acts need me today" in page


def test_my_task_leads_to_its_case(people):
    actor = people.actor("investigator")
    case = casefile.open_case(actor, "investigation", title="Old harbour")
    due = timezone.now() + timedelta(hours=1)
    casefile.add_task(actor, "investigation", case_id=case.pk, title="Ring the school", due_at=due)
    page = shown(people, "investigator")

    assert "Ring the school" in page
    assert f'href="/cases/{case.reference}/"' in page


def test_only_mine_is_asked_for_by_a_link(people):
    tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    page = shown(people, "intake", "/?mine=1")

    assert "0 of 1 on the way are shown." in re.sub(r"\s+", " ", page)


def test_a_jam_says_where_its_late_ones_are(people):
    came = timezone.now() - timedelta(days=5)
    for number in range(4):
        body = {"text": f"Letter {number}"}
        tips.file_tip(people.actor("intake"), "intake", body=body, channel="letter", received_at=came)
    browser = signed_in(people.user("intake"))
    page = browser.get("/").content.decode()

    assert "The way jams before Linked." in page
    assert 'href="/tips/?only=late"' in page
    assert browser.get("/tips/?only=late").status_code == 200


@pytest.mark.parametrize(
    ("role", "way"), [("administrator", "/accounts/"), ("trainer", None), ("data_officer", None), ("counsel", None)]
)
def test_who_has_no_line_is_led_to_what_they_have(people, role, way):
    answer = signed_in(people.user(role)).get("/")

    assert (answer["Location"] if way else answer.status_code) == (way or 200)


def test_who_may_read_no_tip_finds_no_way_to_the_queue(people):
    assert 'href="/tips/"' not in shown(people, "caseworker")


def test_the_line_is_told_on_the_command_line(people):
    tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    tips.file_tip(people.actor("intake", elsewhere=True), "intake", body=WORDS, channel="hotline")
    told = CliRunner().invoke(group, ["line", "--json"], catch_exceptions=False)
    plain = CliRunner().invoke(group, ["line"], catch_exceptions=False)

    assert {row["station"]: row["waiting"] for row in json.loads(told.output)} == {"tip": 2, "linked": 0}
    assert plain.output.startswith("tip               2 wait, 0 late")


def test_the_stations_are_told_without_a_database():
    told = CliRunner().invoke(group, ["stations"], catch_exceptions=False).output

    assert "child  tip          6 h, local practice" in told
    assert "not built yet" in told
