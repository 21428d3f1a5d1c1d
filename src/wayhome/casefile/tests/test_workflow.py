"""Where each act leads a case and a task, and what the second of two colleagues is told."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.casefile.engine.workflow import (
    CASE_MOVES,
    CaseAct,
    CaseState,
    TaskAct,
    TaskState,
    case_acts,
    next_state,
    next_task_state,
    task_acts,
)
from wayhome.kernel.errors import Conflict
from wayhome.kernel.vocabularies import vocabulary

# Worked by hand: from (row) by act (column) to; None is refused.
CASES = {
    "open": {"wait": "waiting", "close": "closed", "reopen": None},
    "waiting": {"wait": None, "close": "closed", "reopen": "open"},
    "closed": {"wait": None, "close": None, "reopen": "open"},
}
TASKS = {
    "open": {"finish": "done", "drop": "dropped", "reopen": None},
    "done": {"finish": None, "drop": None, "reopen": "open"},
    "dropped": {"finish": None, "drop": None, "reopen": "open"},
}


@pytest.mark.parametrize(("state", "act"), [*product(CaseState, CaseAct)])
def test_a_case_moves_as_the_table_says(state, act):
    expected = CASES[state][act]
    if expected:
        assert next_state(state, act) == expected
    else:
        with pytest.raises(Conflict, match=f"This case is {state} now, and {act} does not fit"):
            next_state(state, act)


@pytest.mark.parametrize(("state", "act"), [*product(TaskState, TaskAct)])
def test_a_task_moves_as_the_table_says(state, act):
    expected = TASKS[state][act]
    if expected:
        assert next_task_state(state, act) == expected
    else:
        with pytest.raises(Conflict, match=f"This task is {state} now, and {act} does not fit"):
            next_task_state(state, act)


def test_whoever_closes_second_learns_what_is_possible():
    with pytest.raises(Conflict, match="What fits is: reopen"):
        next_state(CaseState.CLOSED, CaseAct.CLOSE)


@given(st.lists(st.sampled_from(CaseAct), max_size=12))
def test_no_way_through_the_acts_ends_where_nothing_fits(acts):
    state = CaseState.OPEN
    for act in acts:
        state = next_state(state, act) if act in case_acts(state) else state

    assert case_acts(state)
    assert all(task_acts(task) for task in TaskState)


def test_every_state_is_reached_and_has_its_words():
    assert {*CASE_MOVES.values()} == {*CaseState}
    assert {*vocabulary("case_states").codes} == {state.value for state in CaseState}
