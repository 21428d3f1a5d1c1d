"""
Workflow: the states of a case and of a task, and which act leads from one to another.

The moves are data. An act that does not fit is refused with a sentence that says what would
fit, because two people work on one case: the second to close it must learn that it is closed,
not be told that nothing happened. A closed case opens again; nothing here is for ever. That a
case was opened again is an act in the journal, not a state of its own: it is open.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from wayhome.kernel.errors import Conflict


class CaseState(StrEnum):
    """Name the states of a case; the vocabulary case_states has their words."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class CaseAct(StrEnum):
    """Name the acts that move a case; each is a verb of the policy."""

    WAIT = "wait"
    CLOSE = "close"
    REOPEN = "reopen"


class TaskState(StrEnum):
    """Name the states of a task."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class TaskAct(StrEnum):
    """Name the acts that move a task."""

    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"


CASE_MOVES: Final[Mapping[tuple[CaseState, CaseAct], CaseState]] = MappingProxyType(
    {
        (CaseState.OPEN, CaseAct.WAIT): CaseState.WAITING,
        (CaseState.OPEN, CaseAct.CLOSE): CaseState.CLOSED,
        (CaseState.WAITING, CaseAct.CLOSE): CaseState.CLOSED,
        (CaseState.WAITING, CaseAct.REOPEN): CaseState.OPEN,
        (CaseState.CLOSED, CaseAct.REOPEN): CaseState.OPEN,
    }
)
TASK_MOVES: Final[Mapping[tuple[TaskState, TaskAct], TaskState]] = MappingProxyType(
    {
        (TaskState.OPEN, TaskAct.FINISH): TaskState.DONE,
        (TaskState.OPEN, TaskAct.DROP): TaskState.DROPPED,
        (TaskState.DONE, TaskAct.REOPEN): TaskState.OPEN,
        (TaskState.DROPPED, TaskAct.REOPEN): TaskState.OPEN,
    }
)


def next_state(state: CaseState, act: CaseAct) -> CaseState:
    """Give the state to which an act leads a case; Conflict says what would be possible instead."""
    if (state, act) not in CASE_MOVES:
        raise Conflict(_refusal("case", state, act, case_acts(state)))
    return CASE_MOVES[state, act]


def case_acts(state: CaseState) -> tuple[CaseAct, ...]:
    """List the acts that a case in this state allows, in the order in which a page offers them."""
    return tuple(act for act in CaseAct if (state, act) in CASE_MOVES)


def next_task_state(state: TaskState, act: TaskAct) -> TaskState:
    """Give the state to which an act leads a task; Conflict says what would be possible instead."""
    if (state, act) not in TASK_MOVES:
        raise Conflict(_refusal("task", state, act, task_acts(state)))
    return TASK_MOVES[state, act]


def task_acts(state: TaskState) -> tuple[TaskAct, ...]:
    """List the acts that a task in this state allows, in the order in which a page offers them."""
    return tuple(act for act in TaskAct if (state, act) in TASK_MOVES)


def _refusal(thing: str, state: str, act: str, possible: Sequence[str]) -> str:
    return (
        f"This {thing} is {state} now, and {act} does not fit. What fits is: {', '.join(possible)}. "
        "Somebody else may have been quicker; read the page again."
    )
