"""
What a header says: which column it is, about whom, and in which language it is written.

A header is folded (capitals, accents, `_`, `dateOfBirth`, the Arabic article) and cut into words.
Of the phrases in `guessing.toml` the longest that stands in it in whole words says what the
column is; another one, if there is one, says whom it is about: `Teléfono del denunciante` is the
telephone of the reporter. The language of a sheet is the one in which most of its headers are
known; where a phrase means one thing in two languages, that language decides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from wayhome.tips.engine.words_abroad import LANGUAGES, data, without_accents

PEOPLE: Final = ("victim", "recruiter", "reporter", "family")

HEADER_CHARS_MAX: Final = 120

_OF_PERSON = {
    "tip.description": "person.description",
    "tip.place": "person.whereabouts",
    "tip.country": "person.nationality",
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN = re.compile(r"[\W_]+")
_ORDINALS = {ord(mark): " " for mark in "ºª"}
_ARTICLE = "ال"
_ARTICLE_WORD_MIN = 4


@dataclass(frozen=True, slots=True)
class HeaderMeaning:
    """
    What a header says.

    Fields:
        field: a field of `guessing.toml`, with its group: `tip.when`, `person.age`.
        who: one of PEOPLE; empty where the header names nobody.
        languages: those in which the phrase is known.
        is_whole: whether nothing but small words stands beside the phrases.
    """

    field: str
    who: str
    languages: tuple[str, ...]
    is_whole: bool


def folded(text: str) -> tuple[str, ...]:
    """Cut a header into folded words."""
    plain = without_accents(_HUMP.sub(" ", text).casefold()).translate(_ORDINALS)
    return tuple(_without_article(word) for word in _BETWEEN.split(plain) if word)


def meaning_of(header: str, *, language: str = "") -> HeaderMeaning | None:
    """
    Say what a header means; None where no phrase stands in it, or where it is longer than a name of a column.

    Args:
        header: as it stands in the file.
        language: of the sheet, which decides where several are possible; empty: not known.
    """
    if len(header) > HEADER_CHARS_MAX:
        return None
    words = folded(header)
    who, rest = (None, words) if words in _fields() else _take(words, _people(), language)
    field, left = _take(rest, _fields(), language)
    if field is None and who is not None:
        # “Denunciante” alone: a column that names somebody by their part holds their name.
        field, left = ("person.name", who[1]), rest
    if field is None:
        return None
    small = {word for one in field[1] for word in _small(one)}
    whose = who[0] if who else ""
    return HeaderMeaning(_of_person(field[0], whose), whose, field[1], set(left) <= small)


def language_of(headers: Sequence[str]) -> tuple[str, int]:
    """Give the language in which most headers are known, and how many they are; empty and 0 where none is."""
    known: Counter[str] = Counter()
    for header in headers:
        found = meaning_of(header)
        known.update(found.languages if found else ())
    if not known:
        return "", 0
    best = max(known.values())
    return next((one for one in LANGUAGES if known[one] == best), ""), best


def known_headers(headers: Iterable[str]) -> int:
    """Count the headers that mean something."""
    return sum(meaning_of(header) is not None for header in headers)


def silences(language: str) -> tuple[str, ...]:
    """List what people write where they know nothing, in one language; English where there are no words."""
    told = data("guessing")["silence"]
    return tuple(told.get(language, told["en"]))


def _of_person(field: str, who: str) -> str:
    """Say what a column about the tip is where its header names somebody: their country is a nationality."""
    if not who:
        return "tip.text" if field == "tip.description" else field
    return _OF_PERSON.get(field, field)


Phrases = Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]


def _take(
    words: tuple[str, ...], phrases: Phrases, language: str
) -> tuple[tuple[str, tuple[str, ...]] | None, tuple[str, ...]]:
    """Take the longest phrase out of some words: what it means with its languages, and the words that are left."""
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            found = phrases.get(words[start : start + length])
            if found:
                meant = next((code for code, spoken in found if spoken == language), found[0][0])
                spoken = dict.fromkeys(spoken for code, spoken in found if code == meant)
                return (meant, tuple(spoken)), (*words[:start], *words[start + length :])
    return None, words


@cache
def _fields() -> Phrases:
    told = data("guessing")
    return _phrases(
        (f"{group}.{field}", language, phrase)
        for group in ("tip", "person")
        for field, languages in told[group].items()
        for language, phrases in languages.items()
        for phrase in phrases
    )


@cache
def _people() -> Phrases:
    return _phrases(
        (who, language, phrase)
        for who, languages in data("guessing")["people"].items()
        for language, phrases in languages.items()
        for phrase in phrases
    )


@cache
def _small(language: str) -> frozenset[str]:
    return frozenset(word for phrase in data("guessing")["small"].get(language, ()) for word in folded(phrase))


def _phrases(told: Iterable[tuple[str, str, str]]) -> Phrases:
    phrases: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    shortened: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
    for code, language, phrase in told:
        words = folded(phrase)
        phrases[words] = (*phrases.get(words, ()), (code, language))
        short = tuple(word for word in words if word not in _small(language))
        if 1 < len(short) < len(words):  # fecha_nacimiento: names of columns leave the small words out
            shortened[short] = (*shortened.get(short, ()), (code, language))
    return {**shortened, **phrases}


def _without_article(word: str) -> str:
    return word[len(_ARTICLE) :] if word.startswith(_ARTICLE) and len(word) >= _ARTICLE_WORD_MIN else word
