"""A sheet without a mapping: proposed with evidence, corrected by selects, kept as a version, known the next time."""

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.models import Source
from wayhome.kernel.errors import BadInput
from wayhome.tips import tasks
from wayhome.tips.actions import receive_sheet
from wayhome.tips.engine.htcds_fields import template
from wayhome.tips.engine.xlsx_writing import write_workbook
from wayhome.tips.models import Import, MappingProfile, Tip, WaitingSheet
from wayhome.tips.tests.guessed_sheets import SPANISH

pytestmark = pytest.mark.django_db
SHEET = SPANISH.encode("latin-1")


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return signed_in(people.user("intake"))


def shown(answer):
    return answer.content.decode()


def upload(officer, content=SHEET, **more):
    return officer.post(
        reverse("tips:import_new"), {"sheet": SimpleUploadedFile("hoja.csv", content, "text/csv"), **more}
    )


def waiting(officer, content=SHEET):
    """Send a sheet in without a mapping, and give the address at which it waits."""
    return upload(officer, content)["Location"]


def given(page):
    """Give what the form of a page says as it stands, as a browser without script would send it."""
    form = re.search(r'<form class="stack" method="post">(.*?)</form>', shown(page), re.DOTALL)[1]
    told = {}
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        told[name] = chosen[1].replace("&quot;", '"') if chosen else ""
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag)[1], re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' not in tag and name != "csrfmiddlewaretoken":
            told[name] = value[1] if value else ""
    return told


def brought(officer, address, **changed):
    """Bring a waiting sheet in as its page proposes it, with what is changed; do what is queued."""
    answer = officer.post(address, {**given(officer.get(address)), "profile": "Casa", "do": "bring", **changed})
    for queued in DBTaskResult.objects.all():
        tasks.go_on_with_import.func(*queued.args_kwargs["args"])
    return answer


def column(page, header):
    """Give the name of the select of a column."""
    return re.search(rf'<label for="id_(column_\d+)"><bdi>{re.escape(header)}</bdi>', shown(page))[1]


def test_a_spanish_sheet_in_latin1_with_semicolons_and_day_first_comes_in_without_help(people, officer):
    address = waiting(officer)
    page = shown(officer.get(address))
    done = brought(officer, address)

    assert "24 can be read and 0 would be set aside" in page
    assert "The header says it (Spanish)" in page
    assert "dates: dmy" in page
    assert "24 rows read, 24 stored, 0 set aside" in shown(officer.get(done["Location"]))
    assert Tip.everyone_unscoped.filter(agency_id=people.agency_id, country="MX").count() == 24


def as_workbook(content=SPANISH):
    """Write the sheet as a workbook: a title, an empty row, then the header."""
    title, *rows = [line.split(";") for line in content.split("\r\n")[:-1]]
    made = BytesIO()
    write_workbook([title, [], *rows], made)
    return made.getvalue()


def test_a_workbook_proposes_its_mapping_as_a_sheet_does_and_comes_in_without_help(people, officer):
    address = waiting(officer, as_workbook())
    page = shown(officer.get(address))
    done = brought(officer, address)

    assert "24 can be read and 0 would be set aside" in page
    assert "The header says it (Spanish)" in page
    assert "dates: dmy" in page
    assert "header: row 3" in page
    assert "Mark between cells" not in page
    assert "24 rows read, 24 stored, 0 set aside" in shown(officer.get(done["Location"]))
    assert Tip.everyone_unscoped.filter(agency_id=people.agency_id, country="MX").count() == 24


def test_the_row_of_the_names_of_a_workbook_is_corrected_and_it_is_looked_at_again(officer):
    address = waiting(officer, as_workbook())
    officer.post(address, {**given(officer.get(address)), "header_row": "1", "do": "preview"})
    assert "Registro de casos 2025" in shown(officer.get(address))
    officer.post(address, {**given(officer.get(address)), "header_row": "3", "do": "preview"})

    assert "24 can be read and 0 would be set aside" in shown(officer.get(address))


def test_a_workbook_of_the_standard_waits_for_no_mapping(officer):
    made = BytesIO()
    write_workbook([[name for name, _ in template()], ["", "", "", "Ana"]], made)
    answer = upload(officer, made.getvalue())

    assert (WaitingSheet.everyone_unscoped.count(), Import.everyone_unscoped.count()) == (0, 1)
    assert answer["Location"] == reverse("tips:import", args=[Import.everyone_unscoped.get().reference])


def test_the_same_list_as_text_and_as_a_workbook_is_one_version_of_its_mapping(people, officer):
    brought(officer, waiting(officer))
    address = waiting(officer, as_workbook())
    done = officer.post(address, {**given(officer.get(address)), "do": "bring"})
    for queued in DBTaskResult.objects.all():
        tasks.go_on_with_import.func(*queued.args_kwargs["args"])

    assert MappingProfile.everyone_unscoped.count() == 1
    assert "24 rows read, 0 stored, 0 set aside, 24 already known" in shown(officer.get(done["Location"]))


def test_media_never_wait_in_a_workbook(people):
    made = BytesIO(as_workbook())
    with zipfile.ZipFile(made, "a") as whole:
        whole.comment = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4
    with pytest.raises(BadInput, match="without pictures"):
        receive_sheet(people.actor("intake"), "intake", content=lambda: [made.getvalue()], file_name="a.xlsx")

    assert Source.everyone_unscoped.count() == 0


@pytest.mark.parametrize("columns", [301, 5_000])
def test_a_sheet_that_is_too_wide_for_a_page_waits_not(people, columns):
    made = BytesIO()
    write_workbook([[f"column {number}" for number in range(columns)], ["x"] * columns], made)
    with pytest.raises(BadInput, match="column"):
        receive_sheet(people.actor("intake"), "intake", content=lambda: [made.getvalue()], file_name="a.xlsx")


def test_nothing_of_its_rows_is_stored_before_somebody_agrees(officer):
    address = waiting(officer)
    officer.post(address, {**given(officer.get(address)), "do": "preview"})

    assert Tip.everyone_unscoped.count() == Import.everyone_unscoped.count() == 0
    assert MappingProfile.everyone_unscoped.count() == 0
    assert WaitingSheet.everyone_unscoped.get().state == "waiting"


def test_what_a_colleague_chooses_is_what_the_rows_become(officer):
    address = waiting(officer)
    name = column(officer.get(address), "Peso")
    preview = officer.post(address, {**given(officer.get(address)), name: "person.note", "do": "preview"})

    assert "<bdi>40,5</bdi>" in shown(preview)
    assert "selected>Somebody: anything else that is said</option>" in shown(preview)


def test_a_choice_that_cells_object_to_is_seen_in_the_preview(officer):
    address = waiting(officer)
    name = column(officer.get(address), "Peso")
    preview = shown(
        officer.post(
            address,
            {**given(officer.get(address)), name: "person.birth", "do": "preview"},
        )
    )

    assert "0 can be read and 24 would be set aside" in preview
    assert "Column “Peso”" in preview


def test_two_columns_for_one_thing_are_said_at_the_form(officer):
    address = waiting(officer)
    name = column(officer.get(address), "Peso")
    answer = officer.post(address, {**given(officer.get(address)), name: "person.age", "do": "bring"})

    assert answer.status_code == 422
    assert "“Edad” and “Peso” are the same thing" in shown(answer)


def test_a_date_order_is_corrected_by_a_select(officer):
    address = waiting(officer)
    preview = officer.post(address, {**given(officer.get(address)), "style": "mdy", "do": "preview"})

    assert "12 can be read and 12 would be set aside" in shown(preview)


def test_how_the_file_is_written_is_corrected_and_looked_at_again(officer):
    address = waiting(officer)
    again = officer.post(address, {**given(officer.get(address)), "encoding": "cp1250", "do": "preview"})
    page = shown(officer.get(address))

    assert again.status_code == 302
    assert "encoding: cp1250" in page
    assert "It was said so by hand." in page


def test_a_mapping_is_kept_as_a_version_with_its_header(people, officer):
    brought(officer, waiting(officer), sender="Casa Luz")
    kept = MappingProfile.everyone_unscoped.get()
    page = shown(officer.get(reverse("tips:profile", args=[kept.pk])))

    assert (kept.name, kept.number, kept.agency_id) == ("Casa", 1, people.agency_id)
    assert "Relato de los hechos" in page
    assert "sender = &quot;Casa Luz&quot;" in page
    assert reverse("tips:profile", args=[kept.pk]) in shown(officer.get(reverse("tips:profiles")))


def test_a_later_sheet_with_the_same_header_is_known_and_makes_no_new_version(officer):
    brought(officer, waiting(officer), style="either")
    later = waiting(officer, SHEET.replace(b"E-", b"F-"))
    page = officer.get(later)
    done = brought(officer, later)

    assert "This sheet has the header of “Casa”, version 1." in shown(page)
    assert given(page)["style"] == "either"
    assert "24 rows read, 24 stored" in shown(officer.get(done["Location"]))
    assert MappingProfile.everyone_unscoped.count() == 1


def test_a_changed_header_is_shown_before_anything_is_stored_and_makes_the_next_version(officer):
    brought(officer, waiting(officer))
    changed = SHEET.replace(b";Edad;", b";Edades;").replace(b";Peso", b";Talla").replace(b"E-", b"F-")
    later = waiting(officer, changed)
    page = shown(officer.get(later))
    before = Tip.everyone_unscoped.count()
    brought(officer, later)

    assert "The header of “Casa”, version 1, has changed." in page
    assert "“Edad” is missing; “Edades” is taken for it." in page
    assert "“Peso” is missing." in page
    assert "“Talla” is new" in page
    assert before == 24
    assert Tip.everyone_unscoped.count() == 48
    assert sorted(MappingProfile.everyone_unscoped.values_list("number", flat=True)) == [1, 2]


def test_a_sheet_that_came_in_is_kept_once(officer):
    brought(officer, waiting(officer))

    assert WaitingSheet.everyone_unscoped.get().state == "used"
    assert Source.everyone_unscoped.filter(what="file").count() == 1


def test_a_sheet_that_came_in_waits_no_more(officer):
    address = waiting(officer)
    brought(officer, address)

    assert officer.get(address).status_code == 409


def test_a_pasted_table_is_a_sheet(officer):
    text = "Nombre\tEdad\tRelato\nAna\t9\tLa vieron en el puerto\n"
    address = officer.post(reverse("tips:import_new"), {"pasted": text})["Location"]
    done = brought(officer, address)

    assert "1 rows read, 1 stored" in shown(officer.get(done["Location"]))


@pytest.mark.parametrize("sent", [{}, {"pasted": "  "}])
def test_nothing_sent_is_said_at_the_form(officer, sent):
    answer = officer.post(reverse("tips:import_new"), sent)

    assert answer.status_code == 422
    assert "not both" in shown(answer)


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"\n\n", b"\x00\x01\x02"])
def test_a_file_of_which_nothing_can_be_proposed_is_refused_in_a_sentence(officer, content):
    answer = upload(officer, content)

    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert WaitingSheet.everyone_unscoped.count() == 0
        assert 'role="alert"' in shown(answer) or 'aria-invalid="true"' in shown(answer)


def test_a_sheet_is_dropped_with_its_bytes_and_its_hash_stays_in_the_journal(officer):
    address = waiting(officer)
    held = WaitingSheet.everyone_unscoped.get()
    before = JournalLeaf.objects.count()
    officer.post(f"{address}drop/")

    assert WaitingSheet.everyone_unscoped.get().state == "dropped"
    assert not Source.everyone_unscoped.filter(pk=held.source_id).exists()
    assert JournalLeaf.objects.count() > before


def test_the_list_of_imports_leads_to_the_sheets_that_wait(officer):
    address = waiting(officer)

    assert address in shown(officer.get(reverse("tips:imports")))


def test_a_sheet_of_another_agency_is_not_there(people, officer):
    address = waiting(signed_in(people.user("intake", elsewhere=True)))

    assert officer.get(address).status_code == 404
    assert officer.post(f"{address}drop/").status_code == 404
    assert address not in shown(officer.get(reverse("tips:imports")))


def test_a_profile_of_another_agency_knows_no_header(people, officer):
    elsewhere = signed_in(people.user("intake", elsewhere=True))
    brought(elsewhere, waiting(elsewhere))

    assert "This sheet waits" in shown(officer.get(waiting(officer)))
    assert officer.get(reverse("tips:profile", args=[MappingProfile.everyone_unscoped.get().pk])).status_code == 404


@pytest.mark.parametrize("role", ["analyst", "caseworker"])
def test_whoever_may_not_bring_in_a_sheet_sees_none_that_waits(people, officer, role):
    address = waiting(officer)
    stranger = signed_in(people.user(role))

    assert stranger.get(address).status_code == 404
    assert "hoja.csv" not in shown(stranger.get(reverse("tips:imports"), follow=True))
