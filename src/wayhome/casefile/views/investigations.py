"""Investigations: the list, the page of one, a new one, its cases, its end."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from wayhome.accounts.door import Asked
from wayhome.casefile.actions import add_case_to_investigation, close_investigation, open_investigation
from wayhome.casefile.forms.cases import ReferenceForm, TitleForm, WordsForm
from wayhome.casefile.queries import (
    demand_reference,
    demand_right,
    id_of_reference,
    investigation_page,
    investigations_page,
    version_of,
)
from wayhome.casefile.views.acting import Act, carry_out, posted, rights
from wayhome.kernel.errors import BadInput


@require_safe
def investigations(request: Asked) -> HttpResponse:
    """List the investigations that the reader may see."""
    rows = investigations_page(request.actor, request.purpose)
    may = rights(request, "create investigation")
    open_count = sum(row.state == "open" for row in rows)
    return render(request, "casefile/investigations.html", {"rows": rows, "may": may, "open_count": open_count})


@require_safe
def investigation(request: Asked, reference: str) -> HttpResponse:
    """Show one investigation with its cases."""
    page = investigation_page(request.actor, request.purpose, reference=reference)
    may = rights(request, "add_case investigation", "close investigation")
    acts = [
        (may["add_case_investigation"], gettext("Put a case into it"), "casefile:investigation_add_case"),
        (may["close_investigation"], gettext("Close the investigation"), "casefile:investigation_close"),
    ]
    context = {
        "page": page,
        "acts": [
            {"label": label, "url": reverse(name, args=[page.reference])}
            for allowed, label, name in acts
            if allowed and page.state == "open"
        ],
        "crumbs": [(gettext("Investigations"), reverse("casefile:investigations"))],
    }
    return render(request, "casefile/investigation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def investigation_new(request: Asked) -> HttpResponse:
    """Open an investigation, to hold several cases together."""
    demand_right(request.actor, request.purpose, verb="create", kind="investigation")
    act = Act(
        heading=gettext("Open an investigation"),
        button=gettext("Open the investigation"),
        done=gettext("The investigation was opened."),
        back=reverse("casefile:investigations"),
        back_label=gettext("Investigations"),
    )

    def do(given: Mapping[str, Any]) -> str:
        made = open_investigation(request.actor, request.purpose, title=given["title"], summary=given["summary"])
        return _url(made.reference)

    return carry_out(request, TitleForm(posted(request)), act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def investigation_add_case(request: Asked, reference: str) -> HttpResponse:
    """Put a case into an investigation."""
    found_id = demand_reference(request.actor, request.purpose, text=reference, prefix="I", verb="add_case")
    form = ReferenceForm(posted(request), example="C-7K3M-9QXT-4ZB", initial={"reference": request.GET.get("case", "")})
    act = Act(
        heading=gettext("Put a case into the investigation"),
        button=gettext("Put it in"),
        done=gettext("The case was put into the investigation."),
        back=_url(reference),
        back_label=reference,
        lead=gettext("A case belongs to one investigation; it leaves the one that it was in."),
    )

    def do(given: Mapping[str, Any]) -> None:
        case_id = id_of_reference(request.actor, request.purpose, text=given["reference"], prefix="C")
        if case_id is None:
            raise BadInput("reference: " + gettext("no case of this reference is known to you."))
        add_case_to_investigation(request.actor, request.purpose, investigation_id=found_id, case_id=case_id)

    return carry_out(request, form, act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def investigation_close(request: Asked, reference: str) -> HttpResponse:
    """Close an investigation, and say why."""
    found_id = demand_reference(request.actor, request.purpose, text=reference, prefix="I", verb="close")
    version = version_of(request.actor, request.purpose, kind="investigation", record_id=found_id, verb="close")
    act = Act(
        heading=gettext("Close the investigation"),
        button=gettext("Close the investigation"),
        done=gettext("The investigation was closed."),
        back=_url(reference),
        back_label=reference,
        lead=gettext("Its cases stay as they are."),
    )

    def do(given: Mapping[str, Any]) -> None:
        close_investigation(request.actor, request.purpose, investigation_id=found_id, **given)

    return carry_out(request, WordsForm(posted(request), initial={"version": version}), act, do)


def _url(reference: str) -> str:
    return reverse("casefile:investigation", args=[reference])
