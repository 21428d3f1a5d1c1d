"""What people send in about accounts: who they are, whom they invite, which roles somebody holds."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wayhome.accounts.engine import policy
from wayhome.kernel.vocabularies import vocabulary

_NEW_PASSWORD_HINT = _(
    "At least 12 characters. Four words that do not belong together are easy to keep and hard to guess."
)


class SignInForm(forms.Form):
    """An address and a password."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_NEW_PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """See to it that both are the same."""
        given = super().clean() or {}
        if "again" in given and given.get("password") != given["again"]:
            self.add_error("again", gettext("The two passwords differ. Type the new one twice."))
        return given


class WelcomeForm(NewPasswordForm):
    """What a newcomer says with a one-time link: a name and a password."""

    name = forms.CharField(
        label=_("Your name, as colleagues know you"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "password", "again")


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old", "password", "again")


class LanguageForm(forms.Form):
    """The language that somebody reads in."""

    language = forms.ChoiceField(label=_("Language of the pages"), choices=lambda: settings.STAFF_LANGUAGES)


class RolesForm(forms.Form):
    """Which roles somebody holds."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]  # it is a ChoiceField


class ColleagueForm(RolesForm):
    """What a colleague holds, and whether they are let in."""

    is_active = forms.TypedChoiceField(
        label=_("Sign-in"),
        choices=[("yes", _("let in")), ("no", _("shut out"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )


class InvitationForm(RolesForm):
    """Who is invited, where they work, and what they may do."""

    name = forms.CharField(label=_("Name, as colleagues know it"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("Where the one-time link goes, if mail is set up."))
    agency = forms.UUIDField(label=_("Agency"), widget=forms.Select)
    field_order = ("name", "email", "agency", "roles")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].widget.choices = agencies


class AgencyForm(forms.Form):
    """A new agency."""

    name = forms.CharField(label=_("Name of the agency"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(
            ((code, gettext(label)) for code, label in vocabulary("countries").choices()), key=lambda pair: pair[1]
        )
        self.fields["country"].choices = [("", gettext("not said")), *named]  # type: ignore[attr-defined]  # a ChoiceField


def role_choices() -> list[tuple[str, str]]:
    """List the roles that a colleague can hold, each with what it is for."""
    roles = policy.load().roles.values()
    return [
        (role.key, f"{gettext(role.title)}: {gettext(role.what)}")
        for role in roles
        if role.is_staff and role.key != "staff"
    ]
