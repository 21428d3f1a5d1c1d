"""The pages that belong to no room: is it alive, in which language, and what to say when something is wrong."""

import shutil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from wayhome.accounts.actions import set_language
from wayhome.accounts.door import Asked, open_to_all
from wayhome.accounts.engine.addresses import own_path
from wayhome.site import answers
from wayhome.site import gallery as samples

ROOM_BYTES_MIN = 50_000_000  # free on the disk; some thousand tips, and time for somebody to come


@open_to_all
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say ok when the database answers and the disk has room for more."""
    trouble = _trouble()
    return HttpResponse(f"{trouble or 'ok'}\n", "text/plain", 503 if trouble else 200)


@open_to_all
@require_POST
def language(request: Asked) -> HttpResponseBase:
    """Read on in another language; whoever is signed in reads in it from now on, others in this browser."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.STAFF_LANGUAGES):
        return answers.nothing_here(request)
    answer = redirect(own_path(request.POST.get("next", "")))
    if request.user.is_authenticated:
        set_language(request.actor, "access", language=chosen)
        translation.activate(chosen)
        messages.success(request, gettext("The language was changed."))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return answer


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every part of the look in its states."""
    return render(request, "site/states.html", samples.sample(timezone.now()))


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here that the asker may see."""
    return answers.nothing_here(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refuse a request that no browser of ours would send."""
    return HttpResponse(render_to_string("site/404.html"), status=400)


def token_missing(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came from a page that was open too long, or from elsewhere."""
    return render(request, "site/403.html", status=403)


def our_fault(request: HttpRequest, *args: Any) -> HttpResponse:
    """Say that something broke; the page needs neither a database nor who asks."""
    return HttpResponse(render_to_string("site/500.html"), status=500)


def _trouble() -> str:
    """Say what keeps this site from taking what people send, or nothing. A full disk can still be read."""
    try:
        connection.ensure_connection()
        if not connection.is_usable():
            return "The database does not answer."
        if shutil.disk_usage(settings.HOME).free < ROOM_BYTES_MIN:
            return "The disk is nearly full. Make room, or nothing more can be taken."
    except OperationalError:
        return "The database does not answer."
    except OSError:
        return "The folder of the data is gone."
    return ""
