"""
A hundred thousand rows and a million through the command line, killed in the middle, with the public form beside it.

A sheet of six columns with a person in each row is imported into a running installation. Meanwhile somebody posts a tip
every half second and the longest wait is measured. At a third of the way the import is killed with -9; the same
command goes on. At the end read = stored + set aside + already known, no row stands twice, none is missing, and the
journal holds. The import's memory is bounded by the kernel: what grows past 1 GB of address space fails; more than
600 MB held fails too. On SQLite and on PostgreSQL; the million on SQLite, which has one writer.
"""

import contextlib
import csv
import io
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx
import psutil

from tests.canaries import COLUMNS, MAPPING
from tests.killing import command
from tests.postgres import private_postgres
from tests.running import PROGRAM, Running

BAD_EVERY = 5_000
HELD_MB_MAX = 600
ADDRESS_SPACE_BYTES_MAX = 1 << 30
WAIT_SECONDS = 0.5
LOOK_SECONDS = 0.1


def steps():
    """Give a step for each size and database."""
    yield "100,000 rows", lambda: killed_and_gone_on(100_000)
    yield "100,000 rows, PostgreSQL", _postgres
    yield "1,000,000 rows", lambda: killed_and_gone_on(1_000_000)


def _postgres() -> dict[str, object]:
    with private_postgres() as address:
        return killed_and_gone_on(100_000, {"WAYHOME_DATABASE_URL": address})


def killed_and_gone_on(
    rows: int, variables: Mapping[str, str] | None = None, *, bad_every: int = BAD_EVERY
) -> dict[str, object]:
    """Import so many rows, kill it, go on, reckon; `variables` are added to the environment."""
    more = dict(variables or {})
    with tempfile.TemporaryDirectory(prefix="wayhome-rows-") as name:
        home, outside = Path(name) / "home", Path(name) / "outside"
        outside.mkdir()
        sheet, mapping, report = outside / "rows.csv", outside / "rows.toml", outside / "report.json"
        sheet.write_text(_sheet(rows, bad_every), encoding="utf-8")
        mapping.write_text(MAPPING, encoding="utf-8")
        words = ("tips", "import", str(sheet), "--mapping", str(mapping), "--report", str(report))
        with Running(home, variables=more) as site:
            site.wait_until_ready()
            waits, stop = [], threading.Event()
            sender = threading.Thread(target=_send, args=(site.url, waits, stop), daemon=True)
            sender.start()
            began = time.monotonic()
            _killed_at_a_third(_environment(home, more), words, rows)
            peak_kb = _run_bounded(_environment(home, more), words)
            seconds = time.monotonic() - began
            stop.set()
            sender.join()
        figures = json.loads(report.read_text())
        bad = rows // bad_every
        assert (figures["read"], len(figures["set_aside"])) == (rows, bad), figures
        assert figures["stored"] + figures["already_known"] + bad == rows
        listed = command(home, "tips", "list", "--json", variables=more)
        texts = Counter(json.loads(line)["text"] for line in listed.splitlines())
        assert sum(text.startswith("Row ") for text in texts) == rows - bad
        assert max(texts.values()) == 1
        command(home, "journal", "verify", variables=more)
        assert peak_kb < HELD_MB_MAX * 1024
        return {
            "rows": rows, "set_aside": bad, "seconds_with_one_kill": round(seconds),
            "rows_a_second": round(rows / seconds),
            "peak_memory_mb": round(peak_kb / 1024), "public_tips_meanwhile": len(waits),
            "public_wait_seconds_max": round(max(waits), 2), "lost": 0, "doubled": 0,
        }  # fmt: skip


def _sheet(rows: int, bad_every: int) -> str:
    dice, out = random.Random(5), io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for number in range(1, rows + 1):
        name = "".join(dice.choice("abdeiklmnorstuv") for _ in range(8)).capitalize()
        told = f"Row {number}: a girl of {dice.randint(9, 17)} at the hall"
        row = [number, told, "Port Selin", name, f"+999{number:09}", "Quay 4"]
        sheet.writerow(row[:3] if number % bad_every == 0 else row)
    return out.getvalue()


def _killed_at_a_third(environment: dict[str, str], words: tuple[str, ...], rows: int) -> None:
    """Start the import and kill it as soon as a third is stored."""
    process = subprocess.Popen(
        [*PROGRAM, *words], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr
    for line in process.stderr:
        if " rows, " in line and int(line.split(" of ")[0].replace(",", "")) > rows / 3:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


def _run_bounded(environment: dict[str, str], words: tuple[str, ...]) -> int:
    """Run the import to its end under a limit of memory; give the most that it and its reader held, in kilobytes."""
    bound = f'ulimit -v {ADDRESS_SPACE_BYTES_MAX // 1024}; exec "$@"'
    peak_bytes = 0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            ["sh", "-c", bound, "sh", *PROGRAM, *words], env=environment, stdout=said, stderr=said
        )
        while process.poll() is None:
            peak_bytes = max(peak_bytes, _held_bytes(process.pid))
            time.sleep(LOOK_SECONDS)
        said.seek(0)
        assert process.returncode == 0, said.read().decode()[-2000:]
    return peak_bytes // 1024


def _held_bytes(pid: int) -> int:
    """Add up what a process and its children hold in memory at this moment."""
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        return sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True)))
    return 0


def _environment(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    return clean | {"WAYHOME_HOME": str(home), **variables}


def _send(url: str, waits: list[float], stop: threading.Event) -> None:
    while not stop.is_set():
        began = time.monotonic()
        answer = httpx.post(f"{url}/api/tips", json={"text": f"Sent meanwhile, number {len(waits)}"}, timeout=60)
        waits.append(time.monotonic() - began)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        time.sleep(WAIT_SECONDS)
