"""
One rule for a list and for a record: what `scope` lists is what `check` allows, and both are what the policy says.

The oracle below is written from the policy's words, in plain Python over plain values, and shares no line with the
door. Random worlds of two agencies, colleagues, restricted cases and grants are asked both ways.
"""

import random
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from wayhome.accounts import door, seal
from wayhome.accounts.engine import policy, sitting
from wayhome.accounts.models import OPERATOR_ID, Agency, CompartmentGrant, RoleGrant, User
from wayhome.casefile.models import Case, CaseMember, Note, Subject

pytestmark = pytest.mark.django_db

ROLES = [key for key, role in policy.load().roles.items() if role.is_staff and key != "staff"]
PURPOSES = sorted(policy.load().purposes)
PEOPLE, CASES = 14, 24


@pytest.mark.parametrize("seed", range(6))
def test_scope_check_and_oracle_give_one_answer(seed):
    """Ask of 14 people, 11 purposes, 24 cases and as many notes and subjects: over 10,000 questions for each seed."""
    dice = random.Random(seed)
    people, cases = world(dice)
    asked = differences = 0
    for user, purpose in product(people, PURPOSES):
        actor = door.actor_of(user)
        listed = set(door.scope(actor, purpose, Case).values_list("pk", flat=True))
        noted = set(door.scope(actor, purpose, Note).values_list("case_id", flat=True))
        known = set(door.scope(actor, purpose, Subject).values_list("pk", flat=True))
        for case, subject_id in cases:
            expected = {kind: oracle(user, purpose, case, kind=kind) for kind in ("case", "note", "subject")}
            answers = {"case": case.pk in listed, "note": case.pk in noted, "subject": subject_id in known}
            asked += 3
            differences += answers != expected
            if dice.random() < 0.05:
                assert door.check(actor, purpose, "read", case).is_allowed == expected["case"]

    assert asked >= 10_000
    assert differences == 0


def oracle(user, purpose, case, *, kind):
    """Say from the policy's words alone whether this user may read this case, its note or its person."""
    now = timezone.now()
    if not user.is_active:
        return False
    scopes = set()
    for role in [grant.role for grant in user.role_grants.all() if grant.until is None or grant.until > now]:
        rule = policy.load().rules.get((role, kind, "read"))
        if rule is not None and purpose in rule.purposes:
            scopes.add(rule.scope)
    reaches = (
        "all" in scopes
        or ("agency" in scopes and case.agency_id == user.agency_id)
        or (bool(scopes) and case.assigned_to_id == user.pk)
    )
    is_open = case.compartment is None or any(
        grant.compartment == case.compartment
        and grant.purpose == purpose
        and (grant.until is None or grant.until > now)
        for grant in user.compartment_grants.all()
    )
    return reaches and is_open


def world(dice):
    """Make two agencies, people with up to three roles, and cases, each with a note and one person of its own."""
    now = timezone.now()
    times = [None, now + timedelta(days=1), now - timedelta(days=1)]
    with sitting.begin("a random world", may_write=True) as act:
        act.has_asked = True
        agencies = [Agency(name=f"Agency {n}") for n in range(2)]
        for agency in agencies:
            agency.save()
        people = [person(dice, agencies, number=n, times=times) for n in range(PEOPLE)]
        cases = [case_of(dice, agencies, people, number=n) for n in range(CASES)]
        for case, _ in cases:
            if case.compartment is None:
                continue
            for user in dice.sample(people, 4):
                grant = CompartmentGrant(user=user, compartment=case.compartment, granted_by_id=OPERATOR_ID)
                grant.purpose, grant.until = dice.choice(PURPOSES), dice.choice(times)
                grant.save()
    return people, cases


def person(dice, agencies, *, number, times):
    user = User(email=f"person{number}@agency.example", name=f"Person {number}", agency=dice.choice(agencies))
    user.is_active = dice.random() < 0.9
    user.save()
    for role in dice.sample(ROLES, dice.randint(0, 3)):
        RoleGrant(user=user, role=role, until=dice.choice(times), granted_by_id=OPERATOR_ID).save()
    return user


def case_of(dice, agencies, people, *, number):
    agency = dice.choice(agencies)
    case = Case(
        reference=f"C-{number}", agency=agency, assigned_to=dice.choice([*people, None]), state_since=timezone.now()
    )
    case.compartment = case.pk if dice.random() < 0.4 else None
    case.save()
    note = Note(case=case, written_by=people[0])
    seal.put(note, "sealed", {"text": "a note"})
    note.save()
    subject = Subject(reference=f"P-{number}", what="person", agency=agency)
    subject.save()
    CaseMember(case=case, subject=subject).save()
    return case, subject.pk
