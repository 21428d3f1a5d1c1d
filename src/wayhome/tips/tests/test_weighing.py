"""A tip is weighed anew when more is heard of it: its place in the queue, its clock and its page say what is known."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from wayhome.accounts import journal, seal
from wayhome.accounts.door import OPERATOR, PUBLIC
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.actions import (
    Said,
    add_statement,
    add_to_case,
    correct_statement,
    open_case,
    record_subject,
    restrict_case,
    withdraw_statement,
)
from wayhome.casefile.models import Mention, Statement
from wayhome.kernel.errors import Conflict, NotAllowed
from wayhome.tips import cli
from wayhome.tips.actions import (
    SplitPart,
    add_to_tip,
    describe_tip,
    filing,
    join_tips,
    split_tip,
    weigh_waiting,
    weighing,
)
from wayhome.tips.engine import facts_of_row, urgency
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import ReadRow
from wayhome.tips.engine.sheet import read_sheet
from wayhome.tips.models import Tip, Weighing
from wayhome.tips.queries.queue import QueueFilter, queue_page
from wayhome.tips.queries.tip import tip_page
from wayhome.tips.tests.bringing import MAPPING, SHEET, SMALL_MAPPING, brought, filed, receipt_of, sheet, the_tip

pytestmark = pytest.mark.django_db

SOME_ROWS = b"".join(SHEET.splitlines(keepends=True)[:150])
WORDS = "A person in a green coat asked for help at the market."
GIRL = [("age", {"years_min": 12, "years_max": 13})]
CHILD = "A child: 72 hours."


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), people.purpose("intake")


def fresh(tip):
    return Tip.everyone_unscoped.get(pk=tip.pk)


def codes(tip):
    return [code for code, _ in fresh(tip).reasons]


def described(officer, tip, said=GIRL, slot="girl"):
    return describe_tip(*officer, tip_id=tip.pk, slot=slot, said=said, grade="C3")


def added(receipt, text):
    add_to_tip(PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text=text)


SECRET = "SECRET of Mill Street"


def standing(subject_id, kind="age"):
    return Statement.everyone_unscoped.get(subject_id=subject_id, what=kind, state="standing")


def day(days=0):
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def test_a_child_that_is_written_down_moves_its_tip_up_and_the_page_says_why(officer):
    tip, other = filed(WORDS), filed("A man asked the way.")
    assert codes(tip) == []
    described(officer, tip)

    page = tip_page(*officer, reference=tip.reference)
    assert page.urgency == Decimal("11.0")
    assert [(one.code, one.label) for one in page.reasons] == [
        ("age_up_to_14", "The youngest person named may be 12 years old: a child under 15.")
    ]
    assert page.limit.sentence == CHILD
    rows = queue_page(*officer, narrow=QueueFilter()).rows
    assert [row.reference for row in rows] == [tip.reference, other.reference]
    assert "12 years" in rows[0].reasons[0].label


def test_the_clock_that_becomes_shorter_still_begins_when_the_tip_came(officer):
    tip = filed("They go tonight, a person said.", channel="hotline", who=officer)
    assert fresh(tip).due_at == tip.received_at + timedelta(hours=12)
    described(officer, tip)

    assert fresh(tip).due_at == tip.received_at + timedelta(hours=6)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("birth", {"date": str(timezone.now().year - 4)}), "age_up_to_5"),
        (("whereabouts", {"text": "the harbour", "when": day()}), "event_within_2_days"),
        (("whereabouts", {"text": "the ferry", "when": day(2)}), "leaves_within_3_days"),
        (("contact", {"contact_kind": "phone", "value": "+15550100"}), "contact_in_reach"),
    ],
)
def test_everything_that_is_written_down_and_bears_on_urgency_counts(officer, said, code):
    tip = filed(WORDS)
    described(officer, tip, [said])

    assert code in codes(tip)


def test_what_does_not_bear_on_it_changes_nothing_and_nothing_is_weighed(officer):
    tip = filed(WORDS)
    described(officer, tip, [("description", {"text": "a green coat"})])

    assert (codes(tip), fresh(tip).version, Weighing.everyone_unscoped.count()) == ([], 1, 0)


def test_the_history_holds_before_and_after_in_the_leaf_of_the_act(officer):
    tip = filed(WORDS)
    described(officer, tip)

    leaf = journal.entries(object_ids=[tip.pk])[0]
    assert leaf.verb == "describe"
    weighing = Weighing.everyone_unscoped.get(tip=tip)
    assert journal.entries(object_ids=[weighing.pk])[0].seq == leaf.seq
    (part,) = [one for one in leaf.detail["parts"] if one["verb"] == "weigh"]
    assert (part["before"]["urgency"], part["after"]["urgency"]) == ("0.0", "11.0")


def test_what_fills_the_sentences_is_sealed_and_the_words_as_filed_are_not_sealed_again(officer):
    tip = filed(WORDS)
    before = bytes(tip.sealed)
    described(officer, tip)

    assert bytes(fresh(tip).sealed) == before
    assert seal.opened(Weighing.everyone_unscoped.get(tip=tip), "sealed") == {
        "limit": "child",
        "values": {"age_up_to_14": {"youngest_age_years": "12"}},
    }


def test_a_correction_and_a_withdrawal_weigh_the_tip_anew(people, officer):
    tip = filed(WORDS)
    girl = described(officer, tip)
    analyst = people.actor("analyst"), people.purpose("analyst")
    old = standing(girl)
    correct_statement(
        *analyst, statement_id=old.pk, version=old.version, reason="misheard",
        said=Said("age", {"years_min": 4, "years_max": 5}),
    )  # fmt: skip
    assert codes(tip) == ["age_up_to_5"]

    new = standing(girl)
    withdraw_statement(*analyst, statement_id=new.pk, version=new.version, reason="of somebody else")
    assert (codes(tip), fresh(tip).urgency) == ([], 0)
    assert tip_page(*officer, reference=tip.reference).limit.sentence.startswith("Nothing is known")


def test_a_statement_that_is_added_to_somebody_weighs_the_tip_that_names_them(people, officer):
    tip = filed(WORDS)
    girl = described(officer, tip, [("description", {"text": "a green coat"})])
    analyst = people.actor("analyst"), people.purpose("analyst")
    add_statement(*analyst, subject_id=girl, said=Said("age", {"years_min": 9}))

    assert codes(tip) == ["age_up_to_11"]


def test_words_that_the_sender_adds_count_and_start_a_clock_of_their_own(officer):
    receipt = receipt_of(WORDS)
    tip = the_tip(receipt.reference)
    described(officer, tip)
    added(receipt, "He takes her away tonight!")

    assert codes(tip) == ["speaks_of_now", "age_up_to_14"]
    addition = tip.additions.model.everyone_unscoped.get(tip=tip)
    assert fresh(tip).due_at == addition.created_at + timedelta(hours=6)


def test_nothing_that_a_sender_adds_moves_the_tip_down(officer):
    receipt = receipt_of("A girl, about 13, waits at the ferry tonight.")
    tip = the_tip(receipt.reference)
    before = fresh(tip).urgency, fresh(tip).due_at, codes(tip)
    for text in ("It was a mistake.", "She is 30 years old.", "That was in 2019."):
        added(receipt, text)

    assert (fresh(tip).urgency, fresh(tip).due_at, codes(tip)) == before


def test_a_part_of_a_split_tip_keeps_what_the_whole_had_and_rises_with_who_is_written_down_on_it(officer):
    tip = filed("A girl is held at the harbour tonight. And a man sells passes.")
    whole = codes(tip)
    one, other = split_tip(
        *officer, tip_id=tip.pk, version=1,
        parts=[SplitPart("A girl is held at the harbour tonight."), SplitPart("A man sells passes.")],
    )  # fmt: skip
    described(officer, one)

    assert codes(one) == codes(tip) == [*whole, "age_up_to_14"]
    assert codes(other) == whole
    described(officer, other, [("age", {"years_min": 40})], slot="man")
    assert codes(other) == whole


def test_a_row_of_a_sheet_and_its_part_rise_too(officer, people):
    brought(sheet(["Held at the harbour", "harbour", "", ""]), SMALL_MAPPING)
    (tip,) = Tip.everyone_unscoped.all()
    described(officer, tip)
    assert codes(tip) == ["age_up_to_14"]
    one, _ = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("Held"), SplitPart("at the harbour")])
    described(officer, one, [("age", {"years_min": 3})])

    assert (codes(one), codes(tip)) == (["age_up_to_5"], ["age_up_to_5"])


def test_a_tip_behind_a_restricted_case_is_weighed_by_whoever_corrects_and_shown_to_nobody_else(people, officer):
    tip, also = filed(WORDS), filed("The same person was seen at the station.")
    girl = described(officer, tip)
    supervisor = people.actor("supervisor"), people.purpose("supervisor")
    case = join_tips(*supervisor, tips={tip.pk: fresh(tip).version}, title="Harbour")
    restrict_case(*supervisor, case_id=case.pk, version=case.version)
    supervisor = people.actor("supervisor"), people.purpose("supervisor")
    old = standing(girl)
    correct_statement(
        *supervisor, statement_id=old.pk, version=old.version, reason="misheard",
        said=Said("age", {"years_min": 4}),
    )  # fmt: skip

    assert codes(tip) == ["age_up_to_5"]
    assert "4 years" in tip_page(*supervisor, reference=tip.reference).reasons[0].label
    seen = queue_page(*officer, narrow=QueueFilter(states=("new", "in_case"))).rows
    assert [row.reference for row in seen] == [also.reference]


def test_two_people_of_one_tip_count_by_the_youngest(officer):
    tip = filed(WORDS)
    described(officer, tip, [("age", {"years_min": 16})])
    described(officer, tip, [("age", {"years_min": 8})], slot="boy")

    assert codes(tip) == ["age_up_to_11"]
    assert Weighing.everyone_unscoped.filter(tip=tip).count() == 2


def test_a_sheet_that_is_weighed_anew_without_news_stays_as_it_was(people):
    """The rules see the same of a row whether it was just read or is found stored: youngest, days, contact."""
    rows = [row for row in read_sheet([SOME_ROWS], read_mapping(MAPPING)) if isinstance(row, ReadRow)]
    brought(SOME_ROWS, MAPPING)
    before = list(Tip.everyone_unscoped.order_by("pk").values_list("place", "urgency", "reasons", "due_at"))
    received = Tip.everyone_unscoped.first().received_at
    read = {row.place: urgency.weigh(facts_of_row(row, received_at=received), now=received).score for row in rows}
    assert {place: score for place, score, *_ in before} == read
    assert len(set(read.values())) > 5
    found = weigh_waiting(OPERATOR, "operation")

    assert (found.tips, found.changed) == (Tip.everyone_unscoped.filter(state="new").count(), 0)
    assert list(Tip.everyone_unscoped.order_by("pk").values_list("place", "urgency", "reasons", "due_at")) == before


def test_all_that_wait_are_weighed_some_at_a_time(officer, monkeypatch):
    monkeypatch.setattr(weighing, "WEIGHED_AT_ONCE_MAX", 2)
    tips = [filed(f"A girl of 13 waits. {number}") for number in range(5)]
    counts, last = [], None
    while (some := weigh_waiting(OPERATOR, "operation", after=last)).tips:
        counts.append(some.tips)
        last = some.last

    assert (counts, last) == ([2, 2, 1], tips[-1].pk)


def test_waiting_tips_are_weighed_by_the_rules_of_now(officer, monkeypatch):
    tip = filed("A girl of 13 waits.")
    assert codes(tip) == ["age_up_to_14"]
    rules = urgency.default_rules()
    fewer = type(rules)(rules.source, tuple(one for one in rules.rules if one.group != "age"), rules.limits)
    monkeypatch.setattr(urgency, "default_rules", lambda: fewer)
    found = weigh_waiting(OPERATOR, "operation")

    assert (found.tips, found.changed, codes(tip)) == (1, 1, [])


def test_nobody_but_the_operator_weighs_all_that_wait(people, officer):
    filed()
    with pytest.raises(NotAllowed):
        weigh_waiting(*officer)


def test_who_is_mentioned_in_no_tip_can_be_corrected_as_ever(people):
    analyst = people.actor("analyst"), people.purpose("analyst")
    subject = record_subject(*analyst, what="person", said=[Said("age", {"years_min": 12})])
    assert not Mention.everyone_unscoped.filter(subject=subject).exists()
    add_statement(*analyst, subject_id=subject.pk, said=Said("age", {"years_min": 13}))


@pytest.fixture
def inside(people):
    """Give an investigator who opened a case with somebody of an open tip, and shut it."""

    def shut(subject_id):
        who = people.actor("investigator"), people.purpose("investigator")
        case = open_case(*who, title="Shut")
        add_to_case(*who, case_id=case.pk, subject_ids=[subject_id])
        restrict_case(*who, case_id=case.pk, version=case.version)
        return people.actor("investigator"), people.purpose("investigator")

    return shut


@pytest.mark.parametrize("act", ["correct", "withdraw", "add"])
def test_what_is_done_behind_a_restricted_case_is_not_told_by_an_open_tip(officer, inside, act):
    tip = filed(WORDS)
    girl = described(officer, tip)
    investigator, old = inside(girl), standing(girl)
    before = fresh(tip).urgency, codes(tip)
    if act == "correct":
        said = Said("age", {"years_min": 4})
        correct_statement(
            *investigator, statement_id=old.pk, version=old.version, said=said, reason="SECRET of Mill St"
        )
    elif act == "withdraw":
        withdraw_statement(*investigator, statement_id=old.pk, version=old.version, reason=SECRET)
    else:
        add_statement(*investigator, subject_id=girl, said=Said("birth", {"date": "2024"}))
    page = tip_page(*officer, reference=tip.reference)

    assert (fresh(tip).urgency, codes(tip)) == before
    assert "12 years" in page.reasons[0].label
    assert [deed.text for deed in page.history] == ["wrote down a person whom a tip names", "filed a tip"]
    assert SECRET not in repr(page)


def test_a_reason_of_a_correction_is_never_shown_on_the_page_of_the_tip(people, officer):
    tip = filed(WORDS)
    girl = described(officer, tip)
    analyst = people.actor("analyst"), people.purpose("analyst")
    old = standing(girl)
    said = Said("age", {"years_min": 4})
    correct_statement(*analyst, statement_id=old.pk, version=old.version, said=said, reason=SECRET)

    assert codes(tip) == ["age_up_to_5"]
    assert SECRET not in repr(tip_page(*officer, reference=tip.reference))


def test_no_number_of_additions_moves_a_tip_down(officer):
    receipt = receipt_of("A girl, 12, waits at the ferry tonight.")
    tip = the_tip(receipt.reference)
    added(receipt, "He is at my mother's phone.")
    before = fresh(tip).urgency, codes(tip)
    for number in range(120):
        added(receipt, f"nothing {number}")

    assert (fresh(tip).urgency, codes(tip)) == before


def test_a_tip_takes_a_bounded_number_of_additions_and_says_what_to_do_then(officer, monkeypatch):
    monkeypatch.setattr(filing, "ADDITIONS_MAX", 2)
    receipt = receipt_of(WORDS)
    for number in range(2):
        added(receipt, f"more {number}")
    with pytest.raises(Conflict, match="Send what is new as another tip"):
        added(receipt, "even more")


def test_what_was_added_before_a_split_stays_with_its_parts(officer):
    receipt = receipt_of(WORDS)
    tip = the_tip(receipt.reference)
    add_to_tip(
        PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text="A girl of 12. They go tonight!"
    )
    before = fresh(tip).urgency
    one, other = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A person asked."), SplitPart("Else.")])
    described(officer, one, [("description", {"text": "a coat"})])
    weigh_waiting(OPERATOR, "operation")

    assert {fresh(one).urgency, fresh(other).urgency} == {before}
    assert before > 20


def test_what_is_added_after_a_split_moves_its_parts_up_and_is_read_on_their_pages(officer):
    receipt = receipt_of(WORDS)
    tip = the_tip(receipt.reference)
    parts = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A person asked."), SplitPart("Else.")])
    added(receipt, "They go tonight!")

    for part in parts:
        page = tip_page(*officer, reference=part.reference)
        assert codes(part) == ["speaks_of_now"]
        assert [line.text for line in page.lines] == ["They go tonight!"]


def test_what_is_added_to_a_whole_behind_a_restricted_case_tells_its_open_part_nothing(people, officer):
    receipt = receipt_of(WORDS)
    tip = the_tip(receipt.reference)
    one, other = split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A person asked."), SplitPart("Else.")])
    who = people.actor("investigator"), people.purpose("investigator")
    case = join_tips(*who, tips={one.pk: 1}, title="Shut")
    restrict_case(*who, case_id=case.pk, version=case.version)
    add_to_tip(
        PUBLIC, "intake", reference=receipt.reference, secret=receipt.secret, text="A girl of 4. They go tonight!"
    )

    assert codes(other) == []
    assert tip_page(*officer, reference=other.reference).lines == ()
    assert codes(one) == codes(tip) == ["speaks_of_now", "age_up_to_5"]  # whoever sees the case sees the whole


def test_a_tip_whose_seal_is_broken_stops_no_other(officer):
    good, bad, last = filed("A girl of 13 waits."), filed("A girl of 12 waits."), filed("A girl of 11 waits.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tips_tip SET urgency = 0")
        cursor.execute("UPDATE tips_tip SET sealed = %s WHERE reference = %s", [b"broken", bad.reference])
    found = weigh_waiting(OPERATOR, "operation")

    assert (found.tips, found.changed, found.broken) == (3, 2, (bad.reference,))
    assert (fresh(good).urgency, fresh(last).urgency) == (Decimal("11.0"), Decimal("13.0"))
    told = CliRunner().invoke(cli.group, ["weigh-waiting"])
    assert told.exit_code == 1
    assert bad.reference in told.stderr


def test_somebody_else_is_written_down_on_an_open_tip_one_of_whose_people_went_behind_a_case(officer, inside):
    tip = filed(WORDS)
    inside(described(officer, tip))
    second = described(officer, tip, [("age", {"years_min": 3})])

    assert Mention.everyone_unscoped.get(subject_id=second).slot == "girl 2"
    assert codes(tip) == ["age_up_to_5"]


def test_the_page_of_a_tip_marks_what_holds_no_longer_and_shows_what_holds(people, officer):
    tip = filed(WORDS)
    girl = described(officer, tip)
    analyst = people.actor("analyst"), people.purpose("analyst")
    old = standing(girl)
    said = Said("age", {"years_min": 16, "years_max": 17})
    correct_statement(*analyst, statement_id=old.pk, version=old.version, said=said, reason="misheard")

    def ages():
        (named,) = tip_page(*officer, reference=tip.reference).people
        return [(one.words.text, one.state, one.is_of_place) for one in named.statements]

    assert ages() == [("12 to 13 years", "superseded", True), ("16 to 17 years", "standing", False)]
    new = standing(girl)
    withdraw_statement(*analyst, statement_id=new.pk, version=new.version, reason="of somebody else")
    assert [state for _, state, _ in ages()] == ["superseded", "withdrawn"]
    shown = signed_in(people.user("intake")).get(f"/tips/{tip.reference}/").content.decode()
    assert "<s><bdi>12 to 13 years</bdi></s>" in re.sub(r"\s*(</?s>)\s*", r"\1", shown)
    assert "corrected since" in shown
    assert "withdrawn" in shown


def test_a_person_is_not_written_down_on_a_whole_that_was_split(people, officer):
    tip = filed("A girl of 13 waits. A man sells passes.")
    split_tip(*officer, tip_id=tip.pk, version=1, parts=[SplitPart("A girl of 13 waits."), SplitPart("A man.")])
    with pytest.raises(Conflict, match="on the part"):
        described(officer, tip)
    page = signed_in(people.user("intake")).get(f"/tips/{tip.reference}/").content.decode()

    assert "keep=" not in page


def test_a_part_of_a_part_shows_and_counts_what_was_added_to_the_whole(officer):
    receipt = receipt_of(WORDS)
    parts = [SplitPart("A person asked. Somebody answered."), SplitPart("Else.")]
    part, _ = split_tip(*officer, tip_id=receipt.tip_id, version=1, parts=parts)
    smaller, _ = split_tip(
        *officer, tip_id=part.pk, version=1, parts=[SplitPart("A person asked."), SplitPart("Somebody answered.")]
    )
    added(receipt, "They go tonight!")

    assert codes(smaller) == ["speaks_of_now"]
    assert [line.text for line in tip_page(*officer, reference=smaller.reference).lines] == ["They go tonight!"]
    described(officer, smaller)
    assert codes(smaller) == codes(the_tip(receipt.reference)) == ["speaks_of_now", "age_up_to_14"]
