"""A restricted case shuts all that its tips said, everywhere, and nobody who sent or brings something notices."""

import pytest

from wayhome.accounts.door import OPERATOR, PUBLIC, scope
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.actions import restrict_case
from wayhome.casefile.models import Source, SourcePart
from wayhome.casefile.queries import source_page
from wayhome.kernel.errors import NotFound
from wayhome.tips import tasks
from wayhome.tips.actions import SplitPart, add_to_tip, answer_tip, describe_tip, join_tips, mend_row, split_tip
from wayhome.tips.actions.importing import store_batch
from wayhome.tips.models import Import, MendedRow, SetAsideRow, Tip
from wayhome.tips.queries import sender_page
from wayhome.tips.queries.queue import QueueFilter, queue_page
from wayhome.tips.queries.tip import tip_page
from wayhome.tips.tests.bringing import SMALL_MAPPING, begun, brought, filed, receipt_of, sheet, the_tip

pytestmark = pytest.mark.django_db

ROWS = [("Two girls", "Quay", "Ana", "13"), ("A boy", "Mill", "Ben", "9"), ("A man", "Road", "Cem", "40")]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def outside(people):
    """Give a colleague of the same agency who does not see the case."""
    return people.actor("intake"), "intake"


@pytest.fixture
def shut(people):
    """Join a tip to a case of its own, and shut that."""

    def shut(tip):
        investigator = people.actor("investigator"), people.purpose("investigator")
        case = join_tips(*investigator, tips={tip.pk: Tip.everyone_unscoped.get(pk=tip.pk).version}, title="Shut")
        restrict_case(*investigator, case_id=case.pk, version=case.version)
        return people.actor("investigator"), people.purpose("investigator")

    return shut


def test_a_mended_row_is_shut_with_its_tip_as_it_was_sent_and_as_it_was_mended(outside, shut):
    rows = sheet(ROWS[0], ("A boy", "Mill", "Ben", "nine-ish"), ("A man", "Road", "Cem", "old"))
    brought(rows, SMALL_MAPPING, who=outside)
    wrong, other = SetAsideRow.everyone_unscoped.order_by("row")
    cells = [("Told", "A boy"), ("Where", "Mill"), ("Name", "Ben"), ("Age", "9")]
    mended = mend_row(*outside, aside_id=wrong.pk, cells=cells)
    inside = shut(mended.tip)

    assert [row.pk for row in scope(*outside, SetAsideRow)] == [other.pk]
    assert not scope(*outside, MendedRow).exists()
    with pytest.raises(NotFound):
        mend_row(*outside, aside_id=wrong.pk, cells=cells)
    assert {row.pk for row in scope(OPERATOR, "operation", SetAsideRow)} == {wrong.pk, other.pk}
    assert not scope(*inside, SetAsideRow).exists()  # an investigator reads no imports


def is_hidden(look, who, **which):
    try:
        look(*who, **which)
    except NotFound:
        return True
    return False


def test_the_source_of_a_tip_that_names_nobody_yet_is_shut_with_it(outside, shut):
    tip, other = filed("A girl waits.", contact="+999 555 0101"), filed("A boy waits.")
    before = is_hidden(source_page, outside, source_id=tip.source_id)
    inside = shut(tip)

    assert not before
    assert is_hidden(source_page, outside, source_id=tip.source_id)
    assert not is_hidden(source_page, inside, source_id=tip.source_id)
    assert not is_hidden(source_page, outside, source_id=other.source_id)


def test_a_sheet_with_a_row_in_a_shut_case_is_shut_for_whoever_sees_another_shut_row_of_it(outside, shut, people):
    brought(sheet(*ROWS), SMALL_MAPPING, who=outside)
    first, second, _ = Tip.everyone_unscoped.order_by("row")
    shut(first)
    supervisor = people.actor("supervisor"), people.purpose("supervisor")
    case = join_tips(*supervisor, tips={second.pk: second.version}, title="Another")
    restrict_case(*supervisor, case_id=case.pk, version=case.version)
    supervisor = people.actor("supervisor"), supervisor[1]

    assert not is_hidden(tip_page, supervisor, reference=second.reference)
    assert is_hidden(source_page, supervisor, source_id=first.source_id)
    assert not SourcePart.everyone_unscoped.exclude(source_id=first.source_id).exists()
    assert Source.everyone_unscoped.count() == 1


def test_the_sender_of_a_tip_hears_nothing_of_the_restriction(people, outside, shut):
    receipt = receipt_of("Two girls", key="one")
    told = {"reference": receipt.reference, "secret": receipt.secret}
    answer_tip(*outside, tip_id=receipt.tip_id, text="Which bus?")
    shut(the_tip(receipt.reference))
    again = receipt_of("Two girls", key="one")
    add_to_tip(PUBLIC, "intake", **told, text="The blue one.")

    assert (again.reference, again.secret, again.is_new) == (receipt.reference, receipt.secret, False)
    assert [line.text for line in sender_page(PUBLIC, "intake", **told).lines] == ["Which bus?", "The blue one."]


def test_what_a_shut_tip_was_split_from_is_shut_and_the_other_part_keeps_no_cell(outside, shut):
    brought(sheet(ROWS[0]), SMALL_MAPPING, who=outside)
    whole = Tip.everyone_unscoped.get()
    first, second = split_tip(
        *outside, tip_id=whole.pk, version=whole.version, parts=[SplitPart("One girl"), SplitPart("Another girl")]
    )
    inner, _ = split_tip(*outside, tip_id=first.pk, version=1, parts=[SplitPart("Her name"), SplitPart("Her coat")])
    inside = shut(inner)
    queue = queue_page(*outside, narrow=QueueFilter(states=("split",)))

    assert is_hidden(tip_page, outside, reference=whole.reference)
    assert is_hidden(tip_page, outside, reference=first.reference)
    assert not is_hidden(tip_page, inside, reference=whole.reference)
    assert "Ana" not in repr(tip_page(*outside, reference=second.reference))
    assert queue.rows == ()


def test_a_sheet_that_is_sent_again_with_more_rows_gets_in(outside, shut):
    brought(sheet(*ROWS[:2]), SMALL_MAPPING, who=outside)
    shut(Tip.everyone_unscoped.order_by("row").first())
    begun(sheet(*ROWS), SMALL_MAPPING, who=outside)
    tasks.go_on_with_import.func(str(Import.everyone_unscoped.get(state="waiting").pk))
    last = Import.everyone_unscoped.order_by("created_at").last()

    assert (last.state, last.read, last.stored, last.already_known) == ("done", 3, 1, 2)


def test_an_import_that_was_cut_off_goes_on_although_its_first_row_was_shut(outside, shut, monkeypatch):
    import_id = begun(sheet(*ROWS), SMALL_MAPPING, who=outside).import_id
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 1)
    left = [1]

    def cut_off(*args, **kwargs):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return store_batch(*args, **kwargs)

    monkeypatch.setattr(tasks, "store_batch", cut_off)
    with pytest.raises(KeyboardInterrupt):
        tasks.go_on_with_import.func(str(import_id))
    monkeypatch.undo()
    describe_tip(
        *outside, tip_id=Tip.everyone_unscoped.get().pk, slot="girl", said=[("description", {"text": "tall"})],
        grade="C3",
    )  # fmt: skip
    shut(Tip.everyone_unscoped.get())
    tasks.go_on_with_import.func(str(import_id))

    assert Import.everyone_unscoped.get().stored == 3
