"""The guard of the browser tests sees what a person, or the page's policy, would object to."""

import pytest
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from wayhome.accounts.door import open_to_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

WHOLE = """<!doctype html><html lang="en"><head><title>Whole</title><link rel="icon" href="/static/wayhome/icon.svg">
<link rel="stylesheet" href="/static/wayhome/site.css"><script type="module" src="/static/wayhome/app.js"></script>
</head><body><main><h1>Whole</h1>{% block more %}%s{% endblock %}</main></body></html>"""
PAGES = {
    "whole": "",
    "elsewhere": '<img alt="" src="https://elsewhere.example/spy.gif">',
    "inline": "<script>document.title = 'inline'</script>",
    "missing": "<p>{{ nobody.name }}</p>",
    "unlabelled": '<input name="text">',
}


@open_to_all
def _page(request, name):
    source = WHOLE.replace("%s", PAGES[name])
    return HttpResponse(engines["django"].from_string(source).render({}, request))


urlpatterns = [path("<str:name>/", _page)]


@pytest.fixture
def show(open_page, settings):
    settings.ROOT_URLCONF = __name__

    def show_one(name):
        page = open_page()
        page.goto(f"/{name}/")
        return page

    return show_one


def test_a_page_that_is_whole_has_no_problems(show, axe):
    page = show("whole")

    axe(page)
    assert not page.problems


def test_a_request_that_leaves_the_site_is_seen(show):
    page = show("elsewhere")

    assert "left the site: https://elsewhere.example/spy.gif" in page.problems
    page.problems.clear()


def test_an_inline_script_is_refused_by_the_policy_and_seen(show):
    page = show("inline")

    assert page.title() == "Whole"
    assert any("Content Security Policy" in problem for problem in page.problems)
    page.problems.clear()


def test_a_template_that_names_what_is_not_there_shows_it(show):
    page = show("missing")

    assert "⟦missing nobody.name⟧" in page.content()
    page.set_content("<p>looked at</p>")


def test_an_input_without_a_label_is_found_by_the_axe(show, axe):
    page = show("unlabelled")

    with pytest.raises(AssertionError, match="label"):
        axe(page)
