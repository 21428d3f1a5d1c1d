"""The people of the made-up story, and how each of them acts."""

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any
from uuid import UUID

from wayhome.accounts import actions, queries
from wayhome.accounts.door import OPERATOR, PUBLIC, Actor, actor_of, actor_with_id


@dataclass(frozen=True)
class Troupe:
    """Who plays in the story, by the key that `people.toml` gives them."""

    ids: Mapping[str, UUID]

    def actor(self, key: str) -> Actor:
        """Give somebody as they stand now: what they hold may have changed in the story."""
        return actor_with_id(self.ids[key])

    def as_(self, key: str, purpose: str = "") -> tuple[Actor, str]:
        """Give the two first arguments of every action: who acts, and for what."""
        actor = self.actor(key)
        return actor, purpose or actor.purposes[0]


def read_data(name: str) -> Any:
    """Read a data file of the story."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


def is_told() -> bool:
    """Say whether the story was told already: then somebody works here."""
    return bool(queries.colleagues(OPERATOR, "operation"))


def meet_people() -> Troupe:
    """Start the installation, add the second agency, and let everybody choose a password that nobody knows."""
    data = read_data("people.toml")
    first, second = data["agencies"]
    token = actions.start_installation(OPERATOR, "operation", agency_name=first["name"])
    administrator = actor_of(_enter(token, "Administrator"))
    agencies = {
        first["key"]: queries.agency_named(administrator, "administration", name=first["name"]),
        second["key"]: actions.create_agency(administrator, "administration", name=second["name"]),
    }
    ids = {}
    for person in data["people"]:
        invited = actions.invite_colleague(
            administrator,
            "administration",
            email=f"{person['key']}@{person['agency']}.example",
            name=person["name"],
            agency_id=agencies[person["agency"]],
            roles=person["roles"],
        )
        _enter(invited.token, person["name"])
        ids[person["key"]] = invited.user_id
    return Troupe(ids)


def _enter(token: str, name: str) -> Any:
    return actions.use_link(PUBLIC, "access", token=token, password=secrets.token_urlsafe(24), name=name)
