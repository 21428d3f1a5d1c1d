"""One human act is one leaf, however many records it touches and actions it calls."""

import json

import pytest

from wayhome.accounts import door, journal
from wayhome.accounts.engine import sitting
from wayhome.accounts.models import JournalLeaf, JournalTouch
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.actions import Said, open_case, record_subject
from wayhome.kernel.errors import HouseRuleBroken
from wayhome.tips.actions import file_tip, join_tips

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return door.actor_of(cast().user("supervisor"))


def tips_of(actor, count):
    bodies = [{"text": f"Somebody waits at gate {number}"} for number in range(count)]
    return [file_tip(actor, "supervision", body=body, channel="hotline").tip_id for body in bodies]


def test_joining_three_tips_to_a_new_case_is_one_leaf(supervisor):
    tips = tips_of(supervisor, 3)
    before = journal.size()
    case = join_tips(supervisor, "supervision", tips=dict.fromkeys(tips, 1), title="Gates")
    leaf = JournalLeaf.objects.order_by("-seq").first()
    parts = json.loads(bytes(leaf.leaf))["parts"]

    assert journal.size() == before + 1
    assert (leaf.verb, leaf.kind, leaf.case_id) == ("join", "tip", case.pk)
    assert [(part["verb"], part["kind"]) for part in parts] == [
        ("create", "case"), ("add_person", "case"), ("join", "tip"), ("join", "tip"),
    ]  # fmt: skip


def test_each_record_that_an_act_touched_has_it_in_its_history(supervisor):
    tips = tips_of(supervisor, 3)
    case = join_tips(supervisor, "supervision", tips=dict.fromkeys(tips, 1), title="Gates")

    for touched in (*tips, case.pk):
        assert ("join", "tip") in {(entry.verb, entry.kind) for entry in journal.entries(object_ids=[touched])}
    assert journal.verify().holds


def test_a_touch_that_was_taken_away_or_added_is_found(supervisor):
    join_tips(supervisor, "supervision", tips=dict.fromkeys(tips_of(supervisor, 2), 1), title="Gates")
    touch = JournalTouch.objects.first()
    JournalTouch.objects.filter(pk=touch.pk).delete()

    assert journal.verify().broken_at == touch.leaf_id
    JournalTouch.objects.create(leaf_id=touch.leaf_id, object_id=touch.object_id)
    assert journal.verify().holds
    JournalTouch.objects.create(leaf_id=1, object_id=touch.object_id)
    assert journal.verify().broken_at == 1


def test_every_act_of_the_case_file_is_one_leaf(supervisor):
    before = journal.size()
    person = record_subject(supervisor, "supervision", what="person", said=[Said("description", {"text": "red coat"})])
    open_case(supervisor, "supervision", title="Coat", subject_ids=[person.pk])

    assert journal.size() == before + 2


def test_a_part_stands_in_no_act_by_itself():
    with pytest.raises(HouseRuleBroken, match="no part of any act"):
        journal.part("join", "tip", None)


def test_what_an_act_inside_tells_does_not_leak_into_the_next(supervisor):
    with sitting.begin("an act", may_write=True) as act:
        act.has_asked = True
        with act.inside():
            assert journal.record(supervisor.user_id, "supervision", "create", "case") == 0
        first = journal.record(supervisor.user_id, "supervision", "join", "tip")
        second = journal.record(supervisor.user_id, "supervision", "join", "tip")

    told = [len(json.loads(bytes(JournalLeaf.objects.get(seq=seq).leaf))["parts"]) for seq in (first, second)]
    assert told == [1, 0]
