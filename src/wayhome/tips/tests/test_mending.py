"""Rows that were set aside are mended cell by cell and read again; as they were sent they stay, and the sums hold."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from wayhome.accounts import seal
from wayhome.accounts.door import OPERATOR
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.models import Statement
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips import actions, tasks
from wayhome.tips.models import Import, MendedRow, SetAsideRow, Tip
from wayhome.tips.queries import grid_of, verify_batches
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, sheet

pytestmark = pytest.mark.django_db
ROWS = [("Two girls", "Quay", "Ana", "13"), ("A boy", "Mill", "Ben", "nine-ish"), ("one", "cell", "too", "many", "x")]
GOOD = [("Told", "A boy"), ("Where", "Mill"), ("Name", "Ben"), ("Age", "9")]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return people.actor("intake"), "intake"


@pytest.fixture
def report(officer):
    return brought(sheet(*ROWS), SMALL_MAPPING, who=officer)


@pytest.fixture
def wrong(report):
    """Give the row of which one cell is wrong."""
    return SetAsideRow.everyone_unscoped.get(place="row 2")


def sums(report):
    found = Import.everyone_unscoped.get(reference=report.reference)
    return found.read, found.stored, found.set_aside, found.already_known


def test_a_mended_row_is_stored_and_the_sums_reconcile(officer, report, wrong):
    before = sums(report)
    mended = actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)

    assert before == (3, 1, 2, 0)
    assert sums(report) == (3, 2, 1, 0)
    assert mended.tip.place == "row 2"
    assert seal.opened(mended.tip, "sealed")["text"] == "A boy"
    assert Statement.everyone_unscoped.filter(place="row 2", what="age").count() == 1


def test_the_row_as_it_was_sent_is_kept_beside_who_mended_it(officer, report, wrong):
    as_sent = bytes(wrong.sealed)
    mended = actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    kept = SetAsideRow.everyone_unscoped.get(pk=wrong.pk)

    assert bytes(kept.sealed) == as_sent
    assert ["Age", "nine-ish"] in seal.opened(kept, "sealed")["raw"]
    assert mended.mended_by_id == officer[0].user_id
    assert seal.opened(mended, "sealed")["cells"] == [list(pair) for pair in GOOD]


def test_it_leaves_one_leaf_and_the_whole_import_still_verifies(officer, report, wrong):
    before = JournalLeaf.objects.count()
    actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    checked = list(verify_batches(OPERATOR, "operation"))

    assert JournalLeaf.objects.count() == before + 1
    assert not [one for one in checked if one.broken]
    assert len(checked) == 2


def test_a_mended_row_that_was_changed_is_found(officer, report, wrong):
    actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casefile_statement SET sealed = %s WHERE place = 'row 2' AND what = 'age'", [b"another envelope"]
        )

    assert [one.first_row for one in verify_batches(OPERATOR, "operation") if one.broken] == [2]


def test_what_is_still_wrong_is_said_by_its_column_and_nothing_is_stored(officer, report, wrong):
    cells = [*GOOD[:3], ("Age", "very old")]
    with pytest.raises(BadInput, match="Column “Age”"):
        actions.mend_row(*officer, aside_id=wrong.pk, cells=cells)

    assert sums(report) == (3, 1, 2, 0)
    assert MendedRow.everyone_unscoped.count() == 0


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (GOOD[:3], "is missing"),
        ([*GOOD[:3], ("Age", "9\x00")], "control character"),
        ([*GOOD[:3], ("Age", "9" * 100_001)], "at most 100,000"),
    ],
)
def test_cells_that_no_sheet_could_hold_are_refused(officer, wrong, cells, told):
    with pytest.raises(BadInput, match=told):
        actions.mend_row(*officer, aside_id=wrong.pk, cells=cells)


def test_a_mended_row_that_is_here_already_is_counted_as_known(officer, report, wrong):
    same = list(zip(("Told", "Where", "Name", "Age"), ROWS[0], strict=True))
    mended = actions.mend_row(*officer, aside_id=wrong.pk, cells=same)

    assert mended.tip_id is None
    assert sums(report) == (3, 1, 1, 1)


def test_a_row_is_mended_once(officer, report, wrong):
    actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)

    with pytest.raises(Conflict, match="already"):
        actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)


def test_an_import_that_is_undone_takes_its_mended_rows_with_it(officer, report, wrong):
    mended = actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    found = Import.everyone_unscoped.get(reference=report.reference)
    actions.begin_undo(*officer, import_id=found.pk, version=found.version, reason="Wrong.")
    tasks.run_undo(found.pk)

    assert Tip.everyone_unscoped.get(pk=mended.tip_id).state_reason == "import_undone"


def test_whoever_may_not_import_may_not_mend(people, wrong):
    for who in (people.actor("analyst"), people.actor("intake", elsewhere=True)):
        with pytest.raises(NotFound):
            actions.mend_row(who, "intake", aside_id=wrong.pk, cells=GOOD)


def test_the_grid_has_a_cell_for_each_column_and_marks_the_wrong_one(officer, report):
    grid = grid_of(*officer, reference=report.reference)
    first, second = grid.rows

    assert [(cell.column, cell.text, cell.is_wrong) for cell in first.cells] == [
        ("Told", "A boy", False), ("Where", "Mill", False), ("Name", "Ben", False), ("Age", "nine-ish", True),
    ]  # fmt: skip
    assert [cell.column for cell in second.cells] == ["Told", "Where", "Name", "Age"]
    assert second.text == "one,cell,too,many,x"


def test_the_page_mends_a_row_and_keeps_what_was_typed_where_it_is_still_wrong(people, report, wrong):
    client = signed_in(people.user("intake"))
    page = reverse("tips:import_mend", args=[report.reference])
    posted = {"row": str(wrong.pk), "cell_0": "A boy", "cell_1": "Mill", "cell_2": "Ben", "cell_3": "old enough"}
    again = client.post(page, posted)
    done = client.post(page, {**posted, "cell_3": "9"}, follow=True)

    assert again.status_code == 422
    assert re.search(r'aria-invalid="true">old enough<', again.content.decode())
    assert "Row 2 was mended and stored." in done.content.decode()
    assert "1 row waits to be mended." in done.content.decode()
    assert "row 2" in done.content.decode()


def test_a_row_that_a_colleague_mended_meanwhile_is_said_so(people, officer, report, wrong):
    client = signed_in(people.user("intake"))
    actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    answer = client.post(reverse("tips:import_mend", args=[report.reference]), {"row": str(wrong.pk)})

    assert answer.status_code == 404


def test_a_mended_row_is_no_longer_listed_among_those_set_aside(people, officer, report, wrong):
    actions.mend_row(*officer, aside_id=wrong.pk, cells=GOOD)
    page = signed_in(people.user("intake")).get(reverse("tips:import", args=[report.reference])).content.decode()

    assert "3 rows read, 2 stored, 1 set aside, 0 already known." in page
    assert "nine-ish" not in page
