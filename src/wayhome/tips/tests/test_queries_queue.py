"""The queue: the most urgent first, with its reasons, counted by all that narrows it, and narrowed by each."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from wayhome.accounts.tests.cast import cast
from wayhome.tips.actions import assign_tip, join_tips, refuse_tip
from wayhome.tips.queries.queue import QueueFilter, queue_page
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, filed, sheet

pytestmark = pytest.mark.django_db

URGENT = "A girl, 14 years old, waits at the ferry tonight."


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), people.purpose("intake")


def listed(officer, **narrow):
    return queue_page(*officer, narrow=QueueFilter(**narrow))


def references(page):
    return [row.reference for row in page.rows]


def told(options):
    return {option.value: option.count for option in options}


def test_the_most_urgent_comes_first_and_of_equals_the_one_with_less_time(officer):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        earlier = filed("Somebody knows something.")
    calm, urgent = filed("Somebody knows something."), filed(URGENT)
    page = listed(officer)

    assert references(page) == [urgent.reference, earlier.reference, calm.reference]
    assert sum(reason.weight for reason in page.rows[0].reasons) == page.rows[0].urgency == urgent.urgency
    assert page.rows[0].short == URGENT


def test_everything_that_waits_is_counted_by_all_that_is_told_of_it(people, officer):
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        late = filed(URGENT, language="uk")
    mine = filed("a", channel="hotline", who=officer, language="uk")
    assign_tip(*officer, tip_id=mine.pk, version=1, user_id=people.user("intake").pk)
    refused = filed("b", language="es")
    refuse_tip(*officer, tip_id=refused.pk, version=1, reason="test")
    page = listed(officer)

    assert (page.waiting, page.late, page.mine) == (2, 1, 1)
    assert told(page.reasons) == {"speaks_of_now": 1, "age_up_to_14": 1, "somebody_is_waiting": 1}
    assert told(page.channels) == {"web_form": 1, "hotline": 1}
    assert told(page.languages) == {"uk": 2}
    assert told(page.states) == {"new": 2, "in_case": 0, "refused": 1, "split": 0}
    assert references(listed(officer, is_late=True)) == [late.reference]
    assert references(listed(officer, is_mine=True)) == [mine.reference]


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        ({"reasons": ("speaks_of_now",)}, {"urgent"}),
        ({"reasons": ("speaks_of_now", "somebody_is_waiting")}, {"urgent", "call"}),
        ({"channels": ("hotline",)}, {"call"}),
        ({"languages": ("uk", "es")}, {"urgent", "call"}),
        ({"languages": ("uk",), "channels": ("hotline",)}, set()),
        ({"reasons": ("speaks",)}, set()),
        ({"states": ("refused",)}, set()),
    ],
)
def test_each_way_of_narrowing_leaves_what_was_asked_for(officer, narrow, expected):
    tips = {
        "urgent": filed(URGENT, language="uk"),
        "call": filed("a", channel="hotline", who=officer, language="es"),
        "calm": filed("b"),
    }

    assert set(references(listed(officer, **narrow))) == {tips[name].reference for name in expected}


def test_the_tips_of_a_case_are_found_by_its_reference_and_only_by_whoever_sees_it(people, officer):
    tip = filed(URGENT)
    case = join_tips(*officer, tips={tip.pk: 1}, title="Ferry hall")
    stranger = people.actor("intake", elsewhere=True), "intake"

    assert references(listed(officer, case=case.reference)) == [tip.reference]
    assert references(listed(stranger, case=case.reference)) == []
    assert references(listed(officer, case="C-nonsense")) == []


def test_nobody_sees_or_counts_the_tips_of_another_agency(people):
    filed(URGENT)
    page = listed((people.actor("intake", elsewhere=True), "intake"))

    assert (page.rows, page.waiting, page.reasons, page.channels) == ((), 0, (), ())


def test_a_row_of_a_sheet_without_words_is_told_by_its_cells(people, officer):
    brought(sheet(("", "Quay", "Ana", "13")), SMALL_MAPPING)

    assert listed(officer).rows[0].short == "Quay · Ana · 13"


def test_a_long_queue_comes_in_parts(people, officer):
    brought(sheet(*[(f"Tip {number}", "Quay", "Ana", "13") for number in range(60)]), SMALL_MAPPING)
    pages = [queue_page(*officer, narrow=QueueFilter(), page=page) for page in (1, 2)]

    assert [len(page.rows) for page in pages] == [50, 10]
    assert len({row.reference for page in pages for row in page.rows}) == 60
