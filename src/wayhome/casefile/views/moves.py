"""Give a case to a colleague, let it wait, close it, open it again, restrict it, let somebody see it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.accounts.queries import who_sees
from wayhome.casefile import actions
from wayhome.casefile.forms.cases import AssignForm, CloseForm, ColleagueForm, GrantForm, WordsForm
from wayhome.casefile.forms.reasons import VersionForm
from wayhome.casefile.views.acting import carry_out, posted
from wayhome.casefile.views.on_case import act_on, case_and_version, receivers_of

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_AND_POST
def case_assign(request: Asked, reference: str) -> HttpResponse:
    """Give a case to a colleague."""
    case_id, version = case_and_version(request, reference, verb="assign")
    form = AssignForm(posted(request), colleagues=receivers_of(request, "case"), initial={"version": version})
    act = act_on(
        reference,
        heading=gettext("Give the case to a colleague"),
        button=gettext("Give the case"),
        done=gettext("The case was given."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.assign_case(
            request.actor, request.purpose, case_id=case_id, version=given["version"], user_id=UUID(given["user_id"])
        )

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_wait(request: Asked, reference: str) -> HttpResponse:
    """Let a case wait, and say for what."""
    case_id, version = case_and_version(request, reference, verb="wait")
    form = WordsForm(posted(request), initial={"version": version})
    act = act_on(
        reference,
        heading=gettext("Let the case wait"),
        button=gettext("Let it wait"),
        done=gettext("The case waits."),
        lead=gettext("Say what it waits for. Its tasks and their times stay as they are."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.wait_on_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_close(request: Asked, reference: str) -> HttpResponse:
    """Close a case for a stated reason."""
    case_id, version = case_and_version(request, reference, verb="close")
    form = CloseForm(posted(request), initial={"version": version})
    act = act_on(
        reference,
        heading=gettext("Close the case"),
        button=gettext("Close the case"),
        done=gettext("The case was closed."),
        lead=gettext("Nothing is lost: everything stays to be read, and the case can be opened again."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.close_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_reopen(request: Asked, reference: str) -> HttpResponse:
    """Open a closed or waiting case again."""
    case_id, version = case_and_version(request, reference, verb="reopen")
    form = WordsForm(posted(request), initial={"version": version})
    act = act_on(
        reference,
        heading=gettext("Open the case again"),
        button=gettext("Open it again"),
        done=gettext("The case is open again."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.reopen_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_restrict(request: Asked, reference: str) -> HttpResponse:
    """Ask once more, then put a case behind a compartment of its own."""
    case_id, version = case_and_version(request, reference, verb="restrict")
    form = VersionForm(posted(request), initial={"version": version})
    act = act_on(
        reference,
        heading=gettext("Restrict the case?"),
        button=gettext("Restrict the case"),
        done=gettext("The case is restricted."),
        lead=gettext(
            "Only you and whoever it is given to will see it, its people and everything said of them, in lists and "
            "searches too. A sheet that a row of it came from closes as well, also to those who handle its other rows. "
            "You can let others see the case afterwards. It cannot be undone here."
        ),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.restrict_case(request.actor, request.purpose, case_id=case_id, **given)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_grant(request: Asked, reference: str) -> HttpResponse:
    """Let a colleague see a restricted case."""
    case_id, _ = case_and_version(request, reference, verb="grant")
    form = GrantForm(posted(request), colleagues=receivers_of(request, "case"))
    act = act_on(
        reference,
        heading=gettext("Let a colleague see the case"),
        button=gettext("Let them see it"),
        done=gettext("The colleague may see the case."),
        lead=gettext("Their role must allow it besides."),
    )

    def do(given: Mapping[str, Any]) -> None:
        told = {"for_purpose": given["for_purpose"], "until": given["until"]}
        user_id = UUID(given["user_id"])
        actions.grant_case(request.actor, request.purpose, case_id=case_id, user_id=user_id, **told)

    return carry_out(request, form, act, do)


@GET_AND_POST
def case_withdraw_sight(request: Asked, reference: str) -> HttpResponse:
    """Take the sight of a restricted case from a colleague."""
    case_id, _ = case_and_version(request, reference, verb="grant")
    form = ColleagueForm(posted(request), colleagues=who_sees(request.actor, request.purpose, compartment=case_id))
    act = act_on(
        reference,
        heading=gettext("Let a colleague see it no longer"),
        button=gettext("Let them see it no longer"),
        done=gettext("The colleague does not see the case any more."),
        lead=gettext("Listed is everybody who was let in. What they read before stays in the history."),
    )

    def do(given: Mapping[str, Any]) -> None:
        actions.withdraw_sight(request.actor, request.purpose, case_id=case_id, user_id=UUID(given["user_id"]))

    return carry_out(request, form, act, do)
