"""The commands of `wayhome accounts`, and those of `wayhome journal` that need no other room."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wayhome.accounts.actions import Invited

WITHOUT_DJANGO = ("roles",)
NARROW = "  "


@click.group()
def group() -> None:
    """Invite colleagues, give roles, recover a lost sign-in."""


@group.command()
@click.option("--email", default="", help="Whose account; without it, the oldest administrator's, even if shut out.")
def recover(email: str) -> None:
    """Print a new one-time link, for a lost password or when no administrator can sign in any more."""
    from wayhome.accounts.actions import ensure_first_administrator, recover_account
    from wayhome.accounts.door import OPERATOR

    token = ensure_first_administrator()
    if token is not None:
        _print_link("the first administrator", token)
        return
    recovered = recover_account(OPERATOR, "operation", email=email)
    _print_invited(recovered)


@group.command()
@click.option("--email", required=True, help="The colleague's e-mail address.")
@click.option("--name", required=True, help="The colleague's name, as others know it.")
@click.option("--role", "roles", multiple=True, required=True, help="A role, such as intake; may be given again.")
@click.option("--agency", default="", help="Where they work; without it, the unit that takes public tips.")
def invite(email: str, name: str, roles: tuple[str, ...], agency: str) -> None:
    """Make an account and print its one-time link."""
    from wayhome.accounts.actions import invite_colleague
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import agency_named

    agency_id = agency_named(OPERATOR, "operation", name=agency)
    invited = invite_colleague(OPERATOR, "operation", email=email, name=name, agency_id=agency_id, roles=roles)
    _print_invited(invited)


@group.command("list")
def list_() -> None:
    """List every account with its roles."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import colleagues

    people = colleagues(OPERATOR, "operation")
    _print_table(
        (one.email, one.name, one.agency, ", ".join(one.roles), "let in" if one.is_active else "shut out")
        for one in people
    )


@group.command("roles")
def roles_() -> None:
    """Print what each role may do, as the policy says."""
    from wayhome.accounts.engine import policy

    rules = policy.load()
    for role in rules.roles.values():
        click.echo(f"{role.key}: {role.what} For {', '.join(role.purposes)}.")
        held = [rule for rule in rules.rules.values() if rule.role == role.key]
        for kind, scope in dict.fromkeys((rule.kind, rule.scope) for rule in held):
            verbs = " ".join(rule.verb for rule in held if (rule.kind, rule.scope) == (kind, scope))
            click.echo(f"{NARROW}{kind} ({scope}): {verbs}")


@click.group()
def journal_group() -> None:
    """Prove that the journal was not changed."""


@journal_group.command("root")
def root_() -> None:
    """Print size and root, to be kept somewhere else: then nobody can rewrite what is behind them unseen."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import journal_root

    size, root = journal_root(OPERATOR, "operation")
    click.echo(f"{size} {root.hex()}")


@journal_group.command()
@click.option("--last", type=click.IntRange(1, 1_000), default=20, show_default=True, help="How many leaves.")
def show(last: int) -> None:
    """Print the last leaves: number, time, who, what, for which purpose, to which record."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.engine.deeds import deed
    from wayhome.accounts.journal import Wanted
    from wayhome.accounts.queries import journal_page

    page = journal_page(OPERATOR, "operation", wanted=Wanted(), most=last)
    _print_table(
        (
            str(entry.seq),
            entry.at.isoformat(timespec="seconds"),
            entry.actor,
            ("" if entry.decision == "allowed" else "refused: ") + deed(entry.verb, entry.kind).done,
            entry.purpose,
            str(entry.object_id or ""),
        )
        for entry in reversed(page.entries)
    )


def _print_invited(invited: "Invited") -> None:
    _print_link(invited.email, invited.token)
    click.echo(f"It works until {invited.expires_at:%Y-%m-%d %H:%M} UTC.")


def _print_link(owner: str, token: str) -> None:
    from django.urls import reverse

    url = _address() + reverse("accounts:welcome", args=[token])
    click.echo(f"Hand this to {owner}. It lets them in once:\n\n    {url}\n")


def _address() -> str:
    """Say where people reach the site; one that runs here wrote its address down, whatever its port is."""
    from django.conf import settings

    try:
        return str(settings.RUNNING_ADDRESS.read_text(encoding="utf-8").strip() or settings.BASE_URL)
    except (OSError, UnicodeDecodeError):
        return str(settings.BASE_URL)


def _print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in columns that are as wide as they need to be."""
    told = list(rows)
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    for row in told:
        click.echo(NARROW.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
