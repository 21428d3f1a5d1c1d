"""
Every page that the addresses know: reached by its links, free of violations, whole on a phone and in the dark.

The made-up story of the demo is told, then somebody follows every link from the line on. A page that no link leads to,
a link that leads nowhere, an axe violation, a script error, a request elsewhere or a page that is wider than the phone
fails. Nothing is listed by hand, so a new page is walked from its first day.
"""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from tests.fixtures import DESK, PHONE
from tests.settings import MISSING
from wayhome.accounts.models import User

ROLES = ("supervisor", "administrator", "caseworker", "data_officer")
EACH_MAX = 20  # pages of one kind whose links are followed
FOLLOWED_MAX = 2_000
LINK = re.compile(r'(?:href|action)="([/?][^"#]*)')
BEHIND_FORMS = ("/tips/?state=refused", "/tips/?state=split")  # reached by ticking a box, not by a link
DUMMY = {"reference": "P-0000-0000-000", "token": "x", "key": "x", "path": "x"}
NOT_PAGES = {"tips:api:openapi-json", "tips:api:api-root", "healthz"}  # for machines


@pytest.fixture
def story(transactional_db):
    """Tell the story of the demo, and find the people who walk the site."""
    from wayhome.site.demo import tell_story

    tell_story()
    people = User.objects.filter(is_active=True).order_by("created_at").prefetch_related("role_grants")
    held = [(user, {grant.role for grant in user.role_grants.all()}) for user in people]
    return {role: next(user for user, roles in held if roles == {role}) for role in ROLES}


def name_of(address):
    """Say which page an address is, by the name of its pattern."""
    return resolve(urlsplit(address).path).view_name


def walk(user):
    """Follow every link that a colleague sees, and give pages by name, and links that lead nowhere."""
    client = Client()
    client.force_login(user, backend="wayhome.site.backend.Backend")
    waiting, seen, found, dead = ["/", *BEHIND_FORMS], {"/", *BEHIND_FORMS}, {}, []
    while waiting and len(seen) < FOLLOWED_MAX:
        address = waiting.pop(0)
        answer = client.get(address)
        if answer.status_code == 302:
            if answer["Location"] not in seen:
                seen.add(answer["Location"])
                waiting.append(answer["Location"])
            continue
        if answer.status_code == 405:  # a form's own address, which only takes posts
            continue
        if answer.status_code != 200 and address not in BEHIND_FORMS:
            dead.append((address, answer.status_code))
            continue
        if answer.status_code != 200:
            continue
        pages = found.setdefault(name_of(address), [])
        pages.append(address)
        if len(pages) > EACH_MAX or "html" not in answer["Content-Type"]:
            continue
        for told in map(unescape, LINK.findall(answer.content.decode())):
            link = urljoin(address, told)
            if link not in seen and not link.startswith(("/static/", "/sign-out/")):
                seen.add(link)
                waiting.append(link)
    return found, dead


def patterns(resolver=None, space=""):
    """List the names of all patterns."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern.pattern.converters


def takes_only_posts(client, name, converters):
    """Ask with made-up words whether an address answers to GET at all."""
    from uuid import UUID

    words = {
        key: UUID(int=0) if type(kind).__name__ == "UUIDConverter" else DUMMY[key] for key, kind in converters.items()
    }
    try:
        return client.get(reverse(name, kwargs=words)).status_code == 405
    except NoReverseMatch:
        return False


def everywhere(story):
    """Walk as each of the people, and put together what they found."""
    found, dead = {}, []
    for role, user in story.items():
        own, broken = walk(user)
        dead += [(role, *one) for one in broken]
        for name, pages in own.items():
            found.setdefault(name, []).extend((page, user) for page in pages[:EACH_MAX])
    return found, dead


@pytest.mark.slow
def test_every_link_leads_somewhere_and_every_page_has_a_link(story, settings):
    found, dead = everywhere(story)
    client = Client()
    client.force_login(story["supervisor"], backend="wayhome.site.backend.Backend")
    open_to_all = {"accounts:sign_in", "accounts:welcome", "tips:public", "tips:public_add"}
    unseen = {
        name
        for name, converters in patterns()
        if name not in found and name not in NOT_PAGES | open_to_all and not takes_only_posts(client, name, converters)
    }

    assert dead == []
    assert unseen == set()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk, light", "phone, dark"])
def test_every_page_is_whole(story, open_page, axe, viewport, scheme):
    found, _ = everywhere(story)
    pages, wrong = {}, []
    for name, (address, user) in sorted((name, pages[0]) for name, pages in found.items()):
        if user.pk not in pages:
            pages[user.pk] = open_page(user=user, viewport=viewport, color_scheme=scheme)
        page = pages[user.pk]
        if "html" in page.request.get(address).headers.get("content-type", ""):
            page.goto(address)
            wrong += [f"{name} {address}: {problem}" for problem in problems_of(page, axe)]
    assert len(found) > 25
    assert not wrong, "\n\n".join(wrong)


def problems_of(page, axe):
    """List what is wrong with the page that is shown."""
    try:
        axe(page)
    except AssertionError as violations:
        yield str(violations)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "wider than the window"
    if MISSING.partition("%")[0] in page.content():
        yield "a template names what is not there"
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.classList.contains('skip')"):
        yield "the first Tab does not reach the skip link"
