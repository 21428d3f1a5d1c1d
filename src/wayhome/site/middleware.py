"""
What happens round every page: who asks and for what, the shut door, plain answers, and nothing that stays behind.

The door is shut unless a view is marked as open: a page that somebody forgets to think about is closed, not open.
Who asks is read anew on every request, so that what was taken from somebody bites at their next click.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from wayhome.accounts.door import PUBLIC, actor_of
from wayhome.site import answers

if TYPE_CHECKING:
    from wayhome.accounts.models import User

NOT_THIS_WAY = 405
PURPOSE = "purpose"  # the session's key; a session holds ids and this word, nothing else

type_of_next = Callable[[HttpRequest], HttpResponse]


class NothingKept:
    """Let no browser and no proxy keep a page: the next person at this desk is somebody else."""

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forbid keeping the answer."""
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response


class WhoAsks:
    """Find out who asks and for what; let in to a page that is not open to all only whoever is signed in."""

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Take the asker for the public until `process_view` knows better; an address that leads nowhere stays so."""
        request.actor, request.purpose = PUBLIC, PUBLIC.purposes[0]
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Set `request.actor` and `request.purpose`, or show the way to the sign-in."""
        translation.activate(settings.STAFF_LANGUAGES[0][0])
        if request.user.is_authenticated:
            _settle(request)
            return None
        return None if getattr(view, "is_open_to_all", False) else _to_sign_in(request)


class PlainAnswers:
    """Turn what a room refuses into a page that says so in plain words."""

    def __init__(self, get_response: type_of_next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the rooms do; an address that only takes a form says so, and where the form is."""
        response = self.get_response(request)
        return answers.not_this_way(request, response) if response.status_code == NOT_THIS_WAY else response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Find the page for a problem; None leaves it to Django, which logs it and shows that it is our fault."""
        return answers.answer_to(request, problem)


def _settle(request: Any) -> None:
    user: User = request.user
    request.actor = actor_of(user)
    held, chosen = request.actor.purposes, request.session.get(PURPOSE, "")
    request.purpose = chosen if chosen in held else held[0] if held else "access"
    if user.language in dict(settings.STAFF_LANGUAGES):
        translation.activate(user.language)
    request.LANGUAGE_CODE = translation.get_language()


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    way = settings.LOGIN_URL
    if settings.DEMO and request.path == "/":
        way = "/demo/"
    elif request.method == "GET" and request.path != "/":
        way = f"{way}?{urlencode({'next': request.path})}"  # without the query, which may say what was looked for
    return HttpResponseClientRedirect(way) if getattr(request, "htmx", False) else HttpResponseRedirect(way)
