"""Who can be given what: those alone who may open it, at this moment."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from wayhome.accounts.models import RoleGrant
from wayhome.accounts.queries import readers, receiver, receivers
from wayhome.accounts.tests.cast import ROLES, cast
from wayhome.kernel.errors import BadInput, NotFound

FIRST = "administrator@localhost.localdomain"
pytestmark = pytest.mark.django_db
TAKE = {
    "tip": {"intake", "analyst", "investigator", "supervisor"},
    "case": set(ROLES) - {"administrator", "trainer", "data_officer"},
    "task": set(ROLES) - {"administrator", "trainer", "data_officer"},
}


@pytest.fixture
def people():
    return cast()


@pytest.mark.parametrize("kind", TAKE)
def test_the_list_offers_those_alone_who_can_open_it(people, kind):
    listed = {one.email for one in receivers(people.actor("intake"), "intake", kind=kind)}

    # The first account of an installation is a supervisor too.
    assert listed == {people.user(role).email for role in TAKE[kind]} | {FIRST}


@pytest.mark.parametrize("kind", TAKE)
@pytest.mark.parametrize("role", ROLES)
def test_a_colleague_is_taken_exactly_where_they_are_offered(people, kind, role):
    who, user_id = (people.actor("supervisor"), "supervision"), people.user(role).pk
    if role in TAKE[kind]:
        assert receiver(*who, user_id=user_id, kind=kind).user_id == user_id
        return
    with pytest.raises(BadInput, match=f"does not let them read a {kind}"):
        receiver(*who, user_id=user_id, kind=kind)


def test_a_role_that_has_ended_takes_nothing(people):
    QuerySet(RoleGrant).filter(user=people.user("analyst")).update(until=timezone.now() - timedelta(seconds=1))

    with pytest.raises(BadInput):
        receiver(people.actor("intake"), "intake", user_id=people.user("analyst").pk, kind="tip")
    assert people.user("analyst").pk not in readers(people.actor("intake"), "intake", kind="tip")


def test_whoever_is_of_another_agency_is_not_told_of_at_all(people):
    with pytest.raises(NotFound):
        receiver(people.actor("intake"), "intake", user_id=people.user("intake", elsewhere=True).pk, kind="tip")
