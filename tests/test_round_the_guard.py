"""Every way round the guard that is easy to take by mistake ends at a wall."""

from uuid import uuid4

import pytest

from wayhome.accounts.door import PUBLIC, scope
from wayhome.accounts.models import CompartmentGrant, RoleGrant, User
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import HouseRuleBroken
from wayhome.tips.actions import file_tip
from wayhome.tips.models import Tip

READS = {
    "or": lambda admitted: admitted | Tip.objects.all(),
    "xor": lambda admitted: admitted ^ Tip.objects.all(),
    "union": lambda admitted: admitted.union(Tip.objects.all()),
    "union of none": lambda admitted: admitted.none().union(Tip.objects.all()),
    "raw": lambda _: Tip.objects.raw("SELECT * FROM tips_tip"),
}
WRITES = {
    "update": lambda _: User.objects.update(name="somebody else"),
    "delete": lambda _: RoleGrant.objects.all().delete(),
    "related": lambda user: user.role_grants.all().delete(),
    "roles": lambda user: RoleGrant.objects.bulk_create([RoleGrant(user=user, role="counsel", granted_by=user)]),
    "compartments": lambda user: CompartmentGrant.objects.bulk_create(
        [CompartmentGrant(user=user, compartment=uuid4(), purpose="intake", granted_by=user)]
    ),
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", READS)
def test_what_was_admitted_admits_nothing_beside_it(way):
    people = cast()
    file_tip(PUBLIC, "intake", body={"text": "a girl waits"}, channel="api")

    with pytest.raises(HouseRuleBroken):
        list(READS[way](scope(people.actor("intake", elsewhere=True), "intake", Tip)))


def test_two_that_were_admitted_may_stand_together():
    people = cast()
    file_tip(PUBLIC, "intake", body={"text": "a girl waits"}, channel="api")
    mine, same = (scope(people.actor("intake"), "intake", Tip) for _ in range(2))

    assert (mine | same).count() == mine.union(same).count() == 1


@pytest.mark.parametrize("way", WRITES)
def test_nobody_gets_a_right_outside_an_action(way):
    people = cast()

    with pytest.raises(HouseRuleBroken):
        WRITES[way](people.user("intake"))
