"""The pages of tips: the queue, a tip followed by hand to a case, a call, a sheet brought in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from wayhome.accounts import door
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.tips import actions
from wayhome.tips.models import Import, SetAsideRow, Tip
from wayhome.tips.tasks import go_on_with_import

pytestmark = pytest.mark.django_db

SHEET = b"No;Told;Where;Name;Age\n1;She waits at the hall;Port Selin;Lina;13\n2;Cut off;;;2013-99\n"
MAPPING = b"""profile = "a small sheet"
version = 1
grade = "B2"
[file]
delimiter = ";"
[tip]
text = "Told"
place = "Where"
[slots.girl]
name = "Name"
age = "Age"
"""


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("intake"), "intake"


@pytest.fixture
def browser(people):
    return signed_in(people.user("intake"))


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def hidden_of(browser, address):
    page = text_of(browser.get(address)).rpartition('<form class="form"')[2]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def file(who, text, **more):
    receipt = actions.file_tip(*who, body={"text": text, **more}, channel="hotline")
    return door.scope(*who, Tip).get(pk=receipt.tip_id)


def test_an_empty_queue_says_so(browser):
    assert "No tip that you may see waits to be read." in text_of(browser.get(reverse("tips:queue")))


def test_the_most_urgent_stands_first_with_its_reasons(browser, who):
    calm, urgent = (
        file(who, "A neighbour has many visitors"),
        file(who, "A girl of 9 is taken away tonight", contact="+999 1"),
    )
    page = text_of(browser.get(reverse("tips:queue")))

    assert page.index(urgent.reference) < page.index(calm.reference)
    assert "The text speaks of now or tonight" in page
    assert "2 tips wait to be read." in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [("?reason=speaks_of_now", 1), ("?channel=hotline", 2), ("?channel=letter", 0), ("?only=mine", 0)],
)
def test_the_queue_is_narrowed_by_what_is_ticked(browser, who, query, seen):
    tips = [file(who, "A neighbour has many visitors"), file(who, "She is taken away tonight")]
    page = text_of(browser.get(reverse("tips:queue") + query))

    assert sum(tip.reference in page for tip in tips) == seen


def test_an_odd_address_narrows_nothing_and_breaks_nothing(browser, who):
    tip = file(who, "A neighbour has many visitors")
    odd = "?page=99999999999&state=nowhere&only=%00&reason=%22%5D&page=-1&channel="

    assert tip.reference in text_of(browser.get(reverse("tips:queue") + "?page=999&state=nowhere"))
    assert browser.get(reverse("tips:queue") + odd).status_code == 200


def test_the_tip_that_is_read_stands_beside_the_queue_with_its_marks(browser, who):
    tip = file(who, "A girl of about 14 years, call +999 555 0142")
    page = text_of(browser.get(reverse("tips:queue") + f"?tip={tip.reference}"))

    assert "<mark>" in page
    assert "What was read from it" in page


def test_a_tip_is_followed_by_hand_to_a_case(browser, who):
    tip = file(who, "A girl of about 14 years waits at the ferry hall")
    describe = reverse("tips:describe", args=[tip.reference])
    given = {"slot": "girl", "name_text": "Lina", "age_years_min": "13", "age_years_max": "15", "grade_source": "B"}
    kept = browser.post(describe, {**given, "grade_information": "2"})
    join = reverse("tips:join", args=[tip.reference])
    joined = browser.post(join, {**hidden_of(browser, join), "case": "", "title": "Ferry hall"})
    case = text_of(browser.get(joined["Location"]))

    assert (kept.status_code, joined.status_code) == (302, 302)
    assert "Ferry hall" in case
    assert "Lina" in case
    assert tip.reference not in text_of(browser.get(reverse("tips:queue")))
    assert tip.reference in text_of(browser.get(reverse("tips:queue") + f"?case={joined['Location'].split('/')[-2]}"))


def test_a_person_of_whom_nothing_is_said_is_refused_with_what_was_typed(browser, who):
    tip = file(who, "Somebody waits")
    refused = browser.post(
        reverse("tips:describe", args=[tip.reference]),
        {"slot": "driver", "grade_source": "F", "grade_information": "6"},
    )

    assert refused.status_code == 422
    assert 'value="driver"' in refused.content.decode()


def test_several_tips_are_joined_to_one_case_at_once(browser, who):
    tips = [file(who, f"Somebody waits at gate {number}") for number in range(3)]
    told = {"chosen": [f"{tip.pk}:1" for tip in tips], "act": "join", "title": "Gates", "case": ""}
    joined = browser.post(reverse("tips:act"), told)

    assert joined.status_code == 302
    assert set(door.scope(*who, Tip).values_list("state", flat=True)) == {"in_case"}
    assert len(set(door.scope(*who, Tip).values_list("case_id", flat=True))) == 1


def test_a_choice_with_one_stale_tip_joins_none(browser, who):
    tips = [file(who, f"Somebody waits at gate {number}") for number in range(2)]
    told = {"chosen": [f"{tips[0].pk}:1", f"{tips[1].pk}:9"], "act": "join", "title": "Gates", "case": ""}

    assert browser.post(reverse("tips:act"), told).status_code == 409
    assert set(door.scope(*who, Tip).values_list("state", flat=True)) == {"new"}


@pytest.mark.parametrize(
    "told",
    [
        {"act": "join", "title": "Gates", "case": ""},
        {"chosen": ["nonsense"], "act": "join", "title": "x"},
        {"chosen": ["{tip}:1"], "act": "burn"},
        {"chosen": ["{tip}:1"], "act": "join", "title": "", "case": ""},
        {"chosen": ["{tip}:1"], "act": "join", "title": "", "case": "C-0000-0000-000"},
        {"chosen": ["{tip}:1"], "act": "assign", "user_id": ""},
        {"chosen": ["{tip}:1"], "act": "refuse", "reason": "boring"},
    ],
    ids=["none", "nonsense", "unknown act", "no case", "unknown case", "nobody", "unknown reason"],
)
def test_an_act_on_a_choice_that_cannot_be_right_says_so_and_changes_nothing(browser, who, told):
    tip = file(who, "Somebody waits")
    given = {
        key: [one.format(tip=tip.pk) for one in value] if isinstance(value, list) else value
        for key, value in told.items()
    }

    assert browser.post(reverse("tips:act"), given).status_code == 422
    assert door.scope(*who, Tip).get().version == 1


def test_refused_as_spam_and_brought_back(browser, who):
    tip = file(who, "Buy cheap watches")
    refuse, restore = (reverse(f"tips:{name}", args=[tip.reference]) for name in ("refuse", "restore"))
    page = text_of(browser.get(refuse))
    reason = re.search(r'name="reason" value="([^"]+)"', page)[1]
    browser.post(refuse, {**hidden_of(browser, refuse), "reason": reason})
    refused = door.scope(*who, Tip).get().state
    browser.post(restore, hidden_of(browser, restore))

    assert refused == "refused"
    assert door.scope(*who, Tip).get().state == "new"


def test_a_split_tip_becomes_two_and_stays_to_be_read(browser, who):
    tip = file(who, "A girl at the hall. And a boy at the station.")
    split = reverse("tips:split", args=[tip.reference])
    told = {"text_1": "A girl at the hall.", "text_2": "And a boy at the station.", "text_3": ""}
    answer = browser.post(split, {**hidden_of(browser, split), **told})
    page = text_of(browser.get(reverse("tips:tip", args=[tip.reference])))

    assert answer.status_code == 302
    assert door.scope(*who, Tip).filter(part_of=tip).count() == 2
    assert "This tip was split" in page


def test_a_call_gives_reference_and_secret_once(browser, who):
    form = hidden_of(browser, reverse("tips:call"))
    told = {**form, "channel": "hotline", "text": "A voice, then silence", "danger_now": "on"}
    first = text_of(browser.post(reverse("tips:call"), told))
    again = text_of(browser.post(reverse("tips:call"), told))
    secret = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", first)[0]
    tip = door.scope(*who, Tip).get()

    assert secret in again
    assert secret not in text_of(browser.get(reverse("tips:tip", args=[tip.reference])))
    assert ["danger_now", "40.0"] in tip.reasons


def work_off():
    """Do what is queued, as the worker does: the worker itself stands in a room that this one does not know."""
    for queued in DBTaskResult.objects.filter(task_path__endswith="go_on_with_import"):
        go_on_with_import.func(*queued.args_kwargs["args"])


def test_a_sheet_goes_in_through_the_page_and_its_rows_add_up(browser, who):
    files = {"sheet": SimpleUploadedFile("small.csv", SHEET), "mapping": SimpleUploadedFile("m.toml", MAPPING)}
    taken = browser.post(reverse("tips:import_new"), {**files, "used": ""})
    waiting = text_of(browser.get(taken["Location"]))
    work_off()
    page = text_of(browser.get(taken["Location"]))
    made = door.scope(*who, Import).get()

    assert "This file is being read." in waiting
    assert "2 rows read, 1 stored, 1 set aside, 0 already known." in page
    assert (made.read, made.stored, made.set_aside, made.state) == (2, 1, 1, "done")
    assert door.scope(*who, SetAsideRow).get().place == "row 2"
    again = browser.post(
        reverse("tips:import_new"), {"sheet": SimpleUploadedFile("other.csv", SHEET), "used": made.mapping_sha256}
    )
    assert again["Location"] == taken["Location"]


def test_a_form_that_stood_open_stays_good_when_another_import_becomes_the_newest(browser, who):
    address = reverse("tips:import_new")
    files = {"sheet": SimpleUploadedFile("small.csv", SHEET), "mapping": SimpleUploadedFile("m.toml", MAPPING)}
    browser.post(address, {**files, "used": ""})
    work_off()
    offered = re.findall(r'<option value="([^"]+)"', browser.get(address).content.decode().split('name="used"')[1])
    answers = []
    for ending in (b"\n", b"\n\n"):
        sheet = SimpleUploadedFile("next.csv", SHEET + ending)
        answers.append(browser.post(address, {"sheet": sheet, "used": offered[0]}).status_code)
        work_off()

    assert answers == [302, 302]
    assert door.scope(*who, Import).count() == 3


def test_a_mapping_that_was_never_used_is_refused_once(browser, who):
    sheet = SimpleUploadedFile("small.csv", SHEET)
    refused = browser.post(reverse("tips:import_new"), {"sheet": sheet, "used": "0" * 64})

    assert refused.status_code == 422
    assert "not both" not in refused.content.decode()


@pytest.mark.parametrize(
    ("mapping", "says"),
    [(b"\xff\xfe", "UTF-8"), (b"profile = ", "TOML"), (b"", "mapping"), (b"nonsense = 1\n", "Mapping")],
)
def test_a_mapping_that_cannot_be_right_is_refused_at_its_field(browser, who, mapping, says):
    files = {"sheet": SimpleUploadedFile("small.csv", SHEET), "mapping": SimpleUploadedFile("m.toml", mapping)}
    refused = browser.post(reverse("tips:import_new"), {**files, "used": ""})

    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert not door.scope(*who, Import).exists()


@pytest.mark.parametrize("role", ["caseworker", "liaison", "counsel", "administrator", "trainer", "data_officer"])
def test_who_reads_no_tips_is_shown_none(people, who, role):
    tip = file(who, "Somebody waits")
    browser = signed_in(people.user(role))

    assert browser.get(reverse("tips:tip", args=[tip.reference])).status_code == 404
    assert tip.reference not in browser.get(reverse("tips:queue")).content.decode()
    assert browser.get(reverse("tips:call")).status_code == 404
    assert browser.get(reverse("tips:import_new")).status_code == 404


def test_a_text_of_an_attacker_stays_a_text(browser, who):
    evil = "<script>alert(1)</script> she is 14 years \u202eevil"
    tip = file(who, evil, place=evil, contact=evil)
    for address in (reverse("tips:tip", args=[tip.reference]), reverse("tips:queue") + f"?tip={tip.reference}"):
        assert "<script>alert" not in text_of(browser.get(address))


def test_a_letter_has_waited_since_it_came(browser, who):
    form = hidden_of(browser, reverse("tips:call"))
    told = {**form, "channel": "letter", "text": "A letter under the door"}
    ahead = browser.post(reverse("tips:call"), {**told, "received_at": "2999-01-01T08:00"})
    browser.post(reverse("tips:call"), {**told, "received_at": "2026-01-02T08:00"})

    assert ahead.status_code == 422
    assert door.scope(*who, Tip).get().received_at.date().isoformat() == "2026-01-02"
