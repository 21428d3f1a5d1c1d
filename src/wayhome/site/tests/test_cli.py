"""The command line joins the rooms by name, and an error is one sentence."""

import click
import pytest
from click.testing import CliRunner

from wayhome.kernel.errors import BadInput
from wayhome.site import cli

PLACE = f"{__name__}:group"
WITHOUT_DJANGO = frozenset({"compute"})
set_up = []


@click.group()
def group():
    """Stand for a room."""


@group.command()
def compute():
    """Compute only."""
    click.echo(f"computed, {len(set_up)} set-ups")


@group.command()
@click.option("--name")
def write(name):
    """Need the database."""
    click.echo(f"wrote, {len(set_up)} set-ups")


@group.command()
def fail():
    """Refuse."""
    raise BadInput("The row has no date; write one as 2024-05-01.")


@pytest.fixture
def run(monkeypatch):
    set_up.clear()
    monkeypatch.setattr(cli, "set_up", lambda: set_up.append(1))
    monkeypatch.setattr(
        cli, "ROOMS", {"room": (PLACE, "Stand for a room."), "later": ("wayhome.later.cli:group", "No.")}
    )
    return lambda *arguments: CliRunner().invoke(cli.program, arguments)


def test_a_room_that_does_not_stand_yet_is_absent(run):
    assert "room" in run("--help").output
    assert "later" not in run("--help").output
    assert run("later").exit_code == 2


def test_a_command_that_computes_needs_no_database(run):
    assert run("room", "compute").output == "computed, 0 set-ups\n"


def test_a_command_that_writes_finds_the_database_in_order(run):
    assert run("room", "write").output == "wrote, 1 set-ups\n"


@pytest.mark.parametrize("arguments", [["--help"], ["room", "--help"], ["room", "write", "--help"]])
def test_help_needs_no_database(run, arguments):
    assert run(*arguments).exit_code == 0
    assert not set_up


def test_an_unknown_command_is_told(run):
    assert "No such command 'wrte'" in run("room", "wrte").output


def test_an_error_that_people_can_mend_is_one_sentence_and_exit_code_two(run, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["wayhome", "room", "fail"])

    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "wayhome: The row has no date; write one as 2024-05-01.\n"
