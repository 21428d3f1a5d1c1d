"""What a check of the house came to, and how one is run: to its first broken place, and never out of its course."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, models

from wayhome.kernel.errors import WayhomeError

CHUNK_ROWS = 500  # of envelopes: a source's part holds a megabyte
Tell = Callable[[str, int, int], None]
Found = Iterator[tuple[object, str]]
# What a row may raise that somebody wrote by hand: it is a finding, and the checks behind it still run.
_DAMAGE = (WayhomeError, DatabaseError, ObjectDoesNotExist, TypeError, ValueError, AttributeError, LookupError)


@dataclass(frozen=True)
class Outcome:
    """What one check came to: how many things were looked at, and the first broken one in plain words, or nothing."""

    name: str
    count: int
    broken: str = ""


def first_broken(name: str, check: Callable[[], Found], tell: Tell, total: int) -> Outcome:
    """
    Go through a check until something is wrong.

    Args:
        name: what is checked.
        check: gives what it looked at, each with what is wrong with it in plain words, or nothing.
        tell: is called with the name, how much is done, and how much there is.
        total: how much there is, or 0 where nobody knows.
    """
    count = 0
    try:
        for which, wrong in check():
            if wrong:
                return Outcome(name, count, f"{which}: {wrong}")
            count += 1
            tell(name, count, total)
    except _DAMAGE as damage:
        return Outcome(name, count, f"what comes next cannot be read at all ({type(damage).__name__}).")
    return Outcome(name, count)


def table(room: str, name: str) -> models.QuerySet[Any]:
    """Read a table of a room whole, for whoever may verify the journal."""
    model: Any = apps.get_model(room, name)
    rows: models.QuerySet[Any] = model.everyone_unscoped.all()
    return rows
