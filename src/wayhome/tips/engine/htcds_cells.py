"""
What one cell of an HTCDS row says: its makers of statements, each remembered for the cells that come again.

A list may hold several words. The standard's own lists have commas and semicolons inside of their
labels ("Wholesale and retail trade; repair of motor vehicles"), so a cell is a word of its list as
a whole, or else it is cut at semicolons, bars and line ends, or else at commas if every piece is a
word of the list. A word that only one of our vocabularies could hold (a sex, a country, a role)
and that is found nowhere sets its row aside; a word of a list that we keep as a note is kept as it
was written.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.values import read_content
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.cells import REMEMBERED_MAX, CellReader, keys_of
from wayhome.tips.engine.facts import statement_of
from wayhome.tips.engine.htcds_fields import Field, folded
from wayhome.tips.engine.rows import ReadStatement

Statements = tuple[ReadStatement, ...]
Make = Callable[[str], Statements]

_VOCABULARY_OF: Final = {
    "sex": ("sex", "code", "sexes"),
    "nationality": ("nationality", "country", "countries"),
    "role": ("role", "role", "roles"),
    "exploitation": ("exploitation", "type", "exploitation_types"),
}
_SHORT = 1_000  # as long as a text of any kind may be
_CUT_AT = re.compile(r"[;|\n]")
_TICKS: Final = dict.fromkeys(("true", "1", "x", "yes", "checked"), "yes") | dict.fromkeys(("false", "0", "no"), "no")
_CHECKBOXES = frozenset({"prs_Deceased", "con_Consent", "vic_AgreementToManagePersonalData"})
_VICTIM = {folded(word) for word in ("Possible victim of trafficking", "Actual victim of trafficking")}


def maker_of(field: Field, column: str, cells: CellReader) -> Make:
    """
    Make ready what turns a cell of a field into statements.

    Args:
        field: it becomes statements of its own, as all of STATEMENTS do but names and addresses.
        column: the header over it.
        cells: reads single cells.

    Returns:
        A function of the cell's text, which is not silent; it raises BadInput for a wrong cell.
    """
    made: dict[str, Make] = {
        "birth": lambda text: _birth(text, column, cells),
        "language": lambda text: _languages(text, column, cells),
        "national_id": lambda text: _one("identifier", {"identifier_kind": "national_id"}, "number", text, column),
        "email": lambda text: _one("contact", {"contact_kind": "email"}, "value", text, column),
        "phone": lambda text: _one("contact", {"contact_kind": "phone"}, "value", text, column),
        "status": lambda text: _status(field, text, column),
        "note": lambda text: _note(field, text, column),
    }
    if field.becomes in _VOCABULARY_OF:
        return lru_cache(REMEMBERED_MAX)(lambda text: _codes(field.becomes, text, column))
    make = made[field.becomes]
    has_few_different = field.values or field.becomes in {"language", "birth", "status"}
    return lru_cache(REMEMBERED_MAX)(make) if has_few_different else make


def said_by(field: Field, text: str) -> str:
    """Write what a cell says in words: each word of a list by its label, a tick as yes or no, else as it is."""
    if field.field in _CHECKBOXES:
        return _TICKS.get(text.casefold(), text)
    if not field.values:
        return text
    words = words_in(text, lambda word: folded(word) in field.values)
    return "; ".join(field.values.get(folded(word), word) for word in words)


def words_in(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Cut a cell into the words of its list."""
    if is_known(text):
        return [text]
    words = [word for piece in _CUT_AT.split(text) if (word := piece.strip())]
    if len(words) == 1 and "," in text:
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        return pieces if all(map(is_known, pieces)) else words
    return words


def _codes(becomes: str, text: str, column: str) -> Statements:
    kind, key, name = _VOCABULARY_OF[becomes]
    words = vocabulary(name)
    statements = []
    for word in words_in(text, lambda word: words.find(word) is not None):
        term = words.find(word)
        if term is None:
            raise BadInput(f"holds a word that the vocabulary {name} does not know")
        if (kind, term.code) != ("sex", "unknown"):  # the vocabulary has a code for silence; silence is no statement
            statements.append(statement_of(kind, {key: term.code}, column, None))
    return tuple(statements)


def _birth(text: str, column: str, cells: CellReader) -> Statements:
    when = cells.date(text)
    return (statement_of("birth", {"date": when.date.text}, column, when),)


def _languages(text: str, column: str, cells: CellReader) -> Statements:
    read = cells.code("language")
    codes = [read(word) for word in words_in(text, lambda word: vocabulary("languages").find(word) is not None)]
    return tuple(statement_of("language", {"language": code}, column, None) for code in codes if code is not None)


def _status(field: Field, text: str, column: str) -> Statements:
    """Give the role that a status means, and the status itself in words: "actual" is a finding that we do not make."""
    note = _note(field, text, column)
    if folded(said_by(field, text)) not in _VICTIM:
        return note
    return (statement_of("role", {"role": "victim"}, column, None), *note)


def _note(field: Field, text: str, column: str) -> Statements:
    return _one("note", {}, "text", f"{field.heading}: {said_by(field, text)}", column)


def _one(kind: str, constants: dict[str, str], key: str, text: str, column: str) -> Statements:
    content = text
    if not text.isprintable() or "  " in text or len(text) > _SHORT:
        content = str(_checked(kind, key, text))
    return (statement_of(kind, {**constants, key: content}, column, None),)


def _checked(kind: str, key: str, text: str) -> str | int:
    try:
        return read_content(keys_of(kind)[key], text)
    except BadInput as wrong:
        raise BadInput(f"does not fit: {wrong}") from None
