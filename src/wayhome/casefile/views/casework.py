"""What is done on a case: give it away, let it wait, close it, restrict it; people, notes, tasks, evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import Colleague, colleagues, may
from wayhome.casefile import actions
from wayhome.casefile.forms.cases import (
    AssignForm,
    CloseForm,
    EvidenceForm,
    GrantForm,
    NoteForm,
    ReferenceForm,
    TaskForm,
    WordsForm,
)
from wayhome.casefile.forms.statements import ReasonForm, VersionForm
from wayhome.casefile.queries import demand_reference, demand_right, id_of_reference, version_of
from wayhome.casefile.views.acting import Act, carry_out, posted
from wayhome.kernel.errors import BadInput

GET_AND_POST = require_http_methods(["GET", "POST"])


@GET_AND_POST
def case_assign(request: Asked, reference: str) -> HttpResponse:
    """Give a case to a colleague."""
    case_id, version = _case(request, reference, verb="assign")
    form = AssignForm(posted(request), colleagues=_colleagues(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Give the case to a colleague"),
        button=gettext("Give the case"),
        done=gettext("The case was given."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.assign_case(
            request.actor, request.purpose, case_id=case_id, version=given["version"], user_id=UUID(given["user_id"])
        )

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_wait(request: Asked, reference: str) -> HttpResponse:
    """Let a case wait, and say for what."""
    case_id, version = _case(request, reference, verb="wait")
    form = WordsForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Let the case wait"),
        button=gettext("Let it wait"),
        done=gettext("The case waits."),
        lead=gettext("Say what it waits for. Its tasks and their times stay as they are."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.wait_on_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_close(request: Asked, reference: str) -> HttpResponse:
    """Close a case for a stated reason."""
    case_id, version = _case(request, reference, verb="close")
    form = CloseForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Close the case"),
        button=gettext("Close the case"),
        done=gettext("The case was closed."),
        lead=gettext("Nothing is lost: everything stays to be read, and the case can be opened again."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.close_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_reopen(request: Asked, reference: str) -> HttpResponse:
    """Open a closed or waiting case again."""
    case_id, version = _case(request, reference, verb="reopen")
    form = WordsForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Open the case again"),
        button=gettext("Open it again"),
        done=gettext("The case is open again."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.reopen_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_restrict(request: Asked, reference: str) -> HttpResponse:
    """Ask once more, then put a case behind a compartment of its own."""
    case_id, version = _case(request, reference, verb="restrict")
    form = VersionForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Restrict the case?"),
        button=gettext("Restrict the case"),
        done=gettext("The case is restricted."),
        lead=gettext(
            "Only you and whoever it is given to will see it, its people and everything said of them, in lists and "
            "searches too. You can let others see it afterwards. It cannot be undone here."
        ),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.restrict_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_grant(request: Asked, reference: str) -> HttpResponse:
    """Let a colleague see a restricted case."""
    case_id, _ = _case(request, reference, verb="grant")
    form = GrantForm(posted(request), colleagues=_colleagues(request))
    act = _act(
        reference,
        heading=gettext("Let a colleague see the case"),
        button=gettext("Let them see it"),
        done=gettext("The colleague may see the case."),
        lead=gettext("Their role must allow it besides."),
    )

    def do(given: Mapping[str, Any]) -> None:
        told = {"for_purpose": given["for_purpose"], "until": given["until"]}
        user_id = UUID(given["user_id"])
        actions.grant_case(request.actor, request.purpose, case_id=case_id, user_id=user_id, **told)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_add_person(request: Asked, reference: str) -> HttpResponse:
    """Say that somebody who is known belongs to a case."""
    case_id = demand_reference(request.actor, request.purpose, text=reference, prefix="C", verb="add_person")
    form = ReferenceForm(
        posted(request), example="P-7K3M-9QXT-4ZB", initial={"reference": request.GET.get("person", "")}
    )
    act = _act(
        reference,
        heading=gettext("Add a person to the case"),
        button=gettext("Add to the case"),
        done=gettext("Added to the case."),
        lead=gettext("A place, an organisation, a vehicle or an event is added the same way."),
    )

    def do(given: Mapping[str, Any]) -> None:
        found = id_of_reference(request.actor, request.purpose, text=given["reference"], prefix="P")
        if found is None:
            raise BadInput("reference: " + gettext("nobody of this reference is known to you."))
        actions.add_to_case(request.actor, request.purpose, case_id=case_id, subject_ids=[found])

    return carry_out(request, form, act, do)


@GET_AND_POST
def note_new(request: Asked, reference: str) -> HttpResponse:
    """Write a note on a case."""
    case_id = _case_for(request, reference, verb="create", kind="note")
    act = _act(
        reference,
        heading=gettext("Write a note"),
        button=gettext("Write the note"),
        done=gettext("The note was written."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.write_note(request.actor, request.purpose, case_id=case_id, text=given["text"])

    return carry_out(request, NoteForm(posted(request)), act, do)


@GET_AND_POST
def task_new(request: Asked, reference: str) -> HttpResponse:
    """Set a task on a case, with the time by which it must be done."""
    case_id = _case_for(request, reference, verb="create", kind="task")
    form = TaskForm(posted(request), colleagues=_colleagues(request))
    act = _act(
        reference, heading=gettext("Set a task"), button=gettext("Set the task"), done=gettext("The task was set.")
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.add_task(
            request.actor,
            request.purpose,
            case_id=case_id,
            title=given["title"],
            due_at=given["due_at"],
            user_id=UUID(given["user_id"]) if given["user_id"] else None,
        )

    return carry_out(request, form, act, do)


@require_POST
def task_finish(request: Asked, reference: str, task_id: UUID) -> HttpResponse:
    """Mark a task as done, from the page on which it was seen."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadInput(gettext("The version of the task is missing. Open the case again and finish the task there."))
    actions.finish_task(request.actor, request.purpose, task_id=task_id, version=form.cleaned_data["version"])
    messages.success(request, gettext("The task was finished."))
    return redirect("casefile:cases" if request.POST.get("from") == "cases" else _case_url(reference))


@GET_AND_POST
def evidence_new(request: Asked, reference: str) -> HttpResponse:
    """Note that a piece of evidence exists, and where it is held."""
    case_id = _case_for(request, reference, verb="create", kind="evidence")
    act = _act(
        reference,
        heading=gettext("Note a piece of evidence"),
        button=gettext("Note it"),
        done=gettext("The evidence was noted."),
        lead=gettext("Wayhome keeps no media: say what it is, where it is held, and its hash where there is one."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.add_evidence(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, EvidenceForm(posted(request)), act, do)


@GET_AND_POST
def evidence_withdraw(request: Asked, reference: str, evidence_id: UUID) -> HttpResponse:
    """Withdraw a reference to evidence, with a reason."""
    demand_reference(request.actor, request.purpose, text=reference, prefix="C")
    version = version_of(request.actor, request.purpose, kind="evidence", record_id=evidence_id, verb="withdraw")
    form = ReasonForm(posted(request), initial={"version": version})
    act = _act(
        reference,
        heading=gettext("Withdraw a reference to evidence"),
        button=gettext("Withdraw the reference"),
        done=gettext("The reference was withdrawn."),
        lead=gettext("It stays to be read, struck through."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.withdraw_evidence(request.actor, request.purpose, evidence_id=evidence_id, **given)

    return carry_out(request, form, act, do)


def _case(request: Asked, reference: str, *, verb: str) -> tuple[UUID, int]:
    """Find a case that is about to be acted on, with its version."""
    case_id = demand_reference(request.actor, request.purpose, text=reference, prefix="C", verb=verb)
    return case_id, version_of(request.actor, request.purpose, kind="case", record_id=case_id, verb=verb)


def _case_for(request: Asked, reference: str, *, verb: str, kind: str) -> UUID:
    """Find a case on which something is about to be written."""
    demand_right(request.actor, request.purpose, verb=verb, kind=kind)
    return demand_reference(request.actor, request.purpose, text=reference, prefix="C")


def _colleagues(request: Asked) -> list[Colleague]:
    """List to whom work can be given; whoever may not see colleagues gives none away."""
    if not may(request.actor, request.purpose, "read", "account"):
        return []
    return colleagues(request.actor, request.purpose)


def _act(reference: str, *, heading: str, button: str, done: str, lead: str = "") -> Act:
    return Act(heading, button, done, back=_case_url(reference), back_label=reference, lead=lead)


def _case_url(reference: str) -> str:
    return reverse("casefile:case", args=[reference])
