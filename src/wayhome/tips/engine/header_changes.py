"""
A sender's next sheet: is its header the one that the mapping was made for?

A column that is gone, new or called otherwise is noticed before a row is stored. Two columns are taken
for one that was renamed where both mean the same thing, or where their names are nearly the same; that
is said, and a human sees it beside the select.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from wayhome.tips.engine.guessing import Guess
from wayhome.tips.engine.guessing_text import SEVERAL, Draft

NEARLY_SAME: Final = 0.75
SAME_SENDER_SHARE: Final = 0.5
NAMED_MAX: Final = 5


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """What changed: columns that are gone, that are new, and pairs of old and new name; all empty where nothing did."""

    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the header is the same."""
        return not (self.missing or self.new or self.renamed)

    @property
    def sentence(self) -> str:
        """Say what changed, by the names of columns."""
        told = [f"“{old}” is called “{now}” now" for old, now in self.renamed]
        told += [f"“{column}” is missing" for column in self.missing] + [f"“{column}” is new" for column in self.new]
        more = f" and {len(told) - NAMED_MAX} more" if len(told) > NAMED_MAX else ""
        return f"The header is another than that of the mapping: {', '.join(told[:NAMED_MAX])}{more}."


def compare(
    before: Sequence[str], now: Sequence[str], *, meant: Mapping[str, str], means: Mapping[str, str]
) -> HeaderChange:
    """
    Compare two headers.

    Args:
        before: the columns for which the mapping was made.
        now: the columns of the sheet that came.
        meant: old column to what it was chosen to be; empty: not read.
        means: new column to what it is guessed to be.
    """
    missing = [column for column in before if column not in now]
    new = [column for column in now if column not in before]
    renamed = []
    for column in list(missing):
        found = max(new, key=lambda one: _closeness(column, one, meant, means), default=None)
        if found is not None and _closeness(column, found, meant, means) >= NEARLY_SAME:
            renamed.append((column, found))
            missing.remove(column)
            new.remove(found)
    return HeaderChange(tuple(missing), tuple(new), tuple(renamed))


def is_of_same_sender(before: Sequence[str], now: Sequence[str]) -> bool:
    """Say whether so many columns are the same that a sheet is most likely of the same sender."""
    return len(set(before) & set(now)) >= SAME_SENDER_SHARE * max(len(set(before)), len(set(now)), 1)


def adapted(before: Draft, guess: Guess, change: HeaderChange) -> Draft:
    """
    Fit a mapping to the header that came: what stayed keeps its meaning, what is new gets the guessed one.

    Args:
        before: what the mapping was composed of.
        guess: of the sheet that came; how the file is written is taken from it.
        change: between the two headers.
    """
    old_name = {now: column for column, now in change.renamed}
    choices: dict[str, str] = {}
    for column in guess.columns:
        known = before.choices.get(old_name.get(column.header, column.header))
        choices[column.header] = known if known is not None else ""
    for column in guess.columns:
        is_new = column.header in change.new
        is_free = column.choice not in choices.values() or column.choice.partition(".")[2] in SEVERAL
        if is_new and is_free:
            choices[column.header] = column.choice
    split = {now: mark for column, mark in before.split.items() for now in _names_now(column, change)}
    own = guess.draft
    return replace(
        before, choices=choices, split={**split, **{one: mark for one, mark in own.split.items() if one in change.new}},
        encoding=own.encoding, delimiter=own.delimiter, quote=own.quote, header_row=own.header_row, comments={},
    )  # fmt: skip


def _names_now(column: str, change: HeaderChange) -> list[str]:
    if column in change.missing:
        return []
    return [next((now for old, now in change.renamed if old == column), column)]


def _closeness(old: str, new: str, meant: Mapping[str, str], means: Mapping[str, str]) -> float:
    if meant.get(old) and meant.get(old) == means.get(new):
        return 1.0
    return SequenceMatcher(None, old.casefold(), new.casefold()).ratio()
