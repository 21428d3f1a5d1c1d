"""
Say a statement's value as people read it.

A value holds codes and dates; a page shows words in the reader's language. What was said stays as it was said, in its
own script: only codes are translated. Dates travel as EDTF, because a template says them with their precision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext, ngettext

from wayhome.kernel.statements import statement_kind
from wayhome.kernel.vocabularies import vocabulary

LONG_CHARACTERS = 280  # about four lines on a page; what is longer is folded
_FROM_ISO_SCRIPT: Final = "und-{}"


@dataclass(frozen=True)
class Words:
    """
    A value in words.

    Args:
        text: what was said; empty when it is a date alone.
        date: EDTF of a value that is a date.
        when: EDTF of the day that goes with it.
        beside: quiet words: the kind of a name, a country.
        lang: language tag of the text; empty means the page's own.
        is_long: whether it is to be folded.
    """

    text: str = ""
    date: str = ""
    when: str = ""
    beside: tuple[str, ...] = ()
    lang: str = ""
    is_long: bool = False

    @property
    def lines(self) -> int:
        """Count the lines of a long text, to say how long it is before it is opened."""
        return len(self.text.splitlines())


def say(kind: str, value: Mapping[str, Any]) -> Words:
    """Say a checked value of a kind of the vocabulary `statement_kinds`."""
    return _SAYERS[kind](value)


def kind_label(kind: str) -> str:
    """Name a kind of statement in the reader's language."""
    return gettext(statement_kind(kind).label)


def term_label(name: str, code: str) -> str:
    """Name a term of a vocabulary in the reader's language; a code that it does not have is shown as it is."""
    known = vocabulary(name)
    return gettext(known.label(code)) if code in known else code


def language_label(tag: str) -> str:
    """Name a language by its tag, with what the tag says besides."""
    primary, _, rest = tag.partition("-")
    label = term_label("languages", primary)
    return f"{label} ({rest})" if rest else label


def years_label(least: int | None, most: int | None) -> str:
    """Say an age of which one side may be open."""
    if least is None or most is None:
        if least is None and most is None:
            return ""
        pattern = gettext("at most %(years)d years") if least is None else gettext("at least %(years)d years")
        return pattern % {"years": most if least is None else least}
    if least == most:
        return ngettext("%(years)d year", "%(years)d years", least) % {"years": least}
    return gettext("%(least)d to %(most)d years") % {"least": least, "most": most}


def _name(value: Mapping[str, Any]) -> Words:
    script, language = value.get("script", ""), value.get("language", "")
    lang = language or (_FROM_ISO_SCRIPT.format(script) if script else "")
    kind = value.get("name_kind", "")
    beside = () if kind in {"", "full"} else (term_label("name_kinds", kind),)
    return Words(text=value["text"], lang=lang, beside=beside)


def _age(value: Mapping[str, Any]) -> Words:
    said = years_label(value.get("years_min"), value.get("years_max"))
    return Words(text=said, when=value.get("at", ""))


def _happening(value: Mapping[str, Any]) -> Words:
    place = value.get("text", "")
    said = term_label("event_kinds", value["event_kind"])
    return Words(text=said, beside=(place,) if place else (), when=value.get("when", ""))


def _vehicle(value: Mapping[str, Any]) -> Words:
    plate, text = value.get("plate", ""), value.get("text", "")
    return Words(text=plate or text, beside=(text,) if plate and text else ())


def _coded(key: str, name: str) -> Callable[[Mapping[str, Any]], Words]:
    return lambda value: Words(text=term_label(name, str(value[key])))


def _with(key: str, **beside: str) -> Callable[[Mapping[str, Any]], Words]:
    """Say the text under a key, with codes of vocabularies beside it: key of the code = name of the vocabulary."""

    def sayer(value: Mapping[str, Any]) -> Words:
        found = tuple(term_label(name, value[code]) for code, name in beside.items() if value.get(code))
        return Words(text=value[key], beside=found, when=value.get("when", ""))

    return sayer


def _long(value: Mapping[str, Any]) -> Words:
    text = value["text"]
    return Words(text=text, is_long=len(text) > LONG_CHARACTERS or text.count("\n") > 2)  # noqa: PLR2004 -- three lines


_SAYERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Words]]] = {
    "name": _name,
    "birth": lambda value: Words(date=value["date"]),
    "age": _age,
    "sex": _coded("code", "sexes"),
    "nationality": _coded("country", "countries"),
    "identifier": _with("number", identifier_kind="identifier_kinds", country="countries"),
    "contact": _with("value", contact_kind="contact_kinds"),
    "address": _with("text", country="countries"),
    "whereabouts": _with("text"),
    "happening": _happening,
    "description": _long,
    "language": lambda value: Words(text=language_label(value["language"])),
    "role": _coded("role", "roles"),
    "relation": _coded("relation_kind", "relation_kinds"),
    "event_part": _coded("part", "event_parts"),
    "vehicle": _vehicle,
    "exploitation": _coded("type", "exploitation_types"),
    "note": _long,
}
