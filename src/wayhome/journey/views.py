"""The line: where everybody stands, what needs me today, and what changed since yesterday."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_safe

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import may
from wayhome.journey import queries
from wayhome.journey.engine import draw, heading_of

STATION_PAGES = {"tip": ("tips:queue", "read", "tip"), "linked": ("casefile:cases", "read", "case")}
_WHOSE = {
    "mine": gettext_noop("It is given to you."),
    "nobody": gettext_noop("Nobody has it yet."),
    "colleague": gettext_noop("A colleague has it, and its time is past or nearly so."),
    "shut_out": gettext_noop("Whoever has it cannot open it: give it to somebody else."),
}


@require_safe
def line(request: Asked) -> HttpResponse:
    """Show the line; who has none in their policy is led to the accounts, or to their own."""
    who = request.actor, request.purpose
    if not may(*who, "read", "line"):
        return redirect("accounts:accounts" if may(*who, "change", "account") else "accounts:own")
    now, is_mine = timezone.now(), "mine" in request.GET
    laid_out = queries.line_of(*who, now=now, is_mine=is_mine)
    needs = queries.needs_of(*who, now=now)
    context = {
        "now": now,
        "drawing": draw(laid_out),
        "heading": heading_of(laid_out),
        "urls": _urls(request),
        "late_urls": {"tip": f"{reverse('tips:queue')}?only=late"},
        "filters": [(gettext("All that I may see"), "/", not is_mine), (gettext("Only mine"), "/?mine=1", is_mine)],
        "is_filtered": is_mine,
        "needs": [{"role": "", "items": sorted(_items(needs), key=lambda item: item["due"])}] if needs.count else [],
        "needs_count": needs.count,
        "changes": [_change(news) for news in queries.news_of(*who, now=now)],
    }
    return render(request, "journey/line.html", context)


def _items(needs: queries.Needs) -> Iterator[dict[str, Any]]:
    """Say what needs me, each with its clock; no name and no word of a tip."""
    for tip in needs.tips:
        because = {"because": tip.because}
        label = gettext("Read this tip: %(because)s") % because if tip.because else gettext("Read this tip")
        why = f"{tip.channel}. {gettext(_WHOSE[tip.whose])}"
        yield _item(tip.due_at, label, reverse("tips:tip", args=[tip.reference]), reference=tip.reference, why=why)
    others = needs.tips_count - len(needs.tips)
    if others:
        label = gettext("See the tips that wait behind these")
        why = gettext("%(count)d more wait.") % {"count": others}
        yield _item(needs.tips[-1].due_at, label, reverse("tips:queue"), why=why)
    for task in needs.tasks:
        yield _item(task.due_at, task.title, _case_url(task.case_reference), reference=task.case_reference)
    for clock in needs.cases:
        label = gettext("See whether this case can go on") if clock.state == "waiting" else gettext("Take this case on")
        yield _item(queries.case_due_at(clock), label, _case_url(clock.reference), reference=clock.reference)


def _item(due: datetime, label: str, url: str, *, reference: str = "", why: str = "") -> dict[str, Any]:
    return {"due": due, "label": label, "url": url, "reference": reference, "why": why}


def _case_url(reference: str) -> str:
    """Lead to a case; where its reader may not open that, to those that they may."""
    return reverse("casefile:case", args=[reference]) if reference else reverse("casefile:cases")


def _change(news: queries.News) -> dict[str, Any]:
    return {
        "at": news.at,
        "text": f"{gettext(news.count_label)}: {news.count}",
        "detail": "",
        "reference": "",
        "url": "",
        "tone": "",
    }


def _urls(request: Asked) -> dict[str, str]:
    """Say where those who wait at a station are listed, for the stations whose lists the actor may read."""
    return {
        key: reverse(name)
        for key, (name, verb, kind) in STATION_PAGES.items()
        if may(request.actor, request.purpose, verb, kind)
    }
