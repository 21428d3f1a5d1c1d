"""Forms about people: a statement of any kind, and somebody new."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext, gettext_lazy

from wayhome.casefile.actions import Said
from wayhome.casefile.forms.fields import choices_of, day_field, grades_of, line_field, text_field, value_field
from wayhome.casefile.forms.reasons import ReasonForm, VersionForm
from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import StatementKind, check_value
from wayhome.kernel.values import read_content

_UNJUDGED = ("F", "6")
_VALUE_MAY_NEED_ZONE = frozenset({"when", "at"})


class SaidForm(forms.Form):
    """How far something that was said can be relied on, who said it and when."""

    grade_source = forms.ChoiceField(label=gettext_lazy("How reliable is the source?"), initial=_UNJUDGED[0])
    grade_information = forms.ChoiceField(label=gettext_lazy("How credible is what it says?"), initial=_UNJUDGED[1])
    said_by = line_field(label=gettext_lazy("Who says so"), required=False)
    said_on = day_field(label=gettext_lazy("Said on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("grade_source", grades_of("grades_source"))
        self._choices("grade_information", grades_of("grades_information"))

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def grade(self) -> str:
        """The Admiralty grade that was chosen."""
        return f"{self.cleaned_data['grade_source']}{self.cleaned_data['grade_information']}"


class StatementForm(SaidForm):
    """
    A statement of one kind; its fields are those of the vocabulary.

    Args:
        kind: the kind of statement.
        is_correction: whether it takes the place of another, so that a reason and a version are needed.
    """

    def __init__(self, *args: Any, kind: StatementKind, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        own: dict[str, forms.Field] = {key.name: value_field(key) for key in kind.keys}
        if kind.object_kind:
            own = {"other": _other_field(kind.object_kind), **own}
        if _VALUE_MAY_NEED_ZONE & own.keys():
            own["time_zone"] = line_field(
                label=gettext("Time zone"),
                required=False,
                help_text=gettext("Where the time of day matters, such as Europe/Chisinau."),
            )
        after: dict[str, forms.Field] = {}
        if is_correction:
            after = {"reason": ReasonForm.base_fields["reason"], "version": VersionForm.base_fields["version"]}
        self.fields = {**own, **self.fields, **after}

    def clean_time_zone(self) -> str:
        """Refuse a time zone that nobody knows."""
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone and zone not in available_timezones():
            raise forms.ValidationError(gettext("Expected a name of the IANA list, such as Europe/Chisinau."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Read each key as the vocabulary wants it, and then all of them together."""
        cleaned = super().clean() or self.cleaned_data
        for key in self.kind.keys:
            if cleaned.get(key.name) in {None, ""}:
                continue
            try:
                read_content(key, cleaned[key.name])
            except BadInput as problem:
                self.add_error(key.name, problem.sentence)
        if not self.errors:
            try:
                check_value(self.kind.code, self.value)
            except BadInput as problem:
                self.add_error(None, problem.sentence)
        return cleaned

    @property
    def value(self) -> dict[str, object]:
        """The value as it was typed, by key."""
        return {key.name: self.cleaned_data.get(key.name) for key in self.kind.keys}

    def said(self, *, object_id: Any = None) -> Said:
        """Give the statement as the action takes it."""
        return Said(
            kind=self.kind.code,
            value=self.value,
            grade=self.grade,
            said_by=self.cleaned_data["said_by"].strip(),
            said_on=self.cleaned_data["said_on"],
            object_id=object_id,
            time_zone=self.cleaned_data.get("time_zone", ""),
        )


class SubjectForm(SaidForm):
    """Somebody or something new, of whom at least one thing is said; a description is enough."""

    text = line_field(label=gettext_lazy("Name"), required=False)
    name_kind = forms.ChoiceField(label=gettext_lazy("Kind of name"), initial="full", required=False)
    description = text_field(
        label=gettext_lazy("Description"),
        required=False,
        help_text=gettext_lazy("Somebody without a name can be recorded by what was seen of them."),
    )
    years_min = forms.IntegerField(label=gettext_lazy("Age, at least"), min_value=0, max_value=130, required=False)
    years_max = forms.IntegerField(label=gettext_lazy("Age, at most"), min_value=0, max_value=130, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role, as said"), required=False)
    case = line_field(
        label=gettext_lazy("Case"),
        required=False,
        help_text=gettext_lazy("Reference of the case that they belong to, such as C-7K3M-9QXT-4ZB."),
    )
    field_order = ("text", "name_kind", "description", "years_min", "years_max", "role", "case")

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        self._choices("name_kind", choices_of("name_kinds"))
        self._choices("role", choices_of("roles", empty=gettext("not said")))
        for name in () if what == "person" else ("name_kind", "years_min", "years_max", "role"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one thing that is said."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self._values():
            self.add_error(None, gettext("Say at least one thing: a name, or what was seen."))
        least, most = cleaned.get("years_min"), cleaned.get("years_max")
        if least is not None and most is not None and least > most:
            self.add_error("years_min", gettext("It is above the greatest age; give them the other way round."))
        return cleaned

    def said(self) -> list[Said]:
        """Give each thing that is said as the action takes it."""
        cleaned = self.cleaned_data
        return [
            Said(kind, value, grade=self.grade, said_by=cleaned["said_by"].strip(), said_on=cleaned["said_on"])
            for kind, value in self._values()
        ]

    def _values(self) -> list[tuple[str, dict[str, object]]]:
        given = self.cleaned_data
        values: list[tuple[str, dict[str, object]]] = []
        if text := given.get("text", "").strip():
            values.append(("name", {"text": text, "name_kind": given.get("name_kind") or "full"}))
        if description := given.get("description", "").strip():
            values.append(("description", {"text": description}))
        if given.get("years_min") is not None or given.get("years_max") is not None:
            values.append(("age", {"years_min": given.get("years_min"), "years_max": given.get("years_max")}))
        if role := given.get("role"):
            values.append(("role", {"role": role}))
        return values


def _other_field(kind: str) -> forms.CharField:
    label = gettext("The event") if kind == "event" else gettext("The other person")
    return line_field(label=label, help_text=gettext("Their reference, such as P-7K3M-9QXT-4ZB."))
