"""Forms about cases and investigations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from wayhome.accounts.engine import policy
from wayhome.accounts.queries import Colleague
from wayhome.casefile.forms.fields import choices_of, line_field, moment_field, text_field
from wayhome.casefile.forms.reasons import VersionForm


class TitleForm(forms.Form):
    """A new case or investigation."""

    title = line_field(
        label=gettext_lazy("Title"), help_text=gettext_lazy("One line by which colleagues will know it.")
    )
    summary = text_field(label=gettext_lazy("Summary"), required=False)


class CaseForm(TitleForm):
    """A new case with the people whom it is about."""

    people = line_field(
        label=gettext_lazy("People"),
        required=False,
        help_text=gettext_lazy("References of the people whom it is about, with commas between them."),
    )

    def references(self) -> list[str]:
        """List the references that were typed."""
        return [told for part in self.cleaned_data["people"].split(",") if (told := part.strip())]


class ReferenceForm(forms.Form):
    """A record that is named by its reference."""

    reference = line_field(label=gettext_lazy("Reference"))

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].help_text = gettext("Such as %(example)s.") % {"example": example}


class NoteForm(forms.Form):
    """A note on a case."""

    text = text_field(label=gettext_lazy("Note"))


class ColleagueForm(forms.Form):
    """A choice among colleagues."""

    user_id = forms.TypedChoiceField(label=gettext_lazy("Colleague"), empty_value=None)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user_id"]
        if isinstance(field, forms.ChoiceField):
            names = [(str(one.user_id), one.name) for one in colleagues]
            field.choices = names if field.required else [("", gettext("me")), *names]


class AssignForm(ColleagueForm, VersionForm):
    """To whom a case is given."""


class GrantForm(ColleagueForm):
    """Who may see a restricted case, for what and until when."""

    for_purpose = forms.ChoiceField(label=gettext_lazy("For what"))
    until = moment_field(label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty: without an end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["for_purpose"]
        if isinstance(field, forms.ChoiceField):
            rules = policy.load()
            purposes = {word for rule in rules.rules.values() if rule.kind == "case" for word in rule.purposes}
            field.choices = [
                (word, gettext(label)) for word, label in rules.purposes.items() if word in purposes - {"operation"}
            ]


class TaskForm(ColleagueForm):
    """Something to be done by a time."""

    title = line_field(label=gettext_lazy("What is to be done"))
    due_at = moment_field(label=gettext_lazy("By when"))
    user_id = forms.TypedChoiceField(label=gettext_lazy("Who does it"), required=False, empty_value=None)
    field_order = ("title", "due_at", "user_id")


class EvidenceForm(forms.Form):
    """A reference to evidence that is kept elsewhere."""

    what = forms.ChoiceField(label=gettext_lazy("Kind"))
    description = text_field(label=gettext_lazy("What it is"), required=False)
    held_at = line_field(
        label=gettext_lazy("Held at"),
        help_text=gettext_lazy(
            "Who keeps it and where, so that a court can ask for it. The thing itself never enters."
        ),
    )
    sha256 = forms.CharField(label="SHA-256", required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of("evidence_kinds")


class WordsForm(VersionForm):
    """Why a case or an investigation changes its state, in words."""

    words = text_field(label=gettext_lazy("Reason"), help_text=gettext_lazy("It is written in the history."))


class CloseForm(VersionForm):
    """Why a case is closed."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)
    words = text_field(label=gettext_lazy("More about it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of("closing_reasons")
