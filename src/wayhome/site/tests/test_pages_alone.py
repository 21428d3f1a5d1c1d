"""Pages that no link leads to: before signing in, after an act, and when something is wrong. Each is whole."""

import pytest
from django.db import OperationalError
from django.urls import include, path

from tests.fixtures import DESK, PHONE
from wayhome.accounts import actions
from wayhome.accounts.door import OPERATOR
from wayhome.accounts.tests.cast import PASSWORD, cast
from wayhome.kernel import errors
from wayhome.site import demo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.urls(__name__),
    pytest.mark.parametrize(
        ("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"]
    ),
]
PROBLEMS = {
    "stale": errors.StaleRecord("Somebody was quicker."),
    "bad": errors.BadInput("title: a case needs a line."),
    "full": OperationalError("database or disk is full"),
    "broken": errors.SealBroken("changed"),
}


def trouble(request, which):
    raise PROBLEMS[which]


urlpatterns = [
    path("demo/", include("wayhome.site.demo.urls")),
    path("cases/C-1/trouble/<str:which>/", trouble),
    path("", include("wayhome.site.urls")),
]
handler404, handler500 = "wayhome.site.views.nothing_here", "wayhome.site.views.our_fault"


def whole(page, axe):
    axe(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url


def opened(page, address, axe):
    page.goto(address)
    whole(page, axe)


def test_the_way_in_is_whole_and_works_by_keyboard(open_page, axe, viewport, scheme):
    people = cast()
    page = open_page(viewport=viewport, color_scheme=scheme)
    opened(page, "/cases/", axe)  # leads to the sign-in

    page.keyboard.type("intake@here.example")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.problems[:] = [one for one in page.problems if "422" not in one]
    whole(page, axe)
    assert page.get_by_text("This did not let you in.").first.is_visible()

    page.get_by_label("E-mail address").fill("intake@here.example")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/cases/")
    assert people.user("intake").name in page.locator(".who").inner_text()


def test_a_newcomer_s_pages_are_whole(open_page, axe, viewport, scheme):
    cast()
    recovered = actions.recover_account(OPERATOR, "operation", email="intake@here.example")
    page = open_page(viewport=viewport, color_scheme=scheme)
    opened(page, f"/welcome/{recovered.token}/", axe)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Choose this password and come in").click()
    assert page.url.rstrip("/").count("/") == 2  # the line

    again = open_page(viewport=viewport, color_scheme=scheme)
    opened(again, f"/welcome/{recovered.token}/", axe)
    again.problems.clear()  # the browser notes that this was a 404
    assert again.get_by_text("This link lets nobody in any more.").first.is_visible()


def test_what_comes_after_an_act_on_accounts_is_whole(open_page, axe, viewport, scheme):
    people = cast()
    page = open_page(user=people.user("administrator"), viewport=viewport, color_scheme=scheme)
    opened(page, f"/accounts/{people.user('counsel').pk}/", axe)
    with page.expect_navigation():
        page.get_by_role("button", name="Make a new link").click()
    whole(page, axe)
    assert "/welcome/" in page.locator("main").inner_text()

    opened(page, "/history/", axe)
    with page.expect_navigation():
        page.get_by_role("button", name="Verify the journal").click()
    whole(page, axe)
    assert page.get_by_text("The journal holds").first.is_visible()


def test_pages_of_trouble_are_whole(open_page, axe, viewport, scheme):
    people = cast()
    page = open_page(user=people.user("intake"), viewport=viewport, color_scheme=scheme)
    for address in ("/nowhere/", *(f"/cases/C-1/trouble/{which}/" for which in PROBLEMS)):
        opened(page, address, axe)
    page.problems.clear()  # the browser notes each status


def test_the_role_picker_is_whole_and_leads_to_the_line(open_page, axe, viewport, scheme, settings):
    settings.DEMO = True
    demo.tell_story()
    page = open_page(viewport=viewport, color_scheme=scheme)
    opened(page, "/", axe)  # leads to the picker
    with page.expect_navigation():
        page.get_by_role("button", name="Sena B.").click()
    whole(page, axe)
    assert page.get_by_role("heading", level=1).inner_text().startswith("16 tips and cases")
    page.locator("details.who > summary").click()
    whole(page, axe)
    assert page.get_by_role("link", name="Play another part").is_visible()


def test_what_was_typed_stands_on_a_whole_page_when_the_disk_is_full(open_page, axe, viewport, scheme):
    people = cast()
    page = open_page(user=people.user("intake"), viewport=viewport, color_scheme=scheme)
    page.goto("/accounts/me/")
    with page.expect_navigation():  # Django's test of forgery needs a form of our own
        page.evaluate("""() => {
            const form = document.querySelector("main form[method=post]");
            form.action = "/cases/C-1/trouble/full/";
            const words = document.createElement("textarea");
            words.name = "text"; words.value = "A girl of about 13 waits alone. ".repeat(20);
            form.append(words);
            form.submit();
        }""")
    page.problems.clear()  # the browser notes that this was a 503
    whole(page, axe)
    assert "waits alone" in page.get_by_label("What you wrote").input_value()
