"""
References for people: `WH-7K3M-9QXT-4ZB`, short enough to say over a bad line.

A record's true key is a UUID, which nobody can read out to a frightened caller. A reference
is its public name: a prefix that says what it names, ten characters that carry 50 random
bits, and one check character. The alphabet is Crockford's: no I, L, O or U, so that one and
zero have no twins and chance spells fewer words.

The check is a linear code over the field of 32 elements, GF(2)[x] / (x^5 + x^2 + 1). Each
place has a weight of its own, a power of the primitive element x, and the weighted sum of all
places is zero. Addition there is exclusive or, so:

  - one wrong character changes the sum by weight * difference, which is zero only for no difference;
  - two characters that changed places change it by (weight - weight') * difference: likewise.

The prefix takes part as one more place, so a case read out as an investigation is found too.
Every single wrong character and every swap of two, neighbours or not, is found; of other
mistakes one in 32 slips through, and then meets 50 bits of which almost none are in use.

Source: Crockford, Base 32 Encoding (2002); MacWilliams and Sloane, The Theory of
Error-Correcting Codes (1977), chapter 7.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import Final

from wayhome.kernel.errors import BadInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 50
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {"WH": "tip", "C": "case", "I": "investigation", "P": "person", "M": "import"}
)

_BITS_EACH = 5
_BODY_CHARACTERS = BITS // _BITS_EACH
_CHARACTERS = _BODY_CHARACTERS + 1
_GROUP = 4
_MODULUS = 0b100101  # x^5 + x^2 + 1, primitive: x runs through all 31 elements but zero
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# Read aloud and typed by hand, these are the same character.
_TWINS = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Dashes, low lines, minus signs, and the invisible marks that come with text copied from a right-to-left page.
_SILENT = frozenset({"Pd", "Pc", "Sm", "Cf", "Cc"})


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold a reference whose check holds: its prefix, its eleven characters, and the text to show and to store."""

    prefix: str
    body: str
    text: str

    @property
    def names(self) -> str:
        """Say what kind of record it names: tip, case, investigation, person or import."""
        return PREFIXES[self.prefix]


def make(prefix: str, bits: int) -> str:
    """
    Write 50 bits as a reference.

    Args:
        prefix: one of PREFIXES.
        bits: 50 random bits, 0 to 2**50 - 1. The caller brings the dice, and tries again if the reference is taken.

    Raises:
        BadInput: the prefix is unknown, or the bits are out of range.

    >>> make("WH", 0)
    'WH-0000-0000-002'
    """
    if prefix not in PREFIXES:
        raise BadInput(f"The prefix must be one of {', '.join(PREFIXES)}.")
    if not 0 <= bits < 2**BITS:
        raise BadInput(f"A reference carries {BITS} bits: a whole number from 0 to 2**{BITS} - 1.")
    shifts = range(BITS - _BITS_EACH, -1, -_BITS_EACH)
    body = "".join(ALPHABET[bits >> shift & 0b11111] for shift in shifts)
    return _written(prefix, body + _check_character(prefix, body))


def parse(text: str, *, prefix: str | None = None) -> Reference:
    """
    Read a reference as a person types or dictates it.

    Forgiven: small letters, O for 0, I and L for 1, digits of other scripts, spaces, missing or other dashes.

    Args:
        text: what was typed.
        prefix: the one prefix that fits here; None takes any.

    Raises:
        BadInput: says what is wrong, without repeating what was typed: people paste names into the wrong field.
    """
    heard = _heard(text)
    found, body = _known_prefix(heard[:-_CHARACTERS]), heard[-_CHARACTERS:].translate(_TWINS)
    if len(heard) <= _CHARACTERS or found is None:
        raise BadInput(_what_is_wrong_with(heard))
    strangers = [place for place, character in enumerate(body, start=1) if character not in _VALUES]
    if strangers:
        raise BadInput(f"Character {strangers[0]} after the prefix is never used in a reference. Read it again.")
    if _check_character(found, body[:-1]) != body[-1]:
        raise BadInput("This reference does not add up: a character is wrong, or two changed places. Read it again.")
    if prefix not in (None, found):
        raise BadInput(f"This is the reference of a kind that does not fit here: expected {prefix}-, found {found}-.")
    return Reference(found, body, _written(found, body))


def _heard(text: str) -> str:
    """Drop what carries nothing (spaces, dashes, direction marks) and write every digit as 0 to 9."""
    letters = unicodedata.normalize("NFKC", text).upper()
    kept = (letter for letter in letters if unicodedata.category(letter) not in _SILENT and not letter.isspace())
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in kept)


def _known_prefix(heard: str) -> str | None:
    """Find the prefix; a one or an L can only be the I of an investigation."""
    told = heard.replace("1", "I").replace("L", "I")
    return told if told in PREFIXES else None


def _what_is_wrong_with(heard: str) -> str:
    expected = f"A reference looks like {make('WH', 0)}: {', '.join(PREFIXES)}, then {_CHARACTERS} characters"
    spoken = next((prefix for prefix in PREFIXES if heard.startswith(prefix)), None)
    if spoken is None:
        return f"{expected}. The beginning is none of these."
    return f"{expected}. Found {len(heard) - len(spoken)} characters after {spoken}."


def _written(prefix: str, body: str) -> str:
    groups = (body[start : start + _GROUP] for start in range(0, len(body), _GROUP))
    return "-".join((prefix, *groups))


def _check_character(prefix: str, body: str) -> str:
    """Find the one last character that brings the weighted sum of all places to zero."""
    places = (_prefix_value(prefix), *(_VALUES[character] for character in body))
    rest = _sum(products[value] for products, value in zip(_PRODUCTS, places, strict=True))
    # The last place has weight one, so it is the sum itself: in this field minus is plus.
    return ALPHABET[rest]


def _prefix_value(prefix: str) -> int:
    return 1 + list(PREFIXES).index(prefix)


def _sum(values: Iterable[int]) -> int:
    return reduce(xor, values, 0)


def _times(left: int, right: int) -> int:
    """Multiply in the field of 32 elements: carry-less, then reduced by the modulus."""
    product = _sum(left << place for place in range(_BITS_EACH) if right >> place & 1)
    for place in range(2 * _BITS_EACH - 2, _BITS_EACH - 1, -1):
        if product >> place & 1:
            product ^= _MODULUS << (place - _BITS_EACH)
    return product


def _powers(count: int) -> tuple[int, ...]:
    powers = [1]
    while len(powers) < count:
        powers.append(_times(powers[-1], 2))
    return tuple(powers)


# The check character's own weight, one, comes first; then the prefix and the ten characters of the body.
_WEIGHTS = _powers(1 + 1 + _BODY_CHARACTERS)
# A sheet draws a million references: what each place's weight makes of each character is multiplied once.
_PRODUCTS = tuple(tuple(_times(weight, value) for value in range(1 << _BITS_EACH)) for weight in _WEIGHTS[1:])
