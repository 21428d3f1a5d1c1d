"""
The work that is done later: one process that takes tasks from the database, as long as the server lives.

A task holds ids only. Its failure is stored in the queue as the kind of the error and the lines it
went through: the message of an exception may quote what a person wrote, and the queue is not sealed.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from wayhome.site.logs import without_message

INBOX_TASKS = "wayhome.tips.tasks"  # the site joins what runs in a room by its dotted name
INBOX_SECONDS = 2.0
LOOK_SECONDS = 0.5  # how long a queued task waits at most while the worker is idle
PATIENCE_SECONDS = 5  # for the task in hand, once the server is gone

log = logging.getLogger(__name__)


class QuietWorker(Worker):
    """Take one task after another; keep the words of an error out of the queue."""

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        """Run one task and store how it ended."""
        # The library calls this method of the very object when a task fails.
        db_task_result.set_failed = partial(_set_failed, db_task_result)
        super().run_task(db_task_result)


def work(*, server_pid: int | None) -> None:
    """
    Do queued work until told to stop.

    Args:
        server_pid: stop too when this process is no longer the parent; None: work alone.
    """
    if server_pid is not None:
        follow(server_pid)
    worker = _worker(batch=False)
    worker.configure_signals()
    if settings.INBOX is not None:
        threading.Thread(target=_watch_inbox, daemon=True).start()
    try:
        worker.run()
    except OperationalError as problem:  # busy, full or away; the server starts this process again
        log.error(  # noqa: TRY400 -- its lines tell nobody more than its cause
            "The worker could not use the database: %s", str(problem).partition("\n")[0]
        )
        sys.exit(1)


def work_off() -> None:
    """Do all that is queued now, and return."""
    _worker(batch=True).run()


def follow(server_pid: int) -> None:
    """Stop this process when its parent is gone, even by a kill that the parent could not answer."""
    threading.Thread(target=_watch, args=(server_pid, os._exit), daemon=True).start()


def _worker(*, batch: bool) -> QuietWorker:
    return QuietWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=LOOK_SECONDS,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def _watch(server_pid: int, leave: Callable[[int], None]) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # the main thread shall hear them
    while os.getppid() == server_pid:
        time.sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_SECONDS)
    leave(1)


def _watch_inbox() -> None:
    """Look into the watched folder every few seconds; a look that fails is not the last."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # the main thread shall hear them
    look = import_module(INBOX_TASKS).look_into_inbox
    while True:
        try:
            look()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next look may succeed; its words stay out
            log.error("A look into the inbox failed (%s).", type(error).__name__)  # noqa: TRY400 -- as above
        finally:
            connections.close_all()
        time.sleep(INBOX_SECONDS)


def _set_failed(result: DBTaskResult[..., Any], error: BaseException) -> None:
    result.status = TaskResultStatus.FAILED
    result.finished_at = timezone.now()
    result.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    result.traceback = without_message(type(error), error.__traceback__)
    result.return_value = None
    result.save(update_fields=["status", "finished_at", "exception_class_path", "traceback", "return_value"])
