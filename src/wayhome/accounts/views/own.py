"""One's own account: language, password, and for what one works now."""

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from wayhome.accounts import actions, queries
from wayhome.accounts.door import Asked
from wayhome.accounts.engine import policy
from wayhome.accounts.forms import ChangePasswordForm, LanguageForm
from wayhome.accounts.views.refusing import show_at
from wayhome.kernel.errors import BadInput

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Asked) -> HttpResponse:
    """Show one's own account; the form that was sent says by its button what is to change."""
    account = queries.own_account(request.actor, "access")
    language = LanguageForm(
        request.POST if "language" in request.POST else None, initial={"language": account.language}
    )
    password = ChangePasswordForm(request.POST if "old" in request.POST else None)
    if language.is_valid():
        return _read_in(request, language.cleaned_data["language"])
    if password.is_valid():
        try:
            user = actions.change_password(
                request.actor, "access", old=password.cleaned_data["old"], new=password.cleaned_data["password"]
            )
        except BadInput as problem:
            show_at(password, problem)
        else:
            auth.update_session_auth_hash(request, user)  # this browser stays signed in, every other one does not
            messages.success(request, gettext("The password was changed. Other browsers of yours are signed out."))
            return redirect("accounts:own")
    roles = [policy.load().roles[role] for role in account.roles]
    context = {
        "account": account,
        "roles": [(gettext(role.title), gettext(role.what)) for role in roles],
        "language": language,
        "password": password,
    }
    has_wrong = bool(language.errors or password.errors)
    return render(request, "accounts/own.html", context, status=UNPROCESSABLE if has_wrong else 200)


@require_POST
def purpose(request: Asked) -> HttpResponse:
    """Say for what one works from now on."""
    chosen = actions.choose_purpose(request.actor, "access", chosen=request.POST.get("purpose", ""))
    request.session["purpose"] = chosen
    messages.success(request, gettext("You work for another purpose now; the rooms follow it."))
    return redirect("/")


def _read_in(request: Asked, language: str) -> HttpResponse:
    actions.set_language(request.actor, "access", language=language)
    translation.activate(language)
    messages.success(request, gettext("The language was changed."))
    return redirect("accounts:own")
