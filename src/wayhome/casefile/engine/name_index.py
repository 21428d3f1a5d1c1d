"""
The name index: find somebody among a hundred thousand names, in memory.

Names are sealed on disk, so nothing there can be searched. The server opens those it may show,
puts them in here, and goes through them each time: at this size that takes a few hundredths of
a second, and it cannot go stale in its own corners as a clever index can.

What is found comes in four tiers, and says so, because a search for a child must neither miss
nor pretend:

 1. exact: the same words, in any order ("Ming Li" is 李明), in any script;
 2. starts: the name, or its words, begin as asked;
 3. contains: everything asked for is somewhere in it;
 4. consonants: only the skeleton is the same (see `folding`); "Omar" finds عمر, and Amir too.

Numbers (telephones, documents) are found by their letters and digits alone, and a telephone by
its ending, so that +40 700 000 000 finds 0700 000 000.

Limit: it is not for two threads at a time; whoever shares one, locks it.
"""

from collections.abc import Collection, Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, Literal, TypeVar

from wayhome.casefile.engine.columns import Column
from wayhome.casefile.engine.folding import digits, fold, skeleton_of_folded

WORDS_ASKED_MAX = 12  # of a query, the longest; a name has no more, and each is looked for in all that were found

Key = TypeVar("Key", bound=Hashable)

# Fewer consonants are in half of all names.
_CONSONANTS_MIN = 2
# Enough to be one subscriber's, and no longer than any country's local numbers.
_ENDING_DIGITS = 7


class Tier(IntEnum):
    """Name how well a name fits; less is better."""

    EXACT = 1
    STARTS = 2
    CONTAINS = 3
    CONSONANTS = 4


@dataclass(frozen=True, slots=True)
class Found(Generic[Key]):
    """Hold one key that was found, the text by which it was found, and how well that fits."""

    key: Key
    text: str
    tier: Tier


class NameIndex(Generic[Key]):
    """Hold names and numbers with the keys to which they belong; one key may have many."""

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self._texts: list[str] = []
        self._words = Column()  # " li ming liming "
        self._bones = Column()  # " l mnk lmnk "; blank for a number
        self._slots: dict[Key, list[int]] = {}
        self._endings: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: Key, text: str, *, kind: Literal["name", "number"] = "name") -> None:
        """Add one name or number of a key. A text without a letter or digit is not found by anything."""
        slot = len(self._keys)
        folded = fold(text)
        self._keys.append(key)
        self._texts.append(text)
        self._words.append(_written(folded.split()))
        self._bones.append(_bones(folded) if kind == "name" else "")
        self._slots.setdefault(key, []).append(slot)
        if kind == "number" and (ending := _ending(text)):
            self._endings.setdefault(ending, set()).add(slot)

    def remove(self, key: Key) -> None:
        """Remove every name and number of a key; a key that is not there is no mistake."""
        for slot in sorted(self._slots.pop(key, []), reverse=True):
            self._empty(slot)

    def search(self, query: str, *, limit: int = 50, allowed: Container[Key] | None = None) -> list[Found[Key]]:
        """
        Find the keys whose names or numbers fit, the best first, each key once.

        Args:
            query: as somebody types it, in any script.
            limit: how many keys at most.
            allowed: the keys that may be found at all; None for every key.
        """
        found: dict[Key, Found[Key]] = {}
        texts = self._texts
        for tier, slots in self._tiers(query):
            for slot in sorted(slots, key=lambda slot: (texts[slot] != query, len(texts[slot]), slot)):
                if len(found) >= limit:
                    return list(found.values())
                key = self._keys[slot]
                if key not in found and (allowed is None or key in allowed):
                    found[key] = Found(key, texts[slot], tier)
        return list(found.values())

    def _tiers(self, query: str) -> Iterator[tuple[Tier, Collection[int]]]:
        """Give the slots of each tier, the best first; a worse tier repeats those of a better one."""
        folded = fold(query)
        if not folded:
            return
        compact = folded.replace(" ", "")
        has_digits = any(letter.isdigit() for letter in compact)
        # The parts of a number mean nothing in another order.
        words = sorted(set(folded.split()), key=lambda word: (-len(word), word))[:WORDS_ASKED_MAX]
        asked = [compact] if has_digits else words
        starting = self._starting(compact, asked)
        yield Tier.EXACT, self._exact(compact, asked, starting)
        yield Tier.STARTS, starting
        # One letter is in nearly every name.
        yield Tier.CONTAINS, self._containing(asked, self._words.holding(asked[0])) if len(compact) > 1 else ()
        yield Tier.CONTAINS, self._of_same_ending(digits(query)) if has_digits else ()
        yield Tier.CONSONANTS, () if has_digits else self._of_same_bones(folded)

    def _starting(self, compact: str, asked: Sequence[str]) -> set[int]:
        """Find the slots whose words begin with every word asked for, or whose whole begins so."""
        begins = [f" {word}" for word in asked]
        return {*self._containing(begins, self._words.holding(begins[0])), *self._words.holding(f" {compact}")}

    def _exact(self, compact: str, asked: Sequence[str], starting: Collection[int]) -> set[int]:
        """Find the slots that are as a whole what was asked for, or have the same words in another order."""
        whole = f" {compact} "
        same = {slot for slot in self._words.holding(whole) if self._words[slot].endswith(whole)}
        if len(asked) > 1:
            same.update(slot for slot in starting if set(self._words[slot].split()[:-1]) == set(asked))
        return same

    def _containing(self, asked: Sequence[str], slots: Iterable[int]) -> list[int]:
        """Keep the slots that hold all the other words as well; the first was looked for."""
        return [slot for slot in slots if all(word in self._words[slot] for word in asked[1:])]

    def _of_same_bones(self, folded: str) -> set[int]:
        """Find the slots that have every consonant word asked for, or all of them as one word."""
        found: set[int] = set()
        for said in {skeleton_of_folded(folded, keeps_w=keeps_w) for keeps_w in (False, True)}:
            whole = said.replace(" ", "")
            if len(whole) >= _CONSONANTS_MIN:
                found.update(self._bones.holding(f" {whole} "))
                first, *rest = (f" {word} " for word in said.split())
                slots = self._bones.holding(first)
                found.update(slot for slot in slots if all(word in self._bones[slot] for word in rest))
        return found

    def _of_same_ending(self, number: str) -> set[int]:
        """Find the slots with a number that ends as this one does, whatever country code or zero stands before."""
        asked = number.lstrip("0")
        there = {slot: digits(self._texts[slot]).lstrip("0") for slot in self._endings.get(_ending(number), ())}
        return {slot for slot, held in there.items() if held.endswith(asked) or asked.endswith(held)}

    def _empty(self, slot: int) -> None:
        """Take a slot away; the last one moves into its place."""
        last = len(self._keys) - 1
        for moved_from, moved_to in ((slot, None), (last, slot)):
            ending = self._endings.get(_ending(self._texts[moved_from]), set())
            if moved_from in ending:
                ending.remove(moved_from)
                ending |= set() if moved_to is None else {moved_to}
        if slot != last:
            mine = self._slots[self._keys[last]]
            mine[mine.index(last)] = slot
        self._keys[slot], self._texts[slot] = self._keys[last], self._texts[last]
        self._keys.pop()
        self._texts.pop()
        self._words.drop(slot)
        self._bones.drop(slot)


def matches(query: str, candidates: Iterable[tuple[Key, str]], *, limit: int = 50) -> list[Found[Key]]:
    """Search a handful of names without keeping them."""
    index = NameIndex[Key]()
    for key, text in candidates:
        index.add(key, text)
    return index.search(query, limit=limit)


def _written(words: Sequence[str]) -> str:
    """Write words, and all of them as one, so that a search for " word" finds where one begins."""
    whole = "".join(words)
    return f" {' '.join((*words, whole) if len(words) > 1 else words)} " if whole else ""


def _bones(folded: str) -> str:
    """Write the skeletons of a name, with and without w, each word by word and as one."""
    sayings = (
        skeleton_of_folded(folded, keeps_w=keeps_w) for keeps_w in ((False, True) if "w" in folded else (False,))
    )
    return "".join(_written(said.split()) for said in dict.fromkeys(sayings))


def _ending(number: str) -> str:
    """Give the digits by which a telephone is known without its country; empty for too few of them."""
    said = digits(number)
    return said[-_ENDING_DIGITS:] if len(said) >= _ENDING_DIGITS else ""
