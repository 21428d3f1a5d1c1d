"""The words of a history: what each verb of the policy means once it was done to a kind of record."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Deed:
    """One verb done to one kind: after a name ("closed a case"), and before a number ("Cases closed") if it is news."""

    done: str
    count: str = ""


@cache
def deeds() -> Mapping[tuple[str, str], Deed]:
    """Give every deed by its verb and kind; the English texts are translated where they are shown."""
    return {
        (verb, kind): Deed(**words)
        for kind, verbs in _read().items()
        for verb, words in verbs.items()
        if verb != "title"
    }


def deed(verb: str, kind: str) -> Deed:
    """Find the words for a verb and a kind; what an older policy knew, and this one does not, is told by its codes."""
    return deeds().get((verb, kind), Deed(f"{verb}: {kind}"))


def kind_title(kind: str) -> str:
    """Name a kind of record in the plural."""
    title: str = _read().get(kind, {}).get("title", kind)
    return title


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("deeds.toml").read_text(encoding="utf-8"))
