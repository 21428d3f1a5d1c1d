"""The page of a tip and the acts on it, as an officer meets them: source beside reading, nothing lost, nothing told."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from wayhome.accounts import journal, seal
from wayhome.accounts.models import User
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.casefile.models import Statement
from wayhome.tips.models import Tip
from wayhome.tips.queries.tip import tip_page
from wayhome.tips.tests.bringing import FIRST_TWO, brought, filed, receipt_of, the_tip

pytestmark = pytest.mark.django_db

TEXT = "A girl, 14 years old, waits at the ferry. Call +57 300 555 0100 tonight."
TWO_PEOPLE = """
profile = "Two people"
grade = "C3"

[tip]
text = "Told"

[slots.girl]
name = "Name"

[slots.man]
name = "By"

[[relations]]
from = "girl"
kind = "approached_by"
to = "man"
"""
EMPTY_PERSON = {"slot": "girl", "grade_source": "C", "grade_information": "3"}


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def officer(people):
    return signed_in(people.user("intake"))


def url(name, tip):
    return reverse(f"tips:{name}", args=[tip.reference])


def shown(answer):
    return answer.content.decode()


def fresh(tip):
    return Tip.everyone_unscoped.get(pk=tip.pk)


# the page


def test_the_words_stand_with_numbered_marks_beside_what_was_read(officer):
    body = shown(officer.get(url("tip", filed(TEXT))))

    assert re.search(r"<mark>[^<]*14 years old<sup>1</sup></mark>", body)
    assert re.search(r"<mark>[^<]*\+57 300 555 0100<sup>2</sup></mark>", body)
    assert "Why 28.0" in body  # 12 for tonight, 11 for 14 years, 5 for a number in reach


def test_the_cells_of_a_row_are_joined_to_what_was_read_from_them(people):
    brought(FIRST_TWO)
    tip = Tip.everyone_unscoped.get(row=1)
    page = tip_page(people.actor("intake"), "intake", reference=tip.reference)
    cells = {column: (text, number) for column, text, number in page.cells}
    fields = {field.label: field for field in page.fields}

    assert [column for column, _, _ in page.cells][:4] == ["Ref", "Reported", "Channel", "Account"]
    assert cells["Child's name"][0] == "Mateo Nguyen"
    assert fields["victim: Name"].n == str(cells["Child's name"][1])
    assert fields["victim: Whereabouts"].n == f"{cells['Last seen at'][1]}, {cells['Last seen on'][1]}"
    assert fields["event 1: What happened"].words.text == "Sighting"
    assert fields["victim: Role, as said"].n == ""
    assert cells["Clerk notes"] == ("file 1, shelf B", "")


def test_opening_a_tip_is_journalled_and_shown_to_nobody_elsewhere(people, officer):
    tip = filed(TEXT)
    before = journal.size()

    assert officer.get(url("tip", tip)).status_code == 200
    assert journal.size() == before + 1
    hidden = signed_in(people.user("intake", elsewhere=True)).get(url("tip", tip))
    absent = officer.get(reverse("tips:tip", args=["WH-0000-0000-000"]))
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert Client().get(url("tip", tip)).status_code == 302


@pytest.mark.parametrize(("role", "acts"), [("intake", {"refuse", "split", "join"}), ("investigator", {"join"})])
def test_only_what_somebody_may_do_is_offered(people, role, acts):
    tip = filed(TEXT)
    body = shown(signed_in(people.user(role)).get(url("tip", tip)))

    assert {act for act in ("refuse", "split", "join") if url(act, tip) in body} == acts


def test_no_name_stands_in_a_title(people, officer):
    tip = filed("Qanary waits.")
    title = re.search(r"<title>(.*?)</title>", shown(officer.get(url("tip", tip)))).group(1)

    assert title == f"{tip.reference} · Wayhome"


# keep a finding


def test_a_finding_is_named_by_its_number_and_never_by_what_it_holds(officer):
    tip = filed(TEXT)
    links = re.findall(r'href="([^"]*describe[^"]*)"', shown(officer.get(url("tip", tip))))

    assert set(links) == {url("describe", tip), f"{url('describe', tip)}?keep=1", f"{url('describe', tip)}?keep=2"}
    assert not any("555" in link or "14" in link.partition("?")[2] for link in links)


@pytest.mark.parametrize(
    ("keep", "name", "value"), [("1", "age_years_min", "14"), ("2", "contact_value", "+573005550100")]
)
def test_a_kept_finding_fills_the_form_and_the_source_stands_beside_it(officer, keep, name, value):
    body = shown(officer.get(url("describe", filed(TEXT)), {"keep": keep}))

    field = next(tag for tag in re.findall(r"<input[^>]*>", body) if f'name="{name}"' in tag)
    assert f'value="{value}"' in field
    assert "waits at the ferry" in body


def test_what_is_written_into_the_address_fills_nothing(officer):
    body = shown(officer.get(url("describe", filed(TEXT)), {"keep": "99", "name_text": "Qanary"}))

    assert "Qanary" not in body


# describe


def test_a_person_is_written_down_with_all_that_was_filled_in(officer):
    tip = filed(TEXT)
    answer = officer.post(
        url("describe", tip),
        EMPTY_PERSON
        | {"name_text": "Lina", "age_years_min": "14", "age_years_max": "14", "language_language": "uk"}
        | {"contact_kind": "phone", "contact_value": "+573005550100", "note_text": "in a red coat"},
    )
    said = {one.what: seal.opened(one, "sealed") for one in Statement.everyone_unscoped.all()}

    assert answer.status_code == 302
    assert said == {
        "name": {"text": "Lina", "name_kind": "one_word"},
        "age": {"years_min": 14, "years_max": 14},
        "contact": {"contact_kind": "phone", "value": "+573005550100"},
        "language": {"language": "uk"},
        "note": {"text": "in a red coat"},
    }
    assert "Lina" in shown(officer.get(url("tip", tip)))


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({}, ""),
        ({"whereabouts_when": "2026-11"}, "whereabouts_text"),
        ({"whereabouts_text": "Quay", "whereabouts_when": "someday"}, ""),
        ({"contact_value": "+57 1"}, "contact_kind"),
        ({"contact_kind": "phone"}, "contact_value"),
        ({"age_years_min": "15", "age_years_max": "9"}, ""),
    ],
)
def test_half_of_something_is_asked_for_whole_and_what_was_typed_is_kept(officer, filled, field):
    tip = filed(TEXT)
    answer = officer.post(url("describe", tip), EMPTY_PERSON | {"description_text": ""} | filled)

    assert answer.status_code == 422
    assert Statement.everyone_unscoped.count() == 0
    assert all(value in shown(answer) for value in filled.values())
    assert not field or f'id="id_{field}_wrong"' in shown(answer)


# the other acts


def test_a_tip_is_followed_by_hand_to_a_case(people, officer):
    tip = filed(TEXT)
    officer.post(url("describe", tip), EMPTY_PERSON | {"name_text": "Lina"})
    joined = officer.post(url("join", tip), {"version": fresh(tip).version, "title": "Ferry hall", "case": ""})

    assert joined.status_code == 302
    assert fresh(tip).state == "in_case"
    assert joined["Location"] == reverse("casefile:case", args=[the_tip(tip.reference).case.reference])
    case = shown(officer.get(joined["Location"]))
    assert "Ferry hall" in case
    assert "Lina" in case


def test_a_tip_joins_a_case_by_its_reference(officer):
    one, other = filed("one"), filed("other")
    officer.post(url("join", one), {"version": 1, "title": "Ferry hall", "case": ""})
    case = the_tip(one.reference).case
    answer = officer.post(url("join", other), {"version": 1, "title": "", "case": case.reference.lower()})

    assert answer.status_code == 302
    assert fresh(other).case_id == case.pk


@pytest.mark.parametrize(
    "given", [{"title": "", "case": ""}, {"title": "a", "case": "C-1"}, {"title": "", "case": "C-1"}]
)
def test_a_join_without_a_case_is_asked_again(officer, given):
    tip = filed()
    answer = officer.post(url("join", tip), {"version": 1} | given)

    assert answer.status_code == 422
    assert fresh(tip).state == "new"


def test_a_tip_is_split_given_refused_and_brought_back(people, officer):
    tip = filed(TEXT)
    officer.post(url("split", tip), {"version": 1, "text_1": "A girl", "text_2": "A number", "text_3": ""})
    first, second = Tip.everyone_unscoped.filter(part_of=tip).order_by("id")
    officer.post(url("assign", first), {"version": 1, "user_id": str(people.user("analyst").pk)})
    officer.post(url("refuse", second), {"version": 1, "reason": "other_matter"})

    assert fresh(tip).state == "split"
    assert fresh(first).assigned_to_id == people.user("analyst").pk
    assert fresh(second).state == "refused"
    assert "About another matter" in shown(officer.get(url("tip", second)))
    officer.post(url("restore", second), {"version": 2})
    assert fresh(second).state == "new"


def test_a_split_that_changes_nothing_is_refused_at_its_field(officer):
    tip = filed(TEXT)
    page = shown(officer.post(url("split", tip), {"version": 1, "text_1": TEXT, "text_2": TEXT, "text_3": ""}))

    assert "It still has all the words of the tip." in page.partition('id="id_text_1_wrong"')[2].partition("</div>")[0]
    assert fresh(tip).state == "new"


def test_nobody_is_left_behind_by_a_split_unless_somebody_says_so(officer):
    tip = filed(TEXT)
    for slot in ("girl", "driver"):
        typed = {"slot": slot, "description_text": "Seen", "grade_source": "F", "grade_information": "6"}
        assert officer.post(url("describe", tip), typed).status_code == 302
    told = {"version": 1, "text_1": "A girl", "text_2": "A number", "text_3": "", "slots_1": ["girl"]}
    page = shown(officer.post(url("split", tip), told))

    assert "Nobody said with which part these go: driver." in page
    assert fresh(tip).state == "new"
    assert officer.post(url("split", tip), {**told, "leaves_others": "on"}).status_code == 302
    assert fresh(tip).state == "split"


def test_a_relation_names_the_other_person(officer):
    brought(b"Told,Name,By\nShe was spoken to,Lina,Doran\n", TWO_PEOPLE)
    tip = Tip.everyone_unscoped.get()
    page = " ".join(shown(officer.get(url("tip", tip))).split())

    assert page.count("approached or recruited by</bdi> <bdi>Doran") == 2


@pytest.mark.parametrize("page", ["assign", "queue", "call"])
def test_a_tip_is_offered_to_those_alone_who_can_open_it(people, officer, page):
    tip = filed(TEXT)
    told = shown(officer.get(url("assign", tip) if page == "assign" else reverse(f"tips:{page}")))
    offered = set(re.findall(r'<option value="([0-9a-f-]{36})"', told))

    emails = set(User.objects.filter(pk__in=offered).values_list("email", flat=True))
    expected = {people.user(role).email for role in ("intake", "analyst", "investigator", "supervisor")}
    assert emails == expected | {"administrator@localhost.localdomain"}  # who is a supervisor too


def test_two_parts_do_not_become_three_unseen(officer):
    areas = re.findall(r"<textarea[^>]*>(.*?)</textarea>", shown(officer.get(url("split", filed(TEXT)))), re.DOTALL)

    assert [bool(area.strip()) for area in areas] == [True, True, False]


def test_an_answer_reaches_whoever_holds_the_secret(officer):
    receipt = receipt_of(TEXT)
    tip = the_tip(receipt.reference)
    officer.post(url("answer", tip), {"text": "Which ferry?"})
    told = Client().post("/tip/add/", {"reference": receipt.reference, "secret": receipt.secret, "text": ""})

    assert "Which ferry?" in shown(told)
    assert "Which ferry?" in shown(officer.get(url("tip", tip)))


def test_an_edit_on_an_old_version_gets_a_page_that_keeps_what_was_typed(people, officer):
    tip = filed()
    officer.post(url("assign", tip), {"version": 1, "user_id": str(people.user("analyst").pk)})
    late = officer.post(url("join", tip), {"version": 1, "title": "Ferry hall", "case": ""})

    assert late.status_code == 409
    assert "Ferry hall" in shown(late)
    assert fresh(tip).state == "new"


@pytest.mark.parametrize("act", ["assign", "describe", "split", "join", "refuse", "restore", "answer"])
def test_an_act_that_somebody_may_not_do_is_not_there(people, act):
    tip = filed()
    stranger = signed_in(people.user("caseworker"))

    assert stranger.get(url(act, tip)).status_code == 404
    assert stranger.post(url(act, tip), {"version": 1}).status_code == 404
    assert fresh(tip).version == 1


# a call


def call(officer, **changes):
    given = {"channel": "hotline", "text": TEXT, "language": "uk", "submission_id": "c1", "danger_now": "on"}
    return officer.post(reverse("tips:call"), given | changes)


def test_a_call_is_kept_with_its_receipt_and_given_to_whoever_takes_it(people, officer):
    answer = call(officer, user_id=str(people.user("analyst").pk))
    tip = Tip.everyone_unscoped.get()

    assert answer.status_code == 200
    assert tip.reference in shown(answer)
    assert (tip.channel, tip.language, tip.assigned_to_id) == ("hotline", "uk", people.user("analyst").pk)
    assert dict(tip.reasons)["danger_now"] == "40.0"


def test_a_call_that_is_sent_twice_is_one_call(people, officer):
    secrets = {re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", shown(call(officer)))[0] for _ in range(2)}

    assert len(secrets) == 1
    assert Tip.everyone_unscoped.count() == 1


def test_a_call_with_other_words_under_the_same_page_is_asked_about(officer):
    call(officer)
    answer = call(officer, text="Something else entirely.")

    assert answer.status_code == 422
    assert "Something else entirely." in shown(answer)


def test_whoever_may_not_file_finds_no_form(people):
    assert signed_in(people.user("analyst")).get(reverse("tips:call")).status_code == 404


# several at once


def act(officer, *tips, **given):
    chosen = [f"{tip.pk}:{fresh(tip).version}" for tip in tips]
    return officer.post(reverse("tips:act"), {"chosen": chosen} | given)


def test_several_tips_are_given_joined_or_refused_at_once(people, officer):
    tips = [filed(text) for text in ("one", "two", "three")]
    act(officer, *tips, act="assign", user_id=str(people.user("analyst").pk))
    assert {fresh(tip).assigned_to_id for tip in tips} == {people.user("analyst").pk}

    act(officer, tips[0], act="refuse", reason="test")
    joined = act(officer, *tips[1:], act="join", title="Ferry hall")
    assert [fresh(tip).state for tip in tips] == ["refused", "in_case", "in_case"]
    assert joined.status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {"act": "assign", "user_id": ""},
        {"act": "refuse", "reason": ""},
        {"act": "join"},
        {"act": "join", "case": "C-1"},
        {"act": "dance"},
    ],
)
def test_an_act_on_several_that_lacks_something_changes_nothing(officer, given):
    tip = filed()
    answer = act(officer, tip, **given)

    assert answer.status_code == 422
    assert fresh(tip).version == 1


def test_an_act_on_no_tip_says_so(officer):
    assert officer.post(reverse("tips:act"), {"act": "assign"}).status_code == 422
    assert officer.post(reverse("tips:act"), {"act": "assign", "chosen": ["nonsense"]}).status_code == 422


# the queue


def test_a_tip_is_read_beside_the_queue_without_leaving_it(officer):
    tip = filed(TEXT)
    listed = shown(officer.get(reverse("tips:queue")))
    beside = shown(officer.get(reverse("tips:queue"), {"tip": tip.reference, "channel": "web_form"}))

    assert "1 tip waits to be read." in listed
    assert 'id="reading"' not in listed
    assert 'id="reading"' in beside
    assert "<mark>" in beside


@pytest.mark.parametrize("query", ["page=x", "page=99", "state=x&reason=x&channel=x", "case=C-1", "only=x"])
def test_an_odd_address_of_the_queue_breaks_nothing(officer, query):
    filed()

    assert officer.get(f"{reverse('tips:queue')}?{query}").status_code == 200
