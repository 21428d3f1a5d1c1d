"""Who is kept out, and who must not be: strangers, colleagues whom strangers try to shut out, sessions of before."""

import pytest
from django.contrib.auth import hashers
from django.test import Client

from wayhome.accounts import actions
from wayhome.accounts.actions.signing_in import FAILURES_MAX
from wayhome.accounts.door import PUBLIC
from wayhome.accounts.engine import sitting
from wayhome.accounts.models import SignInFailure
from wayhome.accounts.tests.cast import PASSWORD, cast, signed_in

ADDRESS = "intake@here.example"

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def sign_in(browser, password):
    return browser.post("/sign-in/", {"email": ADDRESS, "password": password})


def test_a_stranger_who_tries_an_address_does_not_shut_its_owner_out_of_a_known_browser(people):
    own, stranger = Client(), Client()
    assert sign_in(own, PASSWORD).status_code == 302
    own.post("/sign-out/")
    for _ in range(FAILURES_MAX):
        sign_in(stranger, "a wrong one")

    assert sign_in(stranger, PASSWORD).status_code == 422
    assert sign_in(own, PASSWORD).status_code == 302


def test_a_known_browser_is_slowed_down_by_its_own_tries(people):
    own = Client()
    sign_in(own, PASSWORD)
    own.post("/sign-out/")
    for _ in range(FAILURES_MAX):
        sign_in(own, "a wrong one")

    assert sign_in(own, PASSWORD).status_code == 422


def test_the_mark_of_one_address_is_none_of_another(people):
    own = Client()
    sign_in(own, PASSWORD)
    own.post("/sign-out/")
    for _ in range(FAILURES_MAX):
        actions.sign_in(PUBLIC, "access", email="analyst@here.example", password="a wrong one")

    answer = own.post("/sign-in/", {"email": "analyst@here.example", "password": PASSWORD})

    assert answer.status_code == 422


def test_who_waits_is_not_made_to_wait_longer(people):
    for _ in range(3 * FAILURES_MAX):
        actions.sign_in(PUBLIC, "access", email=ADDRESS, password="a wrong one")

    assert SignInFailure.objects.count() == FAILURES_MAX


@pytest.mark.parametrize("spelling", ["intake@here.example\u2009", "INTAKE@HERE.EXAMPLE", " intake@here.example"])
def test_an_address_is_one_however_it_is_written(people, spelling):
    assert actions.sign_in(PUBLIC, "access", email=spelling, password=PASSWORD) is not None


def test_a_letter_that_only_looks_like_one_is_another_address(people):
    for address in ("intake@el\u017fewhere.example", "inta\u212ae@here.example"):
        actions.sign_in(PUBLIC, "access", email=address, password="a wrong one")
    assert actions.sign_in(PUBLIC, "access", email="intake@el\u017fewhere.example", password=PASSWORD) is None
    # The sign for Kelvin is a k in small letters; it is the same address, and counts as such.
    assert SignInFailure.objects.values("key").distinct().count() == 2


def test_who_was_shut_out_and_let_in_again_signs_in_anew(people):
    laptop, user = signed_in(people.user("intake")), people.user("intake")
    for is_active in (False, True):
        actions.change_roles(
            people.actor("administrator"), "administration", user_id=user.pk, roles=["intake"], is_active=is_active
        )

    assert laptop.get("/accounts/me/").status_code == 302
    assert signed_in(user).get("/accounts/me/").status_code == 200


def test_no_password_is_hashed_while_the_database_is_written(people, monkeypatch):
    during = []

    def noting(name):
        real = getattr(hashers, name)

        def note(*args, **kwargs):
            during.append((name, sitting.current()))
            return real(*args, **kwargs)

        return note

    for name in ("check_password", "make_password"):
        monkeypatch.setattr(hashers, name, noting(name))
    owner = people.actor("intake")
    actions.sign_in(PUBLIC, "access", email=ADDRESS, password=PASSWORD)
    actions.sign_in(PUBLIC, "access", email="nobody@here.example", password=PASSWORD)
    actions.change_password(owner, "access", old=PASSWORD, new="four words and a number 5")
    link = actions.recover_account(people.actor("administrator"), "administration", email=ADDRESS)
    actions.use_link(PUBLIC, "access", token=link.token, password=PASSWORD)

    assert {name for name, _ in during} == {"check_password", "make_password"}
    assert all(act is None for _, act in during)


def test_the_cookie_of_a_known_browser_names_nobody_and_lasts_half_a_year(people):
    cookie = sign_in(Client(), PASSWORD).cookies["wayhome-known"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 180 * 86_400)
    assert "intake" not in cookie.value
    assert str(people.user("intake").pk) not in cookie.value
