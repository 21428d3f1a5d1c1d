"""One act on a tip, on a page of its own: a form that says what will happen, and then the way back to the tip."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.tips.forms.staff import refuse


@dataclass(frozen=True)
class Act:
    """What an act's page says: the act as a sentence, its button, the same verb once it is done, and the way back."""

    heading: str
    button: str
    done: str
    back: str
    back_label: str
    lead: str = ""


def carry_out(
    request: Asked, form: forms.Form, act: Act, do: Callable[[Mapping[str, Any]], object], **more: Any
) -> HttpResponse:
    """
    Show the form of an act, or do what it says and go back.

    Args:
        request: GET shows the form, POST acts.
        form: the form, bound when it was posted.
        act: what the page says.
        do: the act itself, given what the form read; it may return an address to go to instead.
        more: what else the page needs.
    """
    request.form = form  # what was written, for the page of an edit on an older version
    if form.is_bound and form.is_valid():
        try:
            goes_to = do(form.cleaned_data)
        except (BadInput, Conflict) as problem:
            refuse(form, problem)
        else:
            messages.success(request, act.done)
            return redirect(goes_to if isinstance(goes_to, str) else act.back)
    context = {"form": form, "act": act, "page": None, "crumbs": [(act.back_label, act.back)], **more}
    return render(request, "tips/act.html", context, status=422 if form.is_bound else 200)


def posted(request: Asked) -> Any:
    """Give what was posted, or None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def rights(request: Asked, *wanted: str) -> dict[str, bool]:
    """Say which buttons to show: each wanted right is a verb and a kind, such as "join tip"."""
    return {
        f"{verb}_{kind}": may(request.actor, request.purpose, verb, kind)
        for verb, kind in (right.split() for right in wanted)
    }
