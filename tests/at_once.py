"""Do several things at the same moment, each in a thread with a database connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connections


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts at one moment; give what each returned or raised."""
    start, told = Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        start.wait()
        try:
            told[place] = act()
        except Exception as problem:  # noqa: BLE001 -- it is what is asked for
            told[place] = problem
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
