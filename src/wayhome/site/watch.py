"""
The parent's eye on its two children: it says when the site answers, restarts the worker, and sweeps.

The web server restarts its own child. Whenever a child is new, the rooms sweep: whoever stood there
before may have died between writing a row and enqueueing its task.
"""

import contextlib
import http.client
import logging
import math
import os
import subprocess
import sys
import threading
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from django.db import connections

from wayhome.site.configuration import configuration

STOP_SECONDS = 5  # what a request or a task in hand may still take
READY_SECONDS = 0.02  # between two questions whether the site answers
WAKE_SECONDS = 0.25  # how long a signal waits at most to be heard
REST_SECONDS = 1  # between two looks at the worker, and so before one that died is started again
ROOMS_THAT_SWEEP = ("casefile", "tips", "journey", "site")  # their tasks.py may have a function `sweep`

log = logging.getLogger(__name__)


class Forgetful(dict[int, float]):
    """When each child was started again: never. The server gives a child up that dies twice within some seconds."""

    def __setitem__(self, idx: int, started_at: float) -> None:
        """Remember nothing."""


class Worker:
    """The child that does queued work."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.changing = threading.Lock()  # so that none is started while the last one is stopped

    def keep_alive(self) -> int:
        """Start the child, or start it again when it has died, and give its process id."""
        with self.changing:
            if self.process is None:
                self.process = self._start()
            elif self.process.poll() is not None:
                log.error("The worker ended with code %s; it is started again.", self.process.returncode)
                self.process = self._start()
            return self.process.pid

    def stop(self) -> None:
        """Let the task in hand end if it soon does, and stop the child for good."""
        self.changing.acquire()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl+C reaches the parent alone, which then stops it in order.
        command = [sys.executable, "-m", "wayhome", "worker", "--follow", str(os.getpid())]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


class Watch(threading.Event):
    """
    What the server's own loop waits for; between two looks at it, the eye on the children.

    Python runs a signal's handler in the main thread alone. A signal that the kernel hands to another thread is
    not heard while the main thread waits for good: one stop in thirty never came. And the server lets the event fall
    after it has looked at its children, so that what came meanwhile is asked of the server itself.
    """

    def __init__(self, worker: Worker, server: Any) -> None:
        super().__init__()
        self.worker, self.server = worker, server
        self.is_ready = False
        self.known: set[int] = set()
        self.woken_at = self.looked_at = -math.inf  # in seconds of the monotonic clock

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until something happened, in steps; a child that dies at once is not started again without a rest."""
        while not self._has_happened(WAKE_SECONDS if self.is_ready else READY_SECONDS):
            self._look()
        while not self.server.interrupt_signal and time.monotonic() - self.woken_at < REST_SECONDS:
            time.sleep(WAKE_SECONDS)
        self.woken_at = time.monotonic()
        return True

    def _has_happened(self, seconds: float) -> bool:
        return super().wait(seconds) or self.server.interrupt_signal or bool(self.server.interrupt_children)

    def _look(self) -> None:
        """Say when the site answers; then keep a worker alive, and sweep whenever a child is new."""
        if not self.is_ready:
            self.is_ready = _answers()
            if self.is_ready:
                click.echo(f"Wayhome is ready at {configuration().address}/ (Ctrl+C stops it)")
                # From now on; one that never answered is a mistake, and ends the start.
                self.server.respawned_wrks = Forgetful()
        elif time.monotonic() - self.looked_at > REST_SECONDS:
            children = {self.worker.keep_alive(), *(web.inner.pid for web in self.server.wrks)}
            if children - self.known:  # whoever stood here before may have died between a row and its task
                _sweep()
            self.known = children
            self.looked_at = time.monotonic()


def _answers() -> bool:
    """Ask whether the site answers. With a full disk it does, and says so; then the log does as well."""
    here = configuration()
    asking = http.client.HTTPConnection(here.host, here.port, timeout=1)
    with contextlib.closing(asking), contextlib.suppress(OSError, http.client.HTTPException):
        asking.request("GET", "/healthz", headers={"Host": "localhost"})
        answer = asking.getresponse()
        if answer.status != http.client.OK:
            log.error("The site is not well: %s", answer.read().decode().strip())
        return True
    return False


def _sweep() -> None:
    """Let each room enqueue what waits for the worker and may have lost its task in a kill."""
    for room in ROOMS_THAT_SWEEP:
        if find_spec(f"wayhome.{room}.tasks"):
            sweep = getattr(import_module(f"wayhome.{room}.tasks"), "sweep", None)
            try:
                sweep() if sweep else None
            except Exception:
                log.exception("The sweep of %s failed; the next start of a child tries it again.", room)
    connections.close_all()
