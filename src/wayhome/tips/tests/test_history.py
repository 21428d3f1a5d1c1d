"""The history of the house names records by the references that people speak, for whoever may open them."""

import pytest
from django.urls import reverse

from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.actions import Said, open_case, record_subject, restrict_case
from wayhome.tips.actions import join_tips
from wayhome.tips.tests.bringing import SMALL_MAPPING, brought, filed, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def deeds(people):
    """Do a few things that leave leaves about a tip, a case, a person and an import, and give their references."""
    who = people.actor("investigator"), "investigation"
    tip, person = filed("A girl waits."), record_subject(*who, what="person", said=[Said("note", {"text": "Seen."})])
    join_tips(*who, tips={tip.pk: 1}, title="Ferry hall")
    case = open_case(*who, title="Quay street")
    report = brought(sheet(("Two girls", "Quay", "Ana", "13")), SMALL_MAPPING, who=(people.actor("intake"), "intake"))
    return {"tip": tip, "person": person, "case": case, "import": report}


def history(people, role="supervisor"):
    answer = signed_in(people.user(role)).get(reverse("accounts:history"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_leaf_leads_to_its_record_by_the_reference(people, deeds):
    page = history(people)

    for name, page_of in (
        ("tip", "tips:tip"), ("person", "casefile:person"), ("case", "casefile:case"), ("import", "tips:import"),
    ):  # fmt: skip
        reference = deeds[name].reference
        assert f'href="{reverse(page_of, args=[reference])}"' in page, name
    assert str(deeds["tip"].pk) not in page
    assert str(deeds["person"].pk) not in page


def test_what_its_reader_may_not_open_keeps_its_id_and_no_reference(people, deeds):
    case = deeds["case"]
    restrict_case(people.actor("investigator"), "investigation", case_id=case.pk, version=case.version)
    page = history(people)

    assert case.reference not in page
    assert str(case.pk) in page
    assert deeds["person"].reference in page
