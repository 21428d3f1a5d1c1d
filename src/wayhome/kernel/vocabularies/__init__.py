"""
Vocabularies: the words that the house speaks, as data with its source.

A code is what is stored and never changes; a label is what people read, in English, and is
translated where it is shown. Each file here is one vocabulary. Nobody writes such a word into
code where it could be read from here, so that a lawyer or a caseworker can check them all.
"""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from wayhome.kernel.errors import BadInput

NAMES: Final = (
    "case_states",
    "channels",
    "closing_reasons",
    "consent_purposes",
    "contact_kinds",
    "countries",
    "event_kinds",
    "event_parts",
    "evidence_kinds",
    "exploitation_types",
    "grades_information",
    "grades_source",
    "identifier_kinds",
    "languages",
    "name_kinds",
    "people_words",
    "relation_kinds",
    "roles",
    "scripts",
    "sexes",
    "spam_reasons",
    "subject_kinds",
)

# A message lists every code of a short vocabulary; of a long one it would be a wall of text.
_CODES_LISTED_MAX = 25
# Facts by which a term is found beside its code and label: what other standards and other people call it.
_OTHER_NAMES = ("alpha_3", "htcds", "ctdc")


@dataclass(frozen=True, slots=True)
class Term:
    """Hold one word: its code, its English label, a hint for the form, and facts such as its name in HTCDS."""

    code: str
    label: str
    hint: str
    facts: Mapping[str, str | bool | tuple[str, ...]]

    def fact(self, name: str) -> str:
        """Give a fact that is a text; empty when the term has none of that name."""
        value = self.facts.get(name, "")
        return value if isinstance(value, str) else ""

    def names(self) -> Iterator[str]:
        """Give everything by which the term may be called: code, label, other standards' names, aliases."""
        yield from (self.code, self.label, *(self.fact(name) for name in _OTHER_NAMES))
        aliases = self.facts.get("aliases", ())
        yield from aliases if isinstance(aliases, tuple) else ()


@dataclass(frozen=True)
class Vocabulary:
    """Hold the terms of one vocabulary in the order in which people are shown them."""

    name: str
    title: str
    source: str
    as_of: str
    terms: tuple[Term, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Give every code, in order."""
        return tuple(term.code for term in self.terms)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    @property
    def expected(self) -> str:
        """Say what a code of this vocabulary looks like, to end a message with."""
        if len(self.codes) <= _CODES_LISTED_MAX:
            return f"expected one of {', '.join(self.codes)}."
        return f"expected a code of the vocabulary {self.name}, such as {self.codes[0]} or {self.codes[-1]}."

    def choices(self) -> list[tuple[str, str]]:
        """Give (code, label) pairs as a form field wants them; the labels are English and untranslated."""
        return [(term.code, term.label) for term in self.terms]

    def term(self, code: str) -> Term:
        """Give the term of a code; BadInput if there is none."""
        if code not in self._by_code:
            raise BadInput(f"{self.title}: {self.expected}")
        return self._by_code[code]

    def label(self, code: str) -> str:
        """Give the English label of a code; BadInput if there is none."""
        return self.term(code).label

    def check(self, code: str, *, field: str) -> str:
        """Give back a code that exists; BadInput names the field, never what was given."""
        if code not in self._by_code:
            raise BadInput(f"{field}: {self.expected}")
        return code

    def find(self, text: str) -> Term | None:
        """
        Find the term that people or other standards call so: by code, label, alias or the name in another standard.

        Case, accents, spaces and punctuation do not matter: "ForcedLabour" is "Forced labour". None if nothing is
        called so, or if more than one term is, because a guess would become a statement about a person.
        """
        found = self._by_name.get(_plain(text), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _by_code(self) -> Mapping[str, Term]:
        return {term.code: term for term in self.terms}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Term, ...]]:
        called: dict[str, tuple[Term, ...]] = {}
        for term in self.terms:
            for name in {_plain(name) for name in term.names()} - {""}:
                called[name] = (*called.get(name, ()), term)
        # A code is never ambiguous, whatever another term's alias says.
        return called | {_plain(term.code): (term,) for term in self.terms}


@cache
def vocabulary(name: str) -> Vocabulary:
    """Read a vocabulary by its name, one of NAMES; BadInput if there is none."""
    if name not in NAMES:
        raise BadInput(f"There is no vocabulary of this name; expected one of {', '.join(NAMES)}.")
    data = read(name)
    terms = tuple(_term(fields) for fields in data["terms"])
    return Vocabulary(name, data["title"], data["source"], data["as_of"], terms)


def read(name: str) -> dict[str, Any]:
    """Read a data file of this folder as it is; for the loaders of what is more than a list of words."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _term(fields: Mapping[str, Any]) -> Term:
    facts = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields.items()
        if name not in {"code", "label", "hint"}
    }
    return Term(fields["code"], fields["label"], fields.get("hint", ""), MappingProxyType(facts))


def _plain(text: str) -> str:
    """Reduce a name to its letters and digits in small letters without accents, with "&" read as "and"."""
    folded = unicodedata.normalize("NFKD", text.replace("&", "and").casefold())
    return "".join(letter for letter in folded if letter.isalnum() and unicodedata.category(letter) != "Lm")
