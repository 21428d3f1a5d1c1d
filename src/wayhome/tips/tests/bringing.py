"""Tips and sheets for the tests of this room: filed and brought in by the same actions as real ones."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import connection

from wayhome.accounts.door import OPERATOR, PUBLIC, Actor
from wayhome.accounts.queries import agency_named
from wayhome.tips.actions import Receipt, begin_import, file_tip
from wayhome.tips.models import Tip
from wayhome.tips.queries import Report
from wayhome.tips.tasks import run_import

GOLDEN = Path(__file__).parent / "golden"
SHEET = (GOLDEN / "shelter_1000.csv").read_bytes()
FIRST_TWO = b"".join(SHEET.splitlines(keepends=True)[:4])  # the second row holds a line end
MAPPING = (GOLDEN / "shelter.toml").read_text(encoding="utf-8")
SMALL_MAPPING = """
profile = "Harbour office"
grade = "C3"

[tip]
text = "Told"
place = "Where"

[slots.child]
name = "Name"
age = "Age"
"""


def filed(text="A girl, about 13, waits at the ferry tonight.", *, channel="web_form", key="", who=None, **more) -> Tip:
    """File a tip by the public form, or as whom is given, and fetch it past the door."""
    return the_tip(receipt_of(text, channel=channel, key=key, who=who, **more).reference)


def receipt_of(text, *, channel="web_form", key="", who=None, danger_now=False, **body) -> Receipt:
    actor, purpose = who or (PUBLIC, "intake")
    return file_tip(actor, purpose, body={"text": text, **body}, channel=channel, key=key, danger_now=danger_now)


def the_tip(reference: str) -> Tip:
    return Tip.everyone_unscoped.select_related("source", "case").get(reference=reference)


def sheet(*rows: Iterable[str]) -> bytes:
    """Write rows of the small sheet: told, where, name, age."""
    return "\n".join(["Told,Where,Name,Age", *(",".join(row) for row in rows), ""]).encode()


def brought(content=SHEET, mapping=MAPPING, *, who: tuple[Actor, str] | None = None, name="sheet.csv") -> Report:
    """Bring in a sheet to its end, as the operator or as whom is given."""
    actor, purpose = who or (OPERATOR, "operation")
    return run_import(actor, purpose, import_id=begun(content, mapping, who=who, name=name).import_id)


def begun(content=SHEET, mapping=MAPPING, *, who: tuple[Actor, str] | None = None, name="sheet.csv"):
    actor, purpose = who or (OPERATOR, "operation")
    agency_id = None if actor.agency_id else agency_named(actor, purpose)
    return begin_import(
        actor, purpose, content=lambda: [content], file_name=name, mapping_text=mapping, agency_id=agency_id
    )


def everything_stored() -> bytes:
    """Hash every row of the tables that hold what is known; the journal, which also tells of looks, is left out."""
    whole = hashlib.sha256()
    for model in sorted(_tables(), key=lambda model: model._meta.db_table):
        for row in rows_of(model._meta.db_table):
            whole.update(repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]).encode())
    return whole.digest()


def rows_of(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def _tables():
    return [
        model for model in apps.get_models() if model._meta.app_label in {"casefile", "tips"} and not model._meta.proxy
    ]
