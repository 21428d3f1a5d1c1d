"""The pages of accounts, as an administrator, a newcomer and everybody else meet them."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from wayhome.accounts import journal, queries
from wayhome.accounts.models import RoleGrant, User
from wayhome.accounts.tests.cast import PASSWORD, cast, signed_in

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/welcome/[\w-]{32}/")


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def administrator(people):
    return signed_in(people.user("administrator"))


def invitation(people, **changes):
    return {
        "name": "Noor A.",
        "email": "noor@here.example",
        "agency": str(people.agency_id),
        "roles": ["intake"],
    } | changes


def test_a_newcomer_comes_in_with_the_link_once(people, administrator):
    shown = administrator.post(reverse("accounts:invite"), invitation(people)).content.decode()
    link = LINK.search(shown).group()
    newcomer = Client()

    assert "noor@here.example" in newcomer.get(link).content.decode()
    assert newcomer.get(link).status_code == 200  # looking burns nothing
    came_in = newcomer.post(link, {"name": "Noor", "password": PASSWORD, "again": PASSWORD})

    assert came_in.status_code == 302
    assert newcomer.get(reverse("accounts:own")).status_code == 200
    assert Client().get(link).status_code == 404
    assert User.objects.get(email="noor@here.example").name == "Noor"


def test_the_link_stands_in_one_answer_and_nowhere_else(people, administrator):
    shown = administrator.post(reverse("accounts:invite"), invitation(people)).content.decode()
    token = LINK.search(shown).group().split("/")[2]
    user = User.objects.get(email="noor@here.example")

    assert token not in administrator.get(reverse("accounts:account", args=[user.pk])).content.decode()
    assert token not in str(dict(administrator.session))


def test_an_invitation_is_mailed_where_mail_is_set_up(people, administrator):
    administrator.post(reverse("accounts:invite"), invitation(people))

    assert mail.outbox[0].to == ["noor@here.example"]
    assert LINK.search(mail.outbox[0].body)


def test_a_mail_server_that_refuses_does_not_undo_the_invitation(people, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # where nobody listens

    shown = administrator.post(reverse("accounts:invite"), invitation(people)).content.decode()

    assert "The mail did not leave" in shown
    assert LINK.search(shown)


def test_an_address_that_is_taken_is_told_at_its_field(people, administrator):
    answer = administrator.post(reverse("accounts:invite"), invitation(people, email="intake@here.example"))

    assert answer.status_code == 422
    assert "has an account already" in answer.content.decode()
    assert 'value="Noor A."' in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"email": "nobody@here.example"}, {"email": "intake@system.invalid"}]
)
def test_every_refused_sign_in_says_the_same(people, wrong):
    given = {"email": "intake@here.example", "password": PASSWORD} | wrong
    answer = Client().post(reverse("accounts:sign_in"), given)

    assert answer.status_code == 422
    assert "This did not let you in." in answer.content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(people):
    browser, url = Client(), reverse("accounts:sign_in")
    for _ in range(5):
        browser.post(url, {"email": "intake@here.example", "password": "wrong"})

    assert browser.post(url, {"email": "intake@here.example", "password": PASSWORD}).status_code == 422


def test_signing_in_changes_the_session_id_and_leads_on(people):
    browser = Client()
    browser.get(reverse("accounts:sign_in"))
    session = browser.session
    session["planted"] = "yes"
    session.save()
    before = browser.session.session_key

    answer = browser.post(
        reverse("accounts:sign_in"), {"email": "intake@here.example", "password": PASSWORD, "next": "/accounts/me/"}
    )

    assert answer["Location"] == "/accounts/me/"
    assert browser.session.session_key != before


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_away_after_signing_in(people, elsewhere):
    given = {"email": "intake@here.example", "password": PASSWORD, "next": elsewhere}

    assert Client().post(reverse("accounts:sign_in"), given)["Location"] == "/"


def test_who_is_signed_in_is_not_asked_again(people):
    assert signed_in(people.user("intake")).get(reverse("accounts:sign_in")).status_code == 302


def test_signing_out_ends_the_session_on_the_server(people):
    browser = signed_in(people.user("intake"))
    stolen = Client()
    stolen.cookies = browser.cookies.copy()

    browser.post(reverse("accounts:sign_out"))

    assert stolen.get(reverse("accounts:own")).status_code == 302


def test_roles_that_are_taken_bite_at_the_next_click(people, administrator):
    supervisor = signed_in(people.user("supervisor"))
    assert supervisor.get(reverse("accounts:history")).status_code == 200

    url = reverse("accounts:account", args=[people.user("supervisor").pk])
    administrator.post(url, {"roles": ["intake"], "is_active": "yes"})

    assert supervisor.get(reverse("accounts:history")).status_code == 404


def test_who_is_shut_out_is_out_at_the_next_click(people, administrator):
    supervisor = signed_in(people.user("supervisor"))
    url = reverse("accounts:account", args=[people.user("supervisor").pk])

    administrator.post(url, {"roles": ["supervisor"], "is_active": "no"})

    assert supervisor.get(reverse("accounts:own")).status_code == 302


def test_the_last_administrator_cannot_be_taken_away(people, administrator):
    for grant in RoleGrant.objects.filter(role="administrator").exclude(user=people.user("administrator")):
        url = reverse("accounts:account", args=[grant.user_id])
        administrator.post(url, {"roles": ["supervisor"], "is_active": "yes"})
    url = reverse("accounts:account", args=[people.user("administrator").pk])

    answer = administrator.post(url, {"roles": ["intake"], "is_active": "yes"})

    assert answer.status_code == 422
    assert "Nobody could look after accounts any more" in answer.content.decode()


def test_a_new_link_kills_the_one_before_it(people, administrator):
    first = LINK.search(administrator.post(reverse("accounts:invite"), invitation(people)).content.decode()).group()
    user = User.objects.get(email="noor@here.example")

    second = administrator.post(reverse("accounts:new_link", args=[user.pk])).content.decode()

    assert Client().get(first).status_code == 404
    assert Client().get(LINK.search(second).group()).status_code == 200


@pytest.mark.parametrize("role", ["intake", "analyst", "supervisor", "caseworker", "data_officer", "trainer"])
def test_only_an_administrator_looks_after_accounts(people, role):
    browser = signed_in(people.user(role))
    other = people.user("counsel")

    assert browser.get(reverse("accounts:invite")).status_code == 404
    assert browser.post(reverse("accounts:new_link", args=[other.pk])).status_code == 404
    assert (
        browser.post(reverse("accounts:account", args=[other.pk]), {"roles": ["intake"], "is_active": "no"}).status_code
        == 404
    )
    assert User.objects.get(pk=other.pk).is_active


def test_an_agency_is_added_once(people, administrator):
    url = reverse("accounts:agencies")

    assert administrator.post(url, {"name": "Harbour police", "country": "IT"}).status_code == 302
    assert administrator.post(url, {"name": "harbour police"}).status_code == 422
    assert "Harbour police" in administrator.get(url).content.decode()


def test_an_administrator_verifies_the_journal_and_does_not_read_it(people, administrator):
    page = administrator.get(reverse("accounts:history")).content.decode()
    verified = administrator.post(reverse("accounts:verify")).content.decode()

    assert "Verify the journal" in page
    assert "What was done" not in page
    assert journal.root().hex() in verified


def test_a_journal_that_was_changed_is_told_with_its_place(people, administrator):
    from wayhome.accounts.models import JournalLeaf

    leaf = JournalLeaf.objects.get(seq=3)
    JournalLeaf.objects.filter(seq=3).update(leaf=bytes(leaf.leaf).replace(b"allowed", b"refused"))

    told = administrator.post(reverse("accounts:verify")).content.decode()

    assert "The journal does not hold." in told
    assert "leaf 3 does not give the hash" in told


def test_a_supervisor_reads_the_deeds_of_their_own_agency_alone(people):
    signed_in(people.user("intake", elsewhere=True)).post(reverse("accounts:purpose"), {"purpose": "intake"})
    signed_in(people.user("intake")).post(reverse("accounts:purpose"), {"purpose": "intake"})

    page = signed_in(people.user("supervisor")).get(reverse("accounts:history")).content.decode()

    assert "Ines Duarte" in page
    assert "intake elsewhere" not in page


def test_the_history_can_be_narrowed_by_deed_and_by_doer(people):
    browser, url = signed_in(people.user("supervisor")), reverse("accounts:history")
    Client().post(reverse("accounts:sign_in"), {"email": "intake@here.example", "password": PASSWORD})
    who = people.user("intake").pk

    narrowed = browser.get(url, {"what": "account.sign_in", "who": str(who)}).content.decode()
    nobody = browser.get(url, {"who": str(people.user("intake", elsewhere=True).pk)}).content.decode()
    nonsense = browser.get(url, {"who": "'; --", "before": "x" * 40})

    assert narrowed.count('<td class="number quiet"') == 2
    assert "No leaf fits" in nobody
    assert nonsense.status_code == 200


def test_pages_of_the_history_follow_each_other_without_a_gap(people, monkeypatch):
    whole = queries.journal_page
    monkeypatch.setattr(queries, "journal_page", lambda *who, wanted: whole(*who, wanted=wanted, most=4))
    browser, url, seen = signed_in(people.user("supervisor")), reverse("accounts:history"), []
    while url:
        page = browser.get(url).content.decode()
        seen += [int(number) for number in re.findall(r'data-label="Leaf">(\d+)<', page)]
        following = re.search(r'rel="next" href="([^"]+)"', page)
        url = following.group(1).replace("&amp;", "&") if following else ""

    assert len(seen) > 4
    assert seen == sorted(set(seen), reverse=True)


def test_a_purpose_that_no_role_holds_is_refused(people):
    browser = signed_in(people.user("intake"))

    assert browser.post(reverse("accounts:purpose"), {"purpose": "supervision"}).status_code == 422
    assert "purpose" not in browser.session


def test_a_change_of_purpose_is_in_the_journal(people):
    browser = signed_in(people.user("intake"))

    browser.post(reverse("accounts:purpose"), {"purpose": "intake"})

    assert journal.entries(object_ids=[people.user("intake").pk], most=1)[0].detail == {"purpose": "intake"}


def test_a_language_is_remembered_with_the_account(people, settings):
    settings.STAFF_LANGUAGES = [("en", "English"), ("ar", "العربية")]
    browser = signed_in(people.user("intake"))

    browser.post(reverse("accounts:own"), {"language": "ar"})

    assert 'lang="ar" dir="rtl"' in browser.get(reverse("accounts:own")).content.decode()


def test_a_page_of_the_staff_is_not_half_in_another_language(people):
    browser = signed_in(people.user("intake"))

    refused = browser.post(reverse("accounts:own"), {"language": "ar"})
    page = browser.get(reverse("accounts:own"), headers={"accept-language": "ar"}).content.decode()

    assert refused.status_code == 422
    assert 'lang="en" dir="ltr"' in page


def test_a_new_password_signs_every_other_browser_out(people):
    here, elsewhere = signed_in(people.user("intake")), signed_in(people.user("intake"))
    new = "four-words-that-differ"

    wrong = here.post(reverse("accounts:own"), {"old": "wrong", "password": new, "again": new})
    weak = here.post(reverse("accounts:own"), {"old": PASSWORD, "password": "short", "again": "short"})
    done = here.post(reverse("accounts:own"), {"old": PASSWORD, "password": new, "again": new})

    assert (wrong.status_code, weak.status_code, done.status_code) == (422, 422, 302)
    assert here.get(reverse("accounts:own")).status_code == 200
    assert elsewhere.get(reverse("accounts:own")).status_code == 302


def test_what_each_role_may_do_is_open_to_every_colleague(people):
    page = signed_in(people.user("trainer")).get(reverse("accounts:roles")).content.decode()

    assert "Intake officer" in page
    assert "refuse, restore" in page


def test_what_is_wanted_of_the_journal_is_asked_of_its_own_page_also_after_a_check(people):
    browser = signed_in(people.user("data_officer"))
    checked = browser.post(reverse("accounts:verify")).content.decode()

    assert f'method="get" action="{reverse("accounts:history")}"' in checked
    assert 'href="?' not in checked
