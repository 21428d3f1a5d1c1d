"""
The public form, open to all: no account, no cookie, no script needed, and no name.

It carries no authority, so it needs no token against forgery, and so no cookie. A repeated post is harmless: the
hidden `submission_id` makes it the same tip. Whatever goes wrong, what was written stays on the page.
"""

import logging
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import PUBLIC, open_to_all
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips.actions import add_to_tip, file_tip
from wayhome.tips.actions.filing import FIELDS
from wayhome.tips.forms.public import AddForm, TipForm
from wayhome.tips.queries.senders import sender_page

PURPOSE = "intake"

log = logging.getLogger(__name__)


@open_to_all
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def tip(request: HttpRequest) -> HttpResponse:
    """Show the form, or file what was written and show the receipt, once."""
    _speak(request)
    if request.method != "POST" or _is_too_big(request):
        return _form(request, TipForm(initial={"submission_id": uuid4()}), **_told_of(request))
    form = TipForm(request.POST)
    return _file(request, form) if form.is_valid() else _form(request, form, status=422)


@open_to_all
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Let a sender add to a tip and read an answer, with reference and secret."""
    _speak(request)
    if request.method != "POST" or _is_too_big(request):
        return _add_form(request, AddForm(initial={"submission_id": uuid4()}), **_told_of(request))
    form = AddForm(request.POST)
    if not form.is_valid():
        return _add_form(request, form, status=422)
    given = form.cleaned_data
    words = {"reference": given["reference"], "secret": given["secret"]}
    try:
        if given["text"]:
            add_to_tip(PUBLIC, PURPOSE, **words, text=given["text"], key=given["submission_id"])
        page = sender_page(PUBLIC, PURPOSE, **words)
    except (BadInput, NotFound, Conflict) as problem:
        form.add_error(None, BadInput(str(problem)).sentence)
        return _add_form(request, form, status=422)
    except OperationalError as problem:
        _tell_operator(problem)
        return _add_form(request, form, status=503, is_busy=True)
    context = {**_shell(request), "lines": page.lines, "was_added": bool(given["text"])}
    return render(request, "tips/public_lines.html", context)


def _file(request: HttpRequest, form: TipForm) -> HttpResponse:
    """File a tip and show its receipt; whatever goes wrong, the words stay on the page."""
    given = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        receipt = file_tip(PUBLIC, PURPOSE, body=given, channel="web_form", key=form.cleaned_data["submission_id"])
    except BadInput as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.sentence)
        return _form(request, form, status=422)
    except Conflict:
        return _form(request, _anew(request), status=409, was_sent=True)
    except (OperationalError, NotFound) as problem:
        _tell_operator(problem)
        return _form(request, form, status=503, is_busy=True)
    return render(request, "tips/public_receipt.html", {**_shell(request), "receipt": receipt})


def _tell_operator(problem: Exception) -> None:
    """Name the cause in the log: the database's own words, or that no unit takes tips; none of them names anybody."""
    log.error("What a sender wrote was not kept: %s", str(problem).partition("\n")[0])


def _is_too_big(request: HttpRequest) -> bool:
    """Say whether more was sent than a form of words can hold; then none of it was read."""
    try:
        request.POST  # noqa: B018 -- it is read when it is first asked for
    except RequestDataTooBig:
        return True
    return False


def _told_of(request: HttpRequest) -> dict[str, Any]:
    return {} if request.method != "POST" else {"status": 413, "is_too_big": True}


def _form(request: HttpRequest, form: TipForm, *, status: int = 200, **told: bool) -> HttpResponse:
    return render(request, "tips/public.html", {**_shell(request), "form": form, **told}, status=status)


def _add_form(request: HttpRequest, form: AddForm, *, status: int = 200, **told: bool) -> HttpResponse:
    return render(request, "tips/public_add.html", {**_shell(request), "form": form, **told}, status=status)


def _anew(request: HttpRequest) -> TipForm:
    """Give the form with what was written, ready to be sent as a tip of its own."""
    given = request.POST.copy()
    given["submission_id"] = str(uuid4())
    return TipForm(given)


def _speak(request: HttpRequest) -> None:
    """Speak the language of the address (`?language=uk`), else the browser's; nothing is remembered."""
    asked = request.GET.get("language", "")
    spoken = asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
    translation.activate(spoken)


def _shell(request: HttpRequest) -> dict[str, Any]:
    """Give what the public page needs round its content: the languages and the way out."""
    now = translation.get_language()
    languages = [
        (code, translation.get_language_info(code)["name_local"], f"{request.path}?language={code}", code == now)
        for code, _ in settings.LANGUAGES
    ]
    return {"languages": languages, "exit_url": settings.QUICK_EXIT_URL, "own_url": f"{request.path}?language={now}"}
