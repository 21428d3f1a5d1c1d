"""
Guess a mapping from a sheet itself, with the evidence for every part of it.

A sheet comes from an agency that nobody has a mapping for. Whoever is on duty must not have to write
one by hand before the first row can be read. So its first part is looked at: the encoding, the mark
between cells, the row and the language of the headers, the order of day and month, and what each
column means. The result is a mapping file that a human reads, corrects and keeps, never a decision:
each part says how sure it is and why, and a date that could be two days stays both.

    guess_sheet(head, this_year=2026) -> Guess      of a file of text
    guess_rows(rows, this_year=2026) -> Guess       of rows that another reader took from a workbook
    guess.mapping_text                              the mapping, its evidence behind each line

Limits: what is looked at is the beginning, SAMPLE_CHARS_MAX characters; what comes later may still be set
aside. Evidence counts cells and names headers, and never shows what stands in a cell.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from wayhome.kernel.errors import FileRefused
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.encodings import decoded
from wayhome.tips.engine.first_bytes import refuse_foreign
from wayhome.tips.engine.guessing_columns import ColumnGuess, guess_columns
from wayhome.tips.engine.guessing_content import decimal_commas, is_date
from wayhome.tips.engine.guessing_dates import DatesGuess, guess_dates
from wayhome.tips.engine.guessing_encoding import Certainty, EncodingGuess, guess_encoding
from wayhome.tips.engine.guessing_shape import ShapeGuess, first_rows, guess_header, guess_shape
from wayhome.tips.engine.guessing_text import Draft, compose
from wayhome.tips.engine.guessing_words import language_of, silences
from wayhome.tips.engine.mapping import UNKNOWN
from wayhome.tips.engine.mapping_values import plain

SAMPLE_CHARS_MAX: Final = 2_000_000
ROWS_LOOKED_AT: Final = 5_000
ROWS_MIN: Final = 50
CELLS_LOOKED_AT: Final = 200_000  # of a wide sheet fewer rows, so that looking at it takes seconds
COLUMNS_MAX: Final = 1_000

# Where nobody knows the language of the headers, the words of all of these are tried.
_LANGUAGES_WITHOUT_HEADER = ("en", "es", "fr", "pt")
_MAN_OR_WOMAN = ("es", "pt")  # H and M are hombre and mujer there, F and M femenino and masculino
_DECLARED = "It was said so by hand."
_DATED = ("when", "birth", "seen_on")


@dataclass(frozen=True, slots=True)
class Note:
    """What was found out about the file as a whole: about what, how sure, and why."""

    topic: str
    said: str
    certainty: Certainty
    evidence: str


@dataclass(frozen=True, slots=True)
class Guess:
    """
    A mapping that is proposed.

    Fields:
        draft: what it is composed of.
        columns: what each column is taken for, in the order of the sheet.
        notes: about encoding, delimiter, header, language and dates.
    """

    draft: Draft
    columns: tuple[ColumnGuess, ...]
    notes: tuple[Note, ...]

    @property
    def mapping_text(self) -> str:
        """The mapping file, with the evidence as comments."""
        told = "".join(f"# {note.topic}: {note.said} ({note.certainty}). {note.evidence}\n" for note in self.notes)
        unread = [guess for guess in self.columns if not guess.choice]
        left = "".join(f"# not read: {quoted_header(guess.header)} {guess.evidence}\n" for guess in unread)
        comments = {guess.header: f"{guess.certainty}: {guess.evidence}" for guess in self.columns}
        return told + left + "\n" + compose(replace(self.draft, comments=comments))


@dataclass(frozen=True, slots=True)
class Declared:
    """How a human says that the file is written, where the guess was wrong; empty and 0 leave it to the guess."""

    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0


def guess_sheet(head: bytes, *, this_year: int, is_whole: bool = False, declared: Declared | None = None) -> Guess:
    """
    Guess the mapping of a file of text.

    Args:
        head: its first bytes, cut anywhere; or all of it.
        this_year: the year in which it came, for years of two digits.
        is_whole: whether `head` is the whole file; else its last line, which may be cut, is left out.
        declared: what a human knows better.

    Raises:
        FileRefused: it is no text at all, or holds no header.
    """
    head = b"".join(refuse_foreign(iter([head])))
    told = declared or Declared()
    encoding = guess_encoding(head)
    if told.encoding:
        encoding = EncodingGuess(told.encoding, "certain", _DECLARED)
    text = "".join(decoded(iter([head]), encoding.encoding))[:SAMPLE_CHARS_MAX]
    if not is_whole or len(text) == SAMPLE_CHARS_MAX:
        text = text[: text.rfind("\n") + 1] or text
    shape = _shape(text, told)
    rows = first_rows(text, shape, ROWS_LOOKED_AT)
    notes = [
        Note("encoding", encoding.encoding, encoding.certainty, encoding.evidence),
        Note("cells", {"\t": "tab"}.get(shape.delimiter, shape.delimiter), shape.certainty, shape.evidence),
        Note("header", f"row {shape.header_row}", shape.header_certainty, shape.header_evidence),
    ]
    return _guess(rows, notes, shape=shape, encoding=encoding.encoding, this_year=this_year)


def guess_rows(rows: Sequence[Sequence[str]], *, this_year: int, header_row: int = 0) -> Guess:
    """
    Guess the mapping of rows that another reader took from a workbook.

    Args:
        rows: from row 1 on; the first ones may be a title.
        this_year: the year in which it came, for years of two digits.
        header_row: the row with the names of the columns, where a human says so; 0 leaves it to the guess.

    Raises:
        FileRefused: it has no such row.
    """
    number, certainty, why = guess_header(rows)
    if header_row:
        number, certainty, why = header_row, "certain", _DECLARED
    if number > len(rows):
        raise FileRefused(f"The sheet has no row {number} with the names of its columns.")
    # The reader of workbooks takes a header with every gap as one blank.
    named = [" ".join(cell.split()) for cell in rows[number - 1]]
    shape = ShapeGuess(",", '"', number, "certain", "", certainty, why)
    notes = [Note("header", f"row {number}", certainty, why)]
    return _guess([named, *rows[number:]], notes, shape=shape, encoding="utf-8", this_year=this_year)


def _shape(text: str, told: Declared) -> ShapeGuess:
    shape = guess_shape(text)
    if told.delimiter:
        shape = replace(shape, delimiter=told.delimiter, certainty="certain", evidence=_DECLARED)
    if told.header_row:
        shape = replace(shape, header_row=told.header_row, header_certainty="certain", header_evidence=_DECLARED)
    return shape


def header_hash(columns: Sequence[str]) -> str:
    """Hash a header, in its order, so that a later sheet of the same sender is known by it."""
    return hashlib.sha256("\0".join(columns).encode("utf-8", "surrogatepass")).hexdigest()


def quoted_header(header: str) -> str:
    """Write a header so that it can stand in a comment."""
    return "“" + "".join(mark if mark.isprintable() else " " for mark in header) + "”"


def _guess(
    rows: Sequence[Sequence[str]], notes: list[Note], *, shape: ShapeGuess, encoding: str, this_year: int
) -> Guess:
    columns = _columns(rows[0] if rows else ())
    language, known = language_of(columns)
    unknown = _silent(language)
    cells = _cells(columns, rows[1:], frozenset(map(plain, unknown)))
    languages = tuple(dict.fromkeys((language, "en"))) if language else _LANGUAGES_WITHOUT_HEADER
    guesses = guess_columns(columns, cells, language=language, languages=languages)
    dates = guess_dates(_dated(guesses, cells), this_year=this_year)
    notes += [_language_note(language, known, len(columns)), _dates_note(dates), *_decimals(columns, cells)]
    sexes, sex_notes = _sexes(guesses, cells, language)
    name = vocabulary("languages").label(language) if language else "an unknown language"
    has_text = any(guess.choice == "tip.text" for guess in guesses)
    draft = Draft(
        profile=f"Sheet in {name}", choices={guess.header: guess.choice for guess in guesses},
        language=language if has_text else "", encoding=encoding, delimiter=shape.delimiter, quote=shape.quote,
        header_row=shape.header_row, style=dates.style, two_digit_from=dates.two_digit_from,
        words_of=tuple(one for one in languages if one != "en"), unknown=unknown,
        split={guess.header: guess.split for guess in guesses if guess.split and guess.choice}, sexes=sexes,
    )  # fmt: skip
    return Guess(draft, tuple(guesses), (*notes, *sex_notes))


def _columns(row: Sequence[str]) -> tuple[str, ...]:
    """Give the names of the columns as the reader of sheets does."""
    names = [unicodedata.normalize("NFC", cell.strip()) for cell in row][: COLUMNS_MAX + 1]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise FileRefused("The file has no row with the names of its columns; nothing can be proposed for it.")
    if len(names) > COLUMNS_MAX:
        raise FileRefused(f"The sheet has more than {COLUMNS_MAX:,} columns; at most that many are read.")
    return tuple(dict.fromkeys(names))


def _cells(columns: tuple[str, ...], rows: Sequence[Sequence[str]], unknown: frozenset[str]) -> dict[str, Counter[str]]:
    counted: dict[str, Counter[str]] = {header: Counter() for header in columns}
    for row in rows[: min(ROWS_LOOKED_AT, max(ROWS_MIN, CELLS_LOOKED_AT // max(1, len(columns))))]:
        for header, cell in zip(columns, row, strict=False):
            if cell.strip() and plain(cell) not in unknown:
                counted[header][cell.strip()] += 1
    return counted


def _silent(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*UNKNOWN, *silences(language or "en"))))


def _dated(guesses: Sequence[ColumnGuess], cells: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Give the columns of dates: those that were taken for one, and those that hold nothing but dates."""
    taken = {guess.header for guess in guesses if guess.choice.partition(".")[2] in _DATED}
    others = {header for header, found in cells.items() if found and all(map(is_date, list(found)[:ROWS_LOOKED_AT]))}
    return {header: found for header, found in cells.items() if header in taken | others}


def _language_note(language: str, known: int, columns: int) -> Note:
    if not language:
        return Note("language", "not known", "unsure", "None of the headers is known in any language that we have.")
    certainty: Certainty = "certain" if known * 2 > columns else "likely"
    label = vocabulary("languages").label(language)
    return Note("language", label, certainty, f"{known} of {columns} headers are words of it.")


def _dates_note(dates: DatesGuess) -> Note:
    return Note("dates", dates.style, dates.certainty, dates.evidence)


def _decimals(columns: tuple[str, ...], cells: dict[str, Counter[str]]) -> list[Note]:
    commas = {header: decimal_commas(cells[header]) for header in columns}
    found = [header for header, count in commas.items() if count]
    if not found:
        return []
    why = f"{sum(commas.values())} cells hold a number with one, such as those under {quoted_header(found[0])}."
    return [Note("decimals", "comma", "likely", why)]


def _sexes(
    guesses: Sequence[ColumnGuess], cells: dict[str, Counter[str]], language: str
) -> tuple[dict[str, str], list[Note]]:
    """Tell what H, F and M mean where both hombre and mujer, femenino and masculino are written by one letter."""
    column = next((guess.header for guess in guesses if guess.choice.endswith(".sex")), None)
    if column is None or language not in _MAN_OR_WOMAN:
        return {}, []
    words = {plain(cell) for cell in cells[column]}
    if "m" not in words or "f" in words:
        return {}, []
    if "h" in words:
        why = "H and M stand there and no F, so that M is the woman and H the man."
        return {"m": "female", "h": "male"}, [Note("sex", "H and M", "likely", why)]
    why = "M stands there without F and without H: it may be either, so it is read as saying nothing."
    return {"m": ""}, [Note("sex", "M", "unsure", why)]
