"""The queue of tips, with the one that is being read beside it; and acts on several at once."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import Colleague, may, receivers
from wayhome.casefile.queries import id_of_reference
from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips import actions
from wayhome.tips.queries.queue import STATES, Option, QueueFilter, QueuePage, queue_page
from wayhome.tips.queries.reasons import reason_labels
from wayhome.tips.queries.tip import tip_page
from wayhome.tips.views.acting import rights

NARROWING = ("only", "reason", "channel", "language", "state", "case", "page")
_PAGE_DIGITS_MAX = 8


@require_GET
def queue(request: Asked) -> HttpResponse:
    """List the tips that wait, the most urgent first; `?tip=` opens one beside the list."""
    narrow = _narrow(request.GET)
    page = queue_page(request.actor, request.purpose, narrow=narrow, page=_number(request.GET.get("page", "")))
    chosen = request.GET.get("tip", "")
    context = {
        "page": page,
        "narrow": narrow,
        "facets": _facets(page, narrow),
        "kept_query": _query(request.GET, without=("tip",)),
        "back": request.GET.urlencode(),
        "tip": tip_page(request.actor, request.purpose, reference=chosen) if chosen else None,
        "links": _links(request.GET, page),
        "may": rights(request, "assign tip", "join tip", "refuse tip", "create tip", "create import", "create case"),
        "colleagues": _colleagues(request),
        "refusals": [(code, gettext(label)) for code, label in vocabulary("spam_reasons").choices()],
    }
    return render(request, "tips/queue.html", context)


@require_POST
def act(request: Asked) -> HttpResponse:
    """Give several tips to a colleague, join them to one case, or refuse them: all or none."""
    tips = _chosen(request.POST.getlist("chosen"))
    if not tips:
        raise BadInput(gettext("No tip was chosen. Go back, tick the tips, and press the button again."))
    what = request.POST.get("act", "")
    if what == "assign":
        actions.assign_tips(request.actor, request.purpose, tips=tips, user_id=_user(request.POST))
        done = ngettext("%(count)s tip was given.", "%(count)s tips were given.", len(tips))
    elif what == "refuse":
        actions.refuse_tips(request.actor, request.purpose, tips=tips, reason=request.POST.get("reason", ""))
        done = ngettext("%(count)s tip was refused.", "%(count)s tips were refused.", len(tips))
    elif what == "join":
        case = _join(request, tips)
        messages.success(
            request,
            ngettext("%(count)s tip was joined.", "%(count)s tips were joined.", len(tips)) % {"count": len(tips)},
        )
        return redirect("casefile:case", case)
    else:
        raise BadInput(gettext("This act is not known. Go back and press one of the buttons."))
    messages.success(request, done % {"count": len(tips)})
    return redirect(_way_back(request.POST.get("back", "")))


def _join(request: Asked, tips: dict[UUID, int]) -> str:
    told, title = request.POST.get("case", "").strip(), request.POST.get("title", "").strip()
    if bool(told) == bool(title):
        raise BadInput(
            gettext("Give the reference of a case, or the title of a new one; not both. Nothing was joined.")
        )
    case_id = None
    if told:
        case_id = id_of_reference(request.actor, request.purpose, text=told, prefix="C")
        if case_id is None:
            raise BadInput(gettext("This reference of a case is not known to you. Nothing was joined."))
    case = actions.join_tips(request.actor, request.purpose, tips=tips, case_id=case_id, title=title)
    return str(case.reference)


def _chosen(told: Iterable[str]) -> dict[UUID, int]:
    """Read which tips were ticked, each with the version that was seen: `id:version`."""
    chosen = {}
    for one in told:
        name, _, version = one.partition(":")
        try:
            chosen[UUID(name)] = int(version)
        except ValueError:
            raise BadInput(gettext("A tip in the choice is none. Read the queue again and choose anew.")) from None
    return chosen


def _user(given: QueryDict) -> UUID:
    try:
        return UUID(given.get("user_id", ""))
    except ValueError:
        raise BadInput(gettext("Choose the colleague to whom the tips are given.")) from None


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
        return "" if number is None else f"?{_query(given, without=('page', 'tip'))}page={number}"

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


def _way_back(told: str) -> str:
    """Lead back to the queue as it was narrowed; whatever else was sent along leads nowhere."""
    given, kept = QueryDict(told), QueryDict(mutable=True)
    for name in NARROWING:
        kept.setlist(name, given.getlist(name))
    query = kept.urlencode()
    return f"{reverse('tips:queue')}?{query}" if query else reverse("tips:queue")
