"""
`POST /api/tips`: file a tip from another program, open as the public form is.

The answer is given when the tip is on the disk and not before. The same `Idempotency-Key` with the same words gets the
same answer however often it is sent, so a program that heard nothing sends again without fear.
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError
from ninja.params.functions import Header
from pydantic import ConfigDict, Field

from wayhome.accounts.door import PUBLIC, open_to_all
from wayhome.kernel.errors import BadInput, Conflict, NotFound
from wayhome.tips.actions import file_tip

BUSY_SECONDS = 5
WRONGS_MAX = 5
NAME_CHARACTERS_MAX = 40
# The words for what pydantic finds; anything else is told in its own.
WRONGS = {
    "missing": "must be given",
    "extra_forbidden": "a tip has no such field",
    "string_type": "must be text",
    "string_unicode": "must be text that UTF-8 can write",
    "model_attributes_type": "must be an object of JSON",
}

log = logging.getLogger(__name__)

api = NinjaAPI(title="Wayhome", version="1", docs_url=None, openapi_url="/openapi.json", urls_namespace="tips:api")


class TipIn(Schema):
    """A tip as another program sends it. Only `text` is needed; nobody has to say who they are."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="What was seen or is known, in any language.")
    place: str | None = Field(None, description="Where, in words.")
    when: str | None = Field(None, description="When, in words or as ISO 8601.")
    language: str | None = Field(None, description="BCP 47 tag of the language of the text, such as `uk`.")
    contact: str | None = Field(None, description="How the sender can be reached.")


class ReceiptOut(Schema):
    """What names the tip, and what opens it; the secret is given here and kept nowhere."""

    receipt: str
    secret: str


class Problem(Schema):
    """What happened and what to do, in one sentence."""

    detail: str


KEY = "Makes a repeated post the same post; a random UUID is a good one. At most 200 characters."
PROBLEMS = dict.fromkeys((400, 409, 413, 422, 503), Problem)


@api.post("/tips", response={201: ReceiptOut, **PROBLEMS}, summary="File a tip", operation_id="file_tip")
def tips(
    request: HttpRequest,
    body: TipIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", description=KEY),
) -> Any:
    """File a tip, durably, at most once for a key."""
    given = {name: value for name, value in body.model_dump().items() if value is not None}
    receipt = file_tip(PUBLIC, "intake", body=given, channel="api", key=idempotency_key)
    return Status(201, {"receipt": receipt.reference, "secret": receipt.secret})


@api.exception_handler(BadInput)
def bad_input(request: HttpRequest, problem: BadInput) -> HttpResponse:
    """Say which field is wrong and why."""
    return _problem(request, str(problem), status=422)


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, problem: Conflict) -> HttpResponse:
    """Say that the key belongs to other words."""
    return _problem(request, str(problem), status=409)


@api.exception_handler(ValidationError)
def not_of_the_form(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """Name the fields that do not fit, without repeating what they hold."""
    found = "; ".join(_wrong(error) for error in problem.errors[:WRONGS_MAX])
    known = ", ".join(name for name in TipIn.model_fields if name != "text")
    return _problem(request, f"{found}. Expected an object of JSON with text, and perhaps {known}.", status=422)


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Say that the body is no JSON."""
    return _problem(request, 'Expected an object of JSON in UTF-8, such as {"text": "…"}.', status=problem.status_code)


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, problem: RequestDataTooBig) -> HttpResponse:
    """Say that a tip is words, not files."""
    return _problem(request, "This is too long for a tip; send words only, at most 100,000 characters.", status=413)


@api.exception_handler(OperationalError)
@api.exception_handler(NotFound)
def not_now(request: HttpRequest, problem: Exception) -> HttpResponse:
    """Say that nothing was kept and when to send again; the log names the cause, in words that name nobody."""
    log.error("A tip of a program was not kept: %s", str(problem).partition("\n")[0])
    response = _problem(request, "Nothing was kept: the database did not answer. Send the same again soon.", status=503)
    response["Retry-After"] = str(BUSY_SECONDS)
    return response


def addresses() -> list[URLPattern | URLResolver]:
    """Give the addresses of the interface, each of them open without signing in; its description is only read."""
    found: list[URLPattern | URLResolver] = list(api.urls[0])
    for address in found:
        if isinstance(address, URLPattern):
            if address.name == "openapi-json":
                address.callback = require_safe(address.callback)
            open_to_all(address.callback)
    return found


def _wrong(error: Mapping[str, Any]) -> str:
    """Say what is wrong with one field, in plain words; what it held is not repeated."""
    name = str(error["loc"][-1])[:NAME_CHARACTERS_MAX]
    return f"{name}: {WRONGS.get(error['type'], error['msg'])}"


def _problem(request: HttpRequest, detail: str, *, status: int) -> HttpResponse:
    return api.create_response(request, {"detail": detail}, status=status)
