"""What the frame of every page shows: the rooms that stand open, who is signed in and for what, what is true now."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from wayhome.accounts.door import PUBLIC, Actor
from wayhome.accounts.engine import policy
from wayhome.accounts.queries import may


class Entry(NamedTuple):
    """A room or an act of the frame: its name, its address, and the right without which it is not shown."""

    label: str
    url_name: str
    verb: str
    kind: str
    key: str = ""


ROOMS = (
    Entry(gettext_noop("Line"), "journey:line", "read", "line"),
    Entry(gettext_noop("Tips"), "tips:queue", "read", "tip"),
    Entry(gettext_noop("Imports"), "tips:imports", "read", "import"),
    Entry(gettext_noop("Cases"), "casefile:cases", "read", "case"),
    Entry(gettext_noop("Investigations"), "casefile:investigations", "read", "investigation"),
    Entry(gettext_noop("People"), "casefile:people", "read", "subject"),
    Entry(gettext_noop("Accounts"), "accounts:accounts", "change", "account"),
    Entry(gettext_noop("History"), "accounts:history", "verify", "journal"),
)
ACTS = (
    Entry(gettext_noop("Write down a call"), "tips:call", "create", "tip", "T"),
    Entry(gettext_noop("Bring in a file"), "tips:import_new", "create", "import"),
    Entry(gettext_noop("Open a case"), "casefile:case_new", "create", "case"),
    Entry(gettext_noop("Record a person"), "casefile:person_new", "create", "subject"),
    Entry(gettext_noop("Invite a colleague"), "accounts:invite", "invite", "account"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give `site/base.html` what it needs; the pages of nobody in particular get the moment alone."""
    actor: Actor = getattr(request, "actor", PUBLIC)
    if actor == PUBLIC:
        return {"now": timezone.now()}
    purpose: str = getattr(request, "purpose", "access")
    return {
        "now": timezone.now(),
        "rooms": list(_rooms(request, actor, purpose)),
        "who": _who(actor, purpose),
        "purposes": [(key, _purpose_words(key), key == purpose) for key in actor.purposes],
        "purpose_url": reverse("accounts:purpose"),
        "own_url": reverse("accounts:own"),
        "parts_url": reverse("demo") if settings.DEMO else "",
        "may_search": may(actor, purpose, "ask", "search"),
        "palette_acts": list(_acts(actor, purpose)),
        "facts": _facts(),
    }


def _rooms(request: HttpRequest, actor: Actor, purpose: str) -> Iterator[tuple[str, str, bool]]:
    urls = [(entry, reverse(entry.url_name)) for entry in ROOMS if may(actor, purpose, entry.verb, entry.kind)]
    here = max((url for _, url in urls if request.path.startswith(url)), key=len, default="")
    for entry, url in urls:
        yield gettext(entry.label), url, url == here and (url != "/" or request.path == "/")


def _acts(actor: Actor, purpose: str) -> Iterator[dict[str, str]]:
    for entry in ACTS:
        if may(actor, purpose, entry.verb, entry.kind):
            yield {"label": gettext(entry.label), "url": reverse(entry.url_name), "key": entry.key}


def _who(actor: Actor, purpose: str) -> dict[str, Any]:
    held = [role for key, role in policy.load().roles.items() if key in actor.roles and key != "staff"]
    fitting = [role.title for role in held if purpose in role.purposes]
    return {
        "name": actor.name,
        "role": ", ".join(gettext(title) for title in fitting),
        "purpose": _purpose_words(purpose),
        "exercise": settings.DEMO,
    }


def _purpose_words(purpose: str) -> str:
    return gettext(policy.load().purposes[purpose])


def _facts() -> list[str]:
    made_up = [gettext("Exercise world. Every name, place and number is made up.")] if settings.DEMO else []
    kept = gettext("All work kept at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}
    return [*made_up, kept]
