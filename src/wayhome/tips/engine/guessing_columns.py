"""
What each column of a sheet means: its header proposes, its cells agree or object.

A header that is known and cells that can be read so are certain or likely. Where the cells object
(the header says age, the cells are no ages), the column is not read: it stays in the raw row, and a
human decides. A column whose header is not known is told by its cells alone only where they cannot
be mistaken, and is unsure: an address is an address, but whose, nobody can tell. Names by content
alone are never taken, because any place looks like one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.guessing_content import Look, look_at
from wayhome.tips.engine.guessing_encoding import Certainty
from wayhome.tips.engine.guessing_text import PERSON_CHOICES, SEVERAL
from wayhome.tips.engine.guessing_words import HeaderMeaning, meaning_of

READ_SHARE: Final = 0.5  # below it most rows would be set aside: the header and its cells do not belong together
SURE_SHARE: Final = 0.9
ALONE_CELLS_MIN: Final = 3

# What the cells must be, so that a column can be read as what its header says.
_DEMANDED = {
    "when": "year", "birth": "year", "seen_on": "year", "age": "age", "sex": "sex", "nationality": "country",
    "country": "country", "channel": "channel", "danger_now": "danger", "speaks": "language",
    "exploitation": "exploitation",
}  # fmt: skip
_EXPECTED = {"phone": "phone", "email": "email"}
_ALONE = {
    "email": "email", "phone": "phone", "date": "when", "sex": "sex", "country": "nationality", "text": "text",
    "age": "age",
}  # fmt: skip
_SPLIT = {"speaks": (";", ",", "/", "+"), "nationality": (";", ",", "/")}
_SAID = {
    "email": "e-mail addresses", "phone": "telephone numbers", "date": "dates", "year": "dates", "age": "ages",
    "sex": "words for a sex", "country": "countries or nationalities", "language": "languages", "danger": "yes or no",
    "channel": "known channels", "text": "long texts", "name": "names", "exploitation": "known kinds of exploitation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """
    What one column is taken for.

    Fields:
        header: its name in the sheet.
        choice: as `guessing_text.Draft.choices` has it; empty: not read.
        certainty: how sure that is.
        evidence: the sentence that says why; it names the header, and of the cells only counts.
        split: the mark at which its cells are cut; empty: they are not.
    """

    header: str
    choice: str
    certainty: Certainty
    evidence: str
    split: str = ""


def guess_columns(
    columns: Sequence[str], cells: Mapping[str, Counter[str]], *, language: str, languages: tuple[str, ...]
) -> list[ColumnGuess]:
    """
    Guess what every column means.

    Args:
        columns: the headers, each another one.
        cells: header to what stands under it, without silent cells, with how often.
        language: of the headers; empty: not known.
        languages: in whose words codes may be written.
    """
    meant = {header: meaning_of(header, language=language) for header in columns}
    main = "victim" if any(found and found.who == "victim" for found in meant.values()) else "person"
    guesses: list[ColumnGuess] = []
    for header in columns:
        guesses.append(_guess(header, meant[header], cells[header], main=main, languages=languages, before=guesses))
    return _named_once(guesses)


def _guess(
    header: str, meant: HeaderMeaning | None, cells: Counter[str], *, main: str, languages: tuple[str, ...],
    before: Sequence[ColumnGuess],
) -> ColumnGuess:  # fmt: skip
    taken = {guess.choice for guess in before}
    if meant is None:
        return _by_content(header, look_at(cells, languages=languages), main=main, taken=taken)
    what = meant.field.partition(".")[2]
    slot = "tip" if meant.field.startswith("tip.") else (meant.who or main)
    split, look = _best_split(what, cells, languages)
    choice = f"{slot}.{what}"
    spoken = ", ".join(vocabulary("languages").label(one) for one in meant.languages)
    said = f"The header says it ({spoken})"
    if choice in taken and what not in SEVERAL and choice != "tip.text":
        return ColumnGuess(header, "", "unsure", f"{said}, but another column is that already.")
    kind = _DEMANDED.get(what) or _EXPECTED.get(what, "")
    share = look.share(kind) if kind else 1.0
    counted = f"; {_count(look, share)} are {_SAID[kind]}" if kind and look.cells else ""
    if not look.cells:
        return ColumnGuess(header, choice, "likely", f"{said}; every cell that was looked at is empty.", split)
    if what in _DEMANDED and share < READ_SHARE:
        return ColumnGuess(header, "", "unsure", f"{said}, but only {_count(look, share)} are {_SAID[kind]}.")
    is_sure = meant.is_whole and share >= SURE_SHARE and not (kind in {"phone", "email"} and not meant.who)
    whose = f" Whose it is the header does not say; taken for the {main}." if kind in {"phone", "email"} else ""
    return ColumnGuess(
        header, choice, "certain" if is_sure else "likely", f"{said}{counted}.{'' if meant.who else whose}", split
    )


def _by_content(header: str, look: Look, *, main: str, taken: set[str]) -> ColumnGuess:
    """Guess a column by its cells alone."""
    nothing = "The header is not known, and its cells could be many things."
    if look.cells < ALONE_CELLS_MIN:
        return ColumnGuess(header, "", "unsure", "The header is not known, and there is too little under it.")
    for kind, what in _ALONE.items():
        share = look.share(kind)
        if share < SURE_SHARE:
            continue
        choice = f"{'tip' if what in {'when', 'text'} else main}.{what}"
        said = f"The header is not known; {_count(look, share)} are {_SAID[kind]}"
        if choice in taken and what not in SEVERAL and choice != "tip.text":
            return ColumnGuess(header, "", "unsure", f"{said}, but another column is that already.")
        if what in {"age", "text"} and choice in taken:
            return ColumnGuess(header, "", "unsure", f"{said}.")
        return ColumnGuess(header, choice, "unsure", f"{said}. Check what they are, and whose.")
    if look.share("name") >= SURE_SHARE:
        nothing = f"The header is not known; {_count(look, look.share('name'))} look like names. Say whose they are."
    return ColumnGuess(header, "", "unsure", nothing)


def _best_split(what: str, cells: Counter[str], languages: tuple[str, ...]) -> tuple[str, Look]:
    """Look at a column as a whole and cut at each mark, and take the way in which most of it can be read."""
    whole = look_at(cells, languages=languages)
    best, found = "", whole
    for mark in _SPLIT.get(what, ()):
        if not any(mark in cell for cell in cells):
            continue
        pieces: Counter[str] = Counter()
        for cell, count in cells.items():
            pieces.update({piece.strip(): count for piece in cell.split(mark) if piece.strip()})
        look = look_at(pieces, languages=languages)
        if look.share(_DEMANDED[what]) > found.share(_DEMANDED[what]):
            best, found = mark, look
    return best, found


def _named_once(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """Let a name be whole or in parts: beside a family name, what is called a name is the given one."""
    choices = {guess.choice for guess in guesses}
    written = []
    for guess in guesses:
        slot, _, what = guess.choice.partition(".")
        has_family, has_given = f"{slot}.family" in choices, f"{slot}.given" in choices
        if what == "name" and has_family and not has_given and "given" in PERSON_CHOICES:
            why = f"{guess.evidence} Beside a family name it is the given one."
            written.append(ColumnGuess(guess.header, f"{slot}.given", "likely", why))
        elif what == "name" and (has_family or has_given):
            why = f"{guess.evidence} Its parts stand in other columns."
            written.append(ColumnGuess(guess.header, "", "likely", why))
        else:
            written.append(guess)
    return written


def _count(look: Look, share: float) -> str:
    return f"{round(share * look.cells):,} of {look.cells:,} cells"
