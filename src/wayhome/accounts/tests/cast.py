"""
The people of every test, made by real actions: two agencies, and a colleague for each role.

    people = cast()
    people.actor("intake"), people.purpose("intake")   # a colleague of the first agency, and their usual purpose
    people.actor("intake", elsewhere=True)             # the same role in the second agency
    signed_in(people.user("analyst")).get("/cases/")   # a browser of theirs
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.test import Client

from wayhome.accounts import actions
from wayhome.accounts.door import OPERATOR, PUBLIC, Actor, actor_of
from wayhome.accounts.models import Agency, User

PASSWORD = "correct-horse-battery-staple"
NAMES = {
    "administrator": "Ada Okafor",
    "intake": "Ines Duarte",
    "analyst": "Anh Trần",
    "investigator": "Ivo Тимченко",
    "caseworker": "Camille Roy",
    "liaison": "ليلى حداد",
    "counsel": "陈思远",
    "supervisor": "Sena Bauer",
    "trainer": "Tomás Reyes",
    "data_officer": "Dana Levi",
}
ROLES = tuple(NAMES)
ROLES_ELSEWHERE = ("intake", "supervisor")


@dataclass(frozen=True)
class Cast:
    """Two agencies and their people."""

    agency_id: UUID
    other_agency_id: UUID
    here: Mapping[str, User]
    elsewhere: Mapping[str, User]

    def user(self, role: str, *, elsewhere: bool = False) -> User:
        return (self.elsewhere if elsewhere else self.here)[role]

    def actor(self, role: str, *, elsewhere: bool = False) -> Actor:
        return actor_of(User.objects.get(pk=self.user(role, elsewhere=elsewhere).pk))

    def purpose(self, role: str) -> str:
        return self.actor(role).purposes[0]


def cast() -> Cast:
    """Make everybody; the first account of the installation is a further administrator, called Administrator."""
    actions.start_installation(OPERATOR, "operation")
    first = actor_of(User.objects.get(name="Administrator"))
    here = Agency.objects.get(takes_public_tips=True).pk
    there = actions.create_agency(first, "administration", name="Second unit", country="PT")
    return Cast(
        here,
        there,
        {role: join(first, role, here) for role in ROLES},
        {role: join(first, role, there, place="elsewhere") for role in ROLES_ELSEWHERE},
    )


def join(administrator: Actor, role: str, agency_id: UUID, *, place: str = "here") -> User:
    """Invite a colleague, and let them choose their password with the one-time link."""
    invited = actions.invite_colleague(
        administrator,
        "administration",
        email=f"{role}@{place}.example",
        name=NAMES[role] if place == "here" else f"{role} {place}",
        agency_id=agency_id,
        roles=[role],
    )
    return actions.use_link(PUBLIC, "access", token=invited.token, password=PASSWORD)


def signed_in(user: User, *, purpose: str = "", **options: object) -> Client:
    """Give a browser in which somebody is signed in, working for their usual purpose or the one that is given."""
    client = Client(**options)
    client.force_login(user)
    if purpose:
        session = client.session
        session["purpose"] = purpose
        session.save()
    return client
