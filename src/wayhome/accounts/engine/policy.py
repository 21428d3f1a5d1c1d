"""
The policy: which role may do what to which kind of record, how far, and for which purpose.

The rules are data (`policy.toml`), so that a data officer can read them and a test can walk them. A role holds
rows of kind, verbs and scope; no row means no. Roles add up: who holds two roles has the wider scope of the two.
Compartments and bars, which only narrow, are not here but in the door: a rule of the policy can never open them.

Every name is closed: a kind, verb, scope or purpose that is not declared stops the program at its start, because
a misspelt verb is a right that nobody notices to be missing, or worse, to be given.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from wayhome.kernel.errors import HouseRuleBroken

SCOPES = ("own", "team", "agency", "all")  # from narrow to wide


@dataclass(frozen=True)
class Rule:
    """One row: a role may do a verb to a kind, within a scope, for any of some purposes."""

    role: str
    kind: str
    verb: str
    scope: str
    purposes: frozenset[str]


@dataclass(frozen=True)
class Role:
    """A role as people see it; the first of its purposes is the one that a session starts with."""

    key: str
    title: str
    what: str
    purposes: tuple[str, ...]
    is_staff: bool


@dataclass(frozen=True)
class Policy:
    """The whole policy, closed and checked."""

    version: str
    purposes: Mapping[str, str]
    roles: Mapping[str, Role]
    kinds: Mapping[str, frozenset[str]]
    rules: Mapping[tuple[str, str, str], Rule]

    def widest(self, roles: Collection[str], *, purpose: str, verb: str, kind: str) -> Rule | None:
        """
        Find the rule with the widest scope that lets any of the roles do this for this purpose.

        Returns:
            The rule, or None: no.

        Raises:
            HouseRuleBroken: the kind or the verb is not in the policy.
        """
        if verb not in self.kinds.get(kind, frozenset()):
            raise HouseRuleBroken(f"The policy knows no verb {verb!r} for {kind!r}. Declare it in policy.toml.")
        found = [
            rule
            for role in roles
            if (rule := self.rules.get((role, kind, verb))) is not None and purpose in rule.purposes
        ]
        return max(found, key=lambda rule: SCOPES.index(rule.scope), default=None)

    def reads(self, role: str, kind: str, for_purpose: str = "") -> bool:
        """Say whether a role reads a kind of record for one purpose, or for any that it works for."""
        purposes = [one for one in self.roles[role].purposes if for_purpose in {"", one}]
        return any(self.widest([role], purpose=one, verb="read", kind=kind) is not None for one in purposes)

    def purposes_of(self, roles: Collection[str]) -> tuple[str, ...]:
        """List the purposes that these roles may work for, the first being the usual one, without repeats."""
        held = (self.roles[role] for role in self.roles if role in roles)
        return tuple(dict.fromkeys(purpose for role in held for purpose in role.purposes))


@cache
def load() -> Policy:
    """Read the policy that ships with the program."""
    return parse(resources.files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Policy:
    """
    Read a policy and close it.

    Args:
        text: TOML with `version`, `[purposes]`, `[kinds]` and `[roles.…]`, as in `policy.toml`.

    Raises:
        HouseRuleBroken: a name is used that is not declared, or a verb is given to nobody.
    """
    data = tomllib.loads(text)
    purposes = dict(data["purposes"])
    kinds = {kind: frozenset(verbs) for kind, verbs in data["kinds"].items()}
    roles = {key: _role(key, entry, purposes) for key, entry in data["roles"].items()}
    rules = {
        (rule.role, rule.kind, rule.verb): rule
        for key, entry in data["roles"].items()
        for rule in _rules(roles[key], entry, kinds=kinds, purposes=purposes)
    }
    declared = {(kind, verb) for kind in kinds for verb in kinds[kind]}
    unused = declared - {(rule.kind, rule.verb) for rule in rules.values()}
    if unused:
        raise HouseRuleBroken(f"The policy gives these to nobody: {sorted(unused)}.")
    return Policy(version=data["version"], purposes=purposes, roles=roles, kinds=kinds, rules=rules)


def _role(key: str, entry: Mapping[str, Any], purposes: Mapping[str, str]) -> Role:
    named = tuple(entry["purposes"])
    if not named or not set(named) <= set(purposes):
        raise HouseRuleBroken(f"Role {key!r} names purposes {named}; known are {sorted(purposes)}.")
    return Role(key, entry["title"], entry["what"], named, entry.get("is_staff", True))


def _rules(
    role: Role, entry: Mapping[str, Any], *, kinds: Mapping[str, frozenset[str]], purposes: Mapping[str, str]
) -> Iterator[Rule]:
    """Yield a rule for each verb; a kind may have one row, or several with different scopes."""
    for kind, rows in entry.get("may", {}).items():
        for row in rows if isinstance(rows, list) else [rows]:
            allowed = frozenset(row.get("purposes", role.purposes))
            for verb in row["verbs"]:
                is_declared = verb in kinds.get(kind, frozenset()) and row["scope"] in SCOPES
                if not is_declared or not allowed <= set(purposes):
                    raise HouseRuleBroken(f"Role {role.key!r}: {kind}.{verb} in {row['scope']!r} is not declared.")
                yield Rule(role.key, kind, verb, row["scope"], allowed)
