"""Bring an installation in order: its folder, its key, its database. Done again, it changes nothing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import click
import django
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.keys import make_home, root_key


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
    root_key(settings.ROOT_KEY_FILE)
    with _alone(settings.HOME):
        try:
            _migrate()
        except OperationalError as error:
            if connection.vendor == "sqlite":
                raise
            raise SettingsWrong(f"The database of WAYHOME_DATABASE_URL does not answer: {error}".strip()) from None


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
