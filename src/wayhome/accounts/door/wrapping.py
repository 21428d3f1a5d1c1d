"""Wrap the public functions of actions and queries, so that none can forget the door or the journal."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import connection, transaction

from wayhome.accounts import journal
from wayhome.accounts.door.actors import Actor
from wayhome.accounts.door.asking import Hidden, Refusal
from wayhome.accounts.engine import sitting
from wayhome.kernel.errors import HouseRuleBroken

_View = TypeVar("_View", bound=Callable[..., object])
_Function = TypeVar("_Function", bound=Callable[..., Any])

# SQLite has one writer. Whoever waits for it sleeps and tries again, longer each time and in no order, so that of eight
# writers one was seen to wait 2.7 s. The threads of one process take turns here instead, and the longest wait is 0.2 s.
_turn = Lock()


def action(function: _Function) -> _Function:
    """
    Make a function an action: one transaction, the door asked before the first write, a journal leaf before the end.

    An action that is called by another joins it, transaction and leaf. A refusal is journalled after everything else
    was rolled back.
    """

    @wraps(function)
    def run(actor: Actor, purpose: str, *args: Any, **kwargs: Any) -> Any:
        outer = sitting.current()
        if outer is not None and outer.may_write:
            with outer.inside():
                return function(actor, purpose, *args, **kwargs)
        try:
            with _taking_turns(), sitting.begin(function.__qualname__, may_write=True) as act, transaction.atomic():
                result = function(actor, purpose, *args, **kwargs)
                act.finish()
                return result
        except (Refusal, Hidden) as refusal:
            _journal(actor, purpose, refusal)
            raise

    run.is_action = True  # type: ignore[attr-defined]  # a mark that the house's tests look for
    return cast("_Function", run)


def step(function: _Function) -> _Function:
    """
    Make a function a step of other rooms' actions: it asks the door, and leaves the leaf to the act that it is part of.

    One human act is one leaf, even where it writes in two rooms.
    """

    @wraps(function)
    def run(actor: Actor, purpose: str, *args: Any, **kwargs: Any) -> Any:
        outer = sitting.current()
        if outer is None or not outer.may_write:
            raise HouseRuleBroken(f"{function.__qualname__} is a step of an action. Call it inside one.")
        return function(actor, purpose, *args, **kwargs)

    run.is_step = True  # type: ignore[attr-defined]  # a mark that the house's tests look for
    return cast("_Function", run)


def query(function: _Function) -> _Function:
    """Make a function a query: it must ask the door, and a refusal is journalled."""

    @wraps(function)
    def run(actor: Actor, purpose: str, *args: Any, **kwargs: Any) -> Any:
        if sitting.current() is not None:
            return function(actor, purpose, *args, **kwargs)
        try:
            with sitting.begin(function.__qualname__, may_write=False) as look:
                result = function(actor, purpose, *args, **kwargs)
                look.finish()
                return result
        except (Refusal, Hidden) as refusal:
            _journal(actor, purpose, refusal)
            raise

    run.is_query = True  # type: ignore[attr-defined]  # a mark that the house's tests look for
    return cast("_Function", run)


def open_to_all(view: _View) -> _View:
    """Mark a page as open without signing in; every page that is not marked is shut."""
    view.is_open_to_all = True  # type: ignore[attr-defined]  # a mark that the site's middleware looks for
    return view


def _taking_turns() -> AbstractContextManager[object]:
    """Wait for this process's turn to write; whoever has a transaction open writes already, and waits for nobody."""
    return _turn if connection.vendor == "sqlite" and not connection.in_atomic_block else nullcontext()


def _journal(actor: Actor, purpose: str, refusal: Refusal | Hidden) -> None:
    journal.record(actor.user_id, purpose, refusal.verb, refusal.kind, refusal.object_id, decision="refused")
