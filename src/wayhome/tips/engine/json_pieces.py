"""
A list of JSON cut into its items, however hostile it is: each is taken out whole before it is read.

The library reads JSON well, but all at once: a list of a million calls would have to be held, one comma too many would
refuse them all, and a hundred thousand brackets would end in an error of the program. So the stream is first cut where
one item ends, which needs no more than to know strings from brackets. Each item is then read alone, within its bounds,
and what is wrong with it concerns it alone.

Both ways of writing many objects are known: one list, `[{…}, {…}]`, and lines of JSON, an object in each.

Source: RFC 8259; lines of JSON as at jsonlines.org.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from wayhome.kernel.errors import BadInput, FileRefused

ITEM_CHARS_MAX: Final = 1_000_000
FILE_CHARS_MAX: Final = 5_000_000  # an item beyond this, or brackets deeper than that, is no list of calls at all
FILE_DEPTH_MAX: Final = 1_000
DEPTH_MAX: Final = 12
KEYS_MAX: Final = 2_000
NUMBER_CHARS_MAX: Final = 20
# What programs in other languages take for orders to themselves; no honest sender needs a key of such a name.
DANGEROUS_KEYS: Final = frozenset({"__proto__", "constructor", "prototype"})

_MARKS = re.compile(r'["{}\[\],]')
# A line end ends a string too: JSON has none inside of strings, and one quote too few must not swallow the rest.
_STRING_END = re.compile(r'(?:[^"\\\n]++|\\[^\n])*+["\n]')


class Piece(NamedTuple):
    """One item as it stands in the file; `wrong` says why it cannot be read, else it is None."""

    text: str
    wrong: str | None


def pieces_of(texts: Iterator[str]) -> Iterator[Piece]:
    """
    Cut a text into the items of its list, or of its lines.

    Raises:
        FileRefused: it ends in the middle of an item or of its list, or goes on after it; the place is named.
    """
    cutter = _Cutter(texts)
    first = cutter.first_mark()
    if first == "[":
        yield from cutter.items()
        if cutter.rest().strip():
            raise FileRefused(
                f"After the list of {cutter.count:,} calls the file goes on. A file holds one list, or one call a line."
            )
    elif first == "{":
        yield from cutter.lines()
    else:
        raise FileRefused('The file is no JSON that is read here: expected a list, such as [{"text": "…"}].')


def read_piece(piece: Piece) -> dict[str, Any]:
    """
    Read one item.

    Raises:
        BadInput: it is no object, or something in it is wrong or dangerous; the end of "The call …".
    """
    if piece.wrong:
        raise BadInput(piece.wrong)
    try:
        value = json.loads(
            piece.text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_whole_number,
            parse_float=_refuse_fraction,
        )
    except json.JSONDecodeError as error:
        raise BadInput(f"is no JSON: it cannot be read at character {error.pos + 1:,}") from None
    except RecursionError:
        raise BadInput("is nested too deeply") from None
    if not isinstance(value, dict):
        raise BadInput("is no object; expected {…}")
    return value


class _Cutter:
    """Hold the piece of text at hand and what of the item was seen."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._text = ""
        self._at = 0
        self.count = 0

    def first_mark(self) -> str:
        """Give the first letter that is no blank, and take a list's bracket."""
        while True:
            self._text = self._text.lstrip("\ufeff \t\r\n")
            if self._text or not self._more():
                break
        mark = self._text[:1]
        self._at = 1 if mark == "[" else 0
        return mark

    def items(self) -> Iterator[Piece]:
        """Give the items of a list, up to its closing bracket."""
        end = ""
        while True:
            taken = _Taken()
            end = self._take(taken, is_after_broken=end == "\n")
            text = taken.text().strip()
            if end == "":
                raise self._cut_off()
            if text or end == "," or taken.chars:
                self.count += 1
                yield taken.piece(text)
            if end == "]":
                return

    def lines(self) -> Iterator[Piece]:
        """Give each object, one after the other; commas between them are let pass."""
        while True:
            taken = _Taken()
            end = self._take_object(taken)
            text = taken.text().strip()
            if not text and not taken.chars:
                return
            if end == "":
                raise self._cut_off()
            self.count += 1
            yield taken.piece(text)

    def rest(self) -> str:
        """Give some of what stands after the list."""
        left = self._text[self._at :]
        while not left.strip() and self._more():
            left = self._text
        return left

    def _take(self, taken: "_Taken", *, is_after_broken: bool) -> str:
        """Take letters until the item ends; give what did: a comma, the bracket, a line end in a string, nothing."""
        depth = 0
        while mark := self._next_mark(taken):
            if depth == 0 and mark in ",]":
                if mark == "," and is_after_broken and not taken.chars:
                    is_after_broken = False
                    continue
                return mark
            taken.add(mark)
            if mark == '"':
                ended = self._take_string(taken)
                if ended != '"':  # the rest of the list must not be swallowed with it
                    return ended
            elif mark in "{[":
                depth = self._deeper(taken, depth)
            elif mark in "}]":
                depth -= 1
        return ""

    def _take_object(self, taken: "_Taken") -> str:
        """Take one object of lines; give its closing brace, or nothing where the file ends before it."""
        depth = 0
        while mark := self._next_mark(taken):
            if depth == 0 and mark == "," and not taken.chars:
                continue
            taken.add(mark)
            if mark == '"':
                ended = self._take_string(taken)
                if ended != '"':
                    return ended
            elif mark in "{[":
                depth = self._deeper(taken, depth)
            elif mark in "}]":
                depth -= 1
                if depth <= 0:
                    return mark
        return ""

    def _next_mark(self, taken: "_Taken") -> str:
        """Take letters up to the next mark, and give it; nothing where the file ends."""
        while (found := _MARKS.search(self._text, self._at)) is None:
            taken.add(self._text[self._at :])
            self._demand_bounds(taken)
            if not self._more():
                return ""
        taken.add(self._text[self._at : found.start()])
        self._at = found.end()
        return found[0]

    def _deeper(self, taken: "_Taken", depth: int) -> int:
        """Go one level down."""
        taken.deepest = max(taken.deepest, depth + 1)
        self._demand_bounds(taken)
        return depth + 1

    def _take_string(self, taken: "_Taken") -> str:
        """Take a string to its end; give the quote or the line end that ended it, or nothing where the file did."""
        while True:
            found = _STRING_END.match(self._text, self._at)
            if found:
                taken.add(found[0])
                self._at = found.end()
                return found[0][-1]
            # A backslash at the end may belong to the next letter: it waits for it.
            rest = self._text[self._at :]
            held = len(rest) - len(rest.rstrip("\\"))
            held %= 2
            taken.add(rest[: len(rest) - held])
            self._demand_bounds(taken)
            kept = rest[len(rest) - held :]
            if not self._more(kept):
                return ""

    def _demand_bounds(self, taken: "_Taken") -> None:
        if taken.deepest > FILE_DEPTH_MAX or taken.chars > FILE_CHARS_MAX:
            what = "is longer" if taken.chars > FILE_CHARS_MAX else "is nested deeper"
            raise FileRefused(f"Call {self.count + 1:,} {what} than any call is; check that this is the right file.")

    def _cut_off(self) -> FileRefused:
        return FileRefused(
            f"The file ends in the middle of call {self.count + 1:,}: it was cut off on its way. Send it again."
        )

    def _more(self, kept: str = "") -> bool:
        piece = next(self._texts, None)
        while piece == "":
            piece = next(self._texts, None)
        self._text, self._at = kept + (piece or ""), 0
        return piece is not None


class _Taken:
    """The letters of one item, up to a bound."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._held = 0
        self.chars = 0
        self.deepest = 0

    def add(self, text: str) -> None:
        """Keep what fits; count all."""
        if self._held <= ITEM_CHARS_MAX:
            self._parts.append(text[: ITEM_CHARS_MAX + 1 - self._held])
            self._held += len(self._parts[-1])
        self.chars += len(text.strip()) if not self.chars else len(text)

    def text(self) -> str:
        """Give the letters that were kept."""
        return "".join(self._parts)

    def piece(self, text: str) -> Piece:
        """Make the item, with what is wrong with it as a whole."""
        if self.chars > ITEM_CHARS_MAX:
            return Piece(text, f"is longer than {ITEM_CHARS_MAX:,} characters")
        if self.deepest > DEPTH_MAX:
            return Piece(text, f"is nested {self.deepest:,} deep; at most {DEPTH_MAX} fit")
        return Piece(text, None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > KEYS_MAX:
        raise BadInput(f"has an object of more than {KEYS_MAX:,} keys")
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadInput("has the same key twice in one object, so that nobody can know which of the two is meant")
    if not DANGEROUS_KEYS.isdisjoint(made):
        raise BadInput("has a key that misleads programs (__proto__, constructor or prototype)")
    return made


def _refuse_constant(_: str) -> Any:
    raise BadInput("has a number that is none (NaN or Infinity)")


def _whole_number(text: str) -> int:
    if len(text) > NUMBER_CHARS_MAX:
        raise BadInput(f"has a number of more than {NUMBER_CHARS_MAX} digits")
    return int(text)


def _refuse_fraction(_: str) -> Any:
    raise BadInput("has a number that is not whole; no key of a call takes one")
