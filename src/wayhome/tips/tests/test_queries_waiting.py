"""What waits to be read: counted, aged and listed within one's own scope."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from wayhome.accounts import journal
from wayhome.accounts.door import OPERATOR
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import NotAllowed, NotFound
from wayhome.tips.actions import assign_tip, refuse_tip
from wayhome.tips.queries import demand_tip, list_tips, waiting_ages, waiting_counts
from wayhome.tips.tests.bringing import filed

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), people.purpose("intake")


def test_what_waits_is_counted_with_what_is_late_and_what_is_mine(people, officer):
    with time_machine.travel(timezone.now() - timedelta(days=4)):
        old, mine = filed("old"), filed("mine")
    filed("new")
    refused = filed("refused")
    refuse_tip(*officer, tip_id=refused.pk, version=1, reason="test")
    assign_tip(*officer, tip_id=mine.pk, version=1, user_id=people.user("intake").pk)
    counts = waiting_counts(*officer)

    assert (counts.total, counts.late, counts.mine, counts.mine_late) == (3, 2, 1, 1)
    ages = waiting_ages(*officer)
    assert [(age.received_at, age.is_mine) for age in ages[:2]] == [(old.received_at, False), (mine.received_at, True)]
    assert [age.due_at - age.received_at for age in ages] == [timedelta(hours=72)] * 3


def test_nobody_counts_what_lies_outside_their_scope(people):
    filed()
    stranger = people.actor("intake", elsewhere=True)

    assert waiting_counts(stranger, "intake").total == 0
    assert waiting_ages(stranger, "intake") == []
    assert waiting_counts(people.actor("caseworker"), "protection").total == 0


def test_the_list_gives_every_tip_with_its_words_and_one_leaf(people):
    tips = [filed(text) for text in ("первый", "second")]
    before = journal.size()
    listed = list(list_tips(OPERATOR, "operation"))

    assert [(one["reference"], one["text"], one["state"], one["channel"]) for one in listed] == [
        (tip.reference, text, "new", "web_form") for tip, text in zip(tips, ("первый", "second"), strict=True)
    ]
    assert journal.size() == before + 1
    assert journal.newest(journal.Wanted(), most=1)[0].verb == "read"


def test_whoever_may_not_read_tips_lists_none(people):
    with pytest.raises(NotAllowed):
        list_tips(people.actor("caseworker"), "protection")


def test_a_reference_is_found_as_it_is_spoken_and_only_by_whoever_may(people, officer):
    tip = filed()

    assert demand_tip(*officer, text=tip.reference.lower().replace("-", "")) == tip.pk
    for text in ("", "WH-0000-0000-000", "C-7K3M-9QXT-4ZB", "nonsense"):
        with pytest.raises(NotFound):
            demand_tip(*officer, text=text)


def test_an_attempt_on_a_hidden_tip_is_journalled_with_what_it_was_made_on(people):
    tip = filed()
    with pytest.raises(NotFound) as hidden:
        demand_tip(people.actor("intake", elsewhere=True), "intake", text=tip.reference)
    with pytest.raises(NotFound) as absent:
        demand_tip(people.actor("intake", elsewhere=True), "intake", text="WH-0000-0000-000")

    assert str(hidden.value) == str(absent.value)
    entry = journal.newest(journal.Wanted(), most=1)[0]
    assert (entry.decision, entry.object_id) == ("refused", tip.pk)
