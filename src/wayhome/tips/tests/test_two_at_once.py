"""The same thing sent, or brought in, twice at the same moment."""

import pytest

from tests.at_once import at_once
from wayhome.accounts.door import OPERATOR, PUBLIC
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.actions import Said, correct_statement
from wayhome.casefile.models import Statement
from wayhome.kernel.errors import BadInput, StaleRecord
from wayhome.tips.actions import (
    SplitPart,
    add_to_tip,
    begin_import,
    describe_tip,
    file_tip,
    split_tip,
    weigh_waiting,
)
from wayhome.tips.models import Addition, Import, Tip
from wayhome.tips.tasks import run_import

MAPPING = 'profile = "p"\nversion = 1\nsender = "A made-up shelter"\ngrade = "B2"\n[tip]\ntext = "words"\n'

pytestmark = pytest.mark.django_db(transaction=True)


def begin(people, *, content=lambda: iter([b"words\nfirst\nsecond\n"]), agency_id=None):
    return begin_import(
        people.actor("intake"), "intake", content=content, file_name="a.csv", mapping_text=MAPPING, agency_id=agency_id
    )


def test_words_that_are_added_twice_at_once_stand_once():
    cast()
    filed = file_tip(PUBLIC, "intake", body={"text": "a girl waits"}, channel="api")
    words = {"reference": filed.reference, "secret": filed.secret, "text": "she left", "key": "k"}

    told = at_once(*[lambda: add_to_tip(PUBLIC, "intake", **words)] * 4)

    assert told == [None] * 4
    assert Addition.everyone_unscoped.count() == 1


def test_a_file_that_is_brought_in_twice_at_once_is_one_import():
    people = cast()

    def bring_in():
        return run_import(people.actor("intake"), "intake", import_id=begin(people).import_id)

    told = at_once(bring_in, bring_in)

    assert [one for one in told if isinstance(one, Exception) and not isinstance(one, StaleRecord)] == []
    assert [(one.state, one.stored) for one in Import.everyone_unscoped.all()] == [("done", 2)]
    assert Tip.everyone_unscoped.count() == 2


def test_a_file_that_changes_while_it_is_read_is_refused():
    people, given = cast(), iter([*[b"words\nfirst\n"] * 3, b"words\nother\n"])

    with pytest.raises(BadInput, match="changed"):
        begin(people, content=lambda: iter([next(given)]))
    assert Import.everyone_unscoped.count() == 0


def test_nobody_brings_in_a_sheet_for_another_agency():
    people = cast()

    with pytest.raises(BadInput, match="agency"):
        begin(people, agency_id=people.other_agency_id)


def test_tips_that_are_weighed_at_once_wait_for_each_other_and_none_is_lost():
    people = cast()
    officer, analyst = (people.actor("intake"), "intake"), (people.actor("analyst"), "analysis")
    filed = file_tip(PUBLIC, "intake", body={"text": "A girl. And a boy."}, channel="api")
    who = [
        describe_tip(*officer, tip_id=filed.tip_id, slot=slot, said=[("age", {"years_min": 12})], grade="C3")
        for slot in ("girl", "boy")
    ]
    parts = [SplitPart("A girl.", ("girl",)), SplitPart("A boy.", ("boy",))]
    girls, boys = split_tip(*officer, tip_id=filed.tip_id, version=1, parts=parts)

    def corrects(subject_id, years):
        old = Statement.everyone_unscoped.get(subject_id=subject_id, what="age", state="standing")
        said = Said("age", {"years_min": years})
        return lambda: correct_statement(*analyst, statement_id=old.pk, version=1, said=said, reason="misheard")

    for years in (4, 16, 9):
        told = at_once(
            lambda: weigh_waiting(OPERATOR, "operation"), corrects(who[0], years), corrects(who[1], years + 1),
            lambda: add_to_tip(PUBLIC, "intake", reference=filed.reference, secret=filed.secret, text="more"),
        )  # fmt: skip
        assert [one for one in told if isinstance(one, Exception)] == []
    whole = Tip.everyone_unscoped.get(pk=filed.tip_id)

    assert [code for code, _ in whole.reasons] == ["age_up_to_11"]
    assert [Tip.everyone_unscoped.get(pk=one.pk).reasons for one in (girls, boys)] == [whole.reasons] * 2
