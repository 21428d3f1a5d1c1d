"""The list of people, places and things, the page of one, and a new one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from wayhome.accounts.door import Asked
from wayhome.casefile.actions import record_subject
from wayhome.casefile.forms.lists import page_number, people_filter
from wayhome.casefile.forms.statements import SubjectForm
from wayhome.casefile.queries import demand_right, id_of_reference, people_page, person_page
from wayhome.casefile.views.acting import Act, carry_out, fields_to_show, rights
from wayhome.casefile.views.listing import links_of
from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import vocabulary


@require_safe
def people(request: Asked) -> HttpResponse:
    """List who and what the reader may see."""
    narrow = people_filter(request.GET)
    page = people_page(request.actor, request.purpose, narrow=narrow, page=page_number(request.GET))
    context = {
        "page": page,
        "narrow": narrow,
        "links": links_of(request, page.paged),
        "may": rights(request, "create subject"),
    }
    return render(request, "casefile/people.html", context)


@require_safe
def person(request: Asked, reference: str) -> HttpResponse:
    """Show all that is said of one person, place or thing."""
    page = person_page(request.actor, request.purpose, reference=reference)
    told = rights(
        request, "create statement", "correct statement", "withdraw statement", "prefer statement", "create consent",
        "withdraw consent", "create case",
    )  # fmt: skip
    context = {"page": page, "may": told, "crumbs": [(gettext("People"), reverse("casefile:people"))]}
    return render(request, "casefile/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: Asked) -> HttpResponse:
    """Record somebody or something new, with the first things that are said."""
    demand_right(request.actor, request.purpose, verb="create", kind="subject")
    kinds = [(term.code, gettext(term.label)) for term in vocabulary("subject_kinds").terms]
    fields = fields_to_show(request, name="what", kinds=kinds, usual="person")
    what = fields.code
    form = SubjectForm(fields.sent, what=what, initial={"case": request.GET.get("case", ""), **fields.before})
    act = Act(
        heading=gettext(_HEADINGS[what]),
        button=gettext("Record this"),
        done=gettext("Recorded."),
        back=reverse("casefile:people"),
        back_label=gettext("People"),
        lead=gettext("Nobody is merged with anybody: who may be the same is decided later, by people."),
    )

    def do(given: Mapping[str, Any]) -> str:
        case_id = None
        if told := given["case"].strip():
            case_id = id_of_reference(request.actor, request.purpose, text=told, prefix="C")
            if case_id is None:
                raise BadInput(_no_case())
        made = record_subject(request.actor, request.purpose, what=what, said=form.said(), case_id=case_id)
        return reverse("casefile:person", args=[made.reference])

    return carry_out(request, form, act, do, fields)


_HEADINGS = {
    "person": gettext_noop("Record somebody new"),
    "place": gettext_noop("Record a place"),
    "organisation": gettext_noop("Record an organisation"),
    "vehicle": gettext_noop("Record a vehicle"),
    "event": gettext_noop("Record an event"),
}


def _no_case() -> str:
    return "case: " + gettext("no case of this reference is known to you.")
