"""
Start, watch and stop an installation.

One process prepares the database, then is the parent of two: the web server (Granian, one process
with a few threads) and the worker that does queued work. It restarts a child that dies, and both
children leave when it is gone, so that nothing is ever left behind to hold the port or the database.
"""

import errno
import multiprocessing
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wayhome.kernel.errors import SettingsWrong
from wayhome.site.configuration import configuration
from wayhome.site.keys import ADDRESS_FILE, DATABASE, make_home

DEMO_HOME = ".wayhome-demo"
CONNECTIONS_MAX = 1_024  # open at once, idle ones too; beyond it they wait in the kernel instead of our memory
HEAD_SECONDS = 10  # for the head of a request to come, and for a connection to stay open without one


def serve(*, demo: bool) -> None:
    """
    Serve until told to stop.

    Args:
        demo: serve the made-up story, from a folder that holds nothing else.

    Raises:
        SettingsWrong: the port is taken, another server has the folder, or it holds the other kind of data.
    """
    _choose_home(demo=demo)
    with _port_for_one(configuration().port), _alone(configuration().home):
        _serve(demo=demo)


def _serve(*, demo: bool) -> None:
    from wayhome.site.preparation import prepare, set_up_django
    from wayhome.site.watch import Watch, Worker

    set_up_django()
    prepare()
    _welcome(demo=demo)
    _close_connections()
    # A fork copies the locks that another thread holds at that moment, and a child with such a copy never answers: so
    # this process has no other thread, and looks after its children between two waits of the server's own loop.
    multiprocessing.set_start_method("fork", force=True)
    server, worker = _web_server(), Worker()
    server.main_loop_interrupt = Watch(worker, server)
    running = configuration().home / ADDRESS_FILE
    running.write_text(f"{configuration().address}\n", encoding="utf-8")  # a command in a second terminal prints links
    try:
        server.serve(target_loader=_application, wrap_loader=False)
    finally:
        worker.stop()
        running.unlink(missing_ok=True)
    if not server.interrupt_signal:
        click.echo("wayhome: The web server ended though nobody stopped it. Start Wayhome again.", err=True)
        sys.exit(1)
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


@contextmanager
def _port_for_one(port: int) -> Iterator[None]:
    """
    Have a port for one server, as long as it lives.

    The web server lets another process listen where it does, for the sake of several children; the kernel would then
    divide the tips of one form between two databases. A name that only one process of the machine can have forbids it.
    """
    with socket.socket(socket.AF_UNIX) as held:
        try:
            held.bind(f"\0wayhome-port-{port}")
        except OSError:
            raise _port_is_taken() from None
        _demand_a_free_port()
        yield


def _port_is_taken() -> SettingsWrong:
    here = configuration()
    return SettingsWrong(
        f"Port {here.port} on {here.host} is taken, perhaps by another Wayhome. "
        "Stop it, or set WAYHOME_PORT to another port."
    )


def _demand_a_free_port() -> None:
    here = configuration()
    family = socket.AF_INET6 if ":" in here.host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((here.host, here.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise _port_is_taken() from None
            raise SettingsWrong(
                f"WAYHOME_HOST is {here.host} and WAYHOME_PORT is {here.port}, "
                f"where this machine cannot listen: {error.strerror}."
            ) from None


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """
    Have a folder for one server, as long as it lives: two that start in one moment both find the port free.

    The web server's child holds the lock too; after a kill of this process the folder is free when the child has left.
    """
    make_home(home)
    with (home / "serve.lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise SettingsWrong(
                f"Another Wayhome serves {home} already. Stop it, or set WAYHOME_HOME to another folder."
            ) from None
        yield


def _welcome(*, demo: bool) -> None:
    """Tell the story in demo mode; else hand the first administrator a link, once."""
    if demo:
        import_module("wayhome.site.demo").tell_story()
        return
    accounts = import_module("wayhome.accounts.actions")
    token = accounts.ensure_first_administrator()
    if token:
        click.echo(
            f"Sign in as the first administrator, once, here:\n\n    {configuration().address}/welcome/{token}/\n\n"
            f"From then on, sign in as {accounts.FIRST_EMAIL} with the password that you chose.\n"
        )


def _close_connections() -> None:
    """Leave no open database connection to a child that is forked: two processes would speak through one."""
    from django.db import connections

    connections.close_all()


def _web_server() -> Any:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    from wayhome.site.watch import STOP_SECONDS

    here = configuration()
    return Granian(
        "wayhome.site.entry:Entry",
        address=here.host,
        port=here.port,
        interface=Interfaces.RSGI,
        websockets=False,
        workers=1,
        backpressure=CONNECTIONS_MAX,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1_000),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    )


def _application() -> Any:
    """Load the site, in the process that answers; it leaves when its parent is gone."""
    from wayhome.site.worker import follow

    follow(os.getppid())
    application = import_module("wayhome.site.entry").Entry(import_module("wayhome.site.wsgi").application)
    # Every address is known before the first request: a mistake stops the start, and nobody waits for imports.
    import_module("django.urls").get_resolver().url_patterns  # noqa: B018 - a lazy property is loaded by reading it
    return application
