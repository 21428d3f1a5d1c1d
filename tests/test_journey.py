"""
The journey of a case, through the pages that people use: a sheet and a call become a case with its people.

Given, when, then. Each room that is built adds its stretch of the way here; the last will be a home and a sentence.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from wayhome.accounts import journal
from wayhome.accounts.door import scope
from wayhome.accounts.tests.cast import PASSWORD, cast
from wayhome.tips.models import Import
from wayhome.tips.tasks import run_import

pytestmark = pytest.mark.django_db

SHEET = """Ref,Account,Name,Own script,Age,Recruiter
1,Came in alone at night and asked for a bed.,Lina Sarovan,Лина Сарован,13,Uncle Petr
2,Does not say where he comes from.,Sami,سامي,10,
3,,,,not a number of years,
"""
MAPPING = """
profile = "Quay shelter"
version = 1
sender = "Quay shelter"
grade = "B2"

[tip]
text = "Account"

[slots.child]
name = ["Name", { column = "Own script", name_kind = "alias" }]
age = "Age"
role = { role = "at_risk" }

[slots.recruiter]
name = { column = "Recruiter", name_kind = "alias" }
role = { role = "recruiter" }

[[relations]]
from = "child"
kind = "approached_by"
to = "recruiter"
"""
CALL = {
    "channel": "hotline",
    "text": "A girl of about 13 stands at gate 4 of the ferry hall with a man who holds her papers.",
    "danger_now": "on",
    "place": "Ferry hall",
    "contact": "the kiosk",
}


class Colleague:
    """Somebody at a browser: signs in with a password, reads pages, fills in forms."""

    def __init__(self, people, role):
        self.browser, self.actor, self.purpose = Client(), people.actor(role), people.purpose(role)
        self.browser.post("/sign-in/", {"email": f"{role}@here.example", "password": PASSWORD})

    def reads(self, address):
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return re.sub(r"\s+", " ", answer.content.decode())

    def sends(self, address, **given):
        """Send the form of a page, with the version that the page was shown at; give the page that comes after."""
        hidden = dict(re.findall(r'name="(version)"[^>]* value="(\d+)"', self.reads(address)))
        answer = self.browser.post(address, hidden | given)
        assert answer.status_code == 302, (address, answer.status_code, answer.content.decode()[-3000:])
        return answer["Location"]


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def intake(people):
    return Colleague(people, "intake")


@pytest.fixture
def investigator(people):
    return Colleague(people, "investigator")


def bring_in_sheet(intake):
    sheet = SimpleUploadedFile("november.csv", SHEET.encode(), "text/csv")
    mapping = SimpleUploadedFile("shelter.toml", MAPPING.encode(), "application/toml")
    address = intake.sends("/imports/new/", sheet=sheet, mapping=mapping)
    waiting = scope(intake.actor, intake.purpose, Import).get()
    run_import(intake.actor, intake.purpose, import_id=waiting.pk)  # as the worker does
    return address


def references(page):
    return list(dict.fromkeys(re.findall(r"WH-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", page)))


def test_a_sheet_and_a_call_become_a_case_with_its_people(people, intake, investigator):
    # Given a shelter's sheet with one row that cannot be read, and a call about a child in danger
    import_address = bring_in_sheet(intake)
    receipt = intake.browser.post("/tips/call/", CALL).content.decode()
    tip_address = f"/tips/{references(receipt)[0]}/"

    # Then the sheet adds up, and the call stands first in the queue and on the line
    told = intake.reads(import_address)
    assert "Quay shelter" in told
    assert "row 3" in told
    queue = intake.reads("/tips/")
    assert references(queue)[0] in tip_address
    assert len(references(queue)) == 3
    assert "3 tips and cases are on the way" in intake.reads("/")

    # When the officer writes down the girl whom the caller saw
    intake.sends(
        f"{tip_address}describe/", slot="girl", age_years_min="12", age_years_max="14", role_role="at_risk",
        description_text="Blue coat too large for her.", grade_source="C", grade_information="3",
    )  # fmt: skip

    # And an investigator opens a case from the call, and joins the row of the sheet that may be the same girl
    case_address = investigator.sends(f"{tip_address}join/", title="Girl at the ferry hall")
    case_reference = case_address.split("/")[2]
    row = next(one for one in references(queue) if "asked for a bed" in intake.reads(f"/tips/{one}/"))
    investigator.sends(f"/tips/{row}/join/", case=case_reference)

    # Then the case has them all, each still a person of their own, in every script
    case = investigator.reads(f"/cases/{case_reference}/")
    for said in ("Girl at the ferry hall", "Lina Sarovan", "Uncle Petr"):
        assert said in case
    people_of_case = set(re.findall(r'href="(/people/P-[^"/]+/)"', case))
    assert len(people_of_case) == 3
    pages = [investigator.reads(address) for address in sorted(people_of_case)]
    assert sum("Лина Сарован" in page for page in pages) == 1
    assert sum("Blue coat too large for her." in page for page in pages) == 1

    # And each statement leads back to its row
    lina = next(page for page in pages if "Лина Сарован" in page)
    assert "row 1" in lina
    assert re.search(r'href="/sources/[0-9a-f-]{36}/', lina)

    # And the line has one case more and two tips fewer
    line = intake.reads("/")
    assert "2 tips and cases are on the way" in line
    assert "Tips joined to a case: 2" in line

    # And whoever has no part in it finds nothing, while all of it stands in a journal that holds
    assert Colleague(people, "counsel").browser.get(f"/cases/{case_reference}/").status_code == 404
    assert Client().get(f"/cases/{case_reference}/").status_code == 302
    assert journal.verify().holds


def test_a_case_is_worked_and_closed_and_its_history_tells_it(people, investigator):
    # Given a case of an investigator
    address = investigator.sends("/cases/new/", title="Old harbour")

    # When a note is written and the case is closed
    investigator.sends(f"{address}notes/new/", text="The school was asked.")
    investigator.sends(f"{address}close/", reason="safe", words="She is with her grandmother.")

    # Then the case says so, and can be opened again
    page = investigator.reads(address)
    assert "The school was asked." in page
    assert "She is with her grandmother." in page
    investigator.sends(f"{address}reopen/", words="A new call.")
    assert "A new call." in investigator.reads(address)


def test_an_edit_on_an_older_page_is_refused_and_given_back(people, investigator):
    # Given two who look at the same case
    address = investigator.sends("/cases/new/", title="Old harbour")
    other = Colleague(people, "supervisor")
    seen = dict(re.findall(r'name="(version)"[^>]* value="(\d+)"', other.reads(f"{address}close/")))

    # When one lets it wait, and the other closes it on the page of before
    investigator.sends(f"{address}wait/", words="Waits for the school.")
    late = other.browser.post(f"{address}close/", seen | {"reason": "safe", "words": "She is home."})

    # Then the first holds, and the words of the second are not lost
    assert late.status_code == 409
    assert "She is home." in late.content.decode()
    assert "Waits for the school." in investigator.reads(address)
