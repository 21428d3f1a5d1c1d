"""The pages of the acts: who is offered which, what a form says when it cannot be right, and the way back."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from wayhome.accounts import door
from wayhome.accounts.tests.cast import ROLES, cast, signed_in
from wayhome.casefile import actions
from wayhome.casefile.actions import Said
from wayhome.casefile.models import Case, CaseMember, Consent, Evidence, Investigation, Statement, Subject, Task
from wayhome.kernel.errors import Conflict

pytestmark = pytest.mark.django_db

OFFICERS = frozenset({"intake", "analyst", "investigator", "supervisor"})
SEE_NO_CASE = frozenset({"administrator", "trainer", "data_officer"})
LEADERS = frozenset({"investigator", "supervisor"})
# Every page of an act, by who is shown its form when the case is given to them.
FORMS = {
    "person_new": OFFICERS | {"caseworker"},
    "case_new": OFFICERS,
    "investigation_new": OFFICERS - {"intake"},
    "statement_new": OFFICERS | {"caseworker", "liaison"},
    "statement_correct": OFFICERS | {"caseworker"},
    "statement_withdraw": OFFICERS | {"caseworker"},
    "statement_prefer": OFFICERS - {"intake"},
    "consent_new": OFFICERS - {"analyst"} | {"caseworker"},
    "consent_withdraw": LEADERS | {"caseworker"},
    "case_assign": LEADERS | {"intake"},
    "case_wait": LEADERS,
    "case_close": LEADERS,
    "case_reopen": LEADERS,
    "case_restrict": LEADERS,
    "case_grant": LEADERS,
    "case_withdraw_sight": LEADERS,
    "case_add_person": OFFICERS | {"caseworker"},
    "note_new": OFFICERS | {"caseworker", "liaison", "counsel"},
    "task_new": OFFICERS | {"caseworker", "liaison", "counsel"},
    "evidence_new": OFFICERS - {"intake"} | {"counsel"},
    "evidence_withdraw": LEADERS,
    "investigation_add_case": OFFICERS - {"intake"},
    "investigation_close": LEADERS,
}


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
    return actions.record_subject(*who, what="person", said=[Said("name", {"text": "Lina", "name_kind": "full"})])


@pytest.fixture
def case(who, girl):
    return actions.open_case(*who, title="Ferry hall", subject_ids=[girl.pk])


@pytest.fixture
def addresses(who, girl, case):
    """Give the address of every act, on one case and its girl."""
    name = door.scope(*who, Statement).get(subject=girl)
    day = timezone.localdate()
    consent = actions.record_consent(
        *who, subject_id=girl.pk, for_purpose="keep", is_given=True, given_by="Lina", given_on=day
    )
    piece = actions.add_evidence(*who, case_id=case.pk, what="document", description="", held_at="Court")
    made = actions.open_investigation(*who, title="Harbour")
    words = {
        "statement": [girl.reference, name.pk], "consent": [girl.reference, consent.pk],
        "evidence": [case.reference, piece.pk], "person": [girl.reference], "case": [case.reference],
        "investigation": [made.reference],
    }  # fmt: skip
    own = {"person_new": [], "case_new": [], "investigation_new": [], "statement_new": words["person"]}
    own |= {"consent_new": words["person"], "note_new": words["case"], "task_new": words["case"]}
    own |= {"evidence_new": words["case"]}
    args = {name: own[name] if name in own else words[name.split("_")[0]] for name in FORMS}
    return {name: reverse(f"casefile:{name}", args=given) for name, given in args.items()}


def hidden(browser, address):
    page = browser.get(address).content.decode().rpartition('<form class="form"')[2]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def given(who, people, case, role):
    if role in SEE_NO_CASE:
        return
    version = door.scope(*who, Case).get(pk=case.pk).version
    actions.assign_case(*who, case_id=case.pk, version=version, user_id=people.user(role).pk)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_shown_the_forms_of_its_acts_and_no_others(people, who, case, addresses, role):
    given(who, people, case, role)
    reader = signed_in(people.user(role))
    answers = {name: reader.get(address).status_code for name, address in addresses.items()}

    assert answers == {name: 200 if role in roles else 404 for name, roles in FORMS.items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_page_offers_no_link_that_leads_its_reader_nowhere(people, who, girl, case, addresses, role):
    given(who, people, case, role)
    reader = signed_in(people.user(role))
    for page in (reverse("casefile:case", args=[case.reference]), reverse("casefile:person", args=[girl.reference])):
        answer = reader.get(page)
        if answer.status_code == 404:
            continue
        main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        for link in set(re.findall(r'href="(/[^"]*)"', main)):
            assert reader.get(link).status_code == 200, (page, link)


def test_an_act_on_a_closed_case_is_refused_on_its_own_page_and_what_was_typed_stays(browser, who, case):
    wait = reverse("casefile:case_wait", args=[case.reference])
    actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
    refused = browser.post(wait, {"version": 2, "words": "For the interpreter."})

    assert refused.status_code == 422
    assert "For the interpreter." in refused.content.decode()
    assert door.scope(*who, Case).get().state == "closed"


def test_a_closed_case_offers_nothing_that_would_be_refused(browser, who, case):
    address = reverse("casefile:case", args=[case.reference])
    names = ("case_add_person", "task_new")
    links = [f'href="{reverse(f"casefile:{name}", args=[case.reference])}"' for name in names]
    links.append(f"{reverse('casefile:person_new')}?case=")
    assert all(link in browser.get(address).content.decode() for link in links)

    actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
    closed = browser.get(address).content.decode()
    assert not any(link in closed for link in links)
    assert reverse("casefile:note_new", args=[case.reference]) in closed  # a note is kept of a closed case, too


def test_nobody_new_is_recorded_into_a_closed_case(who, case):
    actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
    before = door.scope(*who, Subject).count()
    with pytest.raises(Conflict, match="This case is closed"):
        actions.record_subject(*who, what="person", said=[Said("description", {"text": "A red coat"})], case_id=case.pk)

    assert door.scope(*who, Subject).count() == before


def test_a_task_is_offered_to_each_colleague_once(browser, people, case):
    page = browser.get(reverse("casefile:task_new", args=[case.reference])).content.decode()

    assert str(people.user("investigator").pk) not in page  # that is "me"
    assert str(people.user("supervisor").pk) in page


def test_an_edit_on_an_old_version_is_refused_and_gives_back_what_was_typed(browser, who, girl):
    name = door.scope(*who, Statement).get(subject=girl)
    correct = reverse("casefile:statement_correct", args=[girl.reference, name.pk])
    seen = hidden(browser, correct)
    fields = {"text": "Lina Sarovan", "name_kind": "full", "grade_source": "A", "grade_information": "1"}
    browser.post(correct, {**seen, **fields, "reason": "Register."})
    late = browser.post(correct, {**seen, **fields, "text": "Alina", "reason": "She said so."})

    assert late.status_code == 409
    assert "Alina" in late.content.decode()
    assert set(door.scope(*who, Statement).values_list("state", flat=True)) == {"superseded", "standing"}


@pytest.mark.parametrize(
    ("name", "typed", "field", "words"),
    [
        ("statement_new", {"text": "", "name_kind": "full"}, "text", "required"),
        ("consent_new", {"for_purpose": "keep", "is_given": "yes", "given_by": "Lina", "given_on": "2026-11-02",
                         "expires_on": "2026-11-01"}, "expires_on", "must come after"),
        ("consent_new", {"for_purpose": "keep", "is_given": "yes", "given_by": "Lina", "given_on": "2999-11-02"},
         "given_on", "This day lies ahead"),
        ("task_new", {"title": "Ring", "due_at": "2001-01-01T10:00"}, "due_at", "passed already"),
        ("evidence_new", {"what": "document", "held_at": "Court", "sha256": "abc"}, "sha256", "64 hexadecimal"),
        ("case_add_person", {"reference": "P-0000-0000-000"}, "reference", "known to you"),
        ("investigation_add_case", {"reference": "Lina"}, "reference", "known to you"),
        ("case_new", {"title": "Hall", "people": "P-0000-0000-000"}, "people", "known to you"),
        ("person_new", {"text": "Lina", "case": "C-0000-0000-000"}, "case", "known to you"),
        ("person_new", {"years_min": "14", "years_max": "12"}, "years_min", "other way round"),
        ("case_assign", {"user_id": str(uuid4())}, "user_id", "not one of the available choices"),
        ("note_new", {"text": " "}, "text", "required"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_at_its_field(browser, addresses, name, typed, field, words):
    grades = {"grade_source": "B", "grade_information": "2"}
    answer = browser.post(addresses[name], {**hidden(browser, addresses[name]), **grades, **typed})
    page = answer.content.decode()
    wrong = page.partition(f'id="id_{field}_wrong"')[2].partition("</div>")[0]

    assert answer.status_code == 422
    assert words in wrong


def test_a_person_of_whom_nothing_is_said_is_not_recorded(browser, who):
    answer = browser.post(reverse("casefile:person_new"), {"grade_source": "F", "grade_information": "6"})

    assert answer.status_code == 422
    assert "Say at least one thing" in answer.content.decode()
    assert not door.scope(*who, Subject).exists()


def test_somebody_is_recorded_by_description_into_a_case_by_a_case_worker(people, who, case):
    given(who, people, case, "caseworker")
    worker = signed_in(people.user("caseworker"))
    typed = {"description": "A red coat", "years_min": "9", "grade_source": "C", "grade_information": "3"}
    alone = worker.post(reverse("casefile:person_new"), typed)
    made = worker.post(reverse("casefile:person_new"), {**typed, "case": case.reference.lower()})

    assert "say to which case" in alone.content.decode()
    assert worker.get(made["Location"]).status_code == 200
    assert door.scope(*who, CaseMember).filter(case=case).count() == 2
    assert set(door.scope(*who, Statement).filter(grade_source="C").values_list("what", flat=True)) == {
        "description", "age",
    }  # fmt: skip


@pytest.mark.parametrize("what", ["place", "organisation", "vehicle", "event"])
def test_a_place_or_thing_is_recorded_and_has_the_same_page(browser, who, what):
    typed = {"text": "Ferry hall", "grade_source": "B", "grade_information": "2"}
    made = browser.post(reverse("casefile:person_new") + f"?what={what}", typed)
    page = browser.get(made["Location"]).content.decode()

    assert door.scope(*who, Subject).get().what == what
    assert "Ferry hall" in page
    assert "Add a relation" not in page


def test_a_relation_and_a_part_in_an_event_lead_to_somebody_who_is_known(browser, who, girl):
    man = actions.record_subject(*who, what="person", said=[Said("name", {"text": "Doran", "name_kind": "alias"})])
    crossing = actions.record_subject(*who, what="event", said=[Said("description", {"text": "A crossing"})])
    grades = {"grade_source": "B", "grade_information": "2"}
    new = reverse("casefile:statement_new", args=[girl.reference])
    relation = {"other": man.reference.replace("-", " "), "relation_kind": "approached_by"}
    event = {"other": crossing.reference, "part": "concerned"}
    wrong = browser.post(new + "?kind=relation", {**grades, **relation, "other": crossing.reference})

    assert wrong.status_code == 422
    assert browser.post(new + "?kind=relation", {**grades, **relation}).status_code == 302
    assert browser.post(new + "?kind=event_part", {**grades, **event}).status_code == 302
    page = browser.get(reverse("casefile:person", args=[girl.reference])).content.decode()
    assert "Doran" in page
    assert "A crossing" in page


def test_a_consent_is_recorded_and_taken_back(browser, who, girl):
    typed = {
        "for_purpose": "share_abroad",
        "is_given": "no",
        "given_by": "Lina",
        "given_on": "2026-11-02",
        "words": "No.",
    }
    browser.post(reverse("casefile:consent_new", args=[girl.reference]), typed)
    made = door.scope(*who, Consent).get()
    back = reverse("casefile:consent_withdraw", args=[girl.reference, made.pk])
    browser.post(back, {**hidden(browser, back), "words": ""})

    assert made.is_given is False
    assert door.scope(*who, Consent).get().state == "withdrawn"


def test_a_choice_is_kept_and_shown_with_who_made_it(browser, who, girl):
    other = actions.add_statement(
        *who, subject_id=girl.pk, said=Said("name", {"text": "Maya", "name_kind": "alias"}, grade="D4")
    )
    prefer = reverse("casefile:statement_prefer", args=[girl.reference, other.pk])
    browser.post(prefer, {**hidden(browser, prefer), "reason": "She asks to be called so."})
    page = browser.get(reverse("casefile:person", args=[girl.reference])).content.decode()

    assert "<h1><bdi>Maya</bdi></h1>" in page
    assert f"chosen by {who[0].name}" in page
    assert "She asks to be called so." in page


def test_a_restricted_case_is_shown_to_a_colleague_from_its_page(browser, people, who, case):
    restrict = reverse("casefile:case_restrict", args=[case.reference])
    browser.post(restrict, hidden(browser, restrict))
    analyst = signed_in(people.user("analyst"))
    page = reverse("casefile:case", args=[case.reference])
    assert analyst.get(page).status_code == 404
    told = {"user_id": str(people.user("analyst").pk), "for_purpose": "analysis", "until": ""}
    browser.post(reverse("casefile:case_grant", args=[case.reference]), told)

    assert analyst.get(page).status_code == 200
    assert signed_in(people.user("supervisor")).get(page).status_code == 404
    withdraw = reverse("casefile:case_withdraw_sight", args=[case.reference])
    offered = browser.get(withdraw).content.decode()
    assert people.user("analyst").name in offered
    assert people.user("supervisor").name not in offered
    browser.post(withdraw, {"user_id": told["user_id"]})
    assert analyst.get(page).status_code == 404
    assert "let a colleague see the case no longer" in browser.get(page).content.decode()


def test_a_task_is_finished_from_the_list_and_from_the_case(browser, who, case):
    for title in ("Ring", "Write"):
        actions.add_task(*who, case_id=case.pk, title=title, due_at=timezone.now() + timedelta(hours=1))
    first, second = door.scope(*who, Task).order_by("id")
    finish = "casefile:task_finish"
    from_list = browser.post(reverse(finish, args=[case.reference, first.pk]), {"version": 1, "from": "cases"})
    from_case = browser.post(reverse(finish, args=[case.reference, second.pk]), {"version": 1})

    assert from_list["Location"] == reverse("casefile:cases")
    assert from_case["Location"] == reverse("casefile:case", args=[case.reference])
    assert set(door.scope(*who, Task).values_list("state", flat=True)) == {"done"}
    assert browser.get(reverse(finish, args=[case.reference, first.pk])).status_code == 405
    assert browser.post(reverse(finish, args=[case.reference, first.pk]), {}).status_code == 422


def test_evidence_is_withdrawn_with_its_reason(browser, who, case, addresses):
    piece = door.scope(*who, Evidence).get()
    withdraw = reverse("casefile:evidence_withdraw", args=[case.reference, piece.pk])
    browser.post(withdraw, {**hidden(browser, withdraw), "reason": "Another trip."})

    assert door.scope(*who, Evidence).get().state == "withdrawn"
    assert "Another trip." in browser.get(reverse("casefile:case", args=[case.reference])).content.decode()


def test_an_investigation_is_opened_filled_and_closed_by_hand(browser, who, case):
    browser.post(reverse("casefile:investigation_new"), {"title": "Harbour road", "summary": ""})
    made = door.scope(*who, Investigation).get()
    put = reverse("casefile:investigation_add_case", args=[made.reference])
    browser.post(put, {"reference": case.reference})
    close = reverse("casefile:investigation_close", args=[made.reference])
    browser.post(close, {**hidden(browser, close), "words": "Both are safe."})
    page = browser.get(reverse("casefile:investigation", args=[made.reference])).content.decode()

    assert door.scope(*who, Case).get().investigation_id == made.pk
    assert "Ferry hall" in page
    assert "Both are safe." in page
    assert put not in page


def test_a_raw_source_is_kept_as_plain_text_under_a_name_that_names_nobody(browser, who, girl):
    statement = door.scope(*who, Statement).get(subject=girl)
    shown = browser.get(reverse("casefile:source", args=[statement.source_id])).content.decode()
    kept = browser.get(reverse("casefile:source_file", args=[statement.source_id]))

    assert "&quot;Lina&quot;" in shown
    assert kept["Content-Type"] == "text/plain; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="source-[0-9a-f]{12}\.txt"', kept["Content-Disposition"])
    assert kept["X-Content-Type-Options"] == "nosniff"
    assert b'"text":"Lina"' in b"".join(kept.streaming_content)


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999", "page=x", "kind=ghost", "year_from=abcd", "year_to=٢٠١٢", "country=ZZ",
     "country=MD&year_from=2010&year_to=2012&kind=person&page=2"],
)  # fmt: skip
def test_an_odd_address_narrows_nothing_and_breaks_nothing(browser, girl, query):
    answer = browser.get(reverse("casefile:people") + f"?{query}")

    assert answer.status_code == 200
    assert (girl.reference in answer.content.decode()) == ("MD" not in query)


@pytest.mark.parametrize("query", ["state=gone", "only=everything", "state=open&only=mine&only=late", "page=7"])
def test_an_odd_address_of_the_cases_breaks_nothing(browser, case, query):
    assert browser.get(reverse("casefile:cases") + f"?{query}").status_code == 200


def test_no_page_has_a_name_in_its_title_or_an_address(browser, who, girl, case):
    statement = door.scope(*who, Statement).get(subject=girl)
    pages = [
        reverse("casefile:person", args=[girl.reference]), reverse("casefile:case", args=[case.reference]),
        reverse("casefile:source", args=[statement.source_id]), reverse("casefile:people"), reverse("casefile:cases"),
        reverse("casefile:statement_correct", args=[girl.reference, statement.pk]),
    ]  # fmt: skip
    for address in pages:
        page = browser.get(address).content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert not re.search("Lina|Ferry hall", title), address
        assert not re.search(r'(?:href|action)="[^"]*(?:Lina|Ferry)', page), address
