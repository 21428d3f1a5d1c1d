"""The role picker: whose eyes to look through. There is none in a real installation."""

from uuid import UUID

from django.contrib import auth
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from wayhome.accounts.actions import act_as
from wayhome.accounts.door import PUBLIC, Asked, open_to_all
from wayhome.accounts.engine import policy
from wayhome.accounts.queries import Colleague, parts_to_play


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def picker(request: Asked) -> HttpResponse:
    """Show the people of the story, and let a visitor be one of them."""
    if request.method == "POST":
        user = act_as(PUBLIC, "access", user_id=_chosen(request))
        auth.logout(request)  # nothing of the last part stays
        auth.login(request, user)
        return redirect("/")
    people = [(person, _roles(person)) for person in parts_to_play(PUBLIC, "access")]
    return render(request, "site/demo.html", {"people": people})


def _chosen(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        raise Http404 from None


def _roles(person: Colleague) -> list[tuple[str, str]]:
    """Say what the roles of somebody are, and what they are for."""
    known = policy.load().roles
    return [(gettext(known[role].title), gettext(known[role].what)) for role in person.roles]
