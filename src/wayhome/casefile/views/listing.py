"""The ways to the parts of a list before and after, with every filter kept."""

from dataclasses import dataclass

from wayhome.accounts.door import Asked
from wayhome.casefile.queries import Paged


@dataclass(frozen=True)
class Links:
    """What the tag `pager` shows."""

    first: int
    last: int
    total: int
    previous_url: str
    next_url: str


def links_of(request: Asked, paged: Paged) -> Links:
    """Link the rows before and after."""
    return Links(paged.first, paged.last, paged.total, _url(request, paged.previous), _url(request, paged.next))


def links_of_windows(request: Asked, paged: Paged) -> Links:
    """Link the windows of a text before and after; they are counted, not their bytes."""
    windows = -(-paged.total // paged.each)
    return Links(paged.page, paged.page, windows, _url(request, paged.previous), _url(request, paged.next))


def _url(request: Asked, page: int | None) -> str:
    if page is None:
        return ""
    told = request.GET.copy()
    told["page"] = str(page)
    return f"?{told.urlencode()}"
