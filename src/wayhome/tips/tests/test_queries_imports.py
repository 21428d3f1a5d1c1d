"""The list and the page of imports, and the mappings that were used: what may be seen, and by whom."""

import pytest

from wayhome.accounts.door import OPERATOR
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import FileRefused, NotFound
from wayhome.tips.queries import demand_import, import_page, imports_page, mapping_of, profiles_used
from wayhome.tips.tests.bringing import MAPPING, SMALL_MAPPING, begun, brought, sheet

pytestmark = pytest.mark.django_db

ROWS = [("Two girls", "Quay", "Ana", "13"), ("one", "cell", "too", "many", "x"), ("A boy", "Mill", "Ben", "green")]


@pytest.fixture
def people():
    return cast()


def as_(people, role, **more):
    return people.actor(role, **more), people.purpose(role) if not more else role


def test_the_list_tells_the_newest_first_with_its_counts(people):
    officer = as_(people, "intake")
    first = brought(sheet(*ROWS), SMALL_MAPPING, who=officer, name="first.csv")
    begun(sheet(ROWS[0]), SMALL_MAPPING, who=officer, name="second.csv")
    page = imports_page(*as_(people, "analyst"))

    assert [(row.file_name, row.state, row.read, row.stored, row.set_aside) for row in page.rows] == [
        ("second.csv", "waiting", 0, 0, 0),
        ("first.csv", "done", 3, 1, 2),
    ]
    assert page.rows[1].reference == first.reference
    assert page.rows[0].received_by == people.user("intake").name
    assert (page.unfinished, page.paged.total) == (1, 2)


def test_a_page_tells_the_file_and_each_row_that_was_set_aside(people):
    report = brought(b"Extra," + sheet(*ROWS).replace(b"\n", b"\n,")[:-1], SMALL_MAPPING, name="night.csv")
    page = import_page(*as_(people, "intake"), reference=report.reference.lower())

    assert (page.line.file_name, page.line.profile, page.file_sha256) == (
        "night.csv",
        "Harbour office",
        report.file_sha256,
    )
    assert page.not_mapped == ("Extra",)
    assert (page.is_running, page.refusal, page.media_type) == (False, "", "text/csv")
    assert page.size_bytes == len(sheet(*ROWS)) + len("Extra,") + 3
    assert page.source_id is not None
    assert [row.place for row in page.aside] == ["row 2", "row 3"]
    assert page.aside[0].text == ",one,cell,too,many,x"
    assert dict(page.aside[1].cells)["Age"] == "green"
    assert "Age" in page.aside[1].reason
    assert "green" not in page.aside[1].reason


def test_a_page_of_a_refused_file_tells_which_it_was_and_why(people):
    with pytest.raises(FileRefused) as refusal:
        brought(sheet(*ROWS), MAPPING, who=as_(people, "intake"), name="night.csv")
    row = imports_page(*as_(people, "intake")).rows[0]
    page = import_page(*as_(people, "intake"), reference=row.reference)

    assert (row.state, row.file_name) == ("refused", "night.csv")
    assert (page.refusal, page.size_bytes, page.source_id, page.aside) == (str(refusal.value), None, None, ())


def test_only_sheets_that_stored_something_count_as_brought_in(people):
    who = as_(people, "intake")
    with pytest.raises(FileRefused):
        brought(sheet(*ROWS), MAPPING, who=who)
    assert (imports_page(*who).paged.total, imports_page(*who).stored) == (1, 0)

    brought(sheet(*ROWS), SMALL_MAPPING, who=who)
    brought(sheet(*reversed(ROWS)), SMALL_MAPPING, who=who)  # every row of it is known already

    assert (imports_page(*who).paged.total, imports_page(*who).stored) == (3, 1)


def test_an_import_of_another_agency_is_not_there(people):
    report = brought(sheet(*ROWS), SMALL_MAPPING)
    stranger = as_(people, "intake", elsewhere=True)

    assert imports_page(*stranger).rows == ()
    for ask in (
        lambda: import_page(*stranger, reference=report.reference),
        lambda: demand_import(*stranger, text="M-x"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_whoever_may_not_read_imports_sees_none(people):
    brought(sheet(*ROWS), SMALL_MAPPING)

    assert imports_page(*as_(people, "caseworker")).rows == ()


def test_a_long_list_of_rows_set_aside_comes_in_parts(people):
    report = brought(sheet(*[("a", "b", "c", "4", "many")] * 60, ("a", "b", "c", "4")), SMALL_MAPPING)
    first, second = (import_page(OPERATOR, "operation", reference=report.reference, page=page) for page in (1, 2))

    assert [len(page.aside) for page in (first, second)] == [50, 10]
    assert second.paged.last == 60


def test_a_mapping_that_was_used_can_be_used_again_and_stands_once(people):
    officer = as_(people, "intake")
    for row in ROWS[:1] * 2:
        brought(sheet(row, row), SMALL_MAPPING, who=officer)
    brought(sheet(ROWS[0]), SMALL_MAPPING, who=officer)
    found = profiles_used(*officer)

    assert [one.profile for one in found] == ["Harbour office"]
    assert mapping_of(*officer, import_id=found[0].import_id) == SMALL_MAPPING
    assert profiles_used(*as_(people, "intake", elsewhere=True)) == []
