"""The same thing sent, or brought in, twice at the same moment."""

import pytest

from tests.at_once import at_once
from wayhome.accounts.door import PUBLIC
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import BadInput, StaleRecord
from wayhome.tips.actions import add_to_tip, begin_import, file_tip
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
