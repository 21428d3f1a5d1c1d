"""What the public may send in: a tip, and words to add to one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wayhome.tips.actions.filing import FIELD_CHARACTERS_MAX, TEXT_CHARACTERS_MAX


class TipForm(forms.Form):
    """A tip. Only the words are needed."""

    text = forms.CharField(
        label=_("What did you see, or what do you know?"),
        help_text=_("A few words are enough. You do not have to say who you are."),
        max_length=TEXT_CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        error_messages={"required": _("Write what you saw or know; a few words are enough.")},
    )
    place = forms.CharField(label=_("Where was it?"), required=False, max_length=FIELD_CHARACTERS_MAX)
    when = forms.CharField(label=_("When was it?"), required=False, max_length=FIELD_CHARACTERS_MAX)
    language = forms.CharField(
        label=_("Which language do you speak best?"),
        help_text=_("So that somebody can read and answer you in it."),
        required=False,
        max_length=100,
    )
    contact = forms.CharField(
        label=_("How can we reach you?"),
        help_text=_("Only if you wish. We use it for nothing but this tip."),
        required=False,
        max_length=FIELD_CHARACTERS_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    submission_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)


class AddForm(forms.Form):
    """The two words of a receipt, and perhaps something to add."""

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("It begins with WH."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Secret"),
        help_text=_("Four groups of four letters and digits, as they were shown to you."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    text = forms.CharField(
        label=_("What do you want to add?"),
        help_text=_("Leave it empty to see only whether there is an answer."),
        required=False,
        max_length=TEXT_CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    submission_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
