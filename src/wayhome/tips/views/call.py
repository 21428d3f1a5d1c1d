"""Write down a call, a letter or a visit, and give the caller reference and secret."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips import actions
from wayhome.tips.forms.staff import CallForm, refuse


@require_http_methods(["GET", "POST"])
def call(request: Asked) -> HttpResponse:
    """Show the form, or file what was said and show what to read out to the caller, once."""
    if not may(request.actor, request.purpose, "create", "tip"):
        raise NotFound(gettext("Nothing is here that you may see."))
    if request.method == "GET":
        return _form(request, CallForm(initial={"submission_id": uuid4(), "channel": "hotline"}))
    form = CallForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        body = {name: given[name] for name in ("text", "place", "when", "language", "contact")}
        told = {"channel": given["channel"], "key": given["submission_id"], "danger_now": given["danger_now"]}
        try:
            receipt = actions.file_tip(request.actor, request.purpose, body=body, **told)
        except (BadInput, Conflict) as problem:
            refuse(form, problem)
        else:
            return render(request, "tips/call_receipt.html", {"receipt": receipt})
    return _form(request, form)


def _form(request: Asked, form: CallForm) -> HttpResponse:
    return render(request, "tips/call.html", {"form": form}, status=422 if form.is_bound else 200)
