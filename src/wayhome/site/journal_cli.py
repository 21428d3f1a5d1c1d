"""The commands of `wayhome journal`: those of accounts, and the one that looks through every room."""

import sys
import time
from collections.abc import Callable
from importlib import import_module

import click

group: click.Group = import_module("wayhome.accounts.cli").journal_group

TELL_SECONDS = 0.5


@group.command()
@click.option("--quick", is_flag=True, help="Check the journal's tree alone; a million leaves take some seconds.")
def verify(*, quick: bool) -> None:
    """
    Check that nothing was changed: the journal, and every seal in the house.

    Exit code 0: all holds; 1: something does not, and its first place was named. Keep size and root somewhere else.
    """
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import journal_root
    from wayhome.site import checking

    holds = True
    for outcome in [checking.check_tree()] if quick else checking.check_everything(_teller()):
        holds = holds and not outcome.broken
        told = f"BROKEN after {outcome.count:,}: {outcome.broken}" if outcome.broken else f"{outcome.count:,} hold."
        click.echo(f"{outcome.name}: {told}")
    if holds:
        size, root = journal_root(OPERATOR, "operation")
        click.echo(f"All holds. Size {size}, root {root.hex()}")
    sys.exit(0 if holds else 1)


def _teller() -> Callable[[str, int, int], None]:
    """Say on standard error how far a check is, at most twice a second."""
    said = [time.monotonic()]

    def tell(name: str, done: int, total: int) -> None:
        if time.monotonic() - said[0] >= TELL_SECONDS:
            said[0] = time.monotonic()
            click.echo(f"{name}: {done:,} of {total:,} …", err=True)

    return tell


__all__ = ["group"]
