"""
Run everything that must hold, in order, and say at the end what does not.

    ./wayhome test                       everything
    ./wayhome test src/wayhome/tips -x   what pytest is told to, on SQLite

A step that fails does not stop the next ones: one run shows all that is wrong.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.chromium import chromium, node
from tests.postgres import private_postgres

TOOLS = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q")


@dataclass(frozen=True)
class Outcome:
    """What one step came to."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def main(arguments: list[str]) -> int:
    """Run all steps, or pytest with the given arguments; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the private server is stopped, too
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WAYHOME_")}
    # Each of the workers would read and rewrite every test anew, and each program that is started compile itself.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {"CHROMIUM_PATH": chromium(), "PLAYWRIGHT_NODEJS_PATH": node()}
    if arguments:
        return subprocess.call([*PYTEST, *arguments], env=environment)
    with ExitStack() as stack:
        outcomes = list(_steps(environment, stack))
    return _summary(outcomes)


def _steps(environment: dict[str, str], stack: ExitStack) -> Iterator[Outcome]:
    yield _tool("ruff: lint", (TOOLS / "ruff", "check", "--quiet"), environment)
    yield _tool("ruff: format", (TOOLS / "ruff", "format", "--check", "--quiet"), environment)
    yield _tool("mypy", (TOOLS / "mypy",), environment)
    yield _tool("import contracts", (TOOLS / "lint-imports",), environment)
    yield _tests("tests on SQLite", ("-n", "2", "-m", "not browser"), environment)
    yield _tests("tests in a browser", ("-n", "2", "-m", "browser"), environment)
    database = stack.enter_context(private_postgres())
    on_postgres = environment | {"WAYHOME_DATABASE_URL": database}
    yield _tests("tests on PostgreSQL", ("-n", "2", "-m", "not browser"), on_postgres)


def _tool(name: str, command: tuple[str | Path, ...], environment: dict[str, str]) -> Outcome:
    def run() -> tuple[int, int, int]:
        failed = subprocess.call([str(part) for part in command], env=environment) != 0
        return (0, 1, 0) if failed else (1, 0, 0)

    return _timed(name, run)


def _tests(name: str, options: tuple[str, ...], environment: dict[str, str]) -> Outcome:
    def run() -> tuple[int, int, int]:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            code = subprocess.call([*PYTEST, *options, f"--junitxml={report}"], env=environment)
            return _counted(report, code)

    return _timed(name, run)


def _timed(name: str, run: Callable[[], tuple[int, int, int]]) -> Outcome:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    passed, failed, skipped = run()
    outcome = Outcome(name, passed, failed, skipped, time.monotonic() - began)
    print(f"== {name}: {'failed' if failed else 'passed'} in {outcome.seconds:.1f} s", flush=True)
    return outcome


def _counted(report: Path, code: int) -> tuple[int, int, int]:
    """Read pytest's own report; a run that broke before it could write one counts as one failure."""
    if not report.exists():
        return 0, 1, 0
    suites = ET.parse(report).getroot().iter("testsuite")
    counts = [[int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")] for suite in suites]
    tests, failures, errors, skipped = map(sum, zip(*counts, strict=True))
    failed = failures + errors or int(code != 0)  # an exit code without a failed test: a worker died, or none ran
    return max(tests - failed - skipped, 0), failed, skipped


def _summary(outcomes: list[Outcome]) -> int:
    print("\n== summary")
    for outcome in outcomes:
        mark = "FAILED" if outcome.failed else "passed"
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
        print(f"   {mark}  {outcome.seconds:6.1f} s  {outcome.name} ({counts})")
    failed = sum(outcome.failed for outcome in outcomes)
    print(f"   in all {sum(outcome.seconds for outcome in outcomes):.1f} s\n")
    print(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
