"""What happens round every page: the shut door, who asks and for what, plain answers, nothing that stays behind."""

import shutil
import sqlite3
from types import ModuleType, SimpleNamespace

import pytest
from django import forms
from django.apps import apps
from django.core import serializers
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_POST

from wayhome.accounts import journal
from wayhome.accounts.door import PUBLIC, open_to_all
from wayhome.accounts.models import RoleGrant
from wayhome.accounts.tests.cast import cast, signed_in
from wayhome.kernel import errors

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

PROBLEMS = {
    "absent": errors.NotFound("No Lina here."),
    "refused": errors.NotAllowed("Lina is not for you."),
    "stale": errors.StaleRecord("Somebody was quicker."),
    "conflict": errors.Conflict("This case is closed already."),
    "bad": errors.BadInput("title: a case needs a line."),
    "broken": errors.SealBroken("casefile_case.sealed of row 1 was changed."),
    "busy": OperationalError("database is locked"),
    "full": OperationalError("database or disk is full"),
    "readonly": OperationalError("attempt to write a readonly database"),
    "ours": OperationalError("no such table: casefile_case"),
    "rule": errors.HouseRuleBroken("A test forgot the door."),
}


def forgotten(request):
    return HttpResponse(f"{request.actor.name} for {request.purpose}")


@open_to_all
def marked(request):
    return HttpResponse(f"{request.actor.name} for {request.purpose}")


class NoteForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    user_id = forms.ChoiceField(label="Colleague", choices=[("u-1", "Anh Trần")], required=False)
    note = forms.CharField(label="What was said")
    old_password = forms.CharField(required=False)
    title = forms.CharField(required=False)


def trouble(request, which):
    if "version" in request.POST:
        request.form = NoteForm(request.POST)
    raise PROBLEMS[which]


@require_POST
def only_a_form(request):
    return HttpResponse("done")


urlpatterns = [
    path("", include("wayhome.site.urls")),
    path("forgotten/", forgotten),
    path("marked/", marked),
    path("cases/C-1/trouble/<str:which>/", trouble),
    path("history/only-a-form/", only_a_form),
]
handler404, handler500 = "wayhome.site.views.nothing_here", "wayhome.site.views.our_fault"


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def browser(people):
    return signed_in(people.user("intake"), raise_request_exception=False)


def test_a_page_that_nobody_marked_is_shut(people):
    answer = Client().get("/forgotten/?q=Lina")

    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fforgotten%2F"  # without what was asked for


def test_a_page_that_is_marked_is_open_and_the_public_asks(people):
    assert Client().get("/marked/").content.decode() == "Public for intake"


def test_an_act_without_signing_in_does_not_lead_back_to_itself(people):
    assert Client().post("/forgotten/")["Location"] == "/sign-in/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(people):
    answer = Client().get("/forgotten/", headers={"hx-request": "true"})

    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_who_asks_works_for_their_usual_purpose_until_they_say_another(people):
    administrator = people.user("administrator")
    QuerySet(RoleGrant).bulk_create([RoleGrant(user=administrator, role="supervisor", granted_by=administrator)])

    first = signed_in(administrator).get("/forgotten/").content.decode()
    chosen = signed_in(administrator, purpose="administration").get("/forgotten/").content.decode()
    not_held = signed_in(administrator, purpose="intake").get("/forgotten/").content.decode()

    assert {first, not_held} == {"Ada Okafor for supervision"}
    assert chosen == "Ada Okafor for administration"


def test_who_holds_nothing_works_for_their_own_account_alone(people):
    QuerySet(RoleGrant).filter(user=people.user("intake")).delete()
    browser = signed_in(people.user("intake"))

    assert browser.get("/forgotten/").content.decode() == "Ines Duarte for access"
    assert browser.get("/")["Location"] == "/accounts/me/"
    assert "You hold no role" in browser.get("/accounts/me/").content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/marked/", "/forgotten/", "/nowhere/", "/healthz", "/cases/C-1/trouble/absent/"]
)
def test_no_answer_may_be_kept(browser, address):
    assert browser.get(address)["Cache-Control"] == "no-store, private"
    assert Client().get(address)["Cache-Control"] == "no-store, private"


def test_what_is_absent_and_what_is_refused_look_the_same_to_the_byte(browser):
    absent = browser.get("/cases/C-1/trouble/absent/")
    refused = browser.get("/cases/C-1/trouble/refused/")
    nowhere = browser.get("/nowhere/")

    assert absent.status_code == refused.status_code == nowhere.status_code == 404
    assert absent.content == refused.content == nowhere.content
    assert b"Lina" not in absent.content


def test_a_stale_edit_gives_back_what_was_typed_but_no_secret(browser):
    typed = {"note": "She has a sister.", "version": "3", "old_password": "0ld", "title": "", "user_id": "u-1"}
    page = browser.post("/cases/C-1/trouble/stale/", typed)

    assert page.status_code == 409
    told = page.content.decode()
    assert "She has a sister." in told
    assert "0ld" not in told
    assert 'href="/cases/C-1/"' in told  # the record, not the act


def test_what_is_given_back_stands_under_the_words_of_the_form_and_no_code_of_ours_is_shown(browser):
    typed = {"note": "She has a sister.", "version": "3", "user_id": "u-1", "act": "refuse", "chosen": ["u-9:1"]}
    told = browser.post("/cases/C-1/trouble/stale/", typed).content.decode()

    assert ">What was said</label>" in told
    assert ">Anh Trần</textarea>" in told
    for code in ("u-1", "u-9", "refuse<", "Version", "User id", "Act<", "Chosen"):
        assert code not in told, code


def test_an_act_that_carries_no_words_shows_no_boxes(browser):
    told = browser.post("/cases/C-1/trouble/conflict/", {"act": "refuse", "chosen": "u-9:1"}).content.decode()

    assert "<textarea" not in told
    assert "u-9" not in told


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_address_of_a_form_says_what_it_is_and_leads_to_its_page(browser, method):
    page = getattr(browser, method)("/history/only-a-form/")

    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert method == "head" or 'href="/history/"' in page.content.decode()


@pytest.mark.parametrize(("which", "status", "sentence"), [
    ("conflict", 409, "This case is closed already."), ("bad", 422, "A case needs a line."),
])  # fmt: skip
def test_a_refusal_that_no_form_could_show_says_its_sentence(browser, which, status, sentence):
    page = browser.post(f"/cases/C-1/trouble/{which}/", {"note": "Kept.", "version": "1"})

    assert page.status_code == status
    assert sentence in page.content.decode()
    assert "Kept." in page.content.decode()


def test_a_broken_seal_gives_a_code_that_the_log_knows(browser, caplog):
    page = browser.get("/cases/C-1/trouble/broken/")
    code = page.content.decode().partition("<bdi>")[2].partition("</bdi>")[0]

    assert page.status_code == 500
    assert code in caplog.text
    assert "row 1" not in page.content.decode()
    assert "row 1" not in caplog.text


def test_a_busy_database_asks_to_come_back(browser):
    page = browser.get("/cases/C-1/trouble/busy/")

    assert page.status_code == 503
    assert page["Retry-After"] == "5"


@pytest.mark.parametrize("which", ["busy", "full", "readonly"])
def test_what_was_typed_is_given_back_where_it_cannot_be_written_and_the_log_names_the_cause(browser, which, caplog):
    typed = {"note": "She has a sister.", "password": "s3cret-pass"}
    page = browser.post(f"/cases/C-1/trouble/{which}/", typed)

    assert page.status_code == 503
    assert "She has a sister." in page.content.decode()
    assert "s3cret-pass" not in page.content.decode()
    assert str(PROBLEMS[which]) in caplog.text
    assert "sister" not in caplog.text


@pytest.mark.parametrize("which", ["ours", "rule"])
def test_a_mistake_of_ours_says_so_and_nothing_else(browser, which, settings):
    if which == "ours" and settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("PostgreSQL says this with another error")
    page = browser.get(f"/cases/C-1/trouble/{which}/")

    assert page.status_code == 500
    assert "our fault" in page.content.decode()
    assert "casefile_case" not in page.content.decode()


def test_a_form_from_elsewhere_is_refused_with_a_page(people):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.user("intake"))
    page = browser.post("/purpose/", {"purpose": "intake"})

    assert page.status_code == 403
    assert "This page was open too long" in page.content.decode()


@pytest.fixture
def spoken(settings):
    """Let the pages of the staff speak more than English, as they will."""
    settings.STAFF_LANGUAGES = [("en", "English"), ("ar", "العربية"), ("uk", "українська")]


@pytest.mark.parametrize("language", ["ar", "uk"])
def test_a_colleague_reads_in_the_language_of_their_account(people, browser, language, spoken):
    answer = browser.post("/language/", {"language": language, "next": "/accounts/me/"})

    assert answer["Location"] == "/accounts/me/"
    assert answer.cookies["wayhome-language"]["httponly"]
    assert (
        signed_in(people.user("intake")).get("/accounts/me/", headers={"accept-language": "en"})["Content-Language"]
        == language
    )


def test_nobody_is_led_away_by_choosing_a_language(people, spoken):
    browser = Client()

    assert browser.post("/language/", {"language": "uk", "next": "//evil.example/"})["Location"] == "/"
    assert browser.post("/language/", {"language": "klingon"}).status_code == 404


def test_the_house_says_that_it_is_well(people, monkeypatch):
    assert Client().get("/healthz").content == b"ok\n"

    def fails():
        raise OperationalError(sqlite3.OperationalError("unable to open"))

    monkeypatch.setattr("wayhome.site.views.connection", ModuleType("connection"))
    monkeypatch.setattr("wayhome.site.views.connection.ensure_connection", fails, raising=False)
    assert Client().get("/healthz").status_code == 503


def test_the_house_says_that_its_disk_is_nearly_full(people, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000))
    answer = Client().get("/healthz")

    assert answer.status_code == 503
    assert answer.content == b"The disk is nearly full. Make room, or nothing more can be taken.\n"


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        ("intake", ["Line", "Tips", "Imports", "Cases", "Investigations", "People"]),
        ("caseworker", ["Line", "Cases", "People"]),
        ("administrator", ["Accounts", "History"]),
        ("data_officer", ["Line", "History"]),
        ("trainer", ["Line"]),
    ],
)
def test_only_the_rooms_that_stand_open_are_shown(people, role, rooms):
    browser = signed_in(people.user(role))
    context = browser.get("/accounts/me/").context

    assert [label for label, _, _ in context["rooms"]] == rooms
    assert all(browser.get(url).status_code == 200 for _, url, _ in context["rooms"])
    assert all(browser.get(act["url"]).status_code == 200 for act in context["palette_acts"])


def test_the_room_that_one_is_in_is_marked(people):
    browser = signed_in(people.user("intake"))

    for url, label in (("/", "Line"), ("/tips/call/", "Tips"), ("/imports/", "Imports"), ("/accounts/me/", None)):
        current = [name for name, _, is_here in browser.get(url).context["rooms"] if is_here]
        assert current == ([label] if label else [])


def test_looking_changes_nothing_but_the_journal(people):
    def everything():
        models = [model for model in apps.get_models() if model._meta.label not in JOURNAL_AND_SESSIONS]
        rows = [row for model in models for row in getattr(model, "everyone_unscoped", model._default_manager).all()]
        return serializers.serialize("json", rows)

    before = everything()
    for role in ("intake", "supervisor", "administrator"):
        browser = signed_in(people.user(role))
        for address in ("/", "/tips/", "/cases/", "/people/", "/accounts/", "/history/", "/accounts/me/", "/imports/"):
            browser.get(address)

    assert everything() == before


JOURNAL_AND_SESSIONS = {"accounts.JournalLeaf", "accounts.JournalHead", "sessions.Session"}


def test_a_session_holds_ids_and_no_name(people):
    browser = signed_in(people.user("intake"))
    browser.post("/purpose/", {"purpose": "intake"})
    browser.get("/")

    assert set(browser.session.keys()) <= {
        "_auth_user_id", "_auth_user_backend", "_auth_user_hash", "purpose", "_messages",
    }  # fmt: skip
    assert "Ines" not in str(dict(browser.session))


def test_the_public_has_the_purpose_of_the_public(people):
    assert PUBLIC.purposes == ("intake",)
    assert journal.verify().holds
