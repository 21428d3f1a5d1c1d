"""Bringing in a sheet on a page: sealed at once, read by the worker, and every refusal a sentence at the form."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from wayhome.accounts import seal
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.tips import tasks
from wayhome.tips.models import Tip
from wayhome.tips.tests.bringing import FIRST_TWO, MAPPING, SMALL_MAPPING, begun, brought, sheet
from wayhome.tips.tests.reports_xml import element, report
from wayhome.tips.tests.test_mail import PICTURE, mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return signed_in(people.user("intake"))


def shown(answer):
    return answer.content.decode()


def upload(officer, content=FIRST_TWO, *, mapping=MAPPING.encode(), **more):  # noqa: B008 -- bytes never change
    given = {"sheet": SimpleUploadedFile("night.csv", content, "text/csv"), **more}
    if mapping:
        given["mapping"] = SimpleUploadedFile("m.toml", mapping)
    return officer.post(reverse("tips:import_new"), given)


def work():
    """Do what is queued, as the worker does; it would close the connection that this test's rows hang on."""
    for queued in DBTaskResult.objects.all():
        tasks.go_on_with_import.func(*queued.args_kwargs["args"])


def test_a_sheet_is_sealed_handed_to_the_worker_and_adds_up(people, officer):
    begun = upload(officer)
    assert begun.status_code == 302
    assert "This file is being read." in shown(officer.get(begun["Location"]))
    work()
    done = shown(officer.get(begun["Location"]))

    assert "2 rows read, 2 stored, 0 set aside, 0 already known." in done
    assert "night.csv" in done
    assert Tip.everyone_unscoped.filter(agency_id=people.agency_id).count() == 2


def test_the_state_of_an_import_is_fetched_alone_while_it_runs(officer):
    begun = upload(officer)
    part = officer.get(begun["Location"], headers={"HX-Request": "true"})

    assert "hx-get" in shown(part)
    assert "<html" not in shown(part)
    work()
    assert officer.get(begun["Location"], headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_nothing_is_said_to_add_up_before_the_sheet_is_read_to_its_end(officer):
    begun = upload(officer)
    page = shown(officer.get(begun["Location"]))

    assert "Every row could be read." not in page
    assert "already known" not in page
    work()
    assert "Every row could be read." in shown(officer.get(begun["Location"]))


def test_a_mapping_that_was_used_before_is_used_again(officer):
    upload(officer)
    work()
    used = re.search(r'<option value="([0-9a-f]{64})">Casa Luz intake', shown(officer.get(reverse("tips:import_new"))))
    again = upload(officer, FIRST_TWO.replace(b"CL-", b"CX-"), mapping=None, used=used.group(1))

    assert again.status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {"mapping": b"profile = "},
        {"pasted": "Told,Where\na,b\n"},
        {"sheet": "", "pasted": " "},
        {"mapping": b"\xff\xfe\x00"},
        {"mapping": b"#" * (2 << 20)},
        {"content": b""},
    ],
)
def test_a_sheet_or_mapping_that_cannot_be_right_is_said_at_the_form(officer, given):
    answer = upload(officer, **given)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in shown(answer) or 'role="alert"' in shown(answer)


def test_a_sheet_that_is_too_large_is_refused_in_a_sentence(officer, settings):
    settings.UPLOAD_BYTES_MAX = 2_000
    answer = upload(officer, FIRST_TWO * 10)

    assert answer.status_code == 422
    assert "larger than" in shown(answer)


def test_each_row_that_was_set_aside_stands_with_its_reason_for_whoever_may_open_sources(people, officer):
    report = brought(sheet(("Two girls", "Quay", "Qanary", "green"), ("a", "b", "c", "9")), SMALL_MAPPING)
    page = shown(officer.get(reverse("tips:import", args=[report.reference])))

    assert "row 1" in page
    assert "Qanary" in page
    assert "2 rows read, 1 stored, 1 set aside" in page


def test_an_import_of_another_agency_is_not_there(people, officer):
    reference = begun(who=(people.actor("intake", elsewhere=True), "intake")).reference

    assert officer.get(reverse("tips:import", args=[reference])).status_code == 404
    assert reference not in shown(officer.get(reverse("tips:imports")))


def test_rows_that_were_pasted_are_read_by_the_mapping_that_fits(officer):
    upload(officer, sheet(("First", "Quay", "Ana", "13")), mapping=SMALL_MAPPING.encode())
    work()
    begun = officer.post(
        reverse("tips:import_new"), {"pasted": "Told\tWhere\tName\tAge\r\nTwo girls, “ä”\tMill\tEva\t12"}
    )
    work()
    page = shown(officer.get(begun["Location"]))

    assert "1 rows read, 1 stored, 0 set aside, 0 already known." in page
    assert seal.opened(Tip.everyone_unscoped.latest("id"), "sealed")["text"] == "Two girls, “ä”"


def test_calls_need_no_mapping_and_the_page_says_what_the_file_is(officer):
    begun = upload(officer, b'[{"text": "a call"}]', mapping=None)
    work()

    assert "calls as JSON: It begins like JSON" in shown(officer.get(begun["Location"]))


def test_a_picture_is_refused_with_its_reason_on_the_page(officer):
    begun = upload(officer, PICTURE, mapping=None)
    page = shown(officer.get(begun["Location"]))

    assert "This file was refused; none of its rows is stored." in page
    assert "Media never comes in" in page
    assert not DBTaskResult.objects.exists()


def test_what_was_cut_out_stands_on_the_page_with_its_hash_and_place(officer):
    begun = upload(officer, mail((PICTURE, "image", "png", "b.png")), mapping=None)
    work()
    page = shown(officer.get(begun["Location"]))

    assert "Media that was cut out" in page
    assert hashlib.sha256(PICTURE).hexdigest() in page
    assert "<dd>attachment 1</dd>" in page


def test_a_tip_shows_the_files_that_a_report_names(officer):
    begun = upload(
        officer, f"<reports>{report()}{element('fileDetails', 'fileDetails')}</reports>".encode(), mapping=None
    )
    work()
    tip = Tip.everyone_unscoped.get()
    page = shown(officer.get(reverse("tips:tip", args=[tip.reference])))

    assert begun.status_code == 302
    assert "Files that it names" in page
    assert page.count("originalFileHash.value") == 1  # among the files, and not again among the rows
    assert "<code>originalFileHash.value</code>" in page


@pytest.mark.parametrize("role", ["analyst", "caseworker"])
def test_whoever_may_not_bring_in_a_sheet_finds_no_form(people, role):
    stranger = signed_in(people.user(role))

    assert stranger.get(reverse("tips:import_new")).status_code == 404
    assert upload(stranger).status_code == 404
    assert Tip.everyone_unscoped.count() == 0
