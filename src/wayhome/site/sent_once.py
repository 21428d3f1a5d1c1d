"""
A form that is sent twice is done once: the button was pressed again, or the network sent the same bytes again.

Every form that is shown holds a token of its own (the mask of the CSRF token is drawn anew for each page). So the same
token with the same words, from the same person to the same address, is the same form; whoever sends it again is led to
where the first one led. A form that was refused, or only showed something, may be sent again as it stands.

What was sent is remembered by its hash, for KEPT_SECONDS, in this process: there is one web process, and a repeat comes
within seconds.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

KEPT_SECONDS: Final = 600.0
WAIT_SECONDS: Final = 5.0  # for the first one, which is still being done; a thread waits meanwhile
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
_REDIRECTS = (302, 303)


@dataclass
class _Sent:
    """A form that came: since when, whether it is done, and where it led."""

    at: float
    is_done: threading.Event = field(default_factory=threading.Event)
    led_to: str = ""


_LOCK = threading.Lock()
_SENT: dict[str, _Sent] = {}


class SentOnce:
    """Lead whoever sends a form again to where the first one led."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Answer, and remember where the form led."""
        request.sent_first, led_to = None, ""
        try:
            response = self.get_response(request)
            if response.status_code in _REDIRECTS:
                led_to = response["Location"]
        finally:
            if request.sent_first is not None:
                _settle(*request.sent_first, led_to=led_to)
        return response

    def process_view(self, request: Any, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Let the first one in; let the others wait for it, and follow it."""
        # What takes no token knows a repeat by itself, and may want the body as it came.
        key = "" if getattr(view, "csrf_exempt", False) else _key_of(request)
        if not key:
            return None
        first, sent = _first(key)
        if first:
            request.sent_first = key, sent
            return None
        sent.is_done.wait(WAIT_SECONDS)
        return HttpResponseRedirect(sent.led_to) if sent.led_to else None


def _first(key: str) -> tuple[bool, _Sent]:
    now = time.monotonic()
    with _LOCK:
        for old in [one for one, sent in _SENT.items() if now - sent.at > KEPT_SECONDS]:
            del _SENT[old]
        if key in _SENT:
            return False, _SENT[key]
        _SENT[key] = _Sent(now)
        return True, _SENT[key]


def _settle(key: str, sent: _Sent, *, led_to: str) -> None:
    """Say where a form led; one that led nowhere is forgotten, so that it can be sent again."""
    sent.led_to = led_to
    if not led_to:
        with _LOCK:
            _SENT.pop(key, None)
    sent.is_done.set()


def _key_of(request: Any) -> str:
    """Hash who sends what where; nothing for what is no form of somebody who is signed in."""
    if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(TOKEN):
        return ""
    fields = sorted((name, value) for name in request.POST for value in request.POST.getlist(name))
    files = sorted((name, one.name, one.size) for name in request.FILES for one in request.FILES.getlist(name))
    told = repr((str(request.user.pk), request.get_full_path(), fields, files))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
