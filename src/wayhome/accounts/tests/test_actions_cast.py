"""The cast itself: whoever borrows these people must be able to rely on them."""

import pytest

from wayhome.accounts import journal
from wayhome.accounts.tests.cast import ROLES, cast

pytestmark = pytest.mark.django_db


def test_everybody_holds_their_role_and_nothing_else():
    people = cast()

    assert {role: people.actor(role).roles for role in ROLES} == {role: frozenset({role, "staff"}) for role in ROLES}
    assert people.actor("intake", elsewhere=True).agency_id == people.other_agency_id != people.agency_id
    assert people.purpose("caseworker") == "protection"


def test_everything_that_made_them_is_in_the_journal():
    cast()

    assert journal.verify().holds
    assert journal.size() == 1 + 1 + 2 * 12
