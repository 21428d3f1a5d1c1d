"""The queue of tips, with the one that is being read beside it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import Colleague, may, receivers
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.actions.undoing import IMPORT_UNDONE
from wayhome.tips.queries.queue import STATES, Option, QueueFilter, QueuePage, queue_page
from wayhome.tips.queries.reasons import reason_labels
from wayhome.tips.queries.tip import tip_page
from wayhome.tips.views.acting import rights

_PAGE_DIGITS_MAX = 8


@dataclass(frozen=True)
class Refused:
    """
    An act on ticked tips that was not done.

    Args:
        sentence: why, and what to do.
        field: what of the act is missing or wrong: colleague, case or reason; empty where it is none of them.
        status: of the answer.
        ticked: the tips that were ticked.
        sent: what was chosen and written beside the ticks, by the name of the field.
    """

    sentence: str
    field: str
    status: int
    ticked: frozenset[UUID]
    sent: Mapping[str, str]


SENT = ("user_id", "case", "title", "reason")  # what stands beside the ticks
NOTHING_REFUSED = Refused("", "", 200, frozenset(), dict.fromkeys(SENT, ""))


@require_safe
def queue(request: Asked) -> HttpResponse:
    """List the tips that wait, the most urgent first; `?tip=` opens one beside the list."""
    return show_queue(request, request.GET)


def show_queue(request: Asked, given: QueryDict, *, refused: Refused = NOTHING_REFUSED) -> HttpResponse:
    """
    Show the queue as it is narrowed.

    Args:
        request: who asks.
        given: what narrows it, as in its address.
        refused: why an act on the ticked tips was not done, with what was ticked and chosen for it.
    """
    narrow = _narrow(given)
    page = queue_page(request.actor, request.purpose, narrow=narrow, page=_number(given.get("page", "")))
    chosen = given.get("tip", "")
    context = {
        "page": page,
        "narrow": narrow,
        "facets": _facets(page, narrow),
        "kept_query": _query(given, without=("tip",)),
        "back": given.urlencode(),
        "tip": tip_page(request.actor, request.purpose, reference=chosen) if chosen else None,
        "links": _links(given, page),
        "may": rights(request, "assign tip", "join tip", "refuse tip", "create tip", "create import", "create case"),
        "colleagues": [(str(one.user_id), one.name) for one in _colleagues(request)],
        "refusals": [
            (code, gettext(label)) for code, label in vocabulary("spam_reasons").choices() if code != IMPORT_UNDONE
        ],
        "refused": refused,
    }
    return render(request, "tips/queue.html", context, status=refused.status)


def _colleagues(request: Asked) -> list[Colleague]:
    if not may(request.actor, request.purpose, "read", "account"):
        return []
    return receivers(request.actor, request.purpose, kind="tip")


def _narrow(given: QueryDict) -> QueueFilter:
    """Read what to narrow the queue by; anything odd in an address narrows nothing."""
    only = given.getlist("only")
    return QueueFilter(
        states=tuple(state for state in STATES if state in given.getlist("state")) or ("new",),
        reasons=_known(given, "reason", reason_labels()),
        channels=_known(given, "channel", vocabulary("channels").codes),
        languages=_known(given, "language", vocabulary("languages").codes),
        is_mine="mine" in only,
        is_late="late" in only,
        case=given.get("case", ""),
    )


def _known(given: QueryDict, name: str, codes: Collection[str]) -> tuple[str, ...]:
    """Keep the codes that there are: what else an address may hold is nothing that a database must be asked about."""
    return tuple(code for code in given.getlist(name) if code in codes)


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= _PAGE_DIGITS_MAX else 1


def _facets(page: QueuePage, narrow: QueueFilter) -> list[dict[str, Any]]:
    only = [
        (Option("late", gettext("past its limit"), page.late), narrow.is_late),
        (Option("mine", gettext("given to me"), page.mine), narrow.is_mine),
    ]
    return [
        _facet(gettext("Only"), "only", [one for one, _ in only], [one.value for one, is_on in only if is_on]),
        _facet(gettext("Why now"), "reason", page.reasons, narrow.reasons),
        _facet(gettext("Channel"), "channel", page.channels, narrow.channels),
        _facet(gettext("Language"), "language", page.languages, narrow.languages),
        _facet(gettext("State"), "state", page.states, narrow.states),
    ]


def _facet(legend: str, name: str, options: Iterable[Option], chosen: Iterable[str]) -> dict[str, Any]:
    on = set(chosen)
    told = [{"value": one.value, "label": one.label, "count": one.count, "checked": one.value in on} for one in options]
    return {"legend": legend, "name": name, "options": told}


def _links(given: QueryDict, page: QueuePage) -> dict[str, Any]:
    def to(number: int | None) -> str:
        if number is None:
            return ""
        return f"{reverse('tips:queue')}?{_query(given, without=('page', 'tip'))}page={number}"

    paged = page.paged
    return {
        "first": paged.first, "last": paged.last, "total": paged.total,
        "previous_url": to(paged.previous), "next_url": to(paged.next),
    }  # fmt: skip


def _query(given: QueryDict, *, without: Iterable[str]) -> str:
    """Write the query of this page again, with a sign at its end to add to; some keys are left out."""
    kept = given.copy()
    for name in without:
        kept.pop(name, None)
    told = kept.urlencode()
    return f"{told}&" if told else ""
