"""The history of the whole house: who did what, for which purpose, and whether the journal holds."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from wayhome.accounts import queries
from wayhome.accounts.door import Asked
from wayhome.accounts.engine import policy
from wayhome.accounts.engine.deeds import deed, deeds, kind_title
from wayhome.accounts.journal import Entry, Wanted
from wayhome.kernel.errors import BadInput
from wayhome.kernel.identifiers import parse_id


@require_safe
def history(request: Asked) -> HttpResponse:
    """Show the newest leaves that one answers for; who may only verify finds the way to that alone."""
    return render(request, "accounts/history.html", _shown(request))


@require_POST
def verify(request: Asked) -> HttpResponse:
    """Read the whole journal again, and say whether it holds."""
    report = queries.verify_journal(request.actor, request.purpose)
    return render(request, "accounts/history.html", {**_shown(request), "report": report, "root": report.root.hex()})


def _shown(request: Asked) -> dict[str, Any]:
    may_verify = queries.may(request.actor, request.purpose, "verify", "journal")
    if may_verify and not queries.may(request.actor, request.purpose, "read", "journal"):
        return {"may_verify": True, "may_read": False}
    what, who = request.GET.get("what", ""), request.GET.get("who", "")
    kind, _, verb = what.partition(".")
    actor_ids = None if not who else _ids(who)
    wanted = Wanted(before=_number(request.GET.get("before", "")), verb=verb, kind=kind, actor_ids=actor_ids)
    page = queries.journal_page(request.actor, request.purpose, wanted=wanted)
    return {
        "may_verify": may_verify,
        "may_read": True,
        "rows": list(_rows(request, page.entries)),
        "whats": _whats(what),
        "whos": [(str(user_id), name, str(user_id) == who) for user_id, name in page.actors],
        "is_filtered": bool(what or who),
        "next_url": _next(page.next_before, what=what, who=who),
        "is_first": wanted.before is None,
    }


def _rows(request: Asked, entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    purposes = policy.load().purposes
    told = list(entries)
    named = _named(request, {(entry.kind, entry.object_id) for entry in told if entry.object_id})
    for entry in told:
        reference, page = named.get((entry.kind, entry.object_id), ("", ""))
        yield {
            "entry": entry,
            "deed": gettext(deed(entry.verb, entry.kind).done),
            "purpose": gettext(purposes.get(entry.purpose, entry.purpose)),
            "is_refused": entry.decision != "allowed",
            "reference": reference,
            "url": reverse(page, args=[reference]) if reference else "",
        }


def _named(request: Asked, asked: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID | None], tuple[str, str]]:
    """Ask each room above for the references of its records; a leaf itself holds ids alone."""
    found: dict[tuple[str, UUID | None], tuple[str, str]] = {}
    for name in settings.NAMERS_OF_RECORDS:
        found |= import_string(name)(request.actor, request.purpose, asked=asked)
    return found


def _whats(chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Group the deeds by kind, for one list to choose from: anything done to a kind, or one deed."""
    groups: dict[str, list[tuple[str, str, bool]]] = {}
    for verb, kind in deeds():
        anything = (kind, gettext("anything: %(kind)s") % {"kind": gettext(kind_title(kind))}, kind == chosen)
        value = f"{kind}.{verb}"
        groups.setdefault(kind, [anything]).append((value, gettext(deed(verb, kind).done), value == chosen))
    return [(gettext(kind_title(kind)), options) for kind, options in groups.items()]


def _ids(text: str) -> set[UUID]:
    """Read an id out of an address; what is none fits nobody."""
    try:
        return {parse_id(text)}
    except BadInput:
        return set()


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None  # noqa: PLR2004 -- fits 64 bits


def _next(before: int | None, **kept: str) -> str:
    if before is None:
        return ""
    return f"{reverse('accounts:history')}?" + urlencode(
        {**{name: value for name, value in kept.items() if value}, "before": before}
    )
