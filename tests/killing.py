"""
Writers that post tips through real HTTP while the whole installation is killed, and the reckoning afterwards.

Each writer sends tips with a key of its own and resends what was not acknowledged, as an honest client does. A
kill -9 hits the parent, the web server and the worker at once, at a moment that the seed chooses. At the end every
tip that was acknowledged must be there, once, and so must every other: a resent key is the same tip.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.running import PROGRAM, Running, gone_within

WRITERS = 8
PATIENCE_SECONDS = 30


@dataclass
class Ledger:
    """What the writers know: which text they sent, and what the site said of it."""

    sent: set[str] = field(default_factory=set)
    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    up_seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, text: str, receipt: str, secret: str) -> None:
        """Note an answer; the same key must never get another one."""
        with self.lock:
            if self.receipts.setdefault(text, (receipt, secret)) != (receipt, secret):
                self.changed.append(text)


def kill_rounds(
    home: Path, *, rounds: int, seconds: float, seed: int, variables: dict[str, str] | None = None
) -> Ledger:
    """
    Let writers post, and kill everything, so many times.

    Args:
        home: the installation's folder.
        rounds: how many kills.
        seconds: how long the writers post at the most before each kill; the seed draws from half of it up.
        seed: draws the moments.
        variables: more of the installation's environment, such as another database.
    """
    dice, ledger, waiting = random.Random(seed), Ledger(), [[] for _ in range(WRITERS)]
    for _ in range(rounds):
        with Running(home, variables=variables) as site:
            site.wait_until_ready()
            ledger.up_seconds.append(site.ready_seconds)
            pids = [site.process.pid, *site.children()]
            stop = threading.Event()
            writers = [
                threading.Thread(target=_write, args=(site.url, own, ledger, stop), daemon=True) for own in waiting
            ]
            for writer in writers:
                writer.start()
            time.sleep(dice.uniform(seconds / 2, seconds))
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            stop.set()
            for writer in writers:
                writer.join(PATIENCE_SECONDS)
            assert gone_within(pids, PATIENCE_SECONDS)
    with Running(home, variables=variables) as site:  # a last one in peace: what is still waiting is sent again
        site.wait_until_ready()
        for own in waiting:
            for key, text in own:
                _post(site.url, key, text, ledger)
    return ledger


def reckon(home: Path, ledger: Ledger, variables: dict[str, str] | None = None) -> dict[str, object]:
    """Compare what the writers know with what is there; fail for anything lost, doubled or changed."""
    listed = [json.loads(line) for line in command(home, "tips", "list", "--json", variables=variables).splitlines()]
    texts = Counter(tip["text"] for tip in listed)
    by_text = {tip["text"]: tip["reference"] for tip in listed}
    lost = [text for text, (receipt, _) in ledger.receipts.items() if by_text.get(text) != receipt]
    doubled = [text for text, count in texts.items() if count > 1]
    strange = set(texts) - ledger.sent
    assert not lost, f"{len(lost)} acknowledged tips are lost"
    assert not doubled, f"{len(doubled)} tips stand there twice"
    assert not ledger.changed, f"{len(ledger.changed)} keys got two different answers"
    assert not strange, "tips that nobody sent"
    assert set(ledger.receipts) == ledger.sent, "a tip that was resent in peace was not acknowledged"
    command(home, "journal", "verify", variables=variables)
    return {
        "acknowledged": len(ledger.receipts), "stored": len(listed), "lost": 0, "doubled": 0,
        "up_seconds_max": round(max(ledger.up_seconds), 2),
    }  # fmt: skip


def command(home: Path, *words: str, variables: dict[str, str] | None = None) -> str:
    """Run a command of the program on an installation, and give what it prints; fail where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    environment |= {"WAYHOME_HOME": str(home)} | (variables or {})
    done = subprocess.run([*PROGRAM, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    return done.stdout


def _write(url: str, waiting: list[tuple[str, str]], ledger: Ledger, stop: threading.Event) -> None:
    """Post until told to stop, one tip after the other, first what was not acknowledged before."""
    while not stop.is_set():
        if not waiting:
            key = str(uuid.uuid4())
            waiting.append((key, f"Somebody waits at the ferry hall, {key}"))
        key, text = waiting[0]
        if _post(url, key, text, ledger):
            waiting.pop(0)


def _post(url: str, key: str, text: str, ledger: Ledger) -> bool:
    with ledger.lock:
        ledger.sent.add(text)
    try:
        answer = httpx.post(f"{url}/api/tips", json={"text": text}, headers={"Idempotency-Key": key}, timeout=20)
    except httpx.TransportError:
        return False
    if answer.status_code != httpx.codes.CREATED:
        return False
    content = answer.json()
    ledger.acknowledge(text, content["receipt"], content["secret"])
    return True
