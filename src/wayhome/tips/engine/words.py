"""
The words of `words.toml`: how people say numbers, months, days and doubt, by language.

A caller says "unos catorce años", a clerk types "abr 2009". The words are data, so that a
language is added without touching a rule. All look-ups are by the folded word: small letters,
as written otherwise.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

NAMED: Final = ("about", "before", "after", "under", "over", "to", "year", "month", "child", "children", "now")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, or of several together."""

    numbers: Mapping[str, int]
    months: Mapping[str, int]
    days: Mapping[str, int]
    about: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    under: frozenset[str]
    over: frozenset[str]
    to: frozenset[str]
    year: frozenset[str]
    month: frozenset[str]
    child: frozenset[str]
    children: frozenset[str]
    now: frozenset[str]

    def of(self, name: str) -> Iterable[str]:
        """Give the words of one list, by its name in the data file."""
        words: Iterable[str] = getattr(self, name)
        return words


@cache
def languages() -> tuple[str, ...]:
    """Name the languages that have words, in the order of the data file."""
    return tuple(_tables())


@cache
def words_of(*chosen: str) -> Words:
    """Give the words of the chosen languages together; of all where none is chosen. An unknown language adds none."""
    tables = [table for language, table in _tables().items() if not chosen or language in chosen]

    def counted(name: str) -> dict[str, int]:
        return {word: value for table in tables for word, value in table[name].items()}

    def named(name: str) -> frozenset[str]:
        return frozenset(word for table in tables for word in table[name])

    return Words(
        numbers=counted("numbers"), months=counted("months"), days=counted("days"),
        **{name: named(name) for name in NAMED},
    )  # fmt: skip


def alternatives(words: Iterable[str]) -> str:
    """Write words as a regular expression, the longest first, so that "years old" is not read as "years"."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    if not longest_first:
        return "(?!)"  # no word, no match: an empty alternative would match everywhere
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"[ \t]{1,3}") for word in longest_first) + ")"


@cache
def _tables() -> dict[str, dict[str, dict[str, int]]]:
    told = tomllib.loads((files("wayhome.tips.engine") / "words.toml").read_text("utf-8"))
    return {language: table for language, table in told.items() if isinstance(table, dict)}
