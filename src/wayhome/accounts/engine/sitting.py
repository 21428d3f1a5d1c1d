"""
A sitting: one act or one look, from the moment it begins until its result is kept.

The house has one rule that is easy to forget at night: ask the door, then write, then leave a leaf in the
journal. A sitting remembers which of the three has happened, so that an act that forgot one is stopped and rolled back
instead of being found years later. It is a value in a context variable: it follows the call, not the process,
so two requests never share one.

Limits: it watches the models of the house. Raw SQL is outside its sight, and is banned by a test instead.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from wayhome.kernel.errors import HouseRuleBroken

_current: ContextVar["Sitting | None"] = ContextVar("wayhome_sitting", default=None)


@dataclass(frozen=True)
class Part:
    """Something that was done as a part of a human act, and is told in the act's one leaf."""

    verb: str
    kind: str
    object_id: UUID | None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Sitting:
    """What has happened so far in one act (`may_write`) or one look."""

    name: str
    may_write: bool
    has_asked: bool = False
    has_journalled: bool = False
    depth: int = 0
    parts: list[Part] = field(default_factory=list)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Mark the time of an action that another one called: what it journals is a part of the outer one's leaf."""
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1

    def finish(self) -> None:
        """
        Let the sitting end.

        Raises:
            HouseRuleBroken: the door was never asked, or an act left no leaf in the journal.
        """
        if not self.has_asked:
            raise HouseRuleBroken(f"{self.name} ended without asking the door. Call door.scope, find or demand first.")
        if self.may_write and not self.has_journalled:
            raise HouseRuleBroken(f"{self.name} ended without a journal leaf. Call journal.record last.")


def current() -> Sitting | None:
    """Return the sitting that this code runs in, or None outside any."""
    return _current.get()


@contextmanager
def begin(name: str, *, may_write: bool) -> Iterator[Sitting]:
    """Open a sitting for the time of the block; the name says which action or query it is."""
    sitting = Sitting(name, may_write=may_write)
    token = _current.set(sitting)
    try:
        yield sitting
    finally:
        _current.reset(token)


def note_asked() -> None:
    """Remember that the door was asked."""
    if (sitting := _current.get()) is not None:
        sitting.has_asked = True


def note_journalled() -> None:
    """Remember that the journal holds a leaf of this sitting."""
    if (sitting := _current.get()) is not None:
        sitting.has_journalled = True


def require_writing(what: str) -> None:
    """
    Let a write pass only inside an action that has asked the door.

    Args:
        what: the table that is written, for the message.

    Raises:
        HouseRuleBroken: the write stands outside an action, inside a query, or before the door was asked.
    """
    sitting = _current.get()
    if sitting is None or not sitting.may_write:
        raise HouseRuleBroken(f"{what} was written outside an action. Write it in actions.py, under @door.action.")
    if not sitting.has_asked:
        raise HouseRuleBroken(f"{sitting.name} writes {what} before asking the door. Check the right first.")
