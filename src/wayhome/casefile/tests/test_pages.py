"""The pages of people and cases: a journey by hand through the forms, as an investigator takes it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wayhome.accounts import door, journal
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.actions import Said, record_subject
from wayhome.casefile.models import Case, Statement
from wayhome.kernel import references

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("investigator"), "investigation"


@pytest.fixture
def browser(people):
    return signed_in(people.user("investigator"))


@pytest.fixture
def girl(who):
    said = [Said("name", {"text": "Олена Коваль", "name_kind": "full"}, grade="B2")]
    return record_subject(*who, what="person", said=said)


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def fields_of(browser, address):
    """Read what a form sends back unseen, as a browser does."""
    page = text_of(browser.get(address)).rpartition('<form class="form"')[2]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_a_case_by_hand_from_a_person_to_its_end(browser, who, girl):
    made = browser.post(reverse("casefile:case_new"), {"title": "Ferry hall", "summary": "", "people": girl.reference})
    case = door.scope(*who, Case).get()
    page = reverse("casefile:case", args=[case.reference])
    due = (timezone.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    for name, given in (
        ("note_new", {"text": "The hall has three doors."}),
        ("task_new", {"title": "Ring the register", "due_at": due, "user_id": ""}),
        ("evidence_new", {"what": "document", "description": "A ticket", "held_at": "Court, box 4", "sha256": ""}),
    ):
        assert browser.post(reverse(f"casefile:{name}", args=[case.reference]), given).status_code == 302, name
    shown = text_of(browser.get(page))
    close = reverse("casefile:case_close", args=[case.reference])
    closed = browser.post(close, {**fields_of(browser, close), "reason": "safe", "words": "At home."})

    assert made["Location"] == page
    for words in ("Ferry hall", "Олена Коваль", "three doors", "Ring the register", "Court, box 4"):
        assert words in shown
    assert closed.status_code == 302
    assert door.scope(*who, Case).get().state == "closed"


def test_two_officers_who_act_on_one_version_and_the_second_keeps_what_they_typed(browser, people, who):
    browser.post(reverse("casefile:case_new"), {"title": "Ferry hall", "summary": "", "people": ""})
    case = door.scope(*who, Case).get()
    wait = reverse("casefile:case_wait", args=[case.reference])
    first, second = fields_of(browser, wait), fields_of(browser, wait)
    browser.post(wait, {**first, "words": "For the register."})
    late = signed_in(people.user("supervisor")).post(wait, {**second, "words": "For an interpreter."})

    assert late.status_code == 409
    assert "For an interpreter." in late.content.decode()
    assert door.scope(*who, Case).get().version == 2


def test_a_statement_is_added_corrected_and_withdrawn_by_hand(browser, who, girl):
    new = reverse("casefile:statement_new", args=[girl.reference]) + "?kind=birth"
    grades = {"grade_source": "A", "grade_information": "2", "said_by": "School register", "said_on": ""}
    added = browser.post(new, {**fields_of(browser, new), **grades, "date": "2011"})
    old = door.scope(*who, Statement).get(what="birth")
    correct = reverse("casefile:statement_correct", args=[girl.reference, old.pk])
    hidden = fields_of(browser, correct)
    corrected = browser.post(correct, {**hidden, **grades, "date": "2012", "reason": "Misread."})
    page = text_of(browser.get(reverse("casefile:person", args=[girl.reference])))

    assert (added.status_code, corrected.status_code) == (302, 302)
    assert set(door.scope(*who, Statement).filter(what="birth").values_list("state", flat=True)) == {
        "superseded", "standing",
    }  # fmt: skip
    assert "School register" in page
    assert "Misread." in page


def written(browser, address, **more):
    """Write into the fields that a page shows, as a browser sends them: its own kind with it."""
    grades = {"grade_source": "A", "grade_information": "2", "said_by": "", "said_on": ""}
    return browser.post(address, {**fields_of(browser, address), **grades, **more})


def test_what_was_written_into_the_fields_of_one_kind_is_never_kept_as_another(browser, who, girl):
    new = reverse("casefile:statement_new", args=[girl.reference])
    before = door.scope(*who, Statement).count()
    answer = written(browser, new, kind="age", text="14", name_kind="full", said_by="A teacher")
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Nothing is kept yet" in page
    assert door.scope(*who, Statement).count() == before
    assert '<input type="hidden" name="shown" value="age">' in page
    assert 'name="years_min"' in page
    assert 'value="A teacher"' in page  # what both kinds have is kept


def test_the_fields_of_a_kind_are_shown_with_what_was_written_so_far_and_keep_nothing(browser, who, girl):
    new = reverse("casefile:statement_new", args=[girl.reference])
    before = door.scope(*who, Statement).count()
    answer = written(browser, new, kind="birth", show="1", text="Lina", said_by="A teacher")
    page = text_of(answer)

    assert 'name="date"' in page
    assert 'value="A teacher"' in page
    assert "could not be accepted" not in page
    assert door.scope(*who, Statement).count() == before


def test_a_name_is_no_place_because_somebody_changed_their_mind(browser, who):
    new = reverse("casefile:person_new")
    answer = written(browser, new, what="place", text="Lina", name_kind="full")

    assert answer.status_code == 422
    assert 'value="Lina"' in answer.content.decode()
    assert not door.scope(*who, Statement).exists()
    made = written(browser, new, what="place", shown="place", text="Quay")
    assert "/people/P-" in made["Location"]


@pytest.mark.parametrize(("kind", "given"), [
    ("birth", {"date": "2999"}), ("birth", {"date": "2999-01-02/2999-03"}),
    ("sex", {"code": "female", "said_on": "2999-01-01"}),
])  # fmt: skip
def test_a_day_that_lies_ahead_is_refused_at_its_field(browser, who, girl, kind, given):
    new = reverse("casefile:statement_new", args=[girl.reference]) + f"?kind={kind}"
    answer = written(browser, new, **given)

    assert answer.status_code == 422
    assert "This day lies ahead" in answer.content.decode()
    assert not door.scope(*who, Statement).filter(what=kind).exists()


def test_a_birth_of_which_one_end_is_past_is_kept(browser, who, girl):
    new = reverse("casefile:statement_new", args=[girl.reference]) + "?kind=birth"

    assert written(browser, new, date="2012-01/2999-03").status_code == 302


def test_what_cannot_be_right_is_said_at_its_field_and_what_was_typed_stays(browser, girl):
    new = reverse("casefile:statement_new", args=[girl.reference]) + "?kind=birth"
    refused = browser.post(
        new, {**fields_of(browser, new), "grade_source": "A", "grade_information": "2", "date": "2012-31-12"}
    )
    page = refused.content.decode()

    assert refused.status_code == 422
    assert "2012-31-12" in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("asked", ["Коваль", "koval", "OLENA", "Олена Коваль", "Olena K"])
def test_the_search_finds_a_name_in_any_script(browser, girl, asked):
    assert girl.reference in text_of(browser.post(reverse("casefile:search"), {"q": asked}))


@pytest.mark.parametrize("asked", ["李娜", "Li Na", "lina"])
def test_the_search_finds_a_name_of_two_characters(browser, who, asked):
    said = [Said("name", {"text": "李娜", "name_kind": "full"})]
    pupil = record_subject(*who, what="person", said=said)

    assert pupil.reference in text_of(browser.post(reverse("casefile:search"), {"q": asked}))


def test_the_search_finds_a_telephone_by_its_digits(browser, who):
    said = [Said("contact", {"contact_kind": "phone", "value": "+999 55-0142"})]
    caller = record_subject(*who, what="person", said=said)

    assert caller.reference in text_of(browser.post(reverse("casefile:search"), {"q": "99955 0142"}))


@pytest.mark.parametrize(("prefix", "name"), [
    ("P", "casefile:person"), ("C", "casefile:case"), ("I", "casefile:investigation"), ("WH", "tips:tip"),
    ("M", "tips:import"),
])  # fmt: skip
def test_a_reference_leads_to_the_page_of_its_kind_however_it_is_typed(browser, prefix, name):
    told = references.make(prefix, 4711)

    for asked in (told, told.lower().replace("-", " ")):
        assert browser.post(reverse("casefile:search"), {"q": asked})["Location"] == reverse(name, args=[told])


def test_the_page_to_which_a_reference_leads_is_the_record_where_it_may_be_seen(browser, girl):
    found = browser.post(reverse("casefile:search"), {"q": girl.reference.lower()}, follow=True)
    absent = browser.post(reverse("casefile:search"), {"q": references.make("P", 4711)}, follow=True)

    assert "Коваль" in text_of(found)
    assert absent.status_code == 404
    assert "known to you" not in absent.content.decode()


def test_a_name_that_was_withdrawn_is_found_no_more(browser, who, girl):
    name = door.scope(*who, Statement).get(subject=girl)
    withdraw = reverse("casefile:statement_withdraw", args=[girl.reference, name.pk])
    browser.post(withdraw, {**fields_of(browser, withdraw), "reason": "Another girl."})

    assert girl.reference not in text_of(browser.post(reverse("casefile:search"), {"q": "koval"}))


def test_a_search_is_a_post_and_stands_sealed_in_the_journal(browser):
    before = journal.size()
    browser.post(reverse("casefile:search"), {"q": "Rumpelstilz"})

    assert journal.size() == before + 1
    assert "Rumpelstilz" not in reverse("casefile:search")
    assert journal.verify().holds


def test_nothing_found_says_what_was_tried_and_betrays_nothing(browser, people):
    elsewhere = people.actor("supervisor", elsewhere=True), "supervision"
    record_subject(*elsewhere, what="person", said=[Said("name", {"text": "Zora Quill", "name_kind": "full"})])
    hidden = text_of(browser.post(reverse("casefile:search"), {"q": "Zora Quill"}))
    absent = text_of(browser.post(reverse("casefile:search"), {"q": "Zora Quell"}))

    tokens = re.compile(r'value="[^"]{64}"')
    assert tokens.sub("", hidden).replace("Quill", "Quell") == tokens.sub("", absent)


def test_a_text_of_an_attacker_stays_a_text(browser, who):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    said = [Said("name", {"text": evil, "name_kind": "full"}), Said("description", {"text": evil})]
    person = record_subject(*who, what="person", said=said)
    browser.post(reverse("casefile:case_new"), {"title": evil, "summary": evil, "people": person.reference})
    case = door.scope(*who, Case).get()

    for page in (reverse("casefile:person", args=[person.reference]), reverse("casefile:case", args=[case.reference])):
        told = text_of(browser.get(page))
        assert "<script>alert" not in told
        assert "<img src=x" not in told
