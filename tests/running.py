"""Run the whole program as a person would, in a process of its own, and watch what it says."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).parent.parent
READY = re.compile(r"Wayhome is ready at (http://\S+)/ ")
CHILDREN = ("the web server", "the worker")
CHILDREN_SECONDS_MAX = 20
PROGRAM = (sys.executable, "-m", "wayhome")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        port: int = attempt.getsockname()[1]
    return port


class Running:
    """
    A running installation: `with Running(home) as site: … site.url …`.

    Args:
        home: its WAYHOME_HOME; may be missing or empty.
        command: what to type, without the port; the default is the installed program.
        variables: more of its environment.
    """

    def __init__(
        self, home: Path, command: Sequence[str] = (*PROGRAM, "start"), variables: dict[str, str] | None = None
    ) -> None:
        self.port = free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
        self.environment = clean | {"WAYHOME_HOME": str(home), "WAYHOME_PORT": str(self.port)} | (variables or {})
        self.command = command
        self.url = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self.ready_seconds = 0.0

    def __enter__(self) -> Self:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        return self

    def __exit__(self, *reason: object) -> None:
        if self.process.poll() is None:
            self.stop()
        self.listener.join()

    def wait_until_ready(self, seconds_max: float = 60) -> Self:
        """Wait for its word that it is ready; fail with all that it said if it does not come."""
        while not self.ready_seconds:
            late = time.monotonic() - self.began > seconds_max
            assert self.process.poll() is None and not late, "\n".join(self.said) or "it said nothing"  # noqa: PT018 - one failure: it is not ready
            time.sleep(0.01)
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds_max: float = 20) -> float:
        """Send it a signal and give the seconds until it was gone."""
        began = time.monotonic()
        self.process.send_signal(how)
        try:
            self.process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        return time.monotonic() - began

    def children(self) -> list[int]:
        """Wait until both of its children live, the web server and the worker, and name them."""
        until = time.monotonic() + CHILDREN_SECONDS_MAX
        while len(found := alive(self._descendants())) < len(CHILDREN):
            assert time.monotonic() < until, f"only {found} of its children live"
            time.sleep(0.05)
        return found

    def answers_within(self, seconds_max: float) -> bool:
        """Tell whether the web server answers, or comes to answer soon."""
        until = time.monotonic() + seconds_max
        while time.monotonic() < until:
            with contextlib.suppress(httpx.TransportError):
                return httpx.get(f"{self.url}/static/wayhome/site.css").status_code == httpx.codes.OK
            time.sleep(0.05)
        return False

    def _descendants(self) -> list[int]:
        import psutil

        with contextlib.suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.process.pid).children(recursive=True)]
        return []

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.said.append(line.rstrip("\n"))
                if READY.search(line):
                    self.ready_seconds = time.monotonic() - self.began


def alive(pids: Sequence[int]) -> list[int]:
    """Say which of these processes still live; a zombie does not."""
    import psutil

    def lives(pid: int) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        return False

    return [pid for pid in pids if lives(pid)]


def gone_within(pids: Sequence[int], seconds_max: float) -> bool:
    """Wait until none of these processes lives."""
    until = time.monotonic() + seconds_max
    while alive(pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
