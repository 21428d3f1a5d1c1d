"""Acts that two people do at the same moment, each in a thread and a connection of its own."""

import pytest

from tests.at_once import at_once
from wayhome.accounts import actions
from wayhome.accounts.door import PUBLIC, actor_of
from wayhome.accounts.models import RoleGrant, User
from wayhome.accounts.tests.cast import cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_link_lets_in_once():
    people = cast()
    invited = actions.invite_colleague(
        people.actor("administrator"), "administration", email="new@here.example", name="New",
        agency_id=people.agency_id, roles=["intake"],
    )  # fmt: skip

    def use(number):
        return lambda: actions.use_link(PUBLIC, "access", token=invited.token, password=f"four words and a {number}")

    assert sum(isinstance(one, User) for one in at_once(*map(use, range(4)))) == 1


def test_two_administrators_who_demote_each_other_leave_one():
    people = cast()
    one, other = User.objects.get(name="Administrator"), people.user("administrator")

    def demote(whom, by):
        return lambda: actions.change_roles(
            actor_of(by), "administration", user_id=whom.pk, roles=["intake"], is_active=True
        )

    at_once(demote(one, other), demote(other, one))

    assert RoleGrant.objects.filter(role="administrator").count() == 1
