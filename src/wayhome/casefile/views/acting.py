"""One act on a page of its own: a form that says what will happen, and then the way back to the record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may
from wayhome.casefile.forms.fields import refuse
from wayhome.casefile.queries import Words
from wayhome.kernel.errors import BadInput, Conflict


@dataclass(frozen=True)
class Act:
    """
    What an act's page says.

    Args:
        heading: what will happen, as a sentence.
        button: the verb and its object.
        done: the same verb, once it has happened; free of names.
        back: address of the record.
        back_label: the record's reference.
        lead: what follows from it.
        words: the value that it is about, if there is one.
        words_label: what kind of value that is.
    """

    heading: str
    button: str
    done: str
    back: str
    back_label: str
    lead: str = ""
    words: Words | None = None
    words_label: str = ""


@dataclass(frozen=True)
class Fields:
    """
    Which fields a form shows: its first field chooses them, and what is sent says which ones were shown.

    Args:
        name: of the field that chooses.
        code: what was chosen.
        kinds: what there is to choose from, as code, words, and whether it is the chosen one.
        sent: what was written into these fields; None: nothing was, or it was written into those of another kind.
        before: what was written so far, so that fields of the same name keep it.
        were_others: whether somebody wanted to keep what they wrote into the fields of another kind.
    """

    name: str
    code: str
    kinds: list[tuple[str, str, bool]]
    sent: Any
    before: Mapping[str, Any]
    were_others: bool


def carry_out(
    request: Asked,
    form: forms.Form,
    act: Act,
    do: Callable[[Mapping[str, Any]], object],
    fields: Fields | None = None,
) -> HttpResponse:
    """
    Show the form of an act, or do what it says and go back to the record.

    Args:
        request: GET shows the form, POST acts.
        form: the form, bound when it was posted.
        act: what the page says.
        do: the act itself, given what the form read; it may return an address to go to instead of the record.
        fields: which fields the form shows, where its first field chooses them.
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
    context = {"form": form, "act": act, "crumbs": [(act.back_label, act.back)], "fields": fields}
    is_refused = form.is_bound or (fields is not None and fields.were_others)
    return render(request, "casefile/act.html", context, status=422 if is_refused else 200)


def fields_to_show(request: Asked, *, name: str, kinds: Iterable[tuple[str, str]], usual: str) -> Fields:
    """
    Find which fields to show, and whether what was sent was written into them.

    What was written into the fields of one kind is never kept as another: without a script, nothing but the form
    itself tells that somebody chose anew and did not have the new fields shown.
    """
    offered = dict(kinds)
    asked = request.POST.get(name) or request.GET.get(name, "")
    code = asked if asked in offered else usual
    is_post = request.method == "POST"
    is_of_these = request.POST.get("shown", code) == code
    wants_fields = "show" in request.POST
    return Fields(
        name=name,
        code=code,
        kinds=[(one, words, one == code) for one, words in offered.items()],
        sent=request.POST if is_post and is_of_these and not wants_fields else None,
        before=request.POST.dict() if is_post else {},
        were_others=is_post and not is_of_these and not wants_fields,
    )


def posted(request: Asked) -> Any:
    """Give what was posted, or None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def rights(request: Asked, *wanted: str) -> dict[str, bool]:
    """Say which buttons to show: each wanted right is a verb and a kind, such as "correct statement"."""
    return {
        f"{verb}_{kind}": may(request.actor, request.purpose, verb, kind)
        for verb, kind in (right.split() for right in wanted)
    }
