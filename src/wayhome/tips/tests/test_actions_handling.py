"""What an officer does with a tip, and what must hold whatever the order in which it is done."""

import pytest

from wayhome.accounts import journal, seal
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.actions import close_case, open_case
from wayhome.casefile.models import CaseMember, Mention, Statement, Subject
from wayhome.casefile.queries.places import people_at
from wayhome.kernel.errors import BadInput, Conflict, NotFound, StaleRecord
from wayhome.tips.actions import (
    SplitPart,
    assign_tip,
    assign_tips,
    describe_tip,
    join_tips,
    refuse_tip,
    refuse_tips,
    restore_tip,
    split_tip,
)
from wayhome.tips.models import Tip
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, filed, sheet

pytestmark = pytest.mark.django_db

GIRL = [("age", {"years_min": 13, "years_max": 14}), ("description", {"text": "a red coat"})]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), people.purpose("intake")


def fresh(tip):
    return Tip.everyone_unscoped.get(pk=tip.pk)


def seen(*tips):
    return {tip.pk: fresh(tip).version for tip in tips}


def members(case):
    return set(CaseMember.everyone_unscoped.filter(case=case).values_list("subject_id", flat=True))


def described(officer, tip, slot="girl", said=GIRL, grade="C3"):
    return describe_tip(*officer, tip_id=tip.pk, slot=slot, said=said, grade=grade)


def leaf():
    return journal.newest(journal.Wanted(), most=1)[0]


# give


def test_a_tip_is_given_to_a_colleague_and_the_history_says_from_whom_to_whom(people, officer):
    tip = filed()
    assign_tip(*officer, tip_id=tip.pk, version=1, user_id=people.user("analyst").pk)
    assign_tip(*officer, tip_id=tip.pk, version=2, user_id=people.user("investigator").pk)

    assert fresh(tip).assigned_to_id == people.user("investigator").pk
    entry = journal.entries(object_ids=[tip.pk])[0]
    assert entry.verb == "assign"
    assert entry.detail == {"before": str(people.user("analyst").pk), "after": str(people.user("investigator").pk)}


def test_nobody_of_another_agency_can_be_given_a_tip(people, officer):
    tip = filed()
    with pytest.raises(NotFound):
        assign_tip(*officer, tip_id=tip.pk, version=1, user_id=people.user("intake", elsewhere=True).pk)

    assert fresh(tip).assigned_to_id is None


@pytest.mark.parametrize("role", ["caseworker", "liaison", "counsel", "administrator", "trainer", "data_officer"])
def test_nobody_is_given_a_tip_that_they_cannot_open(people, officer, role):
    one, other = filed("one"), filed("other")
    with pytest.raises(BadInput, match="does not let them read a tip"):
        assign_tips(*officer, tips=seen(one, other), user_id=people.user(role).pk)

    assert {fresh(one).assigned_to_id, fresh(other).assigned_to_id} == {None}


def test_an_edit_on_an_old_version_is_refused_and_loses_nothing(people, officer):
    tip = filed()
    assign_tip(*officer, tip_id=tip.pk, version=1, user_id=people.user("analyst").pk)
    with pytest.raises(StaleRecord):
        assign_tip(*officer, tip_id=tip.pk, version=1, user_id=people.user("investigator").pk)

    assert fresh(tip).assigned_to_id == people.user("analyst").pk


def test_several_are_given_all_or_none(people, officer):
    one, other = filed("one"), filed("other")
    stale = {one.pk: 1, other.pk: 7}
    with pytest.raises(StaleRecord):
        assign_tips(*officer, tips=stale, user_id=people.user("analyst").pk)
    assert fresh(one).assigned_to_id is None

    assign_tips(*officer, tips=seen(one, other), user_id=people.user("analyst").pk)
    assert {fresh(one).assigned_to_id, fresh(other).assigned_to_id} == {people.user("analyst").pk}
    for tip in (one, other):
        assert journal.entries(object_ids=[tip.pk])[0].verb == "assign"


@pytest.mark.parametrize("act", [assign_tips, refuse_tips, join_tips])
def test_choosing_no_tip_is_refused_in_words(people, officer, act):
    more = {assign_tips: {"user_id": people.user("analyst").pk}, refuse_tips: {"reason": "test"}, join_tips: {}}
    with pytest.raises(BadInput):
        act(*officer, tips={}, **more[act])


# describe


def test_somebody_whom_a_tip_names_becomes_a_person_with_statements_from_its_source(officer):
    tip = filed()
    subject_id = described(officer, tip)
    said = Statement.everyone_unscoped.filter(subject_id=subject_id).order_by("id")

    assert Subject.everyone_unscoped.get(pk=subject_id).what == "person"
    assert [(one.what, one.source_id, one.place, one.slot) for one in said] == [
        ("age", tip.source_id, "/text", "girl"),
        ("description", tip.source_id, "/text", "girl"),
    ]
    assert {(one.grade_source, one.grade_information) for one in said} == {("C", "3")}
    assert said[0].said_on == tip.received_at.date()
    assert leaf().verb == "describe"


def test_two_people_of_one_word_are_told_apart_by_a_number(officer):
    tip = filed()
    for _ in range(3):
        described(officer, tip, slot="girl")

    assert set(Mention.everyone_unscoped.values_list("slot", flat=True)) == {"girl", "girl 2", "girl 3"}


@pytest.mark.parametrize("slot", ["", "Lina Sarovan", " Girl ", "girl 2"])
def test_a_word_for_a_person_is_one_of_the_list_because_it_lies_open(officer, slot):
    with pytest.raises(BadInput, match=r"^slot: "):
        described(officer, filed(), slot=slot)

    assert not Mention.everyone_unscoped.exists()


@pytest.mark.parametrize(
    "said",
    [
        [],
        [("age", {})],
        [("relation", {"relation_kind": "sibling"})],
        [("happening", {"event_kind": "call"})],
        [("nonsense", {})],
    ],
)
def test_what_cannot_be_said_of_a_person_is_refused_and_nobody_is_made(officer, said):
    tip = filed()
    with pytest.raises(BadInput):
        described(officer, tip, said=said)

    assert Subject.everyone_unscoped.count() == 0


def test_somebody_described_after_the_joining_belongs_to_the_case_too(officer):
    tip = filed()
    case = join_tips(*officer, tips=seen(tip), title="Ferry hall")

    girl = described(officer, tip)

    assert members(case) == {girl}


# join


def test_tips_are_joined_to_a_new_case_with_everybody_whom_they_name(people, officer):
    brought(sheet(("Two girls", "Quay", "Ana", "13"), ("A boy", "Quay", "Ben", "9")), SMALL_MAPPING)
    rows, told = list(Tip.everyone_unscoped.order_by("row")), filed()
    girl = described(officer, told)
    case = join_tips(*officer, tips=seen(*rows, told), title="Ferry hall")

    assert seal.opened(case, "sealed")["title"] == "Ferry hall"
    assert case.assigned_to_id == people.user("intake").pk
    assert members(case) == {girl, *Mention.everyone_unscoped.values_list("subject_id", flat=True)}
    assert {(tip.state, tip.case_id) for tip in Tip.everyone_unscoped.all()} == {("in_case", case.pk)}


def test_a_tip_joins_a_case_that_is_open_already(officer):
    case = open_case(*officer, title="Ferry hall")
    tip = filed()

    assert join_tips(*officer, tips=seen(tip), case_id=case.pk).pk == case.pk
    assert [entry.verb for entry in journal.entries(case_id=case.pk)] == ["join", "create"]


def test_a_tip_joins_no_closed_case(people, officer):
    leader = people.actor("supervisor"), "supervision"
    case = open_case(*officer, title="Ferry hall")
    close_case(*leader, case_id=case.pk, version=case.version, reason="safe")
    tip = filed()
    with pytest.raises(Conflict, match="closed"):
        join_tips(*officer, tips=seen(tip), case_id=case.pk)

    assert fresh(tip).state == "new"


def test_a_tip_belongs_to_one_case(officer):
    tip = filed()
    join_tips(*officer, tips=seen(tip), title="First")
    with pytest.raises(Conflict) as refusal:
        join_tips(*officer, tips=seen(tip), title="Second")

    assert tip.reference in str(refusal.value)


def test_one_stale_tip_keeps_all_from_being_joined(officer):
    one, other = filed("one"), filed("other")
    with pytest.raises(StaleRecord):
        join_tips(*officer, tips={one.pk: 1, other.pk: 9}, title="Ferry hall")

    assert fresh(one).state == "new"


def test_a_new_case_needs_a_title(officer):
    tip = filed()
    with pytest.raises(BadInput) as refusal:
        join_tips(*officer, tips=seen(tip), title=" ")

    assert refusal.value.field == "title"
    assert fresh(tip).state == "new"


def test_a_case_of_another_agency_is_not_found(people, officer):
    other = open_case(people.actor("intake", elsewhere=True), "intake", title="Elsewhere")
    with pytest.raises(NotFound):
        join_tips(*officer, tips=seen(filed()), case_id=other.pk)


# split


def test_a_tip_of_two_matters_becomes_two_that_keep_its_clock_and_its_sender(officer):
    tip = filed("A girl at the ferry tonight. A boy in the mill.", contact="+999 555 0101", language="en")
    parts = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A girl"), SplitPart("A boy")])

    assert fresh(tip).state == "split"
    assert [seal.opened(part, "sealed")["text"] for part in parts] == ["A girl", "A boy"]
    for part in map(fresh, parts):
        assert (part.state, part.part_of_id, part.source_id, part.place) == ("new", tip.pk, tip.source_id, tip.place)
        assert (part.urgency, part.due_at, part.reasons, part.language) == (tip.urgency, tip.due_at, tip.reasons, "en")
        assert seal.opened(part, "sealed_contact") == {"contact": "+999 555 0101"}


def test_each_person_goes_with_the_parts_that_name_them(officer):
    tip = filed()
    girl, boy = described(officer, tip, slot="girl"), described(officer, tip, slot="boy")
    first, second = split_tip(
        *officer, tip_id=tip.pk, version=1,
        parts=[SplitPart("A girl", slots=("girl",)), SplitPart("Both", slots=("girl", "boy"))],
    )  # fmt: skip

    assert members(join_tips(*officer, tips=seen(first), title="One")) == {girl}
    assert members(join_tips(*officer, tips=seen(second), title="Two")) == {girl, boy}


def test_somebody_described_on_a_part_goes_with_that_part_alone(officer):
    tip = filed("A girl. A boy.", contact="+999 555 0101")
    first, second = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A girl"), SplitPart("A boy")])
    girl = described(officer, first)

    assert members(join_tips(*officer, tips=seen(first), title="One")) == {girl}
    assert members(join_tips(*officer, tips=seen(second), title="Two")) == set()
    assert seal.opened(fresh(first), "sealed_contact") == {"contact": "+999 555 0101"}


@pytest.mark.parametrize("parts", [[], [SplitPart("one")], [SplitPart("one"), SplitPart("  ")]])
def test_a_split_needs_two_parts_with_words(officer, parts):
    tip = filed()
    with pytest.raises(BadInput):
        split_tip(*officer, tip_id=tip.pk, version=1, parts=parts)

    assert Tip.everyone_unscoped.count() == 1


@pytest.mark.parametrize(("first", "second", "which"), [
    ("A girl and a boy wait.", "A boy waits.", "part 1"),
    ("A girl waits.", " A girl  and a boy\nwait. ", "part 2"),
])  # fmt: skip
def test_a_part_that_is_the_tip_over_again_is_refused(officer, first, second, which):
    tip = filed("A girl and a boy wait.")
    with pytest.raises(BadInput, match=f"^{which}: it still has all the words of the tip"):
        split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart(first), SplitPart(second)])

    assert Tip.everyone_unscoped.count() == 1
    assert fresh(tip).state == "new"


# refuse


def test_a_refused_tip_is_kept_and_comes_back_as_it_was(officer):
    tip = filed()
    refuse_tip(*officer, tip_id=tip.pk, version=1, reason="advertisement")
    assert (fresh(tip).state, fresh(tip).state_reason) == ("refused", "advertisement")

    restore_tip(*officer, tip_id=tip.pk, version=2)
    assert (fresh(tip).state, fresh(tip).state_reason) == ("new", "")
    assert journal.entries(object_ids=[tip.pk])[0].detail == {"before": "advertisement"}


def test_a_reason_that_is_none_refuses_nothing(officer):
    tip = filed()
    with pytest.raises(BadInput) as refusal:
        refuse_tip(*officer, tip_id=tip.pk, version=1, reason="because")

    assert refusal.value.field == "reason"
    assert fresh(tip).state == "new"


def test_several_are_refused_all_or_none(officer):
    one, other = filed("one"), filed("other")
    join_tips(*officer, tips=seen(other), title="Ferry hall")
    with pytest.raises(Conflict):
        refuse_tips(*officer, tips=seen(one, other), reason="test")

    assert fresh(one).state == "new"


DONE = {
    "joined": lambda officer, tip: join_tips(*officer, tips=seen(tip), title="Ferry hall"),
    "split": lambda officer, tip: split_tip(
        *officer, tip_id=tip.pk, version=fresh(tip).version, parts=[SplitPart("a"), SplitPart("b")]
    ),
    "refused": lambda officer, tip: refuse_tip(*officer, tip_id=tip.pk, version=fresh(tip).version, reason="test"),
}


@pytest.mark.parametrize("before", DONE)
@pytest.mark.parametrize("after", DONE)
def test_what_was_done_with_a_tip_is_done(officer, before, after):
    tip = filed()
    DONE[before](officer, tip)
    with pytest.raises(Conflict):
        DONE[after](officer, tip)


def test_only_a_refused_tip_can_be_brought_back(officer):
    tip = filed()
    with pytest.raises(Conflict):
        restore_tip(*officer, tip_id=tip.pk, version=1)


# who may


@pytest.mark.parametrize("who", [("analyst", False), ("caseworker", False), ("intake", True), ("data_officer", False)])
def test_a_tip_that_somebody_may_not_refuse_looks_absent_to_the_act(people, who):
    tip = filed()
    actor = people.actor(who[0], elsewhere=who[1])
    with pytest.raises(NotFound):
        refuse_tip(actor, actor.purposes[0], tip_id=tip.pk, version=1, reason="test")

    assert fresh(tip).state == "new"
    assert leaf().decision == "refused"


def test_every_human_act_leaves_its_leaf(people, officer):
    tip = filed()
    before = journal.size()
    described(officer, tip)
    assign_tip(*officer, tip_id=tip.pk, version=1, user_id=people.user("analyst").pk)
    refuse_tip(*officer, tip_id=tip.pk, version=2, reason="test")
    restore_tip(*officer, tip_id=tip.pk, version=3)

    assert journal.size() == before + 4
    assert journal.verify().holds


def test_people_at_a_place_are_shown_with_what_it_says_of_them(officer):
    tip = filed()
    described(officer, tip)
    described(officer, tip, slot="driver", said=[("name", {"text": "Tío", "name_kind": "alias"})], grade="F6")
    shown = people_at(*officer, source_id=tip.source_id, place=tip.place)

    assert [person.slot for person in shown] == ["girl", "driver"]
    assert [(one.kind, one.words.text) for one in shown[0].statements] == [
        ("age", "13 to 14 years"),
        ("description", "a red coat"),
    ]
    assert shown[1].known.name == "Tío"
    assert [
        person.slot for person in people_at(*officer, source_id=tip.source_id, place=tip.place, slots=("driver",))
    ] == ["driver"]
