"""
The translation tables of a mapping: what a sender's own words mean in our vocabularies.

    [values.sex]
    f = "female"
    nina = "female"
    "no se sabe" = ""        # says nothing

`words_of = ["es"]` beside the tables takes the usual words of a language, from `words_abroad`.
A word that is translated nowhere is looked up in the vocabulary itself, which knows codes,
English labels and the names of other standards. A word that is found nowhere is no silence: the
row is set aside until somebody says what the word means.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final

from wayhome.kernel.errors import BadInput
from wayhome.kernel.values import ValueKey, read_content
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.mapping_table import Table, kind_of
from wayhome.tips.engine.words_abroad import LANGUAGES, words_together

# Table under [values] -> vocabulary of the kernel. `danger` answers a question and has no vocabulary.
TABLES: Final[dict[str, str]] = {
    "sex": "sexes",
    "country": "countries",
    "language": "languages",
    "role": "roles",
    "exploitation": "exploitation_types",
    "channel": "channels",
    "relation": "relation_kinds",
    "identifier_kind": "identifier_kinds",
    "contact_kind": "contact_kinds",
    "name_kind": "name_kinds",
    "script": "scripts",
}
DANGER: Final = "danger"
CODE_CHARS_MAX: Final = 200
_YES_NO = {"yes": "yes", "no": "no", "y": "yes", "n": "no", "true": "yes", "false": "no", "1": "yes", "0": "no"}
_LANGUAGE = ValueKey("language", "", "language", "", is_required=True)

Translations = Mapping[str, Mapping[str, str]]


def plain(word: str) -> str:
    """Fold a cell for comparing: composed letters, small, no space at the ends."""
    return unicodedata.normalize("NFC", word).casefold().strip()


def read_translations(table: Table) -> Translations:
    """Read all tables under [values]; a code that its vocabulary does not have is refused."""
    languages = table.texts("words_of", ())
    for language in languages:
        if language not in LANGUAGES:
            raise table.wrong("words_of", f"found another language, expected some of {', '.join(LANGUAGES)}.")
    abroad = words_together(languages)
    read = {name: {**abroad.get(name, {}), **_read(table.table(name), name)} for name in (*TABLES, DANGER)}
    table.no_more()
    return read


def code_of(cell: str, name: str, translations: Translations) -> str | None:
    """
    Find the code that a cell means.

    Args:
        cell: as written; no marker of a missing value.
        name: a key of TABLES, or DANGER.
        translations: from `read_translations`.

    Returns:
        The code; None where the mapping says that the word says nothing.

    Raises:
        BadInput: the word is found nowhere; the end of a sentence that begins with the column.
    """
    if len(cell) > CODE_CHARS_MAX:
        raise BadInput(f"holds more than {CODE_CHARS_MAX} characters, which no code has")
    translated = translations[name].get(plain(cell))
    if translated is not None:
        return translated or None
    found = _YES_NO.get(plain(cell)) if name == DANGER else _code_in_vocabulary(cell, name)
    if found is None:
        raise BadInput(f"holds a word that neither the vocabulary nor [values.{name}] knows")
    return found


def _code_in_vocabulary(cell: str, name: str) -> str | None:
    term = vocabulary(TABLES[name]).find(cell)
    if term is None and name == "language":
        try:
            return str(read_content(_LANGUAGE, cell))  # a tag with its region or script, such as pt-BR
        except BadInput:
            return None
    return term.code if term else None


def _read(table: Table, name: str) -> dict[str, str]:
    return {plain(word): _target(table, word, name) for word in table}


def _target(table: Table, word: str, name: str) -> str:
    code = table.raw(word)
    if not isinstance(code, str):
        raise table.wrong(word, f"found {kind_of(code)}, expected a code in quotes.")
    if not code:
        return ""
    if name == DANGER:
        if code not in {"yes", "no"}:
            raise table.wrong(word, 'found another word, expected "yes" or "no".')
        return code
    term = vocabulary(TABLES[name]).find(code)
    if term is None:
        raise table.wrong(word, f"found a code that does not exist, {vocabulary(TABLES[name]).expected}")
    return term.code
