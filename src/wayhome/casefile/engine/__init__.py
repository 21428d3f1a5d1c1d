"""What is preferred and why, how names are found across scripts, and which act leads where."""

from wayhome.casefile.engine.folding import digits, fold, script_of, skeleton
from wayhome.casefile.engine.name_index import Found, NameIndex, Tier, matches
from wayhome.casefile.engine.preferring import Claim, Preferred, Reading, Reason, prefer
from wayhome.casefile.engine.workflow import (
    CaseAct,
    CaseState,
    TaskAct,
    TaskState,
    case_acts,
    next_state,
    next_task_state,
    task_acts,
)

__all__ = [
    "CaseAct",
    "CaseState",
    "Claim",
    "Found",
    "NameIndex",
    "Preferred",
    "Reading",
    "Reason",
    "TaskAct",
    "TaskState",
    "Tier",
    "case_acts",
    "digits",
    "fold",
    "matches",
    "next_state",
    "next_task_state",
    "prefer",
    "script_of",
    "skeleton",
    "task_acts",
]
