"""What acts send back that others will ask about: the version that was seen, and why."""

from django import forms
from django.utils.translation import gettext_lazy

from wayhome.casefile.forms.fields import text_field


class VersionForm(forms.Form):
    """What every act on a record that may have changed sends back: the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """Why something is done that others will ask about."""

    reason = text_field(label=gettext_lazy("Reason"), help_text=gettext_lazy("It is written in the history."))
