"""What a colleague says to a whole import: that it is to be taken back, and why."""

from django import forms
from django.utils.translation import gettext_lazy

from wayhome.tips.forms.staff import VersionForm


class UndoForm(VersionForm):
    """Why an import is undone."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it undone?"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands in the journal, and beside everything that is withdrawn."),
    )  # fmt: skip
