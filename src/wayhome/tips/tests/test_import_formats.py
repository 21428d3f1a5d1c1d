"""Files of every format come in by one way, add up to the row, and leave no byte of media anywhere."""

import json

import pytest
from django.db import connection

from wayhome.accounts import seal
from wayhome.accounts.door import OPERATOR
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.queries import agency_named
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.models import Source, SourcePart, Statement
from wayhome.casefile.queries import source_content
from wayhome.kernel.errors import FileRefused
from wayhome.tips import tasks
from wayhome.tips.actions import begin_import
from wayhome.tips.engine.cutting import MARK
from wayhome.tips.models import Import, SetAsideRow, Tip
from wayhome.tips.queries import verify_batches
from wayhome.tips.tests.bringing import SMALL_MAPPING, begun, brought, everything_stored, sheet
from wayhome.tips.tests.reports_xml import element, report
from wayhome.tips.tests.test_calls import CALL
from wayhome.tips.tests.test_cutting import coded
from wayhome.tips.tests.test_mail import CANARY, PICTURE, TABLE, mail
from wayhome.tips.tests.workbooks import row, sheet_of, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def kept_source(report):
    made = Import.everyone_unscoped.get(reference=report.reference)
    return b"".join(source_content(OPERATOR, "operation", source_id=made.source_id))


def values_of(report):
    return seal.opened(Import.everyone_unscoped.get(reference=report.reference), "sealed")


MIXED = {
    "cybertipline": (f"<reports>{report()}{report('<victim><victimPerson><age>999</age></victimPerson></victim>')}"
                     f"{element('fileDetails', 'fileDetails')}</reports>".encode(), (2, 1, 1, 0)),
    "calls": (json.dumps([CALL, {"txet": 1}, CALL]).encode(), (3, 2, 1, 0)),
    "mail": (mail((TABLE, "text", "csv", "a.csv"), (PICTURE, "image", "png", "b.png")), (4, 2, 2, 0)),
    "htcds": (b"prs_FirstName,prs_SecondName,prs_Gender,vic_Age\nA,B,Feminine,14\n", (1, 1, 0, 0)),
    "table": (sheet(("Two boys", "Mill", "Ben", "9")), (1, 1, 0, 0)),
}  # fmt: skip


def test_a_folder_of_every_format_adds_up_without_a_mapping_being_named(people):
    brought(sheet(("First", "Quay", "Ana", "13")), SMALL_MAPPING)  # the mapping that later tables are read by
    for name, (content, counts) in MIXED.items():
        told = brought(content, "")

        assert told.format == name
        assert (told.read, told.stored, len(told.set_aside), told.already_known) == counts
    assert all(not batch.broken for batch in verify_batches(OPERATOR, "operation"))
    assert Tip.everyone_unscoped.count() == 1 + sum(counts[1] for _, counts in MIXED.values())
    assert SetAsideRow.everyone_unscoped.count() == sum(counts[2] for _, counts in MIXED.values())


@pytest.mark.parametrize("name", MIXED)
def test_the_same_file_again_changes_nothing(people, name):
    brought(sheet(("First", "Quay", "Ana", "13")), SMALL_MAPPING)
    first, before = brought(MIXED[name][0], ""), everything_stored()
    again = begun(MIXED[name][0], "")

    assert again.was_done
    assert again.reference == first.reference
    assert everything_stored() == before


def test_rows_of_one_number_in_one_mail_stay_apart(people):
    brought(sheet(("First", "Quay", "Ana", "13")), SMALL_MAPPING)
    content = mail((TABLE, "text", "csv", "a.csv"), (sheet(("New", "Mill", "Cas", "7")), "text", "csv", "b.csv"))
    told = brought(content, "")

    places = Tip.everyone_unscoped.filter(of_import__reference=told.reference).order_by("row")
    assert list(places.values_list("row", "place")) == [
        (1, "message"), (2, "attachment 1 row 1"), (4, "attachment 2 row 1"),
    ]  # fmt: skip
    said = Statement.everyone_unscoped.filter(place="attachment 2 row 1", what="name")
    assert [seal.opened(one, "sealed")["text"] for one in said] == ["Cas"]


def test_a_report_is_kept_with_the_files_that_it_names_and_no_grade_of_its_own(people):
    brought(MIXED["cybertipline"][0], "")
    tip = Tip.everyone_unscoped.get(place="report 1")
    kept = seal.opened(tip, "sealed")

    assert tip.channel == "partner"
    assert "files" not in kept
    assert set(Statement.everyone_unscoped.values_list("grade_source", "grade_information")) == {("F", "6")}


def test_a_call_keeps_its_words_its_contact_and_its_country(people):
    brought(json.dumps([CALL]).encode(), "")
    tip = Tip.everyone_unscoped.get()

    assert (tip.place, tip.channel, tip.country, tip.language) == ("call 1", "hotline", "CO", "uk")
    assert seal.opened(tip, "sealed_contact") == {"contact": "+999 7"}
    assert dict(tip.reasons)["danger_now"] == "40.0"


CARRIED = {
    "a mail": (mail((PICTURE, "image", "png", "b.png")), "attachment 1"),
    "a cell": (sheet((coded(PICTURE), "Quay", "Ana", "13"), ("a", "b", "c", "9")), "row 1, Told"),
    "a field of a call": (json.dumps([{"text": f"see {coded(PICTURE)}"}]).encode(), "call 1, /text"),
    "an element of a report": (
        report(f"<additionalInfo>{coded(PICTURE)}</additionalInfo>").encode(), "report 1, additionalInfo",
    ),
    "a cell in utf-16": (sheet((coded(PICTURE), "Quay", "Ana", "13")).decode().encode("utf-16"), "row 1, Told"),
    "a field that nobody reads": (json.dumps([{"text": "a", "photo": coded(PICTURE)}]).encode(), "call 1, /photo"),
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_bytes_of_media_leave_their_hash_and_their_place_and_nothing_else(people, name):
    content, place = CARRIED[name]
    told = brought(content, "" if "cell" not in name else SMALL_MAPPING)
    (cut,) = values_of(told)["cuts"]
    copy = kept_source(told)
    source = Source.everyone_unscoped.get(what="file")

    assert cut[0] == place
    assert (cut[2], cut[3]) == (len(PICTURE), "picture")
    for written in (CANARY, *(coded(b"x" * shift + CANARY)[4:-4].encode() for shift in range(3))):
        assert written not in copy.replace(b"\r\n", b"").replace(b"\0", b"")
    assert cut[1] in copy.replace(b"\0", b"").decode("utf-8", "replace")
    assert told.file_sha256 != source.sha256
    for tip in Tip.everyone_unscoped.all():
        opened = json.dumps(seal.opened(tip, "sealed"))
        assert coded(PICTURE)[:60] not in opened
        assert MARK.search(opened) or tip.place in {"message", "row 2"}


def test_no_byte_of_media_lies_in_the_database(people):
    for content, _ in CARRIED.values():
        begun(content, SMALL_MAPPING if content[:4] in (b"Told", "Told".encode("utf-16")[:4]) else "")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in cursor for cell in row])
            assert CANARY.decode() not in held
            assert coded(PICTURE)[100:160] not in held


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (PICTURE, "begins like a picture"),
        (b"\x1f\x8b\x08\x00" + b"x" * 90, "gzip"),
        (b"Told,Where\n" + PICTURE, "at byte 11"),
    ],
)
def test_a_file_of_media_is_refused_before_a_byte_of_it_is_kept(people, content, word):
    told = begun(content, SMALL_MAPPING)

    assert word in told.refusal
    assert SourcePart.everyone_unscoped.count() == 0
    kept = Import.everyone_unscoped.get()
    assert (kept.state, kept.file_sha256) == ("refused", told.file_sha256)
    assert JournalLeaf.objects.filter(object_id=kept.pk).count() == 1
    with pytest.raises(FileRefused, match=word):
        tasks.run_import(OPERATOR, "operation", import_id=told.import_id)


def test_a_workbook_is_read_by_the_mapping_that_fits(people):
    brought(sheet(("First", "Quay", "Ana", "13")), SMALL_MAPPING)
    told = brought(
        workbook(sheet_of(row(1, "Told", "Where", "Name", "Age") + row(2, "Two girls", "Quay", "Eva", "12"))), ""
    )

    assert (told.format, told.stored) == ("table", 1)
    assert values_of(told)["mapping"] == SMALL_MAPPING


def test_what_is_asked_for_and_what_is_there_must_agree(people):
    agency_id = agency_named(OPERATOR, "operation")
    told = begin_import(
        OPERATOR,
        "operation",
        content=lambda: [b'[{"text": "a"}]'],
        file_name="x",
        asked="cybertipline",
        agency_id=agency_id,
    )

    assert "was to be read as cybertipline, but is calls" in told.refusal
