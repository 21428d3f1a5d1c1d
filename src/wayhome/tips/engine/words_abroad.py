"""
Words of other languages for our codes: what a cell calls a sex, a country, a language, a yes.

The vocabularies know English labels and the names in other standards. A sheet from Bogotá says
`Colombia`, but also `Perú`, `venezolana` and `Sí`. The names of countries and languages come from
the Unicode CLDR, the rest is compiled for Wayhome; both are data. A mapping takes the words of a
language by naming it (`[values] words_of = ["es"]`); its own tables go before them.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

TABLES: Final = ("sex", "country", "language", "channel", "danger")
LANGUAGES: Final = ("en", "es", "fr", "pt", "ar", "uk", "ru")


@cache
def words_of(language: str) -> Mapping[str, Mapping[str, str]]:
    """
    Give the words of one language by translation table: folded word to code.

    Args:
        language: one of LANGUAGES; another one has no words.
    """
    own = data("guessing")["values"]
    names = data("names_abroad")
    told: dict[str, Mapping[str, str]] = {
        "sex": own["sex"].get(language, {}),
        "danger": own["danger"].get(language, {}),
        "channel": own["channel"].get(language, {}),
        "country": {**names["countries"].get(language, {}), **names["people"].get(language, {})},
        "language": names["languages"].get(language, {}),
    }
    return {table: _spelt(words) for table, words in told.items()}


def words_together(languages: Iterable[str]) -> dict[str, dict[str, str]]:
    """Give the words of several languages; the first language that has a word decides."""
    together: dict[str, dict[str, str]] = {table: {} for table in TABLES}
    for language in languages:
        for table, words in words_of(language).items():
            together[table] = {**words, **together[table]}
    return together


@cache
def data(name: str) -> dict[str, Any]:
    """Give a data file of this folder."""
    return tomllib.loads((files("wayhome.tips.engine") / f"{name}.toml").read_text("utf-8"))


def without_accents(word: str) -> str:
    """Take the accents off, as people do who type in a hurry."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(mark for mark in apart if not unicodedata.combining(mark)))


def _spelt(words: Mapping[str, str]) -> dict[str, str]:
    """Fold the words, and add each as it is written without its accents; a word's own spelling goes first."""
    plain = {unicodedata.normalize("NFC", word).casefold().strip(): code for word, code in words.items()}
    return {**{without_accents(word): code for word, code in plain.items()}, **plain}
