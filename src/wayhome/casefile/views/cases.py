"""The list of cases, the page of one, and a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from wayhome.accounts.door import Asked
from wayhome.casefile.actions import open_case
from wayhome.casefile.forms.cases import CaseForm
from wayhome.casefile.forms.lists import case_filter, page_number
from wayhome.casefile.queries import case_page, cases_page, demand_right, id_of_reference, my_tasks
from wayhome.casefile.views.acting import Act, carry_out, posted, rights
from wayhome.casefile.views.listing import links_of
from wayhome.kernel.errors import BadInput


@require_safe
def cases(request: Asked) -> HttpResponse:
    """List the cases that the reader may see, and what is theirs to do."""
    narrow = case_filter(request.GET)
    page = cases_page(request.actor, request.purpose, narrow=narrow, page=page_number(request.GET))
    context = {
        "page": page,
        "links": links_of(request, page.paged),
        "tasks": my_tasks(request.actor, request.purpose),
        "facets": _facets(page.counts, narrow),
        "may": rights(request, "create case", "finish task"),
    }
    return render(request, "casefile/cases.html", context)


@require_safe
def case(request: Asked, reference: str) -> HttpResponse:
    """Show one case with its people, what is to be done, and its history."""
    page = case_page(request.actor, request.purpose, reference=reference)
    may = rights(
        request, "assign case", "wait case", "close case", "reopen case", "restrict case", "grant case",
        "add_person case", "create subject", "create note", "create task", "finish task", "read task", "read note",
        "create evidence", "read evidence", "withdraw evidence", "read consent",
        "read investigation", "add_case investigation", "read tip",
    )  # fmt: skip
    context = {
        "page": page,
        "may": may,
        "acts": _acts(page, may),
        "crumbs": [(gettext("Cases"), reverse("casefile:cases"))],
    }
    return render(request, "casefile/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: Asked) -> HttpResponse:
    """Open a case, perhaps about people who are known already."""
    demand_right(request.actor, request.purpose, verb="create", kind="case")
    form = CaseForm(posted(request), initial={"people": request.GET.get("people", "")})
    act = Act(
        heading=gettext("Open a case"),
        button=gettext("Open the case"),
        done=gettext("The case was opened. It is given to you."),
        back=reverse("casefile:cases"),
        back_label=gettext("Cases"),
    )

    def do(given: Mapping[str, Any]) -> str:
        people = [_person(request, told) for told in form.references()]
        title, summary = given["title"], given["summary"]
        made = open_case(request.actor, request.purpose, title=title, summary=summary, subject_ids=people)
        return reverse("casefile:case", args=[made.reference])

    return carry_out(request, form, act, do)


def _person(request: Asked, told: str) -> Any:
    found = id_of_reference(request.actor, request.purpose, text=told, prefix="P")
    if found is None:
        raise BadInput("people: " + gettext("one of these references is not known to you."))
    return found


def _acts(page: Any, may: Mapping[str, bool]) -> list[dict[str, Any]]:
    """List what can be done with a case in its state by whoever reads it; none is louder than the others."""
    labels = {
        "wait": gettext("Let it wait"),
        "close": gettext("Close the case"),
        "reopen": gettext("Open it again"),
        "assign": gettext("Give it to a colleague"),
        "restrict": gettext("Restrict the case"),
        "grant": gettext("Let a colleague see it"),
        "withdraw_sight": gettext("Let a colleague see it no longer"),
    }
    rights = {"withdraw_sight": "grant"}  # what is not asked under its own name
    offered = [verb for verb in page.acts if may[f"{verb}_case"]]
    offered += ["assign"] if may["assign_case"] and page.state != "closed" else []
    offered += ["grant", "withdraw_sight"] if page.is_restricted else ["restrict"]
    return [
        {"label": labels[verb], "url": reverse(f"casefile:case_{verb}", args=[page.reference])}
        for verb in offered
        if may[f"{rights.get(verb, verb)}_case"]
    ]


def _facets(counts: Any, narrow: Any) -> list[dict[str, Any]]:
    """Describe what the list can be narrowed by, with counts, for the part `facets.html`."""
    states = [
        ("open", gettext("open"), counts.open),
        ("waiting", gettext("waiting"), counts.waiting),
        ("closed", gettext("closed"), counts.closed),
    ]
    only = [
        ("mine", gettext("given to me"), counts.mine, narrow.is_mine),
        ("late", gettext("with a late task"), counts.late, narrow.is_late),
    ]
    return [
        {
            "legend": gettext("State"),
            "name": "state",
            "options": [
                {"value": value, "label": label, "count": count, "checked": value in narrow.states}
                for value, label, count in states
            ],
        },
        {
            "legend": gettext("Only"),
            "name": "only",
            "options": [
                {"value": value, "label": label, "count": count, "checked": checked}
                for value, label, count, checked in only
            ],
        },
    ]
