"""The commands of `wayhome tips`: bring in a sheet, list what came, and use the engines without a database."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from wayhome.kernel.errors import BadInput

WITHOUT_DJANGO = ("read", "weigh")
PIECE_BYTES = 1 << 20
FORMATS = ("auto", "table")


@click.group()
def group() -> None:
    """Import, list and read tips."""


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean; TOML.")
@click.option("--report", type=click.Path(path_type=Path), help="Where to write how the rows add up, as JSON.")
@click.option("--agency", default="", help="Whose tips these are; without it, the unit that takes public tips.")
@click.option(
    "--format", "_format", type=click.Choice(FORMATS), default="auto", help="A table is all that is read now."
)
def import_(file: Path, mapping: Path, report: Path | None, agency: str, _format: str) -> None:
    """
    Bring in a sheet of tips.

    A row that cannot be read is set aside with its reason, the others go in. The same file again changes nothing, and
    after a kill the same command goes on where it stopped. Exit code 0: done; 2: refused.
    """
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import agency_named
    from wayhome.tips.actions import begin_import
    from wayhome.tips.tasks import run_import

    _demand_file(file, "The sheet")
    _make_the_first_unit()
    begun = begin_import(
        OPERATOR,
        "operation",
        content=lambda: _pieces(file),
        file_name=file.name,
        mapping_text=_text_of(mapping),
        agency_id=agency_named(OPERATOR, "operation", name=agency),
    )
    try:
        found = run_import(OPERATOR, "operation", import_id=begun.import_id, tell=_teller())
    except KeyboardInterrupt:
        raise click.ClickException(f"Stopped. {begun.reference} goes on with the same command.") from None
    counts = found.again_as_json() if begun.was_done else found.as_json()
    if report is not None:
        report.write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(
        f"{begun.reference}: {counts['read']:,} rows read, {counts['stored']:,} stored, "
        f"{len(counts['set_aside']):,} set aside, {counts['already_known']:,} already known."
    )


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each tip.")
def list_(*, as_json: bool) -> None:
    """List every tip, oldest first."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.queries import list_tips

    for tip in list_tips(OPERATOR, "operation"):
        line = (
            json.dumps(tip, ensure_ascii=False) if as_json else f"{tip['reference']}  {tip['state']:8}  {tip['text']}"
        )
        click.echo(line)


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean; TOML.")
def read(file: Path, mapping: Path) -> None:
    """Read a sheet and print its rows as lines of JSON; nothing is stored."""
    from wayhome.tips.store import print_rows

    _demand_file(file, "The sheet")
    print_rows(_pieces(file), _text_of(mapping), sys.stdout)


@group.command()
def weigh() -> None:
    """Read the facts of a tip as JSON from standard input, and print how urgent it is and why."""
    from wayhome.tips.engine import urgency

    facts = _facts(sys.stdin.read())
    now = facts.pop("now", facts["received_at"])
    found = urgency.weigh(urgency.TipFacts(**facts), now=now)
    reasons = [{"code": one.code, "points": float(one.points), "sentence": one.sentence} for one in found.reasons]
    answer = {"score": float(found.score), "due_at": found.due_at.isoformat(), "limit_hours": found.limit_hours}
    click.echo(json.dumps({**answer, "reasons": reasons}, ensure_ascii=False, default=str, indent=2))


@group.command()
def sweep() -> None:
    """Hand every import that waits or was cut off to the worker."""
    from wayhome.tips.tasks import sweep as hand_over

    click.echo(f"{hand_over()} imports were handed to the worker.")


def _make_the_first_unit() -> None:
    """In a folder that is new, make the unit whose tips these are, as the first start would."""
    from django.conf import settings

    from wayhome.accounts.actions import ensure_first_administrator

    token = ensure_first_administrator()
    if token:
        click.echo(f"Sign in as the first administrator, once, here: {settings.BASE_URL}/welcome/{token}/", err=True)


def _teller() -> Callable[[int, int], None]:
    """Say on standard error how far an import is, at most twice a second."""
    began, said = time.monotonic(), [0.0]

    def tell(done: int, rows: int) -> None:
        now = time.monotonic()
        if now - said[0] < 0.5 and done < rows:  # noqa: PLR2004 -- half a second
            return
        said[0] = now
        rate = done / max(now - began, 0.001)
        click.echo(f"{done:,} of {rows:,} rows, {rate:,.0f} a second, {(rows - done) / rate:,.0f} s left", err=True)

    return tell


def _facts(text: str) -> dict[str, Any]:
    """Read facts as JSON; times and days are written as ISO 8601."""
    try:
        given = json.loads(text)
        facts = {key: _moment(value) for key, value in given.items()}
        facts["received_at"]
    except (ValueError, AttributeError, KeyError):
        example = '{"received_at": "2026-11-24T08:00:00+00:00"}'
        raise BadInput(
            f"facts: expected an object of JSON with at least a time of arrival, such as {example}."
        ) from None
    return facts


def _moment(value: Any) -> Any:
    if not isinstance(value, str) or not value[:4].isdigit():
        return value
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            yield piece


def _text_of(file: Path) -> str:
    _demand_file(file, "The mapping")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"The mapping {file.name} is not UTF-8; save it as UTF-8 and try again.") from None


def _demand_file(file: Path, what: str) -> None:
    if not file.is_file():
        raise BadInput(f"{what} {file} is not there or is no file; check the path.")
