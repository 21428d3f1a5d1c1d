"""The policy: no row is a no, every name is declared, and roles add up."""

import pytest

from wayhome.accounts.engine import policy
from wayhome.kernel.errors import HouseRuleBroken

SMALL = """
version = "1"
[purposes]
intake = "Intake"
care = "Care"
[kinds]
tip = ["read", "refuse"]
[roles.clerk]
title = "Clerk"
what = "Reads."
purposes = ["intake"]
may = { tip = { scope = "own", verbs = ["read"] } }
[roles.chief]
title = "Chief"
what = "Reads all."
purposes = ["intake", "care"]
[roles.chief.may]
tip = [{ scope = "agency", verbs = ["read"], purposes = ["intake"] }, { scope = "team", verbs = ["refuse"] }]
"""


def test_no_row_is_a_no():
    small = policy.parse(SMALL)

    assert small.widest(["clerk"], purpose="intake", verb="refuse", kind="tip") is None
    assert small.widest([], purpose="intake", verb="read", kind="tip") is None


def test_a_right_holds_for_its_purpose_alone():
    small = policy.parse(SMALL)

    assert small.widest(["chief"], purpose="care", verb="read", kind="tip") is None
    assert small.widest(["chief"], purpose="care", verb="refuse", kind="tip").scope == "team"


def test_who_holds_two_roles_has_the_wider_scope():
    small = policy.parse(SMALL)

    assert small.widest(["clerk", "chief"], purpose="intake", verb="read", kind="tip").scope == "agency"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('verbs = ["read"], purposes', 'verbs = ["reed"], purposes'),
        ('scope = "team"', 'scope = "everywhere"'),
        ('purposes = ["intake"] }', 'purposes = ["fun"] }'),
        ("may = { tip", "may = { tipp"),
        ('purposes = ["intake", "care"]', "purposes = []"),
    ],
)
def test_a_misspelt_name_stops_the_program(right, wrong):
    with pytest.raises(HouseRuleBroken):
        policy.parse(SMALL.replace(right, wrong))


def test_a_verb_that_nobody_holds_stops_the_program():
    with pytest.raises(HouseRuleBroken, match="nobody"):
        policy.parse(SMALL.replace('"refuse"]\n', '"refuse", "burn"]\n'))


def test_a_verb_that_the_policy_does_not_know_cannot_be_asked_for():
    with pytest.raises(HouseRuleBroken, match="burn"):
        policy.parse(SMALL).widest(["chief"], purpose="care", verb="burn", kind="tip")


def test_an_administrator_sees_no_case():
    real = policy.load()
    seen = {kind for role, kind, _ in real.rules if role == "administrator"}

    assert seen == {"account", "agency", "journal"}


def test_the_public_can_send_and_read_nothing():
    verbs = {(kind, verb) for role, kind, verb in policy.load().rules if role == "public"}

    assert not {verb for _, verb in verbs} & {"read", "open", "ask"}
