"""The agencies whose staff work here, and one more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts import actions, queries
from wayhome.accounts.door import Asked
from wayhome.accounts.forms import AgencyForm
from wayhome.accounts.views.refusing import show_at
from wayhome.kernel.errors import BadInput, Conflict

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request: Asked) -> HttpResponse:
    """List the agencies, and add one."""
    rows = queries.agencies(request.actor, request.purpose)
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_agency(request.actor, request.purpose, **form.cleaned_data)
        except (BadInput, Conflict) as problem:
            show_at(form, problem)
        else:
            messages.success(request, gettext("The agency was added."))
            return redirect("accounts:agencies")
    context = {
        "rows": rows,
        "form": form,
        "may_add": queries.may(request.actor, request.purpose, "create", "agency"),
        "crumbs": [(gettext("Accounts"), reverse("accounts:accounts")), (gettext("Agencies"), "")],
    }
    return render(request, "accounts/agencies.html", context, status=UNPROCESSABLE if form.errors else 200)
