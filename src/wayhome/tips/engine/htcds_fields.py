"""
The fields of the Human Trafficking Case Data Standard 2.0, and what becomes of each here.

The standard, its lists and the inconsistencies of its own spelling are data (`htcds.toml`). A
column is known by the name of a field (`prs_FirstName`) or by its label (`First Name`). Three
labels stand for several fields ("Longitude" is that of an organisation, of an address and of an
event), so they name none: nothing is guessed, and the column is reported as not read.

Source: IOM, Human Trafficking Case Data Standard 2.0, CC BY 4.0.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

STATEMENTS: Final = (
    "given", "middle", "family", "birth", "sex", "language", "nationality", "national_id", "email", "phone", "status",
    "role", "exploitation", "address", "note",
)  # fmt: skip
REMEMBERED_MAX: Final = 8_192
EVENTS: Final = ("event", "recruitment", "exploitation_place")
OF_THE_TIP: Final = ("words", "when")


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field of the standard.

    Fields:
        field, label, section: as the standard names them.
        becomes: one of STATEMENTS, EVENTS or OF_THE_TIP.
        part: which part of an address or an event it fills; empty for others.
        says: what stands before its label in words, where the label alone would not be understood.
        why: the reason why it is kept as words only; empty where it is kept as what it is.
        also: other spellings of its name or label.
        values: folded name, label or other spelling of a word of its list, to the label; empty for free text.
    """

    field: str
    label: str
    section: str
    becomes: str
    part: str
    says: str
    why: str
    also: tuple[str, ...]
    values: Mapping[str, str]

    @property
    def heading(self) -> str:
        """Give what stands before its value in a note or a line of words."""
        return f"{self.says}, {self.label.lower()}" if self.says else self.label


@cache
def fields() -> tuple[Field, ...]:
    """Give all fields, in the order of the standard."""
    return tuple(_field(table) for table in _data()["fields"])


@cache
def not_fields() -> tuple[tuple[str, str, str], ...]:
    """Give what stands in the standard and is no field: section, what, why."""
    return tuple((table["section"], table["what"], table["why"]) for table in _data()["not_fields"])


@cache
def template() -> tuple[tuple[str, str], ...]:
    """Give the columns of the official template: the name in its hidden row, and the label that people see."""
    return tuple((name, label) for name, label in _data()["template"])


def field_called(text: str) -> Field | None:
    """
    Find the field that a column's header means.

    >>> field_called("vic_TraffickinStatusDecisionMakingOrg").field
    'vic_TraffickingStatusDecisionMakingOrg'
    >>> field_called("Longitude") is None
    True
    """
    found = _by_name().get(folded(text), ())
    return found[0] if len(found) == 1 else None


@lru_cache(REMEMBERED_MAX)
def folded(text: str) -> str:
    """Reduce a header or a word of a list to its letters and digits, in small letters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@cache
def _by_name() -> Mapping[str, tuple[Field, ...]]:
    called: dict[str, tuple[Field, ...]] = {}
    for one in fields():
        for name in {folded(name) for name in (one.field, one.label, *one.also)}:
            called[name] = (*called.get(name, ()), one)
    return called


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("wayhome.tips.engine") / "htcds.toml").read_text("utf-8"))


def _field(table: Mapping[str, Any]) -> Field:
    values: dict[str, str] = {}
    for name, label in (*table.get("values", ()), *table.get("also_values", ())):
        values |= {folded(name): label, folded(label): label}
    return Field(
        field=table["field"], label=table["label"], section=table["section"], becomes=table["as"],
        part=table.get("part", ""), says=table.get("says", ""), why=table.get("why", ""),
        also=tuple(table.get("also", ())), values=values,
    )  # fmt: skip
