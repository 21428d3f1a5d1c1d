"""A whole import is taken back: refused and withdrawn, never erased; what others worked on stays and is named."""

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from wayhome.accounts.door import OPERATOR, SYSTEM
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.queries import verify_journal
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile import actions as casefile
from wayhome.casefile.models import Case, Statement, Subject
from wayhome.kernel.errors import BadInput, Conflict, NotFound, StaleRecord
from wayhome.tips import actions, tasks
from wayhome.tips.actions import undoing
from wayhome.tips.models import Import, SetAsideRow, Tip
from wayhome.tips.queries import undone_of, verify_batches
from wayhome.tips.tests.bringing import SMALL_MAPPING, begun, brought, sheet

pytestmark = pytest.mark.django_db
ROWS = [
    ("Two girls", "Quay", "Ana", "13"),
    ("A boy", "Mill", "Ben", "9"),
    ("A call", "Pier", "Eva", "11"),
    ("x", "y", "z", "q"),
]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), "intake"


@pytest.fixture
def report(officer):
    return brought(sheet(*ROWS), SMALL_MAPPING, who=officer)


def the_import(report):
    return Import.everyone_unscoped.get(reference=report.reference)


def undone(officer, report, reason="The wrong list was sent."):
    """Take an import back, to its end."""
    found = the_import(report)
    actions.begin_undo(*officer, import_id=found.pk, version=found.version, reason=reason)
    tasks.run_undo(found.pk)
    return the_import(report)


def tips(report):
    return Tip.everyone_unscoped.filter(of_import__reference=report.reference).order_by("row")


def states(of, field="state"):
    return sorted(of.values_list(field, flat=True))


def test_tips_are_refused_statements_withdrawn_and_nothing_is_erased(officer, report):
    before = Statement.everyone_unscoped.count(), Subject.everyone_unscoped.count()
    found = undone(officer, report)

    assert found.state == "undone"
    assert states(tips(report)) == ["refused"] * 3
    assert set(states(tips(report), "state_reason")) == {"import_undone"}
    assert set(states(Statement.everyone_unscoped)) == {"withdrawn"}
    assert (Statement.everyone_unscoped.count(), Subject.everyone_unscoped.count()) == before
    assert SetAsideRow.everyone_unscoped.filter(of_import=found).count() == 1
    assert found.source_id is not None


def test_it_is_journalled_and_everything_still_verifies(officer, report):
    before = JournalLeaf.objects.count()
    undone(officer, report)

    assert JournalLeaf.objects.filter(verb="undo").count() == 3
    assert JournalLeaf.objects.count() == before + 3
    assert not [one for one in verify_batches(OPERATOR, "operation") if one.broken]
    assert verify_journal(OPERATOR, "operation") is not None


def test_a_row_that_somebody_described_further_stays_whole_and_is_named(officer, report):
    girl = Subject.everyone_unscoped.order_by("id").first()
    casefile.add_statement(*officer, subject_id=girl.pk, said=casefile.Said("note", {"text": "Seen again."}))
    found = undone(officer, report)
    told = undone_of(*officer, import_id=found.pk)

    assert states(tips(report)) == ["new", "refused", "refused"]
    assert set(states(Statement.everyone_unscoped.filter(subject=girl))) == {"standing"}
    assert told.rows == 1
    assert [row.place for row in told.shown] == ["row 1"]
    assert [one.reference for one in told.shown[0].people] == [girl.reference]


@pytest.mark.parametrize("how", ["joined", "corrected", "described", "split"])
def test_whatever_was_done_since_keeps_the_row(officer, report, how):
    tip = tips(report).first()
    if how == "joined":
        actions.join_tips(*officer, tips={tip.pk: tip.version}, title="A matter")
    elif how == "corrected":
        said = Statement.everyone_unscoped.filter(place="row 1", what="age").get()
        casefile.withdraw_statement(*officer, statement_id=said.pk, version=said.version, reason="Misread.")
    elif how == "described":
        actions.describe_tip(*officer, tip_id=tip.pk, slot="driver", said=[("note", {"text": "Tall"})], grade="F6")
    else:
        parts = [actions.SplitPart("One girl"), actions.SplitPart("Another girl")]
        actions.split_tip(*officer, tip_id=tip.pk, version=tip.version, parts=parts)
    found = undone(officer, report)

    assert tips(report).get(row=1).state_reason != "import_undone"
    assert undone_of(*officer, import_id=found.pk).rows == 1
    assert states(tips(report).exclude(row=1)) == ["refused", "refused"]


def test_what_went_into_a_restricted_case_stays_and_is_counted_but_not_shown(people, officer, report):
    tip = tips(report).first()
    case = actions.join_tips(*officer, tips={tip.pk: tip.version}, title="Shut away")
    boss = people.actor("supervisor"), "supervision"
    casefile.restrict_case(*boss, case_id=case.pk, version=Case.everyone_unscoped.get(pk=case.pk).version)
    found = undone(officer, report)
    told = undone_of(*officer, import_id=found.pk)

    assert (told.rows, told.shown, told.others) == (1, (), 1)


def test_the_same_file_comes_in_again_afterwards_whole(officer, report):
    undone(officer, report)
    again = brought(sheet(*ROWS), SMALL_MAPPING, who=officer)

    assert again.reference != report.reference
    assert (again.read, again.stored, len(again.set_aside), again.already_known) == (4, 3, 1, 0)


def test_a_row_that_stayed_is_known_when_the_file_comes_again(officer, report):
    tip = tips(report).first()
    actions.join_tips(*officer, tips={tip.pk: tip.version}, title="A matter")
    undone(officer, report)
    again = brought(sheet(*ROWS), SMALL_MAPPING, who=officer)

    assert (again.stored, again.already_known) == (2, 1)


def test_a_case_that_a_row_opened_is_closed_as_a_mistake_unless_somebody_works_on_it(officer):
    report = brought(sheet(*ROWS), SMALL_MAPPING.replace("\n[tip]", "opens_case = true\n\n[tip]", 1), who=officer)
    kept = tips(report).first().case_id
    casefile.write_note(*officer, case_id=kept, text="Called the school.")
    undone(officer, report)

    assert Case.everyone_unscoped.get(pk=kept).state == "open"
    assert states(Case.everyone_unscoped.exclude(pk=kept), "state_reason") == ["mistake", "mistake"]
    assert states(tips(report)) == ["in_case", "refused", "refused"]


def test_a_kill_between_two_batches_loses_nothing_and_the_next_start_goes_on(officer, report, monkeypatch):
    monkeypatch.setattr(undoing, "BATCH_TIPS_MAX", 1)
    found = the_import(report)
    actions.begin_undo(*officer, import_id=found.pk, version=found.version, reason="Wrong.")
    actions.undo_batch(SYSTEM, "operation", import_id=found.pk, after=None)
    assert states(tips(report)) == ["new", "new", "refused"]
    assert tasks.sweep() == 1
    for queued in DBTaskResult.objects.all():
        tasks.go_on_with_undo.func(*queued.args_kwargs["args"])

    assert states(tips(report)) == ["refused"] * 3
    assert the_import(report).state == "undone"
    assert tasks.sweep() == 0


def test_an_undone_tip_is_not_brought_back_alone(officer, report):
    undone(officer, report)
    tip = tips(report).first()

    with pytest.raises(Conflict, match="Bring the file in again"):
        actions.restore_tip(*officer, tip_id=tip.pk, version=tip.version)


def test_nobody_refuses_a_tip_by_hand_for_that_reason(officer, report):
    tip = tips(report).first()

    with pytest.raises(BadInput):
        actions.refuse_tip(*officer, tip_id=tip.pk, version=tip.version, reason="import_undone")


def test_it_needs_a_reason_the_right_version_and_an_import_at_its_end(officer, report):
    found = the_import(report)
    waiting = begun(sheet(("Other", "a", "b", "1")), SMALL_MAPPING, who=officer)

    with pytest.raises(BadInput, match="reason"):
        actions.begin_undo(*officer, import_id=found.pk, version=found.version, reason="  ")
    with pytest.raises(StaleRecord):
        actions.begin_undo(*officer, import_id=found.pk, version=found.version - 1, reason="x")
    with pytest.raises(Conflict):
        actions.begin_undo(*officer, import_id=waiting.import_id, version=1, reason="x")
    undone(officer, report)
    with pytest.raises(Conflict):
        actions.begin_undo(*officer, import_id=found.pk, version=the_import(report).version, reason="x")


def test_whoever_may_not_import_may_not_undo(people, report):
    found = the_import(report)
    for who in (people.actor("analyst"), people.actor("intake", elsewhere=True)):
        with pytest.raises(NotFound):
            actions.begin_undo(who, "intake", import_id=found.pk, version=found.version, reason="x")


def test_the_page_undoes_and_says_what_stays(people, report):
    client = signed_in(people.user("intake"))
    page = reverse("tips:import", args=[report.reference])
    form = client.get(f"{page}undo/")
    answer = client.post(f"{page}undo/", {"version": the_import(report).version, "reason": "Wrong list."})
    under_way = client.get(page).content.decode()
    for queued in DBTaskResult.objects.all():
        tasks.go_on_with_undo.func(*queued.args_kwargs["args"])
    done = client.get(page).content.decode()

    assert "Undo this import?" in form.content.decode()
    assert answer.status_code == 302
    assert "This import is being undone." in under_way
    assert "This import was undone." in done
    assert "Wrong list." in done
    assert "undo/" not in done


def test_the_page_asks_for_a_reason(people, report):
    client = signed_in(people.user("intake"))
    answer = client.post(
        reverse("tips:import_undo", args=[report.reference]), {"version": the_import(report).version, "reason": ""}
    )

    assert answer.status_code == 422
    assert the_import(report).state == "done"


def test_a_later_file_whose_rows_were_known_by_an_undone_import_is_told_everywhere(people, officer, report):
    later = brought(sheet(*ROWS, ("Another", "Pier", "Eva", "11")), SMALL_MAPPING, who=officer, name="later.csv")
    assert later.already_known
    browser = signed_in(people.user("intake"))
    asked = browser.get(reverse("tips:import_undo", args=[report.reference])).content.decode()
    before = browser.get(reverse("tips:import", args=[later.reference])).content.decode()
    undone(officer, report)
    after = browser.get(reverse("tips:import", args=[later.reference])).content.decode()

    assert later.reference in asked
    assert "may wait nowhere" not in before
    assert "may wait nowhere" in after
    assert report.reference in after


def test_it_is_not_told_of_a_file_that_shares_nothing_with_it(people, officer, report):
    other = brought(sheet(("Another", "Pier", "Eva", "11")), SMALL_MAPPING, who=officer, name="other.csv")
    undone(officer, report)
    page = signed_in(people.user("intake")).get(reverse("tips:import", args=[other.reference])).content.decode()

    assert "may wait nowhere" not in page
