"""Every template of the look renders whole, works without a script, and obeys the strict policy of the site."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from wayhome.journey.engine import Wait, draw, heading_of, lay_out
from wayhome.site import gallery

NOW = datetime(2026, 10, 14, 2, 5, tzinfo=UTC)
SHELL = {
    "rooms": [("Line", "/", True), ("Tips", "/tips/", False)],
    "who": {"name": "Noor A.", "role": "intake", "purpose": "intake"},
    "may_search": True,
    "purposes": [("intake", "intake", True), ("analysis", "analysis", False)],
    "purpose_url": "/purpose/",
    "palette_acts": [{"label": "Take a call", "url": "/tips/call/", "key": "T"}],
    "facts": ["Every name here is made up."],
    "now": NOW,
}
VOID = {"meta", "link", "input", "br", "path", "rect", "circle", "img", "hr"}


def line(*, is_filtered=False):
    waits = [Wait(hours, is_chosen=number % 2 == 0) for number, hours in enumerate(range(8))]
    laid = lay_out({"tip": waits * 10, "linked": waits} if not is_filtered else {"tip": waits})
    return {
        "drawing": draw(laid),
        "heading": heading_of(laid),
        "urls": {"tip": "/tips/"},
        "late_urls": {"tip": "/tips/?late=1"},
        "filters": [("Everybody", "?", not is_filtered), ("Only mine", "?mine=1", is_filtered)],
        "is_filtered": is_filtered,
        "needs": [{"role": "intake", "items": [
            {"due": NOW - timedelta(hours=1), "label": "Read the oldest tip", "url": "/tips/", "reference": "WH-1",
             "why": "Limit 6 h."}]}],
        "needs_count": 1,
        "changes": [{"at": NOW, "text": "Six tips are linked.", "detail": "", "reference": "", "url": "", "tone": ""}],
    }  # fmt: skip


EMPTY_LINE = {
    "drawing": draw(lay_out({})), "heading": heading_of(lay_out({})), "urls": {}, "late_urls": {}, "filters": [],
    "is_filtered": False, "needs": [], "needs_count": 0, "changes": [],
}  # fmt: skip
KEPT = {"kept": [("Note", "<i>mine</i>")], "record_url": "/cases/1/"}
PAGES = {
    "gallery": ("site/states.html", lambda: SHELL | gallery.sample(NOW)),
    "line": ("journey/line.html", lambda: SHELL | line()),
    "only mine": ("journey/line.html", lambda: SHELL | line(is_filtered=True)),
    "an empty line": ("journey/line.html", lambda: SHELL | EMPTY_LINE),
    "public": ("site/public.html", lambda: {"languages": [("en", "English", "?l=en", True)], "exit_url": "/away"}),
    "public, bare": ("site/public.html", dict),
    "signed out": ("site/signed_out.html", dict),
    "403": ("site/403.html", dict),
    "404": ("site/404.html", dict),
    "405": ("site/405.html", lambda: {"page_url": "/tips/"}),
    "405, of no page": ("site/405.html", lambda: {"page_url": "/"}),
    "409": ("site/409.html", lambda: KEPT | {"changed_by": "Ivo T.", "changed_at": NOW}),
    "409, by nobody known": ("site/409.html", lambda: KEPT),
    "409, of no words": ("site/409.html", lambda: {"kept": [], "record_url": "/"}),
    "refused": ("site/refused.html", lambda: KEPT | {"sentence": "This is done already."}),
    "refused, of no words": ("site/refused.html", lambda: {"kept": [], "record_url": "/", "sentence": "Done already."}),
    "500": ("site/500.html", lambda: None),
    "503": ("site/503.html", lambda: {"code": "E-1"}),
    "503, with what was typed": ("site/503.html", lambda: KEPT),
}


class Reader(HTMLParser):
    """Collect what the policy forbids, what breaks a page, and ids that stand twice."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.faults = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").startswith("javascript:"):
                self.faults.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value)
        if tag == "style" or (tag == "script" and not dict(attrs).get("src", "").startswith("/static/")):
            self.faults.append(f"inline {tag}")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}> closes what is not open")


@pytest.fixture(params=PAGES)
def page(request):
    template, context = PAGES[request.param]
    return render_to_string(template, context())


def test_a_page_says_everything_it_was_given(page):
    assert "⟦missing" not in page


def test_a_page_is_whole_and_holds_nothing_that_the_policy_forbids(page):
    reader = Reader()
    reader.feed(page)
    assert reader.faults == []
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))


def test_a_page_asks_no_other_house_for_anything(page):
    assert re.findall(r'(?:src|action)="(?:https?:)?//[^"]*"|<link[^>]+href="(?:https?:)?//[^"]*"', page) == []


def test_a_page_has_one_heading_and_a_title(page):
    assert page.count("<h1>") == 1
    assert page.count("<title>") == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_turns_for_who_reads_from_the_right(name):
    template, context = PAGES[name]
    with translation.override("ar"):
        assert 'lang="ar" dir="rtl"' in render_to_string(template, context())


def test_the_public_page_sets_no_cookie_and_holds_no_token():
    html = render_to_string("site/public.html", {"exit_url": "/away"})
    assert "csrf" not in html
    assert "app.js" not in html
    assert 'href="/away" rel="noreferrer noopener" data-exit' in html


def test_what_is_absent_and_what_is_forbidden_look_the_same_to_everybody():
    assert render_to_string("site/404.html", SHELL) == render_to_string("site/404.html", {})


def test_a_refused_edit_keeps_what_was_written_as_text():
    html = render_to_string("site/409.html", KEPT)
    assert "&lt;i&gt;mine&lt;/i&gt;</textarea>" in html


def test_the_search_and_the_sign_out_are_posts():
    html = render_to_string("site/base.html", SHELL)
    assert 'role="search" method="post" action="/search/"' in html
    assert 'method="post" action="/sign-out/"' in html


def test_whoever_may_not_search_is_offered_no_search():
    html = render_to_string("site/base.html", SHELL | {"may_search": False})
    assert "/search/" not in html


def test_a_field_that_is_wrong_says_so_before_the_input():
    html = render_to_string("site/states.html", SHELL | gallery.sample(NOW))
    wrong = html.index('id="id_born_wrong"')
    assert (
        html.index('<label for="id_born">')
        < html.index('id="id_born_hint"')
        < wrong
        < html.index('id="id_born"', wrong)
    )
    assert 'aria-describedby="id_born_hint id_born_wrong"' in html
    assert 'aria-invalid="true"' in html


def test_not_built_is_never_counted_as_nobody():
    html = render_to_string("journey/line.html", SHELL | EMPTY_LINE)
    assert html.count("not built yet") == 30  # ten stations: seen and spoken on the map, seen in the hand
    assert html.count("nobody waits") == 6


def test_every_word_of_the_look_can_be_translated():
    for room in ("site", "journey"):
        for template in (files("wayhome") / room / "templates").rglob("*.html"):
            bare = re.sub(r"{% comment %}.*?{% endcomment %}|{% (blocktranslate|plural).*?{% endblocktranslate %}", "",
                          template.read_text("utf-8"), flags=re.DOTALL)  # fmt: skip
            text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", bare, flags=re.DOTALL)
            words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"Wayhome", "SHA", "Ctrl", "cm", "doctype", "html"}
            assert words == set(), template
