"""Look after colleagues: who works here, invite, what one of them holds, a new link."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wayhome.accounts import actions, queries
from wayhome.accounts.door import Asked
from wayhome.accounts.engine import policy
from wayhome.accounts.forms import ColleagueForm, InvitationForm
from wayhome.accounts.views import posting
from wayhome.accounts.views.refusing import show_at
from wayhome.kernel.errors import BadInput, Conflict

UNPROCESSABLE = 422


@require_safe
def accounts(request: Asked) -> HttpResponse:
    """List the colleagues whom one may look after, or give work to."""
    people = queries.colleagues(request.actor, request.purpose)
    context = {
        "people": [(person, _titles(person.roles)) for person in people],
        "shut_count": sum(not person.is_active for person in people),
        "may_change": queries.may(request.actor, request.purpose, "change", "account"),
        "acts": _acts(request),
    }
    return render(request, "accounts/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Asked) -> HttpResponse:
    """Invite a colleague; the one-time link is shown in the answer, once, and is kept nowhere."""
    places = queries.agencies(request.actor, request.purpose)
    choices = [(str(place.agency_id), place.name) for place in places]
    form = InvitationForm(request.POST or None, agencies=choices, initial={"agency": str(request.actor.agency_id)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invited = actions.invite_colleague(
                request.actor,
                request.purpose,
                email=given["email"],
                name=given["name"],
                agency_id=given["agency"],
                roles=given["roles"],
            )
        except (BadInput, Conflict) as problem:
            show_at(form, problem)
        else:
            return _link(request, invited)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/invite.html", {"form": form, "crumbs": _crumbs(gettext("Invite"))}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Asked, user_id: UUID) -> HttpResponse:
    """Show what a colleague holds, and change it."""
    person = queries.colleague(request.actor, request.purpose, user_id=user_id)
    may_change = queries.may(request.actor, request.purpose, "change", "account")
    holds = {"roles": person.roles, "is_active": "yes" if person.is_active else "no"}
    form = ColleagueForm(request.POST or None, initial=holds)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(request.actor, request.purpose, user_id=user_id, **form.cleaned_data)
        except (BadInput, Conflict) as problem:
            show_at(form, problem)
        else:
            messages.success(request, gettext("The account was changed."))
            return redirect("accounts:account", user_id=user_id)
    context = {
        "person": person,
        "titles": _titles(person.roles),
        "form": form,
        "may_change": may_change,
        "may_recover": queries.may(request.actor, request.purpose, "recover", "account"),
        "crumbs": _crumbs(gettext("One colleague")),
    }
    return render(request, "accounts/account.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def new_link(request: Asked, user_id: UUID) -> HttpResponse:
    """Make a new one-time link for a colleague; the links before it die."""
    person = queries.colleague(request.actor, request.purpose, user_id=user_id)
    return _link(request, actions.recover_account(request.actor, request.purpose, email=person.email))


def _link(request: Asked, invited: actions.Invited) -> HttpResponse:
    """Show a link once: it stands in this answer and nowhere else, not in the session and not in an address of ours."""
    url = settings.BASE_URL + reverse("accounts:welcome", args=[invited.token])
    context = {
        "link": url,
        "expires_at": invited.expires_at,
        "user_id": invited.user_id,
        "was_mailed": posting.mail_link(url, invited),
        "is_mail_set_up": posting.is_set_up(),
        "crumbs": _crumbs(gettext("One-time link")),
    }
    return render(request, "accounts/link.html", context)


def _titles(roles: tuple[str, ...]) -> list[str]:
    known = policy.load().roles
    return [gettext(known[role].title) for role in roles if role in known]


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(gettext("Accounts"), reverse("accounts:accounts")), (here, "")]


def _acts(request: Asked) -> list[dict[str, Any]]:
    offered = (
        (gettext("Invite a colleague"), "accounts:invite", "invite", "account"),
        (gettext("Agencies"), "accounts:agencies", "read", "agency"),
    )
    acts = [
        {"label": label, "url": reverse(name), "main": verb == "invite"}
        for label, name, verb, kind in offered
        if queries.may(request.actor, request.purpose, verb, kind)
    ]
    return [*acts, {"label": gettext("What each role may do"), "url": reverse("accounts:roles")}]
