"""Say something of somebody by hand, correct it, take it back, or choose which of several statements holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.casefile.actions import add_statement, correct_statement, prefer_statement, withdraw_statement
from wayhome.casefile.forms.reasons import ReasonForm
from wayhome.casefile.forms.statements import StatementForm
from wayhome.casefile.queries import (
    StatementAct,
    demand_reference,
    demand_right,
    id_of_reference,
    kinds_for,
    statement_to_act_on,
)
from wayhome.casefile.views.acting import Act, carry_out, fields_to_show, posted
from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import statement_kind


@require_http_methods(["GET", "HEAD", "POST"])
def statement_new(request: Asked, reference: str) -> HttpResponse:
    """Add a statement; its first field, or the address, says of which kind, and so which fields there are."""
    subject_id = demand_reference(request.actor, request.purpose, text=reference, prefix="P")
    demand_right(request.actor, request.purpose, verb="create", kind="statement")
    kinds = kinds_for(request.actor, request.purpose, subject_id=subject_id)
    fields = fields_to_show(request, name="kind", kinds=kinds, usual=kinds[0][0])
    kind = statement_kind(fields.code)
    form = StatementForm(fields.sent, kind=kind, initial=fields.before)
    act = Act(
        heading=gettext("Add a statement: %(kind)s") % {"kind": gettext(kind.label)},
        button=gettext("Add this statement"),
        done=gettext("The statement was added."),
        back=reverse("casefile:person", args=[reference]),
        back_label=reference,
        lead=gettext(kind.hint) if kind.hint else "",
    )

    def do(given: Mapping[str, Any]) -> None:
        said = form.said(object_id=_other(request, form, given))
        add_statement(request.actor, request.purpose, subject_id=subject_id, said=said)

    return carry_out(request, form, act, do, fields)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_correct(request: Asked, reference: str, statement_id: UUID) -> HttpResponse:
    """Put a better statement in the place of one; the old one stays to be read."""
    old = _statement(request, reference, statement_id, verb="correct")
    form = StatementForm(posted(request), kind=statement_kind(old.kind), is_correction=True, initial=_initial(old))
    act = _act(
        old,
        reference,
        heading=gettext("Correct a statement: %(kind)s"),
        button=gettext("Correct the statement"),
        done=gettext("The statement was corrected."),
        lead=gettext("The old one stays to be read, struck through."),
    )

    def do(given: Mapping[str, Any]) -> None:
        correct_statement(
            request.actor,
            request.purpose,
            statement_id=statement_id,
            version=given["version"],
            said=form.said(object_id=_other(request, form, given)),
            reason=given["reason"],
        )

    return carry_out(request, form, act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_withdraw(request: Asked, reference: str, statement_id: UUID) -> HttpResponse:
    """Take a statement back, with a reason; it stays to be read."""
    old = _statement(request, reference, statement_id, verb="withdraw")
    form = ReasonForm(posted(request), initial={"version": old.version})
    act = _act(
        old,
        reference,
        heading=gettext("Withdraw a statement: %(kind)s"),
        button=gettext("Withdraw the statement"),
        done=gettext("The statement was withdrawn."),
        lead=gettext("It stays to be read, struck through, and holds no more."),
    )

    def do(given: Mapping[str, Any]) -> None:
        withdraw_statement(
            request.actor, request.purpose, statement_id=statement_id, version=given["version"], reason=given["reason"]
        )

    return carry_out(request, form, act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_prefer(request: Asked, reference: str, statement_id: UUID) -> HttpResponse:
    """Choose which of several statements holds, with a reason."""
    chosen = _statement(request, reference, statement_id, verb="prefer")
    form = ReasonForm(posted(request), initial={"version": chosen.version})
    act = _act(
        chosen,
        reference,
        heading=gettext("Choose what holds: %(kind)s"),
        button=gettext("Choose this statement"),
        done=gettext("The choice was kept."),
        lead=gettext("A human's choice goes before every grade, until it is made anew or the statement falls."),
    )

    def do(given: Mapping[str, Any]) -> None:
        prefer_statement(request.actor, request.purpose, statement_id=statement_id, reason=given["reason"])

    return carry_out(request, form, act, do)


def _statement(request: Asked, reference: str, statement_id: UUID, *, verb: str) -> StatementAct:
    subject_id = demand_reference(request.actor, request.purpose, text=reference, prefix="P")
    return statement_to_act_on(
        request.actor, request.purpose, statement_id=statement_id, subject_id=subject_id, verb=verb
    )


def _act(old: StatementAct, reference: str, *, heading: str, button: str, done: str, lead: str) -> Act:
    return Act(
        heading=heading % {"kind": old.label},
        button=button,
        done=done,
        back=reverse("casefile:person", args=[reference]),
        back_label=reference,
        lead=lead,
        words=old.words,
        words_label=old.label,
    )


def _initial(old: StatementAct) -> dict[str, Any]:
    return {
        **old.value,
        "grade_source": old.grade[0],
        "grade_information": old.grade[1],
        "said_by": old.said_by,
        "said_on": old.said_on,
        "other": old.other_reference,
        "time_zone": old.time_zone,
        "version": old.version,
    }


def _other(request: Asked, form: StatementForm, given: Mapping[str, Any]) -> UUID | None:
    """Find the person or event to which a statement leads."""
    if form.kind.object_kind is None:
        return None
    found = id_of_reference(request.actor, request.purpose, text=given["other"], prefix="P")
    if found is None:
        raise BadInput("other: " + gettext("no record of this reference is known to you."))
    return found
