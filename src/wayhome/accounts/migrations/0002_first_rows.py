"""Put the first rows in: the three accounts that nobody signs in to, and the head of an empty journal."""

from django.db import migrations

from wayhome.accounts.engine.ledger import Frontier
from wayhome.accounts.models import OPERATOR_ID, PUBLIC_ID, SYSTEM_ID

NAMES = {PUBLIC_ID: "Public", OPERATOR_ID: "Operator", SYSTEM_ID: "System"}


def put_first_rows(apps, schema_editor):
    """Repeatable: rows that are there already stay as they are."""
    user = apps.get_model("accounts", "User")
    for user_id, name in NAMES.items():
        user.objects.get_or_create(
            id=user_id,
            defaults={
                "name": name, "email": f"{name.lower()}@system.invalid", "is_active": False, "is_system": True, "password": "!",
            },
        )  # fmt: skip
    head = apps.get_model("accounts", "JournalHead")
    head.objects.get_or_create(pk=1, defaults={"size": 0, "frontier": Frontier().to_bytes()})


class Migration(migrations.Migration):
    """Rows, no tables."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(put_first_rows, migrations.RunPython.noop)]
