"""
What the cells of a column look like: addresses, numbers, days, ages, codes, long texts, names.

Each kind has one test for one cell, and the share of the cells that pass it is the evidence. Kinds
that cannot be mistaken are tried first (an e-mail address is nothing else), names last: any two
words with capitals look like one. Cells that say nothing (`n/a`, `se desconoce`) are left out.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.ages_written import read_age
from wayhome.tips.engine.dates_written import DateStyle, read_date
from wayhome.tips.engine.mapping_values import code_of, plain
from wayhome.tips.engine.words_abroad import words_together

DISTINCT_MAX: Final = 2_000

_EMAIL = re.compile(r"[\w.%+-]+@[\w-]+(\.[\w-]+)+")
_URL = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(\+|00)?[\d\s().\-/]{7,24}")
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(\.\d{3})*,\d{1,4}")
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*")
_PHONE_DIGITS = range(7, 16)
_NAME_WORDS = range(2, 6)
_LONG_WORDS = 8
_ANY_DATE = DateStyle("either", 1950)


@dataclass(frozen=True, slots=True)
class Look:
    """
    What a column looks like.

    Fields:
        cells: how many of its cells say something.
        shares: kind to the share of them that pass its test, 0 to 1.
    """

    cells: int
    shares: Mapping[str, float]

    def share(self, kind: str) -> float:
        """Give the share of the cells that are of a kind; 1 where the kind is any text."""
        return self.shares.get(kind, 1.0)


def look_at(cells: Counter[str], *, languages: tuple[str, ...]) -> Look:
    """
    Look at a column.

    Args:
        cells: what stands in it, without silent cells, with how often; the DISTINCT_MAX commonest are looked at.
        languages: in whose words codes may be written.
    """
    looked = dict(cells.most_common(DISTINCT_MAX))
    total = sum(looked.values())
    words = words_together(languages)
    tests = _tests(words)
    passed = {kind: sum(count for cell, count in looked.items() if test(cell)) for kind, test in tests.items()}
    return Look(total, {kind: count / total if total else 0.0 for kind, count in passed.items()})


def decimal_commas(cells: Counter[str]) -> int:
    """Count the cells that hold a number with a decimal comma."""
    return sum(count for cell, count in cells.items() if _DECIMAL_COMMA.fullmatch(cell))


def is_date(cell: str) -> bool:
    """Say whether a cell is a date under any style."""
    try:
        read_date(cell, _ANY_DATE)
    except BadInput:
        return False
    return True


def _tests(words: Mapping[str, Mapping[str, str]]) -> dict[str, Callable[[str], bool]]:
    def is_code(table: str) -> Callable[[str], bool]:
        known = {table: words.get(table, {})}
        return lambda cell: _has_code(cell, table, known)

    return {
        "email": lambda cell: _EMAIL.fullmatch(cell.strip()) is not None,
        "url": lambda cell: _URL.match(cell.strip()) is not None,
        "date": lambda cell: not cell.strip().isdecimal() and is_date(cell),
        "year": is_date,
        "phone": _is_phone,
        "danger": is_code("danger"),
        "sex": is_code("sex"),
        "country": is_code("country"),
        "language": is_code("language"),
        "channel": is_code("channel"),
        "exploitation": is_code("exploitation"),
        "age": _is_age,
        "text": lambda cell: len(cell.split()) >= _LONG_WORDS,
        "name": _is_name,
    }


def _has_code(cell: str, table: str, known: Mapping[str, Mapping[str, str]]) -> bool:
    if plain(cell) in known[table]:
        return True
    try:
        return code_of(cell, table, known) is not None
    except BadInput:
        return False


def _is_phone(cell: str) -> bool:
    text = cell.strip()
    digits = sum(letter.isdigit() for letter in text)
    is_marked = text.startswith(("+", "0", "(")) or any(mark in text for mark in " -().")
    return bool(_PHONE.fullmatch(text)) and digits in _PHONE_DIGITS and is_marked and not is_date(text)


def _is_age(cell: str) -> bool:
    try:
        read_age(cell)
    except BadInput:
        return False
    return True


def _is_name(cell: str) -> bool:
    words = cell.split()
    small = sum(word.islower() for word in words)
    return len(words) in _NAME_WORDS and all(map(_NAME_WORD.fullmatch, words)) and small < len(words) / 2
