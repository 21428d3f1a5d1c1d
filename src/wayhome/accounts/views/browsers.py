"""
A browser in which somebody signed in before is known by a cookie.

Its tries to sign in are counted apart, so that a stranger who tries an address shuts its owner out nowhere but in
browsers that nobody knows (OWASP, Slow Down Online Guessing Attacks with Device Cookies). The cookie holds a drawn word
under a signature that is bound to the address; it names nobody and lets nobody in.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KNOWN_SECONDS = 180 * 86_400


def known_browser(request: HttpRequest, email: str) -> str:
    """Give the mark of a browser in which the owner of an address signed in before; empty for any other."""
    return request.get_signed_cookie(_name(), "", salt=_salt(email), max_age=KNOWN_SECONDS) or ""


def know_browser(answer: HttpResponse, email: str, mark: str = "") -> HttpResponse:
    """Know this browser from now on."""
    answer.set_signed_cookie(
        _name(),
        mark or secrets.token_urlsafe(16),
        salt=_salt(email),
        max_age=KNOWN_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def _name() -> str:
    return f"{settings.COOKIE_PREFIX}wayhome-known"


def _salt(email: str) -> str:
    return f"wayhome known browser {email.strip().lower()}"
