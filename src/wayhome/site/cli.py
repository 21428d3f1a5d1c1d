"""
The command line. It joins the rooms' commands by name, and loads a room when its command is typed.

`wayhome --help` and a room's engine commands need no settings. Every other command of a room finds
Django set up and the database in order. A room's `cli.py` offers a click group; the names listed in
its WITHOUT_DJANGO are commands that compute only.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from wayhome.kernel.errors import WayhomeError

# The name that people type: where the group is, and the line that --help prints without loading the room.
ROOMS = {
    "accounts": ("wayhome.accounts.cli:group", "Invite colleagues, give roles, recover a lost sign-in."),
    "casefile": ("wayhome.casefile.cli:group", "Look up people, cases and references."),
    "journal": ("wayhome.site.journal_cli:group", "Prove that the journal was not changed."),
    "journey": ("wayhome.journey.cli:group", "See where every case stands."),
    "tips": ("wayhome.tips.cli:group", "Import, list and read tips."),
}


class Room(click.Group):
    """Stand for a room's commands until one of them is needed."""

    def __init__(self, name: str, place: str, summary: str) -> None:
        super().__init__(name, short_help=summary, help=summary)
        self.module_name, _, self.group_name = place.partition(":")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the room's commands."""
        return self._group.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find one command of the room."""
        return self._group.get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Set Django up before a command that needs it is parsed; asking for help needs nothing."""
        alone = getattr(import_module(self.module_name), "WITHOUT_DJANGO", ())
        if args[0] not in alone and "--help" not in args:
            set_up()
        return super().resolve_command(ctx, args)

    @property
    def _group(self) -> click.Group:
        group: click.Group = getattr(import_module(self.module_name), self.group_name)
        return group


class Program(click.Group):
    """Join the shell's own commands with those of every room that stands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command; a room without a command line is simply absent."""
        return sorted([*super().list_commands(ctx), *(name for name in ROOMS if _stands(name))])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command of the shell or the commands of a room."""
        if cmd_name in ROOMS and _stands(cmd_name):
            return Room(cmd_name, *ROOMS[cmd_name])
        return super().get_command(ctx, cmd_name)


def _stands(room: str) -> bool:
    module = ROOMS[room][0].partition(":")[0]
    return find_spec(module.rpartition(".")[0]) is not None and find_spec(module) is not None


def set_up() -> None:
    """Set Django up and bring home, key and database in order."""
    from wayhome.site.preparation import prepare, set_up_django

    set_up_django()
    prepare()


@click.group(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wayhome")
@click.pass_context
def program(context: click.Context) -> None:
    """From a tip about a child to a safe home. Without a command, Wayhome starts its site."""
    if context.invoked_subcommand is None:
        context.invoke(start)


@program.command()
def start() -> None:
    """Serve the site and do its work, until Ctrl+C."""
    from wayhome.site.serve import serve

    serve(demo=False)


@program.command()
def demo() -> None:
    """Serve a made-up story to click through."""
    from wayhome.site.serve import serve

    serve(demo=True)


@program.command()
@click.option("--follow", type=int, hidden=True, help="Stop when this process, the server, is gone.")
@click.option("--until-empty", is_flag=True, help="Do what is queued now, and end.")
def worker(follow: int | None, *, until_empty: bool) -> None:
    """Do the queued work alone, without the site."""
    if follow is None:
        set_up()
    else:
        from wayhome.site.preparation import set_up_django

        set_up_django()  # the server has prepared the rest
    from wayhome.site.worker import work, work_off

    work_off() if until_empty else work(server_pid=follow)


@program.command()
def migrate() -> None:
    """Bring the database to the shape that this version needs."""
    set_up()
    click.echo("The database is in order.")


@program.command()
@click.argument("names", nargs=-1)
@click.option("--again", is_flag=True, help="Forget what an earlier run already proved.")
def prove(names: tuple[str, ...], *, again: bool) -> None:
    """Run the long proofs, all or by name, and write their evidence."""
    from wayhome.site.prove import prove_all

    sys.exit(prove_all(names, again=again))


@program.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run every test, lint, type check and house contract."""
    from wayhome.site.prove import run_tests

    sys.exit(run_tests(arguments))


def main() -> Any:
    """Run a command; an error that people can mend is one sentence, without a traceback."""
    os.umask(0o077)  # whatever this program creates is its owner's alone
    try:
        return program.main(prog_name="wayhome")
    except WayhomeError as error:
        click.echo(f"wayhome: {error}", err=True)
        sys.exit(2)
