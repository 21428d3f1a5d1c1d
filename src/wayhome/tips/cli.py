"""The commands of `wayhome tips`: bring in a sheet, list what came, and use the engines without a database."""

import json
import os
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from wayhome.kernel.errors import BadInput, FileRefused, StaleRecord
from wayhome.tips.engine.formats import FORMATS

if TYPE_CHECKING:
    from wayhome.tips.actions import Begun
    from wayhome.tips.queries import Report

WITHOUT_DJANGO = ("guess", "read", "weigh")
PIECE_BYTES = 1 << 20
_STEERING = re.compile(r"[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
STOPPED = 130  # as a shell reports what Ctrl+C ended
TELL_SECONDS = 0.5
LOOK_SECONDS = 1.0
GONE_SECONDS = 30.0  # a batch takes a second, the check before the first one longer


@click.group()
def group() -> None:
    """Import, list and read tips."""


@group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path),
    help="What the columns of a table mean; TOML. Without it, one used before.",
)
@click.option("--report", type=click.Path(path_type=Path), help="Where to write how the rows add up, as JSON.")
@click.option("--agency", default="", help="Whose tips these are; without it, the unit that takes public tips.")
@click.option(
    "--format", "asked", type=click.Choice(FORMATS), default="auto", help="Without it, the file's content shows it."
)
def import_(file: Path, mapping: Path | None, report: Path | None, agency: str, asked: str) -> None:
    """
    Bring in a file of tips: a table, calls, CyberTipline reports, a mail.

    A row that cannot be read is set aside with its reason, the others go in. The same file again changes nothing, and
    after a kill the same command goes on where it stopped. Exit code 0: done; 2: refused.
    """
    from wayhome.accounts.door import OPERATOR
    from wayhome.accounts.queries import agency_named
    from wayhome.tips.actions import begin_import
    from wayhome.tips.queries import undone_since, undone_words

    _demand_file(file, "The file")
    _demand_place(report)
    _make_the_first_unit()
    begun = begin_import(
        OPERATOR,
        "operation",
        content=lambda: _pieces(file),
        file_name=file.name,
        mapping_text=_text_of(mapping) if mapping else "",
        asked=asked,
        agency_id=agency_named(OPERATOR, "operation", name=agency),
    )
    try:
        found = _run(begun.import_id)
    except KeyboardInterrupt:
        click.echo(f"Stopped. {begun.reference} goes on with the same command, and at the next start.", err=True)
        sys.exit(STOPPED)
    except FileRefused as refusal:
        _write(report, {**_nothing_stored(begun), "refused": str(refusal)})
        raise
    counts = found.again_as_json() if begun.was_done else found.as_json()
    if begun.was_done and (undone := undone_since(OPERATOR, "operation", import_id=begun.import_id)):
        click.echo(undone_words(begun.reference, undone), err=True)
    _write(report, counts)
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
        click.echo(_json(tip) if as_json else _line(tip))


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), required=True, help="What its columns mean; TOML.")
def read(file: Path, mapping: Path) -> None:
    """Read a sheet and print its rows as lines of JSON; nothing is stored."""
    from wayhome.tips.store import print_rows

    _demand_file(file, "The sheet")
    print_rows(_pieces(file), _text_of(mapping), sys.stdout)


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--import", "reference", required=True, help="Which import, by its reference, M-….")
def export(file: Path, reference: str) -> None:
    """
    Write the rows of an import as HTCDS: a workbook, or CSV where FILE ends in .csv.

    What was read of the official template is laid out as the template, and can be brought in again as the same rows.
    """
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.queries import rows_of_import
    from wayhome.tips.store import write_htcds

    if file.exists():
        raise BadInput(f"{file} is there already; give another name, so that nothing is lost.")
    count = write_htcds(rows_of_import(OPERATOR, "operation", reference=reference), file)
    click.echo(f"{file}: {count:,} rows.")


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
def guess(file: Path) -> None:
    """
    Propose a mapping for a sheet that nobody has one for, with the evidence for each part of it.

    What is printed is a mapping file: read it, mend it, and bring the sheet in with it. Nothing is stored.
    """
    from wayhome.tips.store import guess_file

    _demand_file(file, "The sheet")
    click.echo(guess_file(_pieces(file), this_year=datetime.now(UTC).year).mapping_text, nl=False)


@group.command()
def weigh() -> None:
    """Read the facts of a tip as JSON from standard input, and print how urgent it is and why."""
    from wayhome.tips.engine import urgency

    facts = _facts(sys.stdin.read())
    now = facts.pop("now", facts["received_at"])
    try:
        found = urgency.weigh(urgency.TipFacts(**facts), now=now)
    except TypeError:
        known = ", ".join(one.name for one in fields(urgency.TipFacts))
        raise BadInput(f"facts: one of them is not known or is of another kind; expected {known}.") from None
    reasons = [{"code": one.code, "points": float(one.points), "sentence": one.sentence} for one in found.reasons]
    answer = {"score": float(found.score), "due_at": found.due_at.isoformat(), "limit_hours": found.limit_hours}
    click.echo(json.dumps({**answer, "reasons": reasons}, ensure_ascii=False, default=str, indent=2))


@group.command("weigh-waiting")
def weigh_waiting_() -> None:
    """Weigh every tip anew that waits, after the rules of urgency were changed; may be stopped and run again."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.actions import weigh_waiting

    tips = changed = 0
    last: UUID | None = None
    broken: list[str] = []
    while (some := weigh_waiting(OPERATOR, "operation", after=last)).tips:
        last, tips, changed = some.last, tips + some.tips, changed + some.changed
        broken += some.broken
        click.echo(f"{tips:,} weighed, {changed:,} have changed", err=True)
    click.echo(f"{tips:,} {'tip that waits was' if tips == 1 else 'tips that wait were'} weighed; {changed:,} changed.")
    if broken:
        click.echo(
            f"Not weighed, since a seal does not open: {', '.join(broken)}. Run wayhome journal verify.", err=True
        )
        sys.exit(1)


@group.command()
def sweep() -> None:
    """Hand every import that waits or was cut off to the worker."""
    from wayhome.tips.tasks import sweep as hand_over

    count = hand_over()
    click.echo(f"{count} {'import was' if count == 1 else 'imports were'} handed to the worker.")


@group.command()
@click.argument("reference")
@click.option("--reason", required=True, help="Why; it stands in the journal and beside all that is withdrawn.")
def undo(reference: str, reason: str) -> None:
    """
    Undo a whole import: its tips are refused, what they said is withdrawn, nothing is erased.

    Rows that somebody has worked on stay. The same file can be brought in again afterwards.
    """
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.actions import begin_undo
    from wayhome.tips.queries import import_to_undo, undone_of
    from wayhome.tips.tasks import run_undo

    import_id, version = import_to_undo(OPERATOR, "operation", reference=reference)
    begin_undo(OPERATOR, "operation", import_id=import_id, version=version, reason=reason)
    run_undo(import_id)
    told = undone_of(OPERATOR, "operation", import_id=import_id)
    stayed = told.rows if told else 0
    click.echo(f"{reference} is undone. {stayed:,} {'row stays' if stayed == 1 else 'rows stay'}: worked on since.")


def _run(import_id: UUID) -> "Report":
    """Run an import to its end; where the worker of a running site is at it already, follow that one."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.tasks import run_import

    tell = _Teller()
    while True:
        try:
            return run_import(OPERATOR, "operation", import_id=import_id, tell=tell)
        except StaleRecord:
            _follow(import_id, tell)


def _follow(import_id: UUID, tell: Callable[[int, int], None]) -> None:
    """Wait while another run stores rows; come back when it is done, or when it seems to be gone."""
    from wayhome.accounts.door import OPERATOR
    from wayhome.tips.queries import import_report

    click.echo("The worker of a running site is at this import already; following it.", err=True)
    read, moved = -1, time.monotonic()
    while time.monotonic() - moved < GONE_SECONDS:
        report = import_report(OPERATOR, "operation", import_id=import_id)
        if report.state in {"done", "refused"}:
            return
        if report.read != read:
            read, moved = report.read, time.monotonic()
            tell(read, 0)
        time.sleep(LOOK_SECONDS)


def _nothing_stored(begun: "Begun") -> dict[str, Any]:
    counts = {"read": 0, "stored": 0, "set_aside": [], "already_known": 0, "seconds": 0.0}
    return {"file_sha256": begun.file_sha256, "format": begun.format, **counts}


def _write(report: Path | None, counts: Mapping[str, Any]) -> None:
    if report is not None:
        report.write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _demand_place(report: Path | None) -> None:
    """Refuse a place where the report cannot be written, before a long import rather than after it."""
    if report is None:
        return
    to_write = report if report.exists() else report.parent
    if report.is_dir() or not (report.exists() or report.parent.is_dir()) or not os.access(to_write, os.W_OK):
        raise BadInput(f"The report cannot be written to {report}; name a file where you may write. Nothing was read.")


def _make_the_first_unit() -> None:
    """In a folder that is new, make the unit whose tips these are, as the first start would."""
    from django.conf import settings

    from wayhome.accounts.actions import ensure_first_administrator

    token = ensure_first_administrator()
    if token:
        click.echo(f"Sign in as the first administrator, once, here: {settings.BASE_URL}/welcome/{token}/", err=True)


class _Teller:
    """Say on standard error how far an import is, at most twice a second."""

    def __init__(self) -> None:
        self.began = self.said = time.monotonic()
        self.before: int | None = None  # rows that an earlier run did, so that they are not counted as speed

    def __call__(self, done: int, rows: int) -> None:
        """Take rows done and rows in all; 0 in all means that nobody knows."""
        now = time.monotonic()
        self.before = done if self.before is None else self.before
        if now - self.said < TELL_SECONDS and done != rows:
            return
        self.said = now
        rate = (done - self.before) / max(now - self.began, 0.001)
        told = f"{done:,} of {rows:,} rows" if rows else f"{done:,} rows"
        left = f", {(rows - done) / rate:,.0f} s left" if rows and rate else ""
        click.echo(f"{told}, {rate:,.0f} a second{left}", err=True)


def _line(tip: Mapping[str, Any]) -> str:
    """Write a tip in one line, without the marks that would steer a terminal or turn its words round."""
    shown = "".join(mark if unicodedata.category(mark)[0] != "C" else " " for mark in tip["text"])
    return f"{tip['reference']}  {tip['state']:8}  {' '.join(shown.split())}"


def _json(tip: Mapping[str, Any]) -> str:
    """Write a tip as a line of JSON; what would steer a terminal is escaped, and means the same."""
    line = json.dumps(tip, ensure_ascii=False)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _facts(text: str) -> dict[str, Any]:
    """Read facts as JSON; times and days are written as ISO 8601."""
    try:
        given = json.loads(text)
        facts = {key: _moment(value) for key, value in given.items()}
    except (ValueError, AttributeError):
        facts = {}
    if not isinstance(facts.get("received_at"), datetime):
        example = '{"received_at": "2026-11-24T08:00:00+00:00"}'
        raise BadInput(f"facts: expected an object of JSON with at least a time of arrival, such as {example}.")
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
