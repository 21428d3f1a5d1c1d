"""A file whose bytes were dropped: the journal tells of it, and the check of all records knows why it is gone."""

import pytest
from django.db import connection

from wayhome.accounts.tests.cast import cast
from wayhome.casefile.models import Source
from wayhome.kernel.errors import FileRefused
from wayhome.site.completeness import check_records
from wayhome.tips import actions
from wayhome.tips.queries import preview_of, sheet_page
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, rows_of, sheet

pytestmark = pytest.mark.django_db


def broken():
    return check_records(lambda *_: None).broken


@pytest.fixture
def officer():
    return cast().actor("intake"), "intake"


def test_a_refused_file_is_not_missed(officer):
    with pytest.raises(FileRefused):
        brought(b"Other,Columns\na,b\n", SMALL_MAPPING)

    assert not broken()


def test_a_sheet_that_waited_and_was_dropped_is_not_missed(officer):
    sheet_id = actions.receive_sheet(*officer, content=lambda: [sheet(("a", "b", "c", "9"))], file_name="a.csv")
    assert sheet_page(*officer, sheet_id=sheet_id).line.columns == 4
    preview_of(*officer, sheet_id=sheet_id, mapping_text=SMALL_MAPPING)  # which opens the source, and is journalled
    actions.drop_sheet(*officer, sheet_id=sheet_id)

    assert Source.everyone_unscoped.count() == 0
    assert not broken()


def test_a_source_that_was_taken_out_by_hand_is_missed(officer):
    sheet_id = actions.receive_sheet(*officer, content=lambda: [sheet(("a", "b", "c", "9"))], file_name="a.csv")
    preview_of(*officer, sheet_id=sheet_id, mapping_text=SMALL_MAPPING)
    gone = Source.everyone_unscoped.get().pk
    _take_out()

    assert str(gone) in broken()
    assert rows_of("casefile_source") == []


def _take_out():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tips_waitingsheet SET source_id = NULL")
        cursor.execute("DELETE FROM casefile_sourcepart")
        cursor.execute("DELETE FROM casefile_source")
