"""
The tables of the reference that are made of data: `python -m tests.reference_tables` writes them, a test compares them.
"""

from pathlib import Path

from wayhome.tips.engine.calls import FIELDS
from wayhome.tips.engine.cybertipline import fields_of_schema
from wayhome.tips.engine.people_told import KEYS

REFERENCE = Path(__file__).parent.parent / "docs/reference"
BEGIN, END = "<!-- made of data: begin -->", "<!-- made of data: end -->"


def cybertipline() -> str:
    """Write a line for each field of the schema: where it stands, what it is called, what becomes of it."""
    rows = [
        f"| `{parent}` | `{field}` | {_kept(kept)} |"
        for parent, fields in fields_of_schema().items()
        for field, kept in fields.items()
    ]
    return "\n".join(["| element | field | kept as |", "|---|---|---|", *rows])


def calls() -> str:
    """Write the keys of a call, then those of a person."""
    of_call = [f"| `{key}` | {text} |" for key, text in FIELDS.items()]
    of_person = [f"| `{key}` | {_statement(*told)} |" for key, told in KEYS.items()]
    heads = ["| key of a call | what it says |", "|---|---|"], ["| key of a person | statement |", "|---|---|"]
    slot = (
        "| `slot` | a word for the person in this call: a code of the vocabularies `people_words` or `roles`, with a "
        "number or without, such as `girl` or `girl 2`; any other word, and none, becomes `person 1`, `person 2` … |"
    )
    return "\n".join([*heads[0], *of_call, "", *heads[1], slot, *of_person])


TABLES = {"cybertipline.md": cybertipline, "calls.md": calls}


def written(name: str) -> str:
    """Give a page of the reference with its table made anew."""
    text = (REFERENCE / name).read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{TABLES[name]()}\n\n{END}{after}"


def _kept(kept: str) -> str:
    if kept.startswith("see "):
        return f"as `{kept.removeprefix('see ')}`"
    return {"raw": "raw row", "file": "what is said of the file"}.get(kept, kept)


def _statement(kind: str, _: str, beside: object) -> str:
    told = ", ".join(f"{key} `{value}`" for key, value in dict(beside).items())  # type: ignore[call-overload]
    return f"`{kind}`, {told}" if told else f"`{kind}`"


if __name__ == "__main__":
    for page in TABLES:
        (REFERENCE / page).write_text(written(page), encoding="utf-8")
