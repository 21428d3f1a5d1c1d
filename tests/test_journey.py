"""
The journey of a case, through the pages that people use: a sheet and a call become a case with its people.

Given, when, then. Each room that is built adds its stretch of the way here; the last will be a home and a sentence.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wayhome.accounts import door, journal
from wayhome.accounts.tests.cast import PASSWORD, cast
from wayhome.casefile import actions as casefile
from wayhome.casefile.queries import case_page, person_page, search_people
from wayhome.journey.queries import line_of
from wayhome.tips import actions as tips
from wayhome.tips.models import Import, Tip
from wayhome.tips.tasks import run_import

pytestmark = pytest.mark.django_db

TUTORIAL = Path(__file__).parent.parent / "docs/tutorials"
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
    waiting = door.scope(intake.actor, intake.purpose, Import).get()
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


def counts(who):
    line = line_of(*who, now=timezone.now())
    return {at.station.key: at.total for at in line.stations}


@pytest.mark.django_db(transaction=True)  # the index of names reads what was committed
@pytest.mark.slow
def test_a_girl_of_two_sources_is_found_in_every_script_and_stays_two_people():
    # Given an intake officer, a sheet of a shelter and a call that speaks of the same hall
    people = cast()
    intake = people.actor("intake"), "intake"
    sheet = (TUTORIAL / "shelter.csv").read_bytes()
    mapping = (TUTORIAL / "shelter.toml").read_text()
    begun = tips.begin_import(*intake, content=lambda: [sheet], file_name="shelter.csv", mapping_text=mapping)
    report = run_import(*intake, import_id=begun.import_id)
    call = tips.file_tip(
        *intake, body={"text": "A girl called Lina is at the ferry hall tonight"}, channel="hotline", danger_now=True
    )
    assert report.read == report.stored + len(report.set_aside) + report.already_known == 7

    # When the officer writes down whom the call names, and joins it with the row that names her
    tips.describe_tip(
        *intake, tip_id=call.tip_id, slot="girl", said=[("name", {"text": "Lina", "name_kind": "one_word"})], grade="B3"
    )
    waiting = door.scope(*intake, Tip).filter(state="new")
    row = waiting.get(place="row 1")
    case = tips.join_tips(*intake, tips={call.tip_id: 1, row.pk: row.version}, title="Ferry hall")

    # Then the case has the people of both, and nobody was merged
    named = {known.name for known in case_page(*intake, reference=case.reference).people}
    assert named == {"Lina", "Lina Sarovan"}
    assert waiting.count() == 5

    # And an investigator finds the girl in another script, beside the two of the case, as three people
    investigator = people.actor("investigator"), "investigation"
    found = {one.known.name for one in search_people(*investigator, text="lina").found}
    assert {"Lina", "Lina Sarovan", "Лина Сарован"} <= found

    # And what is learnt stands beside what was said, with its row and its grade
    girl = next(
        known for known in case_page(*investigator, reference=case.reference).people if known.name == "Lina Sarovan"
    )
    casefile.add_statement(
        *investigator,
        subject_id=girl.subject_id,
        said=casefile.Said("birth", {"date": "2012"}, grade="A2", said_by="School"),
    )
    claims = {claim.kind: claim for claim in person_page(*investigator, reference=girl.reference).claims}
    assert claims["age"].statements[0].source.place == "row 1"
    assert claims["birth"].statements[0].source_grade == "A"

    # And the case goes on to its end, each step in the journal, which holds
    due = timezone.now() + timedelta(hours=2)
    task = casefile.add_task(*investigator, case_id=case.pk, title="Ring the register", due_at=due)
    casefile.finish_task(*investigator, task_id=task.pk, version=1)
    version = case_page(*investigator, reference=case.reference).version
    casefile.close_case(*investigator, case_id=case.pk, version=version, reason="safe")
    assert journal.verify().holds


def test_the_line_counts_what_waits_and_where():
    # Given two tips, one of which becomes a case
    people = cast()
    intake = people.actor("intake"), "intake"
    made = [tips.file_tip(*intake, body={"text": f"Somebody waits, {n}"}, channel="hotline") for n in range(2)]
    tips.join_tips(*intake, tips={made[0].tip_id: 1}, title="Hall")

    # Then one stands at Tip and one at Linked, and none anywhere else
    seen = counts(intake)
    assert (seen.pop("tip"), seen.pop("linked")) == (1, 1)
    assert set(seen.values()) <= {0}
