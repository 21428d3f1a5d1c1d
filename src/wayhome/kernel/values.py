"""
Values: how one key of a statement is read, by its type, into its one way of writing.

Types: `text` (one line), `long_text`, `date` (EDTF), `years` (a whole number), `code` (of a
vocabulary; other standards' names and labels are understood) and `language` (BCP 47). A
complaint says what was expected and never what was given.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from wayhome.kernel.ages import YEARS_MAX
from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import vocabulary

TEXT_CHARACTERS_MAX: Final = 1_000
LONG_TEXT_CHARACTERS_MAX: Final = 100_000

# A language, then perhaps a script, a region and variants. Case does not matter.
_LANGUAGE_TAG = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{2,8})*)", re.IGNORECASE)
_YEARS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class ValueKey:
    """Hold one key of a value: its name, its label for forms, the type of its content and whether it must be given."""

    name: str
    label: str
    type: str
    vocabulary: str
    is_required: bool


def read_content(key: ValueKey, content: object) -> str | int:
    """Read what was given for a key; BadInput says what its type expects."""
    return _READERS[key.type](key, content)


def is_given(content: object) -> bool:
    """Say whether there is any content: None and a blank text are silence."""
    return content is not None and not (isinstance(content, str) and not content.strip())


def _text(_: ValueKey, content: object) -> str:
    return _words(content, TEXT_CHARACTERS_MAX, is_one_line=True)


def _long_text(_: ValueKey, content: object) -> str:
    return _words(content, LONG_TEXT_CHARACTERS_MAX, is_one_line=False)


def _date(_: ValueKey, content: object) -> str:
    return PartialDate.parse(_words(content, TEXT_CHARACTERS_MAX, is_one_line=True)).text


def _years(_: ValueKey, content: object) -> int:
    said = content.strip() if isinstance(content, str) else content
    if isinstance(said, str) and _YEARS.fullmatch(said):
        said = int(said)
    # A truth value is a whole number to Python, but no age.
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said <= YEARS_MAX:
        raise BadInput(f"expected a whole number from 0 to {YEARS_MAX}.")
    return said


def _code(key: ValueKey, content: object) -> str:
    words = vocabulary(key.vocabulary)
    found = words.find(content) if isinstance(content, str) else None
    if found is None:
        raise BadInput(words.expected)
    return found.code


def _language(_: ValueKey, content: object) -> str:
    said = content.strip().replace("_", "-") if isinstance(content, str) else ""
    match = _LANGUAGE_TAG.fullmatch(said)
    primary = vocabulary("languages").find(match[1] if match else said)
    if primary is None:
        raise BadInput("expected a language as a BCP 47 tag such as ro or zh-Hant, or its English name.")
    return primary.code + (match[2] if match else "")


def _words(content: object, characters_max: int, *, is_one_line: bool) -> str:
    """Tidy a text: composed letters, no control characters, single spaces where it is one line."""
    if not isinstance(content, str):
        raise BadInput("expected a text.")
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in content):  # noqa: PLR2004 -- Unicode's surrogates
        raise BadInput("it holds halves of characters; save the source as UTF-8 and try again.")
    composed = unicodedata.normalize("NFC", " ".join(content.split()) if is_one_line else content.strip())
    kept = "".join(letter for letter in composed if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    if not kept or len(kept) > characters_max:
        raise BadInput(f"expected a text of 1 to {characters_max} characters.")
    return kept


_READERS: Mapping[str, Callable[[ValueKey, object], str | int]] = MappingProxyType(
    {"text": _text, "long_text": _long_text, "date": _date, "years": _years, "code": _code, "language": _language}
)
