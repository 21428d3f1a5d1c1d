"""
Calls as JSON: what a hotline's own program writes down, in the words of `POST /api/tips`.

A file holds one list of calls, or a call in each line. A call is the body that the interface takes (text, place, when,
language, contact), and may say besides in which country it was and how it came, whether a child is in danger now, and
who is named (`people`). What is wrong in one call sets that one aside; a file that ends in the middle is refused.

`docs/reference/calls.md` lists every key.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from wayhome.kernel.canonical import canonical_bytes
from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.cutting import kind_within
from wayhome.tips.engine.dates_written import read_date
from wayhome.tips.engine.encodings import decoded, shown
from wayhome.tips.engine.json_pieces import Piece, pieces_of, read_piece
from wayhome.tips.engine.lines import FORBIDDEN, forbidden_in
from wayhome.tips.engine.people_told import ISO, KEYS, read_people
from wayhome.tips.engine.row_digest import text_digest
from wayhome.tips.engine.rows import HeaderRead, Item, ReadRelation, ReadRow, SetAside
from wayhome.tips.engine.sheet import TEXT_KEPT_CHARS_MAX, Counted, with_progress
from wayhome.tips.engine.tip_fields import FIELD_CHARS_MAX, TEXT_CHARS_MAX, Tip, when_told

# Every key of a call, with what it says; the reference is made of this.
FIELDS: Final[Mapping[str, str]] = {
    "text": "what was seen or is known, in any language; needed unless somebody is named; at most 100,000 characters",
    "place": "where, in words",
    "when": "when: ISO 8601, as precise as it is known, or in words",
    "language": "the language of the text: a BCP 47 tag such as `uk`, or its English name",
    "contact": "how the caller can be reached",
    "country": "ISO 3166 code or English name of the country that the call is about",
    "channel": "how it came: a code of the vocabulary `channels`; without it `hotline`",
    "danger_now": "true where a child is said to be in danger now",
    "record_id": "the sender's own number of the call",
    "people": "who is named, a list of objects",
    "relations": 'how they stand to each other: a list of `{"from": slot, "kind": code, "to": slot}`',
}
_WORDS: Final = ("text", "place", "contact", "record_id")
_CODES: Final = {"country": "countries", "channel": "channels"}
_RELATION: Final = frozenset({"from", "kind", "to"})
_RELATIONS_MAX = 200


def read_calls(chunks: Iterable[bytes], *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read calls.

    Args:
        chunks: the file's bytes, cut anywhere: UTF-8, or UTF-16 with its mark.
        skip_rows: calls that an earlier run has done.

    Yields:
        HeaderRead without columns; then ReadRow and SetAside in the order of the file, and Progress.

    Raises:
        FileRefused: it is no list and no lines of JSON, or ends in the middle.
    """
    counted = Counted(chunks)
    yield HeaderRead((), ())
    pieces = enumerate(pieces_of(decoded(counted, "utf-8")), start=1)
    items = (read_call(piece, f"call {number}") for number, piece in pieces if number > skip_rows)
    yield from with_progress(items, counted, place="the beginning")


def read_call(piece: Piece, place: str) -> ReadRow | SetAside:
    """Read one call, or set it aside as it stands."""
    try:
        call = read_piece(piece)
        raw = dict(flat(call))
        _demand_clean(raw)
        digest = text_digest(canonical_bytes(_plain(call)).decode())
    except BadInput as wrong:
        return set_aside(place, f"The call {str(wrong).rstrip('.')}.", piece.text)
    try:
        return _row(call, place, raw, digest)
    except BadInput as wrong:
        return SetAside(place, f"In the call, {_one_sentence(wrong)}", raw, None, digest)


def set_aside(place: str, reason: str, text: str) -> SetAside:
    """Set aside what could not be read, as it stands, up to a bound."""
    kept = shown(text)
    if len(kept) > TEXT_KEPT_CHARS_MAX:
        kept = kept[:TEXT_KEPT_CHARS_MAX]
        reason = f"{reason} Only its first {TEXT_KEPT_CHARS_MAX:,} characters are kept here; the file has the rest."
    return SetAside(place, reason, None, kept, text_digest(kept))


def flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Write an object as pairs of a JSON pointer and a text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from flat(inner, f"{path}/{number}")
    else:
        yield path, _written(value)


def _written(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _demand_clean(raw: Mapping[str, str]) -> None:
    for path, text in raw.items():
        for said in (path, text):
            if not said.isprintable() and FORBIDDEN.search(said):
                raise BadInput(forbidden_in(said))
        kind = kind_within(text)
        if kind:
            raise BadInput(f"holds the bytes of a {kind}, written so that they could not be cut out")


def _row(call: Mapping[str, Any], place: str, raw: Mapping[str, str], digest: str) -> ReadRow:
    for key in call:
        if key not in FIELDS:
            named = "".join(letter if letter.isprintable() else "?" for letter in key[:40])
            raise BadInput(f"{named}: a call has no such key; expected {', '.join(FIELDS)}.")
    told = dict(read_people(call["people"])) if call.get("people") is not None else {}
    people = tuple(told.values())
    tip = _tip(call)
    if "text" not in tip and not people:
        raise BadInput("text: there are no words, and nobody is named.")
    record_id = tip.pop("record_id", None)
    relations = tuple(_relations(call.get("relations"), {word: one.slot for word, one in told.items()}))
    return ReadRow(place, digest, str(record_id) if record_id else None, tip, people, relations, (), raw)


def _tip(call: Mapping[str, Any]) -> Tip:
    tip: Tip = {"channel": "hotline"}
    for key in (*_WORDS, "when", "language", *_CODES):
        told = call.get(key)
        if told is None or told == "":
            continue
        if not isinstance(told, str) and not (key == "record_id" and isinstance(told, int)):
            raise BadInput(f"{key}: expected a text.")
        text = str(told).strip()
        most = TEXT_CHARS_MAX if key == "text" else FIELD_CHARS_MAX
        if len(text) > most:
            raise BadInput(f"{key}: {len(text):,} characters, at most {most:,} fit.")
        if text:
            tip |= _told(key, text)
    danger = call.get("danger_now")
    if danger is not None:
        if not isinstance(danger, bool):
            raise BadInput("danger_now: expected true or false.")
        tip["danger_now"] = danger
    return tip


def _told(key: str, text: str) -> Tip:
    if key == "when":
        try:
            return dict(when_told(read_date(text, ISO)))
        except BadInput:
            return {"when": text}  # in words, as the interface takes it; what it says is read with the text
    words = "languages" if key == "language" else _CODES.get(key)
    if words is None:
        return {key: text}
    found = vocabulary(words).find(text) or (vocabulary(words).find(text.partition("-")[0]) if "-" in text else None)
    if found is None:
        raise BadInput(f"{key}: found another word, {vocabulary(words).expected}")
    return {key: found.code}


def _relations(told: object, slots: Mapping[str, str]) -> Iterator[ReadRelation]:
    """Read how people stand to each other; `slots` has the slot of each word that the sender has for somebody."""
    if told is None:
        return
    if not isinstance(told, list) or len(told) > _RELATIONS_MAX:
        raise BadInput(f"relations: expected a list of at most {_RELATIONS_MAX} objects.")
    for number, one in enumerate(told):
        if (
            not isinstance(one, dict)
            or set(one) != _RELATION
            or not all(isinstance(said, str) for said in one.values())
        ):
            raise BadInput("relations: expected objects with from, kind and to.")
        if one["from"] not in slots or one["to"] not in slots or one["from"] == one["to"]:
            raise BadInput("relations: expected from and to to be the slots of two people of this call.")
        found = vocabulary("relation_kinds").find(one["kind"])
        if found is None:
            raise BadInput(f"relations: found another kind, {vocabulary('relation_kinds').expected}")
        yield ReadRelation(slots[one["from"]], found.code, slots[one["to"]], f"/relations/{number}")


def _plain(value: Any) -> Any:
    """Write whole numbers as texts, because canonical JSON ends at 2**53 and a telephone number may not."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, bool | str) else str(value)


def _one_sentence(wrong: BadInput) -> str:
    field, _, said = str(wrong).partition(": ")
    return f"“{field}”: {said}" if said else f"{field}"


__all__ = ["FIELDS", "KEYS", "flat", "read_call", "read_calls", "set_aside"]
