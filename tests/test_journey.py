"""
The journey of a case, as far as the rooms stand: a sheet and a call become a case with its people.

Each later room adds its station here.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from wayhome.accounts import door, journal
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions as casefile
from wayhome.casefile.queries import case_page, person_page, search_people
from wayhome.journey.queries import line_of
from wayhome.tips import actions as tips
from wayhome.tips.models import Tip
from wayhome.tips.tasks import run_import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TUTORIAL = Path(__file__).parent.parent / "docs/tutorials"


def counts(who):
    line = line_of(*who, now=timezone.now())
    return {at.station.key: at.total for at in line.stations}


def test_a_sheet_and_a_call_become_one_case_with_its_people():
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
