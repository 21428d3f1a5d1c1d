"""Bring an installation in order: its folder, its key, its database. Done again, it changes nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.keys import make_home, root_key, shut_out_others


def set_up_django() -> None:
    """Read the settings and load the rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayhome.site.settings")
    django.setup()


def prepare() -> None:
    """
    Make what is missing: the home, its root key, and the tables that this version needs.

    Raises:
        SettingsWrong: the home cannot be written, or the database does not answer.
    """
    make_home(settings.HOME)
    try:
        root_key(settings.ROOT_KEY_FILE)
        if shut_out_others(settings.ROOT_KEY_FILE):
            click.echo(f"{settings.ROOT_KEY_FILE} could be read by others. From now on its owner alone can.", err=True)
        with _alone(settings.HOME):
            _migrate()
            _demand_the_right_key()
    except DatabaseError as error:
        where = settings.DATABASES["default"]["NAME"] if connection.vendor == "sqlite" else "of WAYHOME_DATABASE_URL"
        raise SettingsWrong(f"The database {where} cannot be used: {' '.join(str(error).split())}") from None
    except OSError as error:
        what = error.filename or settings.HOME
        raise SettingsWrong(
            f"{what} cannot be used: {error.strerror}. It belongs to the user who runs Wayhome."
        ) from None


def _demand_the_right_key() -> None:
    """
    Compare the root key with the one that sealed the first raw source.

    Whoever starts with another folder's key, or with a new one beside a database on a server, would seal from now on
    what nobody can open together with the rest.
    """
    source: Any = apps.get_model("casefile", "Source")
    first = source.everyone_unscoped.order_by("pk").values_list("sealed", flat=True).first()
    if first is not None and not import_module("wayhome.accounts.seal").is_of_this_key(first):
        raise SettingsWrong(
            f"{settings.ROOT_KEY_FILE} is not the key that sealed this database. Put back the saved copy of that key, "
            "or set WAYHOME_HOME to the folder that holds it. Nothing was changed."
        )


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps:
        click.echo(f"Preparing the database ({steps} steps) …", err=True)
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one process prepare at a time; a second one waits, and then finds nothing left to do."""
    with (home / "prepare.lock").open("w") as file:
        flock(file, LOCK_EX)
        yield
