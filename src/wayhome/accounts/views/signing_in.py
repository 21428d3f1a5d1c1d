"""Come in, by address and password or by a one-time link, and leave."""

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from wayhome.accounts import actions, queries
from wayhome.accounts.door import PUBLIC, Asked, open_to_all
from wayhome.accounts.engine.addresses import own_path
from wayhome.accounts.forms import SignInForm, WelcomeForm
from wayhome.accounts.views.browsers import know_browser, known_browser
from wayhome.accounts.views.refusing import show_at
from wayhome.kernel.errors import BadInput, NotFound

UNPROCESSABLE = 422


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Asked) -> HttpResponse:
    """Let a colleague in; every refusal says the same, so that nobody learns who works here."""
    way_on = own_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(way_on)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mark = known_browser(request, form.cleaned_data["email"])
        user = actions.sign_in(PUBLIC, "access", **form.cleaned_data, browser=mark)
        if user is not None:
            auth.login(request, user)  # under a new session id
            return know_browser(redirect(way_on), user.email, mark)
        form.add_error(
            None, gettext("This did not let you in. Check address and password; after five tries, wait 15 minutes.")
        )
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/sign_in.html", {"form": form, "way_on": way_on}, status=status)


@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """Leave; the session is gone from the server, not only from this browser."""
    auth.logout(request)
    return redirect("/demo/" if settings.DEMO else reverse("accounts:sign_in"))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: Asked, token: str) -> HttpResponse:
    """Let somebody choose a name and a password with a one-time link, and sign them in."""
    try:
        owner = queries.link_owner(PUBLIC, "access", token=token)
    except NotFound:
        return render(request, "accounts/link_used.html", status=404)
    form = WelcomeForm(request.POST or None, initial={"name": owner.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            user = actions.use_link(PUBLIC, "access", token=token, password=given["password"], name=given["name"])
        except BadInput as problem:
            show_at(form, problem)
        else:
            auth.login(request, user)
            return know_browser(redirect("/"), user.email)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "accounts/welcome.html", {"form": form, "owner": owner}, status=status)
