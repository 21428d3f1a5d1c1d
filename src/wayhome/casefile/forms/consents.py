"""Forms about what somebody allowed or refused."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from wayhome.casefile.forms.fields import choices_of, day_field, line_field, text_field
from wayhome.casefile.forms.reasons import VersionForm


class ConsentForm(forms.Form):
    """What somebody allowed or refused."""

    for_purpose = forms.ChoiceField(label=gettext_lazy("What it is about"))
    is_given = forms.TypedChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("yes", gettext_lazy("They agree")), ("no", gettext_lazy("They refuse"))],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
    )
    given_by = line_field(
        label=gettext_lazy("Who decided"), help_text=gettext_lazy("The person, or who may decide for them.")
    )
    given_on = day_field(label=gettext_lazy("Given on"))
    expires_on = day_field(label=gettext_lazy("Ends on"), required=False)
    words = text_field(label=gettext_lazy("In their own words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["for_purpose"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of("consent_purposes")


class WithdrawConsentForm(VersionForm):
    """Why a consent is taken back; a person owes no reason."""

    words = text_field(label=gettext_lazy("In their own words"), required=False)
