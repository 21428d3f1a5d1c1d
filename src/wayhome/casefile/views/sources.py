"""A raw source as text, a window at a time, or as the file that it was."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wayhome.accounts.door import Asked
from wayhome.casefile.forms.lists import page_number
from wayhome.casefile.queries import source_content, source_page
from wayhome.casefile.views.listing import links_of_windows


@require_safe
def source(request: Asked, source_id: UUID) -> HttpResponse:
    """Show one window of a raw source."""
    page = source_page(request.actor, request.purpose, source_id=source_id, page=page_number(request.GET))
    file = {
        "name": page.file_name,
        "media_type": page.media_type,
        "size_bytes": page.size_bytes,
        "sha256": page.sha256,
        "received_at": page.received_at,
    }
    links = links_of_windows(request, page.paged)
    return render(request, "casefile/source.html", {"page": page, "file": file, "links": links})


@require_safe
def source_file(request: Asked, source_id: UUID) -> StreamingHttpResponse:
    """
    Hand out a raw source to be kept, as plain text under a neutral name.

    Whatever it was said to be, no browser is to open it as anything but text; and its own name may name somebody.
    """
    content = source_content(request.actor, request.purpose, source_id=source_id)
    name = f"source-{source_id.hex[-12:]}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
