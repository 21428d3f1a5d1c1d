"""The line is read from what each room says, within what the reader may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wayhome.accounts.actions import change_roles
from wayhome.accounts.door import OPERATOR, PUBLIC
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions as casefile
from wayhome.journey.queries import line_of, needs_of, news_of
from wayhome.kernel.errors import NotAllowed
from wayhome.tips import actions as tips

pytestmark = pytest.mark.django_db
WORDS = {"text": "Somebody waits at the old harbour."}


@pytest.fixture
def people():
    return cast()


def counts(line):
    return {at.station.key: (at.count, at.total, at.late_total) for at in line.stations if at.station.stands}


def read(people, role, *, hours=0, **options):
    now = timezone.now() + timedelta(hours=hours)
    return counts(line_of(people.actor(role), people.purpose(role), now=now, **options))


def test_a_tip_waits_at_its_station_and_a_case_at_the_next(people):
    tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    casefile.open_case(people.actor("investigator"), "investigation", title="Old harbour")

    assert read(people, "intake") == {"tip": (1, 1, 0), "linked": (1, 1, 0)}


def test_what_another_agency_has_is_on_another_line(people):
    tips.file_tip(people.actor("intake", elsewhere=True), "intake", body=WORDS, channel="hotline")

    assert read(people, "intake")["tip"] == (0, 0, 0)
    assert counts(line_of(OPERATOR, "operation", now=timezone.now()))["tip"] == (1, 1, 0)


def test_a_tip_is_late_on_the_line_exactly_when_its_own_clock_has_run_out(people):
    actor = people.actor("intake")
    receipt = tips.file_tip(actor, "intake", body=WORDS, channel="hotline", danger_now=True)
    clock = needs_of(actor, "intake", now=timezone.now()).tips[0]
    just_before, just_after = clock.due_at - timedelta(seconds=1), clock.due_at + timedelta(seconds=1)

    assert clock.reference == receipt.reference
    assert counts(line_of(actor, "intake", now=just_before))["tip"] == (1, 1, 0)
    assert counts(line_of(actor, "intake", now=just_after))["tip"] == (1, 1, 1)


def test_a_tip_that_came_before_it_was_written_down_is_as_late_as_it_is(people):
    came = timezone.now() - timedelta(days=9)
    tips.file_tip(people.actor("intake"), "intake", body=WORDS, channel="letter", received_at=came)

    assert read(people, "intake")["tip"] == (1, 1, 1)


def test_only_mine_is_chosen_within_the_whole(people):
    first = tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    tips.file_tip(PUBLIC, "intake", body={"text": "Another one."}, channel="web_form")
    actor = people.actor("intake")
    tips.assign_tip(actor, "intake", tip_id=first.tip_id, version=1, user_id=actor.user_id)

    assert read(people, "intake", is_mine=True)["tip"] == (1, 2, 0)


def test_a_closed_case_leaves_the_line(people):
    actor = people.actor("investigator")
    case = casefile.open_case(actor, "investigation", title="Old harbour")
    casefile.close_case(actor, "investigation", case_id=case.pk, version=case.version, reason="safe")

    assert read(people, "investigator")["linked"] == (0, 0, 0)


def test_a_restricted_case_is_on_the_line_of_those_alone_who_may_see_it(people):
    actor = people.actor("supervisor")
    case = casefile.open_case(actor, "supervision", title="Packing hall")
    casefile.restrict_case(actor, "supervision", case_id=case.pk, version=case.version)

    assert read(people, "supervisor")["linked"] == (1, 1, 0)
    assert read(people, "investigator")["linked"] == (0, 0, 0)
    told = {news.count_label for news in news_of(people.actor("investigator"), "investigation", now=timezone.now())}
    assert "Cases opened" not in told


def test_who_holds_no_role_for_it_has_no_line(people):
    with pytest.raises(NotAllowed):
        line_of(people.actor("administrator"), "administration", now=timezone.now())


def test_intake_answers_for_tips_that_nobody_has_and_an_analyst_for_their_own(people):
    tips.file_tip(PUBLIC, "intake", body=WORDS, channel="web_form")
    now = timezone.now()

    assert needs_of(people.actor("intake"), "intake", now=now).count == 1
    assert needs_of(people.actor("analyst"), "analysis", now=now).count == 0


def test_the_supervisor_is_told_of_a_hurried_tip_that_a_colleague_has(people):
    actor, now = people.actor("intake"), timezone.now()
    for words, danger_now in ((WORDS, True), ({"text": "A quieter one."}, False)):
        made = tips.file_tip(actor, "intake", body=words, channel="hotline", danger_now=danger_now)
        tips.assign_tip(actor, "intake", tip_id=made.tip_id, version=1, user_id=people.user("analyst").pk)
    needs = needs_of(people.actor("supervisor"), "supervision", now=now)

    assert [(tip.whose, tip.due_at < now + timedelta(hours=2)) for tip in needs.tips] == [("colleague", True)]
    assert needs_of(actor, "intake", now=now).count == 0
    assert needs_of(people.actor("analyst"), "analysis", now=now).count == 2


@pytest.mark.parametrize("lost", [{"role": "trainer"}, {"is_active": False}])
def test_a_tip_whose_owner_can_no_longer_open_it_needs_somebody_else(people, lost):
    actor, analyst = people.actor("intake"), people.user("analyst")
    made = tips.file_tip(actor, "intake", body=WORDS, channel="hotline")
    tips.assign_tip(actor, "intake", tip_id=made.tip_id, version=1, user_id=analyst.pk)
    change_roles(
        people.actor("administrator"), "administration",
        user_id=analyst.pk, roles=[lost.get("role", "analyst")], is_active=lost.get("is_active", True),
    )  # fmt: skip

    for role in ("intake", "supervisor"):
        needs = needs_of(people.actor(role), people.purpose(role), now=timezone.now())
        assert [(tip.reference, tip.whose) for tip in needs.tips] == [(made.reference, "shut_out")]


def test_the_tip_with_the_least_time_left_comes_first(people):
    actor, now = people.actor("intake"), timezone.now()
    for hours in (1, 40, 9):
        came = now - timedelta(hours=hours)
        tips.file_tip(actor, "intake", body={"text": f"Came {hours} h ago."}, channel="letter", received_at=came)
    needs = needs_of(actor, "intake", now=now)

    assert [tip.due_at for tip in needs.tips] == sorted(tip.due_at for tip in needs.tips)
    assert needs.count == needs.tips_count == 3


def test_my_tasks_and_my_cases_past_the_limit_need_me(people):
    actor = people.actor("investigator")
    case = casefile.open_case(actor, "investigation", title="Old harbour")
    due = timezone.now() + timedelta(hours=1)
    casefile.add_task(actor, "investigation", case_id=case.pk, title="Ring the school", due_at=due)
    today = needs_of(actor, "investigation", now=timezone.now())
    in_three_days = needs_of(actor, "investigation", now=timezone.now() + timedelta(days=3))

    assert [task.title for task in today.tasks] == ["Ring the school"]
    assert today.cases == ()
    assert [clock.reference for clock in in_three_days.cases] == [case.reference]


def test_news_count_what_was_done_since_yesterday_without_a_name(people):
    actor = people.actor("intake")
    for number in range(3):
        tips.file_tip(PUBLIC, "intake", body={"text": f"Tip {number}."}, channel="web_form")
    spam = tips.file_tip(PUBLIC, "intake", body={"text": "Buy!"}, channel="web_form")
    tips.refuse_tip(actor, "intake", tip_id=spam.tip_id, version=1, reason="advertisement")

    told = {news.count_label: news.count for news in news_of(actor, "intake", now=timezone.now())}
    tomorrow = news_of(actor, "intake", now=timezone.now() + timedelta(hours=25))

    assert told == {"Tips taken in": 4, "Tips refused": 1}
    assert tomorrow == []


def test_what_was_refused_at_the_door_is_no_news(people):
    with pytest.raises(NotAllowed):
        casefile.open_case(people.actor("caseworker"), "protection", title="Not mine to open")

    assert news_of(people.actor("investigator"), "investigation", now=timezone.now()) == []
