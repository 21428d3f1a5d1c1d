"""What is to be done, and by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Case, Task
from wayhome.casefile.queries.staff import staff_names


@dataclass(frozen=True)
class TaskShown:
    """
    One task.

    Args:
        task_id: its id.
        version: its version, for an act on it.
        title: what is to be done.
        due_at: by when.
        is_late: whether it is open and its time has passed.
        state: open or done.
        finished_at: when it was done.
        assigned_to: whose it is.
        is_mine: whether it is the reader's.
        case_reference: its case; empty when the reader may not open that.
    """

    task_id: UUID
    version: int
    title: str
    due_at: datetime
    is_late: bool
    state: str
    finished_at: datetime | None
    assigned_to: str
    is_mine: bool
    case_reference: str


@query
def my_tasks(actor: Actor, purpose: str) -> tuple[TaskShown, ...]:
    """List the open tasks that are given to the actor, the most urgent first."""
    rows = scope(actor, purpose, Task).filter(assigned_to_id=actor.user_id, state="open")
    return show_tasks(actor, purpose, rows)


def show_tasks(actor: Actor, purpose: str, rows: Iterable[Task]) -> tuple[TaskShown, ...]:
    """Open some tasks, the one that is due first in front."""
    tasks = sorted(rows, key=lambda task: task.due_at)
    names = staff_names(task.assigned_to_id for task in tasks)
    cases = scope(actor, purpose, Case).filter(pk__in={task.case_id for task in tasks})
    references = dict(cases.values_list("pk", "reference"))
    now = timezone.now()
    return tuple(
        TaskShown(
            task_id=task.pk,
            version=task.version,
            title=seal.opened(task, "sealed")["title"],
            due_at=task.due_at,
            is_late=task.state == "open" and task.due_at < now,
            state=task.state,
            finished_at=task.finished_at,
            assigned_to=names.get(task.assigned_to_id, "") if task.assigned_to_id else "",
            is_mine=task.assigned_to_id == actor.user_id,
            case_reference=references.get(task.case_id, ""),
        )
        for task in tasks
    )
