"""
The page for each kind of refusal.

What is absent and what is hidden get the same page, byte for byte. A refused edit gives back what was typed. What
is broken gets a code: the helpdesk finds it in the log, and the page tells nothing else.
"""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.forms import BoundField, ChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

from wayhome.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, SealBroken, StaleRecord, WayhomeError
from wayhome.site.logs import without_message

# What SQLite says when it can be read and not written: somebody else writes, or the disk takes no more.
CANNOT_WRITE = ("locked", "disk is full", "readonly", "disk I/O error", "unable to open")
BUSY_SECONDS = 5  # after which a browser or a program may ask again
SECRET_WORDS = ("password", "secret", "token", "csrf")  # a field whose name holds one of these is never given back

log = logging.getLogger(__name__)


def answer_to(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """Find the page for a problem, or None where it is a mistake of ours that Django logs."""
    for kind, answer in _ANSWERS.items():
        if isinstance(problem, kind):
            return answer(request, problem)
    return None


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing here that the asker may see, whatever the reason."""
    return render(request, "site/404.html", status=404)


def not_this_way(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Say that an address only takes what a form sends, and lead to the page that the form stands on."""
    if refused.streaming or refused.content or not request.accepts("text/html"):
        return refused  # an interface of programs, or a program that asks
    page = render(request, "site/405.html", {"page_url": _record_of(request.path)}, status=refused.status_code)
    page["Allow"] = refused["Allow"]
    return page


def _nothing_here(request: HttpRequest, problem: Exception) -> HttpResponse:
    return nothing_here(request)


def _stale(request: HttpRequest, problem: Exception) -> HttpResponse:
    context = {"kept": _typed(request), "record_url": _record_of(request.path)}
    return render(request, "site/409.html", context, status=409)


def _refused(request: HttpRequest, problem: Exception) -> HttpResponse:
    """Show a refusal that no form of the page could show: its sentence, and what was typed."""
    sentence = BadInput(str(problem)).sentence
    context = {"sentence": sentence, "kept": _typed(request), "record_url": _record_of(request.path)}
    return render(request, "site/refused.html", context, status=422 if isinstance(problem, BadInput) else 409)


def _broken(request: HttpRequest, problem: Exception) -> HttpResponse:
    code = f"E-{secrets.randbelow(100_000):05}"
    trace = without_message(type(problem), problem.__traceback__)
    log.error("%s: sealed bytes did not open: %s", code, trace)
    return render(request, "site/broken.html", {"code": code}, status=500)


def _busy(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """
    Ask to come back when the database is busy, full or away; any other trouble with it is a mistake of ours.

    The operator reads the cause in the log, in the database's own words: they name no record.
    """
    cause = str(problem).partition("\n")[0]
    if connection.vendor == "sqlite" and not any(words in cause for words in CANNOT_WRITE):
        return None
    log.error("The database did not answer: %s", cause)
    page = render_to_string("site/503.html", {"kept": _typed(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": str(BUSY_SECONDS)})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """
    List what a person wrote or chose, each by the label that stood beside it, never by what a page keeps for itself.

    A view that shows a form leaves it at the request (`request.form`). Where none did, only a text of several words is
    given back: ids and codes have one.
    """
    form = getattr(request, "form", None)
    if form is None or not form.is_bound:
        sent = [text for name, texts in request.POST.lists() if not _is_secret(name) for text in texts]
        return [(gettext("What you wrote"), text) for text in sent if len(text.split()) > 1]
    told = [(str(bound.label), _said_in(bound)) for bound in form if not bound.is_hidden and not _is_secret(bound.name)]
    return [(label, text) for label, text in told if text]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)


def _said_in(bound: BoundField) -> str:
    """Read one field as its reader saw it: the words of a choice, not its code; nothing where nothing was said."""
    given = bound.value()
    texts = [str(text) for text in given] if isinstance(given, list | tuple) else [str(given)] if given else []
    if isinstance(bound.field, ChoiceField):
        choices: Any = bound.field.choices  # pairs, however they were given; Django's types allow more
        words = {str(code): str(label) for code, label in choices if not isinstance(label, list | tuple)}
        texts = [words[text] for text in texts if words.get(text)]
    return "\n".join(text for text in texts if text.strip())


def _record_of(path: str) -> str:
    """Find the page of the record that an act belongs to: the nearest address above it that leads somewhere."""
    while (path := path.rstrip("/").rpartition("/")[0] + "/") != "/":
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


_ANSWERS: dict[type[WayhomeError] | type[OperationalError], Callable[[HttpRequest, Exception], HttpResponse | None]] = {
    NotFound: _nothing_here,
    NotAllowed: _nothing_here,
    StaleRecord: _stale,
    Conflict: _refused,
    BadInput: _refused,
    SealBroken: _broken,
    OperationalError: _busy,
}
