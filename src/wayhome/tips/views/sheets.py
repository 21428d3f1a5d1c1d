"""A sheet that waits for its mapping: the proposal with its evidence, a preview on its rows, and the profiles kept."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from wayhome.accounts.door import Asked
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.tips.actions import begin_import, drop_sheet, look_again, save_profile, settle_sheet
from wayhome.tips.engine.guessing_text import Draft, compose
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.forms.sheet import SheetForm, column_choices
from wayhome.tips.forms.staff import refuse
from wayhome.tips.queries import (
    Preview,
    SheetPage,
    preview_of,
    profile_page,
    profiles,
    sheet_content,
    sheet_page,
)
from wayhome.tips.tasks import go_on_with_import
from wayhome.tips.views.acting import Act, carry_out, posted


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Asked, sheet_id: UUID) -> HttpResponse:
    """Show what a sheet proposes and what its rows would become; bring it in once that is right."""
    page = sheet_page(request.actor, request.purpose, sheet_id=sheet_id)
    if request.method != "POST":
        return _shown(
            request,
            page,
            SheetForm(draft=page.draft, is_workbook=page.is_workbook),
            _preview(request, sheet_id, page.draft),
        )
    form = SheetForm(_of_this_sheet(request.POST, page.draft), draft=page.draft, is_workbook=page.is_workbook)
    if not form.is_valid():
        return _shown(request, page, form, None)
    try:
        return _done(request, page, form)
    except (BadInput, Conflict) as problem:
        refuse(form, problem)
        return _shown(request, page, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: Asked, sheet_id: UUID) -> HttpResponse:
    """Drop a sheet that was sent in by mistake."""
    page = sheet_page(request.actor, request.purpose, sheet_id=sheet_id)
    act = Act(
        heading=gettext("Drop this sheet?"),
        lead=gettext("Its bytes are deleted; that it was here, its hash and who dropped it stay in the journal."),
        button=gettext("Drop the sheet"), done=gettext("The sheet was dropped."),
        back=reverse("tips:sheet", args=[page.line.sheet_id]), back_label=gettext("The sheet"),
    )  # fmt: skip

    def do(_: object) -> str:
        drop_sheet(request.actor, request.purpose, sheet_id=sheet_id)
        return reverse("tips:imports")

    return carry_out(request, forms.Form(posted(request)), act, do)


@require_safe
def profile_list(request: Asked) -> HttpResponse:
    """List the profiles: for each sender the newest version of the mapping."""
    crumbs = [(gettext("Imports"), reverse("tips:imports"))]
    return render(
        request, "tips/profiles.html", {"profiles": profiles(request.actor, request.purpose), "crumbs": crumbs}
    )


@require_safe
def profile(request: Asked, profile_id: UUID) -> HttpResponse:
    """Show one version of a profile: what each column is, and the mapping as a file."""
    page = profile_page(request.actor, request.purpose, profile_id=profile_id)
    crumbs = [(gettext("Imports"), reverse("tips:imports")), (gettext("Profiles"), reverse("tips:profiles"))]
    words = dict(_flat(column_choices()))
    columns = [(column, words.get(choice, choice)) for column, choice in page.columns]
    return render(request, "tips/profile.html", {"page": page, "columns": columns, "crumbs": crumbs})


def _done(request: Asked, page: SheetPage, form: SheetForm) -> HttpResponse:
    """Do what the button says: look at the file again, show the preview, or bring the sheet in."""
    sheet_id, declared = page.line.sheet_id, form.declared()
    if declared is not None:
        content = sheet_content(request.actor, request.purpose, sheet_id=sheet_id)
        look_again(request.actor, request.purpose, sheet_id=sheet_id, content=content, declared=declared)
        messages.success(request, gettext("The file was looked at again, written as you said."))
        return redirect("tips:sheet", sheet_id)
    draft = form.chosen()
    read_mapping(compose(draft))
    if request.POST.get("do") != "bring":
        return _shown(request, page, form, _preview(request, sheet_id, draft))
    return redirect("tips:import", _bring_in(request, page, draft))


def _bring_in(request: Asked, page: SheetPage, draft: Draft) -> str:
    sheet_id = page.line.sheet_id
    with transaction.atomic():
        kept = save_profile(request.actor, request.purpose, sheet_id=sheet_id, draft=draft)
        begun = begin_import(
            request.actor, request.purpose, file_name=page.line.file_name,
            content=lambda: sheet_content(request.actor, request.purpose, sheet_id=sheet_id),
            mapping_text=compose(replace(draft, profile=kept.name, version=kept.number, comments={})),
        )  # fmt: skip
        if begun.refusal:
            raise Conflict(begun.refusal)
        settle_sheet(request.actor, request.purpose, sheet_id=sheet_id, import_id=begun.import_id)
        if not begun.was_done:
            go_on_with_import.enqueue(str(begun.import_id))
    messages.success(
        request,
        gettext("This sheet was brought in before with the same mapping; nothing was changed.")
        if begun.was_done
        else gettext("The mapping is kept as “%(name)s”, version %(number)s. The rows are read now.")
        % {"name": kept.name, "number": kept.number},
    )
    return begun.reference


def _preview(request: Asked, sheet_id: UUID, draft: Draft) -> Preview | None:
    """Show what the rows would become; nothing where no column is chosen yet."""
    try:
        return preview_of(request.actor, request.purpose, sheet_id=sheet_id, mapping_text=compose(draft))
    except BadInput as problem:
        return Preview((), 0, 0, (), str(problem))


def _shown(request: Asked, page: SheetPage, form: SheetForm, preview: Preview | None) -> HttpResponse:
    told = {column.header: column for column in page.guess.columns}
    words = {"certain": gettext("certain"), "likely": gettext("likely"), "unsure": gettext("unsure")}
    guesses = [(bound, told.get(str(bound.label))) for bound in form.columns()]
    rows = [{"bound": bound, "guess": guess, "certainty": guess and words[guess.certainty]} for bound, guess in guesses]
    context = {
        "page": page, "form": form, "rows": rows, "preview": preview,
        "notes": [{"note": note, "certainty": words[note.certainty]} for note in page.guess.notes],
        "crumbs": [(gettext("Imports"), reverse("tips:imports"))],
    }  # fmt: skip
    return render(request, "tips/sheet.html", context, status=422 if form.errors else 200)


def _of_this_sheet(data: QueryDict, draft: Draft) -> QueryDict:
    """Fill in, for a form of other columns (a colleague looked at the file again), what this one does not say."""
    given = data.copy()
    for number, choice in enumerate(draft.choices.values()):
        given.setdefault(f"column_{number}", choice)
    return given


def _flat(choices: list[Any]) -> list[tuple[str, str]]:
    found = []
    for value, label in choices:
        found += label if isinstance(label, list) else [(value, label)]
    return found
