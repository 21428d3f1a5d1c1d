"""
A mapping, written: what a human or the guess chose for each column, as the TOML of a mapping file.

A draft holds choices, one for each column: `tip.text`, `victim.name`, `recruiter.phone`, or nothing
for a column that is not read. From them the text is always composed anew, so that a page of selects
and a guess give the same file. What is known of a choice stands behind its line as a comment.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.dates_written import Style

SLOTS: Final = ("victim", "person", "recruiter", "reporter", "family")
TIP_CHOICES: Final = ("text", "place", "when", "country", "channel", "danger_now", "record_id", "contact", "language")
PERSON_CHOICES: Final = (
    "name", "given", "family", "alias", "age", "birth", "sex", "nationality", "phone", "email", "handle", "passport",
    "national_id", "address", "whereabouts", "seen_on", "description", "speaks", "vehicle", "plate", "exploitation",
    "note",
)  # fmt: skip
# Those of which one person may have several in one row.
SEVERAL: Final = frozenset(
    {"name", "alias", "phone", "email", "handle", "nationality", "speaks", "description", "note"}
)

_MAIN = ("victim", "person")
_KINDS = {"alias": "name", "speaks": "language", "passport": "identifier", "national_id": "identifier"} | dict.fromkeys(
    ("phone", "email", "handle"), "contact"
)
_CONSTANTS = {
    "alias": ("name_kind", "alias"), "phone": ("contact_kind", "phone"), "email": ("contact_kind", "email"),
    "handle": ("contact_kind", "handle"), "passport": ("identifier_kind", "passport"),
    "national_id": ("identifier_kind", "national_id"),
}  # fmt: skip
_TOGETHER = ("given", "family", "whereabouts", "seen_on", "vehicle", "plate")


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What a mapping is composed of.

    Fields:
        choices: column to what it is, `slot.choice` or `tip.choice`; empty: it is not read.
        words_of: languages whose usual words are understood.
        unknown: what stands for a missing value.
        split: column to the mark at which its cells are cut into several.
        sexes: the sender's word to our code, where it differs from the usual words.
        comments: column to a sentence that is written behind its line.
        The others are as in a mapping file.
    """

    profile: str
    choices: Mapping[str, str]
    version: int = 1
    sender: str = ""
    grade: str = "F6"
    language: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    header_row: int = 1
    style: Style = "iso"
    two_digit_from: int | None = None
    opens_case: bool = False
    words_of: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ("", "n/a", "unknown", "-99")
    split: Mapping[str, str] = field(default_factory=dict)
    sexes: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


def draft_of(told: Mapping[str, Any], columns: Iterable[str]) -> Draft:
    """
    Build a draft of what `dataclasses.asdict` made of it.

    Args:
        told: as it was kept; an envelope sorts the keys of what it holds.
        columns: the header, in the order of the file, which the choices take again.
    """
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in told.items()}
    return Draft(**{**values, "choices": {column: told["choices"][column] for column in columns}})


def compose(draft: Draft) -> str:
    """
    Write the mapping file.

    Raises:
        BadInput: two columns are the same thing, of which there can be one; it names both.
    """
    check_choices(draft.choices)
    parts = [_top(draft), _file(draft), _dates(draft), _tip(draft), *_slots(draft), *_between(draft), _values(draft)]
    return "\n\n".join("\n".join(part) for part in parts if len(part) > 1 or part is parts[0]) + "\n"


def check_choices(choices: Mapping[str, str]) -> None:
    """Refuse what is no choice, and two columns for one thing."""
    taken: dict[str, str] = {}
    for column, chosen in choices.items():
        slot, _, what = chosen.partition(".")
        if chosen and not (slot == "tip" and what in TIP_CHOICES) and not (slot in SLOTS and what in PERSON_CHOICES):
            raise BadInput(f"Column “{column}”: found another choice, expected one of the list.")
        if chosen in taken and what not in SEVERAL and chosen != "tip.text":
            raise BadInput(f"Columns “{taken[chosen]}” and “{column}” are the same thing; choose it for one of them.")
        taken[chosen or column] = column
    for slot in SLOTS:
        if f"{slot}.name" in taken and (f"{slot}.given" in taken or f"{slot}.family" in taken):
            column = taken[f"{slot}.name"]
            raise BadInput(f"Column “{column}” is a whole name, and other columns are parts of it; choose one way.")


def quoted(text: str) -> str:
    """Write a text as TOML does: a basic string, in which no control character stands bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _top(draft: Draft) -> list[str]:
    lines = [f"profile = {quoted(draft.profile)}", f"version = {draft.version}"]
    for key, said in (("sender", draft.sender), ("grade", draft.grade), ("language", draft.language)):
        if said:
            lines.append(f"{key} = {quoted(said)}")
    if draft.opens_case:
        lines.append("opens_case = true")
    record = [column for column, chosen in draft.choices.items() if chosen == "tip.record_id"]
    lines += [f"record_id = {quoted(column)}{_comment(draft, column)}" for column in record]
    return [*lines, f"unknown = [{', '.join(map(quoted, draft.unknown))}]"]


def _file(draft: Draft) -> list[str]:
    return [
        "[file]",
        f"encoding = {quoted(draft.encoding)}",
        f"delimiter = {quoted(draft.delimiter)}",
        f"quote = {quoted(draft.quote or '')}",
        f"header_row = {draft.header_row}",
    ]


def _dates(draft: Draft) -> list[str]:
    first = [f"two_digit_from = {draft.two_digit_from}"] if draft.two_digit_from else []
    return ["[dates]", f"style = {quoted(draft.style)}", *first]


def _tip(draft: Draft) -> list[str]:
    lines = ["[tip]"]
    for what in TIP_CHOICES:
        columns = [column for column, chosen in draft.choices.items() if chosen == f"tip.{what}"]
        if not columns or what == "record_id":
            continue
        written = quoted(columns[0]) if len(columns) == 1 else f"[{', '.join(map(quoted, columns))}]"
        lines.append(f"{what} = {written}{_comment(draft, *columns)}")
    return lines


def _slots(draft: Draft) -> Iterator[list[str]]:
    for slot in SLOTS:
        of_slot = [
            (chosen.partition(".")[2], column)
            for column, chosen in draft.choices.items()
            if chosen.startswith(f"{slot}.")
        ]
        lines = [*_entries(draft, of_slot)]
        if lines:
            role = [] if slot == "person" else [f"role = {{ role = {quoted(slot)} }}"]
            yield [f"[slots.{slot}]", *lines, *role]


def _entries(draft: Draft, of_slot: list[tuple[str, str]]) -> Iterator[str]:
    """Write the entries of a slot: one line for each kind of statement, a list where there are several."""
    entries: dict[str, list[tuple[str, str]]] = {}
    for what, column in of_slot:
        if what not in _TOGETHER:
            entries.setdefault(_KINDS.get(what, what), []).append((_entry(draft, what, column), column))
    for kind, keys in (
        ("name", {"given": "given_column", "family": "family_column"}),
        ("whereabouts", {"whereabouts": "column", "seen_on": "when_column"}),
        ("vehicle", {"vehicle": "column", "plate": "plate_column"}),
    ):
        found = {keys[what]: column for what, column in of_slot if what in keys}
        if found and found.keys() != {"when_column"}:
            pairs = ", ".join(f"{key} = {quoted(column)}" for key, column in found.items())
            entries.setdefault(kind, []).append((f"{{ {pairs} }}", next(iter(found.values()))))
    for kind, written in entries.items():
        texts = [text for text, _ in written]
        one = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        yield f"{kind} = {one}{_comment(draft, *(column for _, column in written))}"


def _entry(draft: Draft, what: str, column: str) -> str:
    pairs = {"column": column} | dict([_CONSTANTS[what]] if what in _CONSTANTS else [])
    if column in draft.split:
        pairs["split"] = draft.split[column]
    if len(pairs) == 1:
        return quoted(column)
    return f"{{ {', '.join(f'{key} = {quoted(said)}' for key, said in pairs.items())} }}"


def _between(draft: Draft) -> Iterator[list[str]]:
    """Write who is said to have approached whom, and a sighting of which only the day is known."""
    slots = {chosen.partition(".")[0] for chosen in draft.choices.values()}
    main = next((slot for slot in _MAIN if slot in slots), "")
    if main and "recruiter" in slots:
        yield ["[[relations]]", f"from = {quoted(main)}", 'kind = "approached_by"', 'to = "recruiter"']
    chosen = {choice: column for column, choice in draft.choices.items()}
    for slot in SLOTS:
        if f"{slot}.seen_on" in chosen and f"{slot}.whereabouts" not in chosen:
            others = any(choice.startswith(f"{slot}.") and choice != f"{slot}.seen_on" for choice in chosen)
            parts = [f'parts = {{ {slot} = "concerned" }}'] if others else []
            yield ["[[events]]", 'kind = "sighting"', f"when = {quoted(chosen[f'{slot}.seen_on'])}", *parts]


def _values(draft: Draft) -> list[str]:
    lines = ["[values]"]
    if draft.words_of:
        lines.append(f"words_of = [{', '.join(map(quoted, draft.words_of))}]")
    if draft.sexes:
        pairs = ", ".join(f"{quoted(word)} = {quoted(code)}" for word, code in draft.sexes.items())
        lines.append(f"sex = {{ {pairs} }}")
    return lines


def _comment(draft: Draft, *columns: str) -> str:
    told = [draft.comments[column] for column in columns if column in draft.comments]
    clean = " ".join("".join(mark if mark.isprintable() else " " for mark in " ".join(told)).split())
    return f"  # {clean}" if clean else ""
