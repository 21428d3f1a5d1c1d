"""Bring in a file, see how far it is, and how its rows add up."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may
from wayhome.casefile.queries import Paged
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips.actions import Begun, begin_import, receive_sheet
from wayhome.tips.forms.staff import ImportForm, refuse
from wayhome.tips.queries import (
    ImportPage,
    import_page,
    imports_page,
    is_mapping_asked_for,
    mapping_of,
    profiles_used,
    undone_of,
    undone_since,
    undone_words,
    waiting_sheets,
)
from wayhome.tips.tasks import go_on_with_import
from wayhome.tips.views.acting import posted, rights

_MAPPING_BYTES_MAX = 1 << 20
_PAGE_DIGITS_MAX = 8


@require_safe
def imports(request: Asked) -> HttpResponse:
    """List the imports that the reader may see."""
    page = imports_page(request.actor, request.purpose, page=number_of(request.GET.get("page", "")))
    context = {
        "page": page, "links": pages_of(page.paged), "may": rights(request, "create import", "run import"),
        "waiting": waiting_sheets(request.actor, request.purpose),
    }  # fmt: skip
    return render(request, "tips/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: Asked) -> HttpResponse:
    """Take a file or a paste in, sealed at once, and hand it to the worker."""
    if not may(request.actor, request.purpose, "create", "import"):
        raise NotFound(gettext("Nothing is here that you may see."))
    files = request.FILES if request.method == "POST" else None
    form = ImportForm(posted(request), files, profiles=profiles_used(request.actor, request.purpose))
    if form.is_bound and form.is_valid():
        try:
            if _waits(request, form):
                return redirect("tips:sheet", _receive(request, form))
            return redirect("tips:import", _begin(request, form))
        except (BadInput, Conflict) as problem:
            refuse(form, problem)
    context = {"form": form, "crumbs": [(gettext("Imports"), reverse("tips:imports"))]}
    return render(request, "tips/import_new.html", context, status=422 if form.is_bound else 200)


@require_safe
def import_(request: Asked, reference: str) -> HttpResponse:
    """Show one import: the file, how its rows add up, and every row that was set aside."""
    page = import_page(request.actor, request.purpose, reference=reference, page=number_of(request.GET.get("page", "")))
    if getattr(request, "htmx", False):
        # At its end the whole page says another thing: heading, sums and rows; only fetching it anew keeps them one.
        return _state(request, page) if page.is_running else HttpResponseClientRefresh()
    context = {
        "page": page,
        "links": pages_of(page.paged),
        "crumbs": [(gettext("Imports"), reverse("tips:imports"))],
        "file": _file_facts(page),
        "may": rights(request, "undo import", "mend import"),
        "undone": undone_of(request.actor, request.purpose, import_id=page.import_id),
        "undone_since": undone_since(request.actor, request.purpose, import_id=page.import_id),
    }
    return render(request, "tips/import.html", context)


def _receive(request: Asked, form: ImportForm) -> UUID:
    content, name, media_type = _given(form.cleaned_data)
    return receive_sheet(request.actor, request.purpose, content=content, file_name=name, media_type=media_type)


def _waits(request: Asked, form: ImportForm) -> bool:
    """Say whether what came is a table that waits until somebody agrees with the mapping that it proposes."""
    if form.has_mapping:
        return False
    content, _, _ = _given(form.cleaned_data)
    return is_mapping_asked_for(request.actor, request.purpose, content=content)


def _begin(request: Asked, form: ImportForm) -> str:
    content, name, media_type = _given(form.cleaned_data)
    # Not in one transaction with the task: a file is looked at for seconds, and nobody else could write meanwhile. What
    # is cut off in between waits for the sweep of the next start.
    begun = begin_import(
        request.actor, request.purpose, content=content, file_name=name,
        mapping_text=_mapping(request, form.cleaned_data), media_type=media_type,
    )  # fmt: skip
    if not begun.was_done and not begun.refusal:
        go_on_with_import.enqueue(str(begun.import_id))
    if not begun.refusal:
        messages.success(
            request,
            _was_done(request, begun) if begun.was_done else gettext("The file is sealed. What it holds is read now."),
        )
    return begun.reference


def _was_done(request: Asked, begun: Begun) -> str:
    undone = undone_since(request.actor, request.purpose, import_id=begun.import_id)
    if undone:
        return undone_words(begun.reference, undone)
    return gettext("This file was brought in before in the same way; nothing was changed.")


def _given(given: dict[str, Any]) -> tuple[Callable[[], Iterable[bytes]], str, str]:
    """Give what comes in: its bytes, as often as they are asked for, its name and what it is said to be."""
    sheet: UploadedFile | None = given["sheet"]
    if sheet is not None:
        return sheet.chunks, sheet.name or "", sheet.content_type or ""
    # The mark says UTF-8 louder than any mapping does.
    pasted = ("\ufeff" + given["pasted"].replace("\r\n", "\n")).encode("utf-8", "surrogatepass")
    return (lambda: [pasted]), gettext("Pasted text"), "text/plain"


def _mapping(request: Asked, given: dict[str, Any]) -> str:
    if given["used"]:
        # The hash, not an import: a form that stood open stays good when a colleague's import becomes the newest.
        newest = {one.sha256: one.import_id for one in profiles_used(request.actor, request.purpose)}
        return mapping_of(request.actor, request.purpose, import_id=newest[given["used"]])
    file: UploadedFile | None = given["mapping"]
    if file is None:
        return ""
    if (file.size or 0) > _MAPPING_BYTES_MAX:
        raise BadInput("mapping: " + gettext("this file is too long for a mapping; expected a TOML file under 1 MB."))
    try:
        return str(file.read().decode("utf-8"))
    except UnicodeDecodeError:
        raise BadInput("mapping: " + gettext("this file is not UTF-8 text; expected a TOML file.")) from None


def _state(request: Asked, page: ImportPage) -> HttpResponse:
    return render(request, "tips/parts/import_state.html", {"page": page})


def _file_facts(page: ImportPage) -> dict[str, Any]:
    """Say what is known of the file; how its rows add up only once they do."""
    line = page.line
    facts = {
        "name": line.file_name, "size_bytes": page.size_bytes, "sha256": page.file_sha256,
        "media_type": page.media_type, "received_at": line.received_at, "rows_read": None,
    }  # fmt: skip
    if page.is_running or page.refusal:
        return facts
    sums = {"stored": line.stored, "set_aside": line.set_aside, "already_known": line.already_known}
    return {**facts, "rows_read": line.read, **sums}


def pages_of(paged: Paged) -> dict[str, Any]:
    """Give a pager its numbers and its ways on."""

    def to(number: int | None) -> str:
        return "" if number is None else f"?page={number}"

    return {
        "first": paged.first, "last": paged.last, "total": paged.total,
        "previous_url": to(paged.previous), "next_url": to(paged.next),
    }  # fmt: skip


def number_of(told: str) -> int:
    """Read the number of a page from an address; what is none is the first."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= _PAGE_DIGITS_MAX else 1
