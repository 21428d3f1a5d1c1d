"""
Start, watch and stop an installation.

One process prepares the database, then is the parent of two: the web server (Granian, one process
with a few threads) and the worker that does queued work. It restarts a child that dies, and both
children leave when it is gone, so that nothing is ever left behind to hold the port or the database.
"""

import contextlib
import errno
import http.client
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.configuration import configuration
from wayhome.site.keys import DATABASE, make_home

DEMO_HOME = ".wayhome-demo"
BLOCKING_THREADS = 4  # requests at once; SQLite has one writer, and argon2 wants a core for each sign-in
BACKPRESSURE = 64  # beyond it, connections wait in the kernel instead of our memory
STOP_SECONDS = 5  # what a request or a task in hand may still take
WAKE_SECONDS = 0.25  # how long a signal waits at most to be heard
REST_SECONDS = 1  # between two looks at the worker, and so before one that died is started again
ROOMS_THAT_SWEEP = ("casefile", "tips", "journey", "site")  # their tasks.py may have a function `sweep`

log = logging.getLogger(__name__)


def serve(*, demo: bool) -> None:
    """
    Serve until told to stop.

    Args:
        demo: serve the made-up story, from a folder that holds nothing else.

    Raises:
        SettingsWrong: the port is taken, or the folder holds the other kind of data.
    """
    _choose_home(demo=demo)
    _demand_a_free_port()
    from wayhome.site.preparation import prepare, set_up_django

    set_up_django()
    prepare()
    _welcome(demo=demo)
    _close_connections()
    server = _web_server()
    server.main_loop_interrupt = _Waking()
    worker = _Worker()
    server.on_startup(threading.Thread(target=_watch, args=(worker, server), daemon=True).start)
    try:
        server.serve(target_loader=_application, wrap_loader=False)
    finally:
        worker.stop()
    click.echo("Wayhome has stopped.")


def _choose_home(*, demo: bool) -> None:
    if demo:
        os.environ.setdefault("WAYHOME_HOME", DEMO_HOME)
    home = configuration().home
    marker = home / "demo"
    if demo and configuration().database_url is not None:
        raise SettingsWrong("The demo has a database of its own: unset WAYHOME_DATABASE_URL.")
    if demo and not marker.exists():
        if (home / DATABASE).exists():
            raise SettingsWrong(f"{home} holds real data; the demo needs a folder of its own. Set WAYHOME_HOME.")
        make_home(home)
        marker.write_text("This folder holds the made-up story of `wayhome demo`, and nothing real.\n")
    if not demo and marker.exists():
        raise SettingsWrong(f"{home} holds the demo; real data needs a folder of its own. Set WAYHOME_HOME.")


def _demand_a_free_port() -> None:
    here = configuration()
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((here.host, here.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingsWrong(
                    f"Port {here.port} on {here.host} is taken, perhaps by another Wayhome. "
                    "Stop it, or set WAYHOME_PORT to another port."
                ) from None
            raise SettingsWrong(
                f"WAYHOME_HOST is {here.host} and WAYHOME_PORT is {here.port}, "
                f"where this machine cannot listen: {error.strerror}."
            ) from None


def _welcome(*, demo: bool) -> None:
    """Tell the story in demo mode; else hand the first administrator a link, once."""
    if demo:
        import_module("wayhome.site.demo").tell_story()
        return
    token = import_module("wayhome.accounts.actions").ensure_first_administrator()
    if token:
        click.echo(
            f"Sign in as the first administrator, once, here:\n\n    {configuration().address}/welcome/{token}/\n"
        )


def _close_connections() -> None:
    """Leave no open database connection to a child that is forked: two processes would speak through one."""
    from django.db import connections

    connections.close_all()


def _web_server() -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    here = configuration()
    return Granian(
        "wayhome.site.wsgi:application",
        address=here.host,
        port=here.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        blocking_threads_idle_timeout=600,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    )


def _application() -> Any:
    """Load the site, in the process that answers; it leaves when its parent is gone."""
    from wayhome.site.worker import follow

    follow(os.getppid())
    application = import_module("wayhome.site.wsgi").application
    # Every address is known before the first request: a mistake stops the start, and nobody waits for imports.
    import_module("django.urls").get_resolver().url_patterns  # noqa: B018 - a lazy property is loaded by reading it
    return application


class _Waking(threading.Event):
    """
    Wait, and wake now and then.

    Python runs a signal's handler in the main thread alone. A signal that the kernel hands to another thread is
    not heard while the main thread waits for good: one stop in thirty never came.
    """

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set, in steps."""
        while not super().wait(WAKE_SECONDS):
            continue
        return True


class _Worker:
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


def _watch(worker: _Worker, server: Any) -> None:
    """Say when the site answers; then keep a worker alive and sweep, for as long as the process lives."""
    while not _answers():
        time.sleep(0.02)
    click.echo(f"Wayhome is ready at {configuration().address}/ (Ctrl+C stops it)")
    known: set[int] = set()
    while True:
        children = {worker.keep_alive(), *(web.inner.pid for web in server.wrks)}
        if children - known:  # whoever stood here before may have died between a row and its task
            _sweep()
        known = children
        time.sleep(REST_SECONDS)


def _answers() -> bool:
    here = configuration()
    asking = http.client.HTTPConnection(here.host, here.port, timeout=2)
    with contextlib.closing(asking), contextlib.suppress(OSError, http.client.HTTPException):
        asking.request("GET", "/healthz", headers={"Host": "localhost"})
        return asking.getresponse().status == http.client.OK
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
    _close_connections()
