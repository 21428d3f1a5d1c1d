"""
Folding: one plain form for a name, whatever script, accent or keyboard it came by.

A child is Фатима in one report, فاطمة in another and Fatimah in a third. Two forms bring such
names together, both only for searching; what was said is never changed:

  - `fold` writes a name in small Latin letters without accents, word by word. A Han or Hangul
    character is a word of its own, so 李明 and "Li Ming" are the same two words.
  - `skeleton` keeps the consonants, because Arabic and Hebrew are written without most vowels,
    and joins those that change from one romanisation to the next (k, q and g; f and p; v and
    b; s and z; kh and h; double and single). The w of Arabic and Hebrew is a vowel in one name
    and a consonant in the next; `skeleton` drops it or keeps it as asked, and a search tries both.

Limits: a Han name is read as in Mandarin, so a Japanese or Cantonese reading of it is missed
(東京 is "dong jing"); a skeleton of one consonant says nothing. Marks of direction, joiners and
the stretching of Arabic letters carry nothing and go.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

from anyascii import anyascii

from wayhome.kernel.vocabularies import vocabulary

# Each character of these is a syllable, and a word for searching: Han ideographs and Hangul syllables.
_SYLLABLE = re.compile("([\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af\uac00-\ud7a3])")
# Apostrophes and their like stand within a word (O'Brien, Ma'ruf); anything else that is no letter ends one.
_WITHIN_A_WORD = re.compile("['`\"]")
_BETWEEN_WORDS = re.compile("[^a-z0-9]+")
# The stretching of Arabic letters, and the Hebrew letter that is a u, an o or a v as the name wills.
_LETTERS = str.maketrans({"\u0640": "", "\u05d5": "w"})

_REPEATED = re.compile(r"(.)\1+")
_TOGETHER = (("sh", "s"), ("ch", "s"), ("zh", "s"), ("kh", "h"), ("gh", "k"), ("ph", "p"), ("th", "t"), ("dh", "d"))
_ALIKE: Final = str.maketrans({"c": "k", "q": "k", "g": "k", "z": "s", "f": "p", "v": "b", "x": "ks"})
_NO_VOWELS: Final = str.maketrans("", "", "aeiouy")
_FIRST: Final = {"y": "y", "w": "b"}


def fold(text: str) -> str:
    """
    Write a name in small Latin letters and digits, its words parted by single spaces.

    >>> fold("Łukasz O'Brien-Şahin"), fold("李明")
    ('lukasz obrien sahin', 'li ming')
    """
    if not text.isascii():
        composed = unicodedata.normalize("NFKC", text)
        visible = "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
        text = anyascii(_SYLLABLE.sub(r" \1 ", visible.translate(_LETTERS)))
    return _BETWEEN_WORDS.sub(" ", _WITHIN_A_WORD.sub("", text.lower())).strip()


def skeleton(text: str, *, keeps_w: bool = False) -> str:
    """
    Reduce a name to the consonants of its words; a word without any is left out.

    >>> skeleton("Muhammad Yusuf"), skeleton("محمد يوسف")
    ('mhmd ysp', 'mhmd ysp')
    """
    return skeleton_of_folded(fold(text), keeps_w=keeps_w)


def skeleton_of_folded(folded: str, *, keeps_w: bool) -> str:
    """Reduce a name that is folded already; an index of many names folds each but once."""
    return " ".join(filter(None, (_consonants(word, keeps_w=keeps_w) for word in folded.split())))


def digits(text: str) -> str:
    """Keep the digits of a number as 0 to 9, whatever script they are in."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def script_of(text: str) -> str | None:
    """
    Name the script of a text by its ISO 15924 code; None for a text without letters.

    Han with kana is Japanese, Hangul with Han is Korean; of any other mixture, the script of most letters.
    """
    visible = unicodedata.normalize("NFKC", text)
    counts = Counter(filter(None, (_script_of_letter(letter) for letter in visible if letter.isalpha())))
    if not counts:
        return None
    if {"Hira", "Kana"} & set(counts) and len(counts) > 1 and set(counts) <= {"Hani", "Hira", "Kana"}:
        return "Jpan"
    if set(counts) == {"Hang", "Hani"}:
        return "Kore"
    return max(counts, key=lambda code: (counts[code], code))


def _consonants(word: str, *, keeps_w: bool) -> str:
    said = word
    for together, alone in _TOGETHER:
        said = said.replace(together, alone)
    said = _REPEATED.sub(r"\1", said.translate(_ALIKE))
    # A first y or w is a consonant in every script.
    first = _FIRST.get(said[:1], "")
    rest = said[1:] if first else said
    kept = first + rest.replace("w", "b" if keeps_w else "").translate(_NO_VOWELS)
    # A last h is silent, or the mark of a feminine name: Sarah, Fatimah.
    return kept[:-1] if kept.endswith("h") and len(kept) > 1 else kept


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    """List how the Unicode names of each script's letters begin, the longest first, because TAI LE is not TAI."""
    begins = [
        (name + " ", term.code)
        for term in vocabulary("scripts").terms
        if isinstance(names := term.facts.get("unicode_names"), tuple)
        for name in names
    ]
    return tuple(sorted(begins, key=lambda pair: -len(pair[0])))


@cache
def _script_of_letter(letter: str) -> str | None:
    name = unicodedata.name(letter, "")
    return next((code for begins, code in _beginnings() if name.startswith(begins)), None)
