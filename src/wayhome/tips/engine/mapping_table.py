"""
Reading a table of a mapping file so that every mistake is named.

Whoever writes a mapping is a caseworker with a text editor. A message that says "slots.victim.sex:
found a number, expected the header of a column" mends it in a minute; a mapping that is wrong in
silence spoils a million rows. So each key is asked for by its type, and a key that nobody asked
for is an error too, with the nearest that exists.
"""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from wayhome.kernel.errors import BadInput

_KINDS = {str: "a text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


def kind_of(content: object) -> str:
    """Say what sort of thing stands in a mapping file, in words; never the thing itself."""
    return _KINDS.get(type(content), "a number or a date")


class Table:
    """One table of the file, with the dotted path that leads to it; it remembers which keys were asked for."""

    def __init__(self, content: dict[str, Any], path: str = "") -> None:
        self.path = path
        self._content = content
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def wrong(self, key: str, complaint: str) -> BadInput:
        """Make the error that names a key of this table."""
        return BadInput(f"Mapping, {self._named(key)}: {complaint}")

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text; without a default it must be there and hold something."""
        content = self._get(key, str, default)
        if default is None and not content.strip():
            raise self.wrong(key, "found an empty text, expected some words.")
        return str(content)

    def text_or_none(self, key: str) -> str | None:
        """Give a text, or None where the key is absent."""
        self._asked.add(key)
        return self.text(key) if key in self else None

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        return bool(self._get(key, bool, default))

    def whole(self, key: str, default: int | None, *, least: int, most: int) -> int | None:
        """Give a whole number within bounds, or the default where the key is absent."""
        if key not in self:
            self._asked.add(key)
            return default
        number = int(self._get(key, int, default))
        if not least <= number <= most:
            raise self.wrong(key, f"found a number outside the bounds, expected {least} to {most}.")
        return number

    def one_of(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Give one of a few words."""
        word = self.text(key, default)
        if word not in (allowed := tuple(choices)):
            raise self.wrong(key, f"found another word, expected one of {', '.join(allowed)}.")
        return word

    def texts(self, key: str, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """Give a list of texts; one text alone is a list of one."""
        if key not in self and default is not None:
            self._asked.add(key)
            return tuple(default)
        content = self._get(key, (str, list), None)
        found = [content] if isinstance(content, str) else list(content)
        if not all(isinstance(text, str) for text in found):
            raise self.wrong(key, "found something that is no text in the list, expected texts only.")
        return tuple(found)

    def table(self, key: str) -> "Table":
        """Give the table under a key; an empty one where it is absent."""
        return Table(self._get(key, dict, {}), self._named(key))

    def tables(self, key: str) -> list["Table"]:
        """Give the tables under a key: of one, of several (`[[key]]`), or none."""
        content = self._get(key, (dict, list), [])
        found = [content] if isinstance(content, dict) else list(content)
        if not all(isinstance(one, dict) for one in found):
            raise self.wrong(key, "found something that is no table in the list, expected tables only.")
        return [Table(one, f"{self._named(key)}[{number}]") for number, one in enumerate(found, start=1)]

    def raw(self, key: str) -> object:
        """Give what stands under a key, whatever it is."""
        self._asked.add(key)
        return self._content.get(key)

    def no_more(self) -> None:
        """Refuse a key that nobody asked for: a misspelt key that is ignored would lose a column in silence."""
        for key in self._content:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(sorted(self._asked))}."
                raise self.wrong(key, f"found a key that has no meaning here; {hint}")

    def _get(self, key: str, kinds: type | tuple[type, ...], default: Any) -> Any:
        self._asked.add(key)
        content = self._content.get(key, default)
        allowed = kinds if isinstance(kinds, tuple) else (kinds,)
        if key not in self._content and default is None:
            raise self.wrong(key, f"found nothing, expected {' or '.join(_KINDS[kind] for kind in allowed)}.")
        if type(content) not in allowed:  # exactly: true is no whole number here
            expected = " or ".join(_KINDS[kind] for kind in allowed)
            raise self.wrong(key, f"found {kind_of(content)}, expected {expected}.")
        return content

    def _named(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
