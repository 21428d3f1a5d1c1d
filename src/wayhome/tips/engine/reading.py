"""
Reading free text: what a tip's own words say that can be proposed to a human.

"Two girls, maybe 13 or 14 years old, taken yesterday; call +57 300 555 0100 tonight." Ages, days,
times, telephone numbers and addresses can be found by rule, so that whoever opens the tip sees
them marked at once. Each finding has its place in the text and the name of its rule. It is a
proposal: nothing found here becomes a statement before a human takes it, and nothing here finds
names, accuses, or scores a person.

Texts come from strangers, some of them hostile. Every repetition in a rule has an upper bound,
so each attempt costs a bounded number of steps and a text costs a number in proportion to its
length. Beyond READ_CHARS_MAX characters nothing is read, and of one kind no more than KIND_READINGS_MAX:
nobody looks through more, and a text made of nothing but dates would cost half a second.

Rules are data: `reading.toml`, with the words of `words.toml`. A language without rules of its
own still has those that need no words.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.ages_written import WrittenAge, age_about, age_between, age_under, years_of
from wayhome.tips.engine.dates_written import day_of, either_order
from wayhome.tips.engine.words import NAMED, Words, alternatives, words_of

READ_CHARS_MAX: Final = 100_000
KIND_READINGS_MAX: Final = 200
KINDS: Final = ("age", "date", "clock", "now", "phone", "email")

_LISTS = (*NAMED, "months", "days")
_NEEDED = {
    "number": ("numbers",), "unit": ("year", "month"), "bound": ("under", "over"), "young": ("child", "children"),
}  # fmt: skip
_EDGE = (r"(?<![\w.+@-])", r"(?![\w@])")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_NEAR_CHARS = 24
_FEBRUARY_29_YEAR = 2024

Value = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Reading:
    """
    Something that the text says.

    Fields:
        start, end: where, in characters; `text[start:end]` are the words.
        kind: one of KINDS.
        value: age: years_min, years_max (an open end is absent); date: when (EDTF); clock: clock ("23:15"); phone and
            email: value; now: empty.
        rule: the name of the rule that found it.
        language: the language whose words the rule knows; None for a rule without words.
    """

    start: int
    end: int
    kind: str
    value: Mapping[str, str | int]
    rule: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the data file, ready to run."""

    name: str
    kind: str
    language: str | None
    pattern: re.Pattern[str]
    words: Words
    needs: tuple[frozenset[str], ...]
    unless_before: tuple[str, ...]
    unless_after: tuple[str, ...]


def find_readings(text: str, *, languages: Collection[str] = (), on: date | None = None) -> tuple[Reading, ...]:
    """
    Find what a text says of ages, days, times, telephone numbers and e-mail addresses.

    Args:
        text: as it was sent; read up to READ_CHARS_MAX characters.
        languages: codes of the languages whose words may occur; empty takes all that are known.
        on: the day on which the text was said, for "yesterday" and for a day without a year; None finds neither.

    Returns:
        In the order of the text; no two overlap; at most KIND_READINGS_MAX of a kind.

    >>> [reading.kind for reading in find_readings("a girl, about 14 years old, ana@example.org")]
    ['age', 'email']
    """
    read = text[:READ_CHARS_MAX]
    taken = bytearray(len(read))
    signs = _signs_of(read)
    left = dict.fromkeys(KINDS, KIND_READINGS_MAX)
    found = [
        reading
        for rule in rules()
        if not languages or rule.language is None or rule.language in languages
        if _may_find(rule, signs)
        for reading in _found_by(rule, read, taken, left, on)
    ]
    return tuple(sorted(found, key=lambda reading: reading.start))


@cache
def rules() -> tuple[Rule, ...]:
    """Give all rules, in the order in which they claim words."""
    told = tomllib.loads((files("wayhome.tips.engine") / "reading.toml").read_text("utf-8"))
    return tuple(_rule(table) for table in told["rule"])


def _rule(table: Mapping[str, str | list[str]]) -> Rule:
    language = table.get("language")
    words = words_of(str(language)) if language else words_of()
    pattern = str(table["pattern"])
    for name in _LISTS:
        pattern = pattern.replace("{" + name + "}", alternatives(words.of(name)))
    pattern = pattern.replace("{number}", rf"(?:\d{{1,2}}|{alternatives(words.numbers)})")
    before, after = _EDGE
    return Rule(
        name=str(table["name"]),
        kind=str(table["kind"]),
        language=str(language) if language else None,
        pattern=re.compile(before + pattern + after, re.IGNORECASE),
        words=words,
        needs=tuple(_need(str(name), words) for name in table.get("needs", ["digit"])),
        unless_before=tuple(table.get("unless_before", ())),
        unless_after=tuple(table.get("unless_after", ())),
    )


def _need(name: str, words: Words) -> frozenset[str]:
    """Give the signs of which a text must have one before a rule is tried: a digit, an @, or the first letters."""
    if name in {"digit", "@"}:
        return frozenset({name})
    beginnings = {_LETTERS.findall(word)[0] for one in _NEEDED.get(name, (name,)) for word in words.of(one)}
    return frozenset(beginnings | ({"digit"} if name == "number" else set()))


def _may_find(rule: Rule, signs: set[str]) -> bool:
    for need in rule.needs:  # noqa: SIM110 - all() with a generator takes twice as long
        if need.isdisjoint(signs):
            return False
    return True


def _signs_of(text: str) -> set[str]:
    """Collect what `_need` asks for: the runs of letters of a text, whether there is a digit, whether there is an @."""
    signs = set(_LETTERS.findall(text.casefold()))
    if _DIGIT.search(text):
        signs.add("digit")
    return signs | {"@"} if "@" in text else signs


def _found_by(rule: Rule, text: str, taken: bytearray, left: dict[str, int], on: date | None) -> Iterator[Reading]:
    """
    Run one rule; what it finds is taken, so that a later rule cannot claim the same words.

    Where no more of its kind are `left`, its words are taken all the same: a date that is not read is no telephone.
    """
    for match in rule.pattern.finditer(text):
        start, end = match.span()
        if not left[rule.kind]:
            taken[start:end] = b"\x01" * (end - start)
            continue
        if any(taken[start:end]) or _is_something_else(rule, text, start, end):
            continue
        try:
            value = _VALUES[rule.kind](match, rule.words, on)
        except BadInput:
            value = None  # 31/02/2026 is no date; in free text that is no error, but no telephone number either
            taken[start:end] = b"\x01" * (end - start)
        if value is not None:
            taken[start:end] = b"\x01" * (end - start)
            left[rule.kind] -= 1
            yield Reading(start, end, rule.kind, value, rule.name, rule.language)


def _is_something_else(rule: Rule, text: str, start: int, end: int) -> bool:
    before = " " + " ".join(text[max(0, start - _NEAR_CHARS) : start].casefold().split())
    after = " ".join(text[end : end + _NEAR_CHARS].casefold().split())
    return before.endswith(tuple(f" {word}" for word in rule.unless_before)) or any(
        re.match(rf"{re.escape(word)}(?!\w)", after) for word in rule.unless_after
    )


def _age(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    said = _groups(match)
    low = years_of(said["low"], said.get("months"), words)
    if "high" in said:
        age = age_between(low, years_of(said["high"], said.get("months"), words))
    elif "about" in said:
        age = age_about(low)
    elif "under" in said:
        age = age_under(low)
    else:
        age = WrittenAge(low, None if "over" in said else low)
    ends = {"years_min": age.years_min, "years_max": age.years_max}
    return {name: years for name, years in ends.items() if years is not None}


def _date(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    said = _groups(match)
    if "offset" in said:
        return None if on is None else {"when": (on + timedelta(days=words.days[said["offset"]])).isoformat()}
    if "first" in said:
        return {"when": either_order(int(said["first"]), int(said["second"]), int(said["year"])).text}
    month = int(said["month"]) if said["month"].isdecimal() else words.months[said["month"]]
    day = int(said["day"])
    if "year" in said:
        return {"when": PartialDate.on(day_of(int(said["year"]), month, day)).text}
    return None if on is None else {"when": _nearest(month, day, on).isoformat()}


def _clock(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    said = _groups(match)
    hour, minute, half = int(said["hour"]), int(said.get("minute", "0")), said.get("half", "")
    if half and 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a clock's face
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - the last hour and minute of a day
        return None
    return {"clock": f"{hour:02}:{minute:02}"}


def _phone(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    digits = "".join(str(unicodedata.decimal(mark)) for mark in match[0] if mark.isdecimal())
    return {"value": ("+" if match[0].startswith("+") else "") + digits}


def _email(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    return {"value": match[0]}


def _now(match: re.Match[str], words: Words, on: date | None) -> Value | None:
    return {}


_VALUES: Final[Mapping[str, Callable[[re.Match[str], Words, date | None], Value | None]]] = {
    "age": _age,
    "date": _date,
    "clock": _clock,
    "now": _now,
    "phone": _phone,
    "email": _email,
}


def _groups(match: re.Match[str]) -> dict[str, str]:
    """Give the groups that took part, folded as the words are."""
    return {name: " ".join(said.casefold().split()) for name, said in match.groupdict().items() if said is not None}


def _nearest(month: int, day: int, on: date) -> date:
    """Give a day without a year the year that brings it nearest: "3 January", said in December, is next month."""
    day_of(_FEBRUARY_29_YEAR, month, day)
    years = (on.year - 1, on.year, on.year + 1)
    days = [date(year, month, day) for year in years if month != 2 or day <= _last_of_february(year)]  # noqa: PLR2004
    if not days:
        raise BadInput("names a day that no year near has")
    return min(days, key=lambda near: abs(near - on))


def _last_of_february(year: int) -> int:
    return (date(year, 3, 1) - timedelta(days=1)).day
