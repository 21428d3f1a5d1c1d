"""What is done with a whole import once it was read: its rows set aside are mended, or all of it is undone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips.actions import begin_undo, mend_row
from wayhome.tips.forms.whole import UndoForm
from wayhome.tips.queries import Grid, grid_of, import_to_undo, known_of_it_later
from wayhome.tips.queries.mending import GridCell, GridRow
from wayhome.tips.tasks import go_on_with_undo
from wayhome.tips.views.acting import Act, carry_out, posted
from wayhome.tips.views.imports import number_of, pages_of


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: Asked, reference: str) -> HttpResponse:
    """Take a whole import back, for a reason."""
    import_id, version = import_to_undo(request.actor, request.purpose, reference=reference)
    later = known_of_it_later(request.actor, request.purpose, import_id=import_id)
    warning = gettext(
        " Later files had rows that were already known, perhaps by this one: %(later)s. Such a row waits nowhere after "
        "this; undo those imports, too, and bring their files in again."
    )
    act = Act(
        heading=gettext("Undo this import?"), button=gettext("Undo the import"),
        lead=gettext(
            "Its tips are refused and what they said is withdrawn; nothing is erased. Rows that somebody has worked on "
            "stay and are named. The same file can be brought in again afterwards."
        )
        + (warning % {"later": ", ".join(later)} if later else ""),
        done=gettext("The import is being undone."), back=reverse("tips:import", args=[reference]),
        back_label=gettext("The import"),
    )  # fmt: skip

    def do(given: Mapping[str, Any]) -> None:
        with transaction.atomic():
            begin_undo(
                request.actor, request.purpose, import_id=import_id, version=given["version"], reason=given["reason"]
            )
            go_on_with_undo.enqueue(str(import_id))

    return carry_out(request, UndoForm(posted(request), initial={"version": version}), act, do)


@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: Asked, reference: str) -> HttpResponse:
    """Show the rows that were set aside in a grid; mend one and read it again."""
    page = number_of(request.GET.get("page", ""))
    grid = grid_of(request.actor, request.purpose, reference=reference, page=page)
    if request.method != "POST":
        return _grid(request, grid, {}, wrong="")
    row = _chosen(grid, request.POST.get("row", ""))
    cells = [(cell.column, request.POST.get(f"cell_{number}", "")) for number, cell in enumerate(row.cells)]
    try:
        mended = mend_row(request.actor, request.purpose, aside_id=row.aside_id, cells=cells)
    except (BadInput, Conflict) as problem:
        return _grid(request, grid, {row.aside_id: cells}, wrong=str(problem))
    told = gettext("%(place)s was mended and stored.") if mended.tip_id else gettext("%(place)s is here already.")
    messages.success(request, told % {"place": row.place.capitalize()})
    return redirect(request.get_full_path())


def _chosen(grid: Grid, told: str) -> GridRow:
    """Find the row that was posted; it may have been mended by a colleague since the page was opened."""
    found = next((row for row in grid.rows if str(row.aside_id) == told), None)
    if found is None:
        raise NotFound(gettext("This row does not wait any more, or stands on another page."))
    return found


def _grid(request: Asked, grid: Grid, typed: Mapping[UUID, list[tuple[str, str]]], *, wrong: str) -> HttpResponse:
    """Show the grid; a row that was typed into keeps what was typed, with what is still wrong with it."""
    rows = []
    for row in grid.rows:
        cells, reason = row.cells, row.reason
        if row.aside_id in typed:
            reason = wrong
            cells = tuple(
                GridCell(cell.column, text, cell.is_read, f"“{cell.column}”" in wrong)
                for cell, (_, text) in zip(row.cells, typed[row.aside_id], strict=True)
            )
        rows.append({"row": row, "cells": cells, "reason": reason, "is_typed": row.aside_id in typed})
    crumbs = [
        (gettext("Imports"), reverse("tips:imports")), (grid.reference, reverse("tips:import", args=[grid.reference])),
    ]  # fmt: skip
    context = {"grid": grid, "rows": rows, "links": pages_of(grid.paged), "crumbs": crumbs}
    return render(request, "tips/mend.html", context, status=422 if typed else 200)
