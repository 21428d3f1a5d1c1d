"""What the documents promise is there, and what is there is documented."""

import re
from pathlib import Path

import click
import pytest

from tests.reference_tables import REFERENCE, TABLES, written
from wayhome.accounts.engine import policy
from wayhome.site.cli import program
from wayhome.site.configuration import PREFIX, Configuration
from wayhome.tips.engine.cybertipline import fields_of_schema

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
KINDS = {"tutorials", "how-to", "reference", "explanation", "decisions", "evidence"}


def commands(group: click.Group, words: tuple[str, ...] = ()):
    """List every command as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))
        else:
            yield " ".join((*words, name))


def test_every_setting_is_documented():
    text = (ROOT / "docs/reference/settings.md").read_text()
    missing = [name for name in Configuration.model_fields if f"`{PREFIX}{name.upper()}`" not in text]

    assert not missing


def test_no_setting_is_documented_that_is_not_there():
    text = (ROOT / "docs/reference/settings.md").read_text()
    named = set(re.findall(rf"^\| `{PREFIX}([A-Z_]+)`", text, re.MULTILINE))

    assert named == {name.upper() for name in Configuration.model_fields}


def test_every_command_is_documented():
    text = (ROOT / "docs/reference/commands.md").read_text()

    assert [name for name in commands(program) if f"`wayhome {name}" not in text] == []


def test_every_room_that_stands_is_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.parent.name for path in (ROOT / "src/wayhome").glob("*/__init__.py")]

    assert [room for room in rooms if f"| `{room}` |" not in text] == []


def test_every_role_is_described():
    text = (ROOT / "docs/reference/roles.md").read_text()

    assert [role.title for role in policy.load().roles.values() if role.title not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    links = [
        link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("mailto:")
    ]

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("page", TABLES)
def test_a_table_that_is_made_of_data_is_as_the_data_is(page):
    """`python -m tests.reference_tables` writes it."""
    assert (REFERENCE / page).read_text(encoding="utf-8") == written(page)


def test_every_field_of_the_schema_says_what_becomes_of_it():
    kept = [kept for fields in fields_of_schema().values() for kept in fields.values()]

    assert len(kept) == 218
    assert all(kept)
    assert all(one.removeprefix("see ") in fields_of_schema() for one in kept if one.startswith("see "))


def test_the_documents_lie_in_the_four_kinds_and_two_shelves():
    assert {path.parent.name for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "docs"} <= KINDS


def test_the_readme_names_the_two_commands_first():
    typed = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("./wayhome")]

    assert typed[0].split("#")[0].strip() == "./wayhome"
    assert typed[1].split("#")[0].strip() == "./wayhome test"
