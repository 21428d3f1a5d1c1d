"""
The table of HTCDS fields for the reference: kept as what, or why as words only.

It is made of the data that the reader goes by, so it cannot tell of another reader.
"""

from typing import Final

from wayhome.tips.engine.htcds_fields import Field, fields, not_fields

_BECOMES: Final = {
    "given": "statement `name`, given; with the others the full name",
    "middle": "part of the full name",
    "family": "statement `name`, family; with the others the full name",
    "birth": "statement `birth`",
    "sex": "statement `sex`",
    "language": "statement `language`",
    "nationality": "statement `nationality`, one for each country",
    "national_id": "statement `identifier`, national_id",
    "email": "statement `contact`, email",
    "phone": "statement `contact`, phone",
    "status": "statement `role` victim where the status says so, and statement `note`",
    "role": "statement `role`, one for each",
    "exploitation": "statement `exploitation`, one for each",
    "address": "part of statement `address`",
    "event": "part of an event",
    "recruitment": "event `recruitment`, its place",
    "exploitation_place": "event `exploitation`, its place",
    "note": "statement `note`, with its label",
    "words": "a line of the tip's text, with its label",
    "when": "the day of the tip",
}


def kept_table() -> str:
    """Write the table in Markdown: every field of the standard, then what stands in it and is no field."""
    lines = ["| field | label | kept as | why no more |", "|---|---|---|---|"]
    lines += [_line(one) for one in fields()]
    lines += [f"| {section} | {what} | not kept | {why} |" for section, what, why in not_fields()]
    return "\n".join(lines) + "\n"


def _line(one: Field) -> str:
    return f"| `{one.field}` | {one.label} | {_BECOMES[one.becomes]} | {one.why} |"
