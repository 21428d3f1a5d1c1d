"""The acts about staff: who may, what they refuse, and that each leaves one leaf."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from django.utils import timezone

from wayhome.accounts import actions, journal, queries
from wayhome.accounts.door import OPERATOR, PUBLIC, actor_of
from wayhome.accounts.models import Agency, JournalLeaf, OneTimeLink, RoleGrant, SignInFailure, User
from wayhome.accounts.tests.cast import PASSWORD, cast
from wayhome.kernel.errors import BadInput, Conflict, HouseRuleBroken, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def administrator(people):
    return people.actor("administrator"), "administration"


def invite(people, administrator, **changes):
    given = {"email": "noor@here.example", "name": "Noor A.", "agency_id": people.agency_id, "roles": ["intake"]}
    return actions.invite_colleague(*administrator, **given | changes)


def newest_leaf():
    return JournalLeaf.objects.order_by("-seq").first()


def test_an_empty_house_gets_one_administrator_and_never_another():
    token = actions.ensure_first_administrator()

    assert token
    assert actions.ensure_first_administrator() is None
    assert {grant.role for grant in RoleGrant.objects.all()} == {"administrator", "supervisor"}
    assert Agency.objects.get().takes_public_tips
    with pytest.raises(Conflict, match="wayhome accounts recover"):
        actions.start_installation(OPERATOR, "operation")


def test_only_the_hash_of_a_link_is_kept(people, administrator):
    invited = invite(people, administrator)

    assert not OneTimeLink.objects.filter(token_hash__contains=invited.token).exists()
    assert invited.token.encode() not in b"".join(bytes(leaf.leaf) for leaf in JournalLeaf.objects.all())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"name": "   "}, "name"),
        ({"name": "n" * 300}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"email": f"noor@{'.'.join(['agency'] * 50)}.example"}, "email"),
        ({"email": "no\x00or@agency.example"}, "email"),
        ({"roles": []}, "roles"),
        ({"roles": ["intake", "king"]}, "roles"),
        ({"roles": ["operator"]}, "roles"),
        ({"roles": ["staff"]}, "roles"),
        ({"agency_id": "01900000-0000-7000-8000-000000000000"}, "agency"),
    ],
)
def test_an_invitation_that_cannot_be_right_names_its_field(people, administrator, changes, field):
    before = journal.size()
    with pytest.raises(BadInput) as told:
        invite(people, administrator, **changes)

    assert told.value.field == field
    assert journal.size() == before


def test_a_link_dies_after_three_days(people, administrator):
    invited = invite(people, administrator)

    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False), pytest.raises(NotFound):
        actions.use_link(PUBLIC, "access", token=invited.token, password=PASSWORD)


def test_a_weak_password_does_not_burn_the_link(people, administrator):
    invited = invite(people, administrator)
    for weak in ("short", "password1234", "noor@here.example"):
        with pytest.raises(BadInput, match=r"^password: "):
            actions.use_link(PUBLIC, "access", token=invited.token, password=weak)

    assert actions.use_link(PUBLIC, "access", token=invited.token, password=PASSWORD).pk == invited.user_id


def test_a_link_of_somebody_who_was_shut_out_opens_nothing(people, administrator):
    invited = invite(people, administrator)
    actions.change_roles(*administrator, user_id=invited.user_id, roles=["intake"], is_active=False)

    with pytest.raises(NotFound):
        actions.use_link(PUBLIC, "access", token=invited.token, password=PASSWORD)


def test_a_slowed_account_is_open_again_after_a_quarter_of_an_hour(people):
    asked = {"email": "INTAKE@here.example ", "password": PASSWORD}
    for _ in range(5):
        assert actions.sign_in(PUBLIC, "access", **asked | {"password": "wrong"}) is None
    assert actions.sign_in(PUBLIC, "access", **asked) is None

    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert actions.sign_in(PUBLIC, "access", **asked).pk == people.user("intake").pk
    assert not SignInFailure.objects.exists()


def test_tries_on_one_account_slow_no_other_down(people):
    for _ in range(6):
        actions.sign_in(PUBLIC, "access", email="intake@here.example", password="wrong")

    assert actions.sign_in(PUBLIC, "access", email="analyst@here.example", password=PASSWORD)


def test_a_failed_try_is_in_the_journal_without_what_was_typed(people):
    actions.sign_in(PUBLIC, "access", email="intake@here.example", password="hunter2-hunter2")
    leaf = newest_leaf()

    assert b'"decision":"refused"' in bytes(leaf.leaf)
    assert leaf.object_id == people.user("intake").pk
    assert not SignInFailure.objects.filter(key__contains="intake").exists()


def test_recovery_serves_the_oldest_administrator_even_if_shut_out(people):
    for user in User.objects.filter(role_grants__role="administrator"):
        QuerySet(User).filter(pk=user.pk).update(is_active=False)

    recovered = actions.recover_account(OPERATOR, "operation")

    assert recovered.email == "administrator@localhost.localdomain"
    assert actions.use_link(PUBLIC, "access", token=recovered.token, password=PASSWORD).is_active


def test_recovery_by_address_opens_no_account_that_was_shut_out(people, administrator):
    actions.change_roles(*administrator, user_id=people.user("trainer").pk, roles=["trainer"], is_active=False)

    with pytest.raises(NotFound):
        actions.recover_account(*administrator, email="trainer@here.example")
    with pytest.raises(NotFound):
        actions.recover_account(*administrator, email="nobody@here.example")


def test_roles_are_given_and_taken_exactly(people, administrator):
    user_id = people.user("analyst").pk
    actions.change_roles(*administrator, user_id=user_id, roles=["analyst", "intake"], is_active=True)
    actions.change_roles(*administrator, user_id=user_id, roles=["intake"], is_active=True)

    assert actor_of(User.objects.get(pk=user_id)).roles == {"intake", "staff"}
    entry = journal.entries(object_ids=[user_id], most=1)[0]
    assert entry.detail == {"before": ["analyst", "intake"], "after": ["intake"], "is_active": True}


def test_a_role_has_an_end_where_one_is_set(people):
    QuerySet(RoleGrant).filter(user=people.user("analyst")).update(until=timezone.now() - timedelta(seconds=1))

    assert people.actor("analyst").roles == {"staff"}


@pytest.mark.parametrize("role", ["intake", "supervisor", "data_officer", "trainer"])
def test_nobody_else_looks_after_accounts(people, role):
    who = people.actor(role), people.purpose(role)
    target = people.user("counsel").pk
    acts = (
        lambda: invite(people, who),
        lambda: actions.recover_account(*who, email="counsel@here.example"),
        lambda: actions.change_roles(*who, user_id=target, roles=["administrator"], is_active=True),
        lambda: actions.create_agency(*who, name="Mine"),
    )
    for act in acts:
        before = journal.size()
        with pytest.raises(NotAllowed):
            act()
        assert journal.size() == before + 1  # the refusal
        assert b'"decision":"refused"' in bytes(newest_leaf().leaf)


def test_an_administrator_for_another_purpose_is_no_administrator(people):
    with pytest.raises(NotAllowed):
        invite(people, (people.actor("administrator"), "intake"))


def test_no_part_can_be_taken_outside_the_demo(people, settings):
    user_id = people.user("intake").pk
    with pytest.raises(NotFound):
        actions.act_as(PUBLIC, "access", user_id=user_id)
    assert queries.parts_to_play(PUBLIC, "access") == []

    settings.DEMO = True
    assert actions.act_as(PUBLIC, "access", user_id=user_id).pk == user_id
    assert (newest_leaf().verb, newest_leaf().actor_id) == ("act_as", user_id)


def test_a_step_is_no_act_of_its_own(people):
    with pytest.raises(HouseRuleBroken, match="step of an action"):
        actions.grant_compartment(
            people.actor("supervisor"), "supervision", user_id=people.user("intake").pk,
            compartment=people.agency_id, for_purpose="intake", until=None,
        )  # fmt: skip


def test_an_agency_has_a_country_of_the_list_or_none(people, administrator):
    with pytest.raises(BadInput, match=r"^country: "):
        actions.create_agency(*administrator, name="Nowhere", country="Atlantis")

    actions.create_agency(*administrator, name="Somewhere", country="IT")
    told = {row.name: (row.country, row.staff_count) for row in queries.agencies(*administrator)}
    assert told["Somewhere"] == ("IT", 0)
    assert told["First unit"] == ("", 11)


@pytest.mark.parametrize("name", ["", "   ", "n" * 300, "a\x00b"])
def test_what_can_be_no_name_of_an_agency_is_told(people, administrator, name):
    with pytest.raises(BadInput, match=r"^name: "):
        actions.create_agency(*administrator, name=name)


def test_a_link_takes_no_name_that_fits_nowhere_and_stays_alive(people, administrator):
    token = invite(people, administrator).token
    with pytest.raises(BadInput, match=r"^name: "):
        actions.use_link(PUBLIC, "access", token=token, password=PASSWORD, name="n" * 300)

    assert actions.use_link(PUBLIC, "access", token=token, password=PASSWORD, name=" Noor ").name == "Noor"


def test_colleagues_of_another_agency_are_told_to_an_administrator_alone(people, administrator):
    mine = queries.colleagues(people.actor("intake"), "intake")
    all_of_them = queries.colleagues(*administrator)

    assert {person.agency for person in mine} == {"First unit"}
    assert {person.agency for person in all_of_them} == {"First unit", "Second unit"}
    with pytest.raises(NotFound):
        queries.colleague(people.actor("intake"), "intake", user_id=people.user("intake", elsewhere=True).pk)


def test_whoever_belongs_to_no_agency_sees_nobody(people):
    QuerySet(User).filter(pk=people.user("intake").pk).update(agency=None)

    assert queries.colleagues(people.actor("intake"), "intake") == []


def test_every_deed_of_the_policy_has_its_words():
    from wayhome.accounts.engine import policy
    from wayhome.accounts.engine.deeds import deeds, kind_title

    declared = {(verb, kind) for kind, verbs in policy.load().kinds.items() for verb in verbs}

    assert set(deeds()) == declared
    assert all(kind_title(kind) != kind for kind in policy.load().kinds)


@pytest.mark.parametrize(
    "address", ["//evil.example/", "/\\evil.example", "https://evil.example", "\t//evil", "/a\r\nb", ""]
)
def test_an_address_that_could_lead_away_is_not_taken(address):
    from wayhome.accounts.engine.addresses import own_path

    assert own_path(address) == "/"
