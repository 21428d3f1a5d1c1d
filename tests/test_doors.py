"""
Every address with every role: no page tells of a matter that its reader may not know of.

The oracle does not ask the door. Each matter has words that stand nowhere else; whoever may not know of it must get
none of them in any body, header or way on, from any address that the resolver knows, whatever record it names.
"""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.worlds import MATTERS, matters
from wayhome.accounts.tests.cast import ROLES, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(300)]

OURS = {"ours", "given"}
# What each may know of, in words: the officers of the agency all that is not shut, the supervisor who shut it that too.
KNOWS = {
    "intake": OURS, "analyst": OURS, "investigator": OURS, "supervisor": OURS | {"shut"}, "caseworker": {"given"},
    "administrator": set(), "liaison": set(), "counsel": set(), "trainer": set(), "data_officer": set(),
}  # fmt: skip
# A restriction covers what hangs on the case; an investigation that is not its own hangs on the agency.
SEEN_BY_AGENCY = {"shut"}
SEARCHERS = {"intake", "analyst", "investigator", "supervisor", "caseworker"}
FORM_FIRST = {"casefile:task_finish"}  # it reads the version before it looks, so an absent one answers the same
NOT_POSTED = {"accounts:sign_out"}  # it would end the walk
BY_REFERENCE = {"people": "person", "cases": "case", "investigations": "investigation", "tips": "tip"}


@pytest.fixture
def world(db):
    return matters()


def addresses(made):
    """Fill every address with every record of every matter."""
    for name, route, converters in patterns():
        if not converters:
            yield name, reverse(name)
            continue
        for matter in made.values():
            words = {key: _record(matter, route, key) for key in converters}
            if None not in words.values():
                yield name, reverse(name, kwargs=words)


def patterns(resolver=None, space="", before=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, route)
        elif pattern.name:
            yield f"{space}{pattern.name}", route, pattern.pattern.converters


def _record(matter, route, key):
    if key == "reference":
        return matter.parts.get(BY_REFERENCE.get(route.split("/")[0], ""), None)
    if key in {"user_id", "token"}:
        return None
    return matter.parts.get(key)


def everything_told(client, made, *, method):
    """Ask every address, and give for each what came back: body, headers, the way on."""
    for name, address in addresses(made):
        if method == "post" and name in NOT_POSTED:
            continue
        answer = getattr(client, method)(address)
        told = answer.content if not answer.streaming else b"".join(answer.streaming_content)
        headers = "\n".join(f"{key}: {value}" for key, value in answer.items()).encode()
        yield name, address, answer.status_code, told + headers


def leaks(client, made, known, *, method="get"):
    for name, address, status, told in everything_told(client, made, method=method):
        for matter in made.values():
            if matter.name not in known:
                found = [word for word in matter.words if word.encode() in told]
                if found and not (matter.name in SEEN_BY_AGENCY and "investigation" in name):
                    yield f"{method} {address} ({name}, {status}) tells {found}"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_a_colleague_of_a_matter_that_is_not_theirs(world, role):
    people, made = world
    client = signed_in(people.user(role))

    assert list(leaks(client, made, KNOWS[role])) == []


@pytest.mark.parametrize("role", ["intake", "supervisor"])
def test_no_page_tells_another_agency_of_ours(world, role):
    people, made = world
    client = signed_in(people.user(role, elsewhere=True))

    assert list(leaks(client, made, {"theirs"})) == []


def test_nobody_in_particular_is_told_of_anything(world):
    _, made = world

    assert list(leaks(Client(), made, set())) == []
    assert list(leaks(Client(), made, set(), method="post")) == []


@pytest.mark.parametrize("role", ["intake", "analyst", "investigator", "supervisor", "caseworker"])
def test_whoever_may_know_is_told_so_that_the_walk_is_no_empty_proof(world, role):
    people, made = world
    told = b"".join(content for *_, content in everything_told(signed_in(people.user(role)), made, method="get"))

    for name in KNOWS[role]:
        seen = [word for word in made[name].words if word.encode() in told]
        assert len(seen) >= 3, f"{role} was told nothing of {name}"


@pytest.mark.parametrize("role", ROLES)
def test_an_act_on_a_hidden_record_is_as_if_there_were_none(world, role):
    """Post to every address that names a record of another agency: never done, never a mistake of ours."""
    people, made = world
    client = signed_in(people.user(role))
    theirs = {"theirs": made["theirs"]}
    odd = [
        (name, address, status)
        for name, address, status, _ in everything_told(client, theirs, method="post")
        if name not in FORM_FIRST
        and any(str(part) in address for part in made["theirs"].parts.values())
        and status not in {404, 405}
    ]

    assert odd == []
    assert made["theirs"].parts == theirs["theirs"].parts


def test_wherever_a_page_can_be_got_its_head_can_be_asked_for(world):
    people, made = world
    for role in ("supervisor", "administrator"):
        client = signed_in(people.user(role))
        got, asked = (
            {(name, address): status for name, address, status, _ in everything_told(client, made, method=method)}
            for method in ("get", "head")
        )
        assert asked == got
        assert set(got.values()) <= {200, 302, 404, 405}


def test_every_page_but_the_marked_ones_is_shut_to_whoever_is_not_signed_in(world):
    _, made = world
    open_ones = {
        name for name, _, status, _ in everything_told(Client(), made, method="get") if status not in {302, 404, 405}
    }

    open_to_all = {"accounts:sign_in", "accounts:welcome", "tips:public", "tips:public_add", "healthz"}
    assert open_ones <= open_to_all | {"tips:api:openapi-json", "tips:api:file_tip"}


def test_the_search_tells_nobody_of_what_they_may_not_see(world):
    people, made = world
    for role in ROLES:
        client = signed_in(people.user(role))
        for matter in made.values():
            name = matter.words[5]
            told = client.post(reverse("casefile:search"), {"q": name}).content.decode()
            known = matter.name in KNOWS[role]
            shown = matter.parts["person"] in told
            assert shown == (known and role in SEARCHERS), (role, matter.name)


def test_the_matters_are_four(world):
    assert set(world[1]) == set(MATTERS)
