"""Fields of the forms: dates as browsers send them, grades, codes of vocabularies, keys of a statement's value."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.values import LONG_TEXT_CHARACTERS_MAX, TEXT_CHARACTERS_MAX, ValueKey
from wayhome.kernel.vocabularies import vocabulary

# Where an action's message names a field by another word than the form does.
_OTHER_WORDS = {
    "due": "due_at",
    "ends": "expires_on",
    "kind": "what",
    "purpose": "for_purpose",
    "sha-256": "sha256",
    "colleague": "user_id",
}
_DATE_HINT = gettext_lazy(
    "As far as it is known: 2012, 2012-03, 2012-03-04; 2012~ is about 2012; 2012-03/2012-08 is from March to August."
)


def refuse(form: forms.Form, problem: BadInput | Conflict) -> None:
    """Show what an action refused at the field that it names, or above the form; never by a name that no label has."""
    known = BadInput(str(problem))  # both begin with a field's name where they are about one field
    word = known.field.lower().replace(" ", "_")
    name = _OTHER_WORDS.get(word, word)
    form.add_error(name if name in form.fields else None, known.sentence)


def choices_of(name: str, *, empty: str = "") -> list[tuple[str, str]]:
    """Give the terms of a vocabulary in the reader's language; with a first line where nothing may be chosen."""
    told = [(code, gettext(label)) for code, label in vocabulary(name).choices()]
    return [("", empty), *told] if empty else told


def grades_of(name: str) -> list[tuple[str, str]]:
    """Give the letters or digits of a grade with their meaning."""
    return [(code, f"{code}: {label}") for code, label in choices_of(name)]


def day_field(**options: Any) -> forms.DateField:
    """Make a field for one day."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


def moment_field(**options: Any) -> forms.DateTimeField:
    """Make a field for a day and a time."""
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(widget=widget, **options)


def line_field(**options: Any) -> forms.CharField:
    """Make a field for one line of text."""
    return forms.CharField(max_length=TEXT_CHARACTERS_MAX, **options)


def text_field(**options: Any) -> forms.CharField:
    """Make a field for a text of many lines."""
    return forms.CharField(max_length=LONG_TEXT_CHARACTERS_MAX, widget=forms.Textarea(attrs={"rows": 4}), **options)


def value_field(key: ValueKey) -> forms.Field:
    """Make the field for one key of a statement's value, by its type."""
    told: dict[str, Any] = {"label": gettext(key.label), "required": key.is_required}
    if key.type == "date":
        return line_field(**told, help_text=_DATE_HINT)
    if key.type == "years":
        return forms.IntegerField(min_value=0, max_value=130, **told)
    if key.type == "long_text":
        return text_field(**told)
    if key.type in {"code", "language"}:
        name = key.vocabulary or "languages"
        empty = gettext("choose one") if key.is_required else gettext("not said")
        return forms.ChoiceField(choices=choices_of(name, empty=empty), **told)
    return line_field(**told)
