"""What is done on a case from day to day: people, notes, tasks, references to evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from wayhome.accounts.door import Asked
from wayhome.casefile import actions
from wayhome.casefile.forms.cases import EvidenceForm, NoteForm, ReferenceForm, TaskForm
from wayhome.casefile.forms.reasons import ReasonForm, VersionForm
from wayhome.casefile.queries import demand_reference, id_of_reference, version_of
from wayhome.casefile.views.acting import carry_out, posted
from wayhome.casefile.views.on_case import act_on, case_for, case_url, receivers_of
from wayhome.kernel.errors import BadInput

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_AND_POST
def case_add_person(request: Asked, reference: str) -> HttpResponse:
    """Say that somebody who is known belongs to a case."""
    case_id = demand_reference(request.actor, request.purpose, text=reference, prefix="C", verb="add_person")
    form = ReferenceForm(
        posted(request), example="P-7K3M-9QXT-4ZB", initial={"reference": request.GET.get("person", "")}
    )
    act = act_on(
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
    case_id = case_for(request, reference, verb="create", kind="note")
    act = act_on(
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
    case_id = case_for(request, reference, verb="create", kind="task")
    others = [one for one in receivers_of(request, "task") if one.user_id != request.actor.user_id]
    form = TaskForm(posted(request), colleagues=others)
    act = act_on(
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
    return redirect("casefile:cases" if request.POST.get("from") == "cases" else case_url(reference))


@GET_AND_POST
def evidence_new(request: Asked, reference: str) -> HttpResponse:
    """Note that a piece of evidence exists, and where it is held."""
    case_id = case_for(request, reference, verb="create", kind="evidence")
    act = act_on(
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
    act = act_on(
        reference,
        heading=gettext("Withdraw a reference to evidence"),
        button=gettext("Withdraw the reference"),
        done=gettext("The reference was withdrawn."),
        lead=gettext("It stays to be read, struck through."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.withdraw_evidence(request.actor, request.purpose, evidence_id=evidence_id, **given)

    return carry_out(request, form, act, do)
