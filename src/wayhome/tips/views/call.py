"""Write down a call, a letter or a visit, and give the caller reference and secret."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may, receivers
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips import actions
from wayhome.tips.forms.staff import CallForm, refuse


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Asked) -> HttpResponse:
    """Show the form, or file what was said and show what to read out to the caller, once."""
    if not may(request.actor, request.purpose, "create", "tip"):
        raise NotFound(gettext("Nothing is here that you may see."))
    who = request.actor, request.purpose
    people = receivers(*who, kind="tip") if may(*who, "assign", "tip") else []
    if request.method != "POST":
        fresh = {"submission_id": uuid4(), "channel": "hotline"}
        return _form(request, CallForm(colleagues=people, initial=fresh))
    form = request.form = CallForm(request.POST, colleagues=people)
    if form.is_valid():
        try:
            receipt = _keep(request, form.cleaned_data)
        except (BadInput, Conflict) as problem:
            refuse(form, problem)
        else:
            return render(request, "tips/call_receipt.html", {"receipt": receipt})
    return _form(request, form)


def _keep(request: Asked, given: Mapping[str, Any]) -> actions.Receipt:
    """File the call, and give it to whoever takes it; sent again, it is the same call and stays where it is."""
    body = {name: given[name] for name in ("text", "place", "when", "language", "contact")}
    receipt = actions.file_tip(
        request.actor,
        request.purpose,
        body=body,
        channel=given["channel"],
        key=given["submission_id"],
        danger_now=given["danger_now"],
        received_at=given["received_at"],
    )
    if given["user_id"] and receipt.is_new:
        tips = {receipt.tip_id: 1}
        actions.assign_tips(request.actor, request.purpose, tips=tips, user_id=UUID(given["user_id"]))
    return receipt


def _form(request: Asked, form: CallForm) -> HttpResponse:
    return render(request, "tips/call.html", {"form": form}, status=422 if form.is_bound else 200)
