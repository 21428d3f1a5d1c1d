"""What colleagues send in about a tip: a call, who has it, who is named, what becomes of it; and a sheet of many."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext, gettext_lazy

from wayhome.accounts.queries import Colleague
from wayhome.kernel.errors import BadInput, Conflict
from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.actions.filing import FIELD_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from wayhome.tips.actions.undoing import IMPORT_UNDONE
from wayhome.tips.queries import ProfileUsed

PARTS = 3  # fields for the parts of a tip; what is split into more is split again
PASTED_CHARACTERS_MAX = 1_000_000
_UNJUDGED = ("F", "6")
BY_ITSELF = frozenset({"web_form", "api", "sheet"})  # channels by which a tip comes without a colleague writing it
# Where an action's message names a field by another word than the form does.
_OTHER_WORDS = {
    "received": "received_at", "file": "sheet", "colleague": "user_id",
    **{f"part_{number}": f"text_{number}" for number in range(1, PARTS + 1)},
}  # fmt: skip


def refuse(form: forms.Form, problem: BadInput | Conflict) -> None:
    """Show what an action refused at the field that it names, or above the form; never by a name that no label has."""
    known = BadInput(str(problem))  # both begin with a field's name where they are about one field
    word = known.field.lower().replace(" ", "_")
    name = _OTHER_WORDS.get(word, word)
    form.add_error(name if name in form.fields else None, known.sentence)


def not_one_case(reference: str, title: str) -> str:
    """Say what is wrong where not one case was named, or nothing where it was: one that is there, or a new one."""
    if reference and title:
        return gettext("Give the reference of a case, or the title of a new one; not both.")
    return "" if reference or title else gettext("Give the reference of a case, or the title of a new one.")


def _terms(name: str, *, empty: str = "") -> list[tuple[str, str]]:
    told = [(code, gettext(label)) for code, label in vocabulary(name).choices()]
    return [("", empty), *told] if empty else told


def _line(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=FIELD_CHARACTERS_MAX, **options)


def _text(**options: Any) -> forms.CharField:
    rows = options.pop("rows", 5)
    return forms.CharField(max_length=TEXT_CHARACTERS_MAX, widget=forms.Textarea(attrs={"rows": rows}), **options)


class _Laid(forms.Form):
    """A form that says which of its fields stand side by side."""

    ABREAST: ClassVar[tuple[tuple[str, ...], ...]] = ()

    def rows(self) -> list[list[forms.BoundField]]:
        """Give the fields row by row, in the order in which they are filled in."""
        company = {name: names for names in self.ABREAST for name in names}
        rows = dict.fromkeys(company.get(name, (name,)) for name in self.fields)
        return [[self[name] for name in names] for names in rows]


class _Chosen(_Laid):
    """A form some of whose choices are known only when it is made."""

    def choose(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Fill in the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class VersionForm(_Chosen):
    """What every act on a tip sends back: the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CallForm(_Chosen):
    """A call, a letter, a visit, as a colleague writes it down."""

    ABREAST = (("place", "when"), ("language", "contact"), ("received_at", "user_id"))

    channel = forms.ChoiceField(label=gettext_lazy("How it came"))
    text = _text(
        label=gettext_lazy("What was said"),
        rows=8,
        help_text=gettext_lazy("In the caller's own words, as far as you can."),
    )
    danger_now = forms.BooleanField(label=gettext_lazy("A child is in danger now"), required=False)
    place = _line(label=gettext_lazy("Where"), required=False)
    when = _line(label=gettext_lazy("When"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of the caller"), required=False)
    contact = _line(label=gettext_lazy("How they can be reached"), required=False)
    received_at = forms.DateTimeField(
        label=gettext_lazy("When it came"),
        required=False,
        help_text=gettext_lazy("Empty: now. A letter that came yesterday has waited since then."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    user_id = forms.ChoiceField(label=gettext_lazy("Who takes it"), required=False)
    submission_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("channel", [one for one in _terms("channels") if one[0] not in BY_ITSELF])
        self.choose("language", _terms("languages", empty=gettext("not known")))
        nobody = ("", gettext("nobody yet: it waits in the queue"))
        self.choose("user_id", [nobody, *((str(one.user_id), one.name) for one in colleagues)])


class AssignForm(VersionForm):
    """To whom a tip is given."""

    user_id = forms.ChoiceField(label=gettext_lazy("Colleague"))

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("user_id", [("", gettext("choose")), *((str(one.user_id), one.name) for one in colleagues)])


class JoinForm(VersionForm):
    """The case that a tip joins: one that is there, or a new one."""

    case = _line(
        label=gettext_lazy("A case that is there"),
        required=False,
        help_text=gettext_lazy("Its reference; it begins with C."),
    )
    title = _line(
        label=gettext_lazy("Or the title of a new case"),
        required=False,
        help_text=gettext_lazy("One line by which colleagues will know it."),
    )

    def clean(self) -> dict[str, Any]:
        """Demand one of the two, and not both."""
        given = super().clean() or {}
        if wrong := not_one_case(str(given.get("case") or ""), str(given.get("title") or "")):
            raise forms.ValidationError(wrong)
        return given


class RefuseForm(VersionForm):
    """Why a tip is refused."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("reason", [one for one in _terms("spam_reasons") if one[0] != IMPORT_UNDONE])


class AnswerForm(_Laid):
    """An answer to whoever sent the tip."""

    text = _text(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Whoever holds reference and secret reads it. Name nobody in it."),
    )


class SplitForm(VersionForm):
    """The parts of a tip that tells of several matters, and who goes with which."""

    def __init__(self, *args: Any, slots: Sequence[str], text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            is_needed = number < PARTS  # the last one starts empty, or two parts would become three unseen
            self.fields[f"text_{number}"] = _text(
                label=gettext("Part %(number)s") % {"number": number},
                required=is_needed,
                initial=text if is_needed else "",
            )
            if slots:
                self.fields[f"slots_{number}"] = forms.MultipleChoiceField(
                    label=gettext("Who goes with part %(number)s") % {"number": number},
                    choices=[(slot, slot) for slot in slots],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
        self.slots = slots
        if slots:
            self.fields["leaves_others"] = forms.BooleanField(
                label=gettext("Whoever goes with no part stays with this tip, and leaves the queue with it"),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Leave nobody behind in silence: whoever goes with no part is named, and left only when that is ticked."""
        given = super().clean() or {}
        going = {slot for number in range(1, PARTS + 1) for slot in given.get(f"slots_{number}", ())}
        left = [slot for slot in self.slots if slot not in going]
        if left and not given.get("leaves_others"):
            told = gettext("Nobody said with which part these go: %(people)s. Tick them above, or tick this box.")
            self.add_error("leaves_others", told % {"people": ", ".join(left)})
        return given

    def parts(self) -> list[tuple[str, tuple[str, ...]]]:
        """List the parts that have words, each with its people."""
        given = self.cleaned_data
        return [
            (given[f"text_{number}"], tuple(given.get(f"slots_{number}", ())))
            for number in range(1, PARTS + 1)
            if given[f"text_{number}"].strip()
        ]


class DescribeForm(_Chosen):
    """One person whom a tip names, and what it says of them; whatever is left empty was not said."""

    ABREAST = (
        ("age_years_min", "age_years_max"),
        ("sex_code", "role_role"),
        ("nationality_country", "language_language"),
        ("contact_kind", "contact_value"),
        ("whereabouts_text", "whereabouts_when"),
    )

    slot = forms.ChoiceField(
        label=gettext_lazy("A word for this person in this tip"),
        help_text=gettext_lazy("It tells them from the others. A second girl is called girl 2."),
    )
    name_text = _line(label=gettext_lazy("Name"), required=False)
    age_years_min = forms.IntegerField(label=gettext_lazy("Age, at least"), required=False, min_value=0, max_value=120)
    age_years_max = forms.IntegerField(label=gettext_lazy("Age, at most"), required=False, min_value=0, max_value=120)
    sex_code = forms.ChoiceField(label=gettext_lazy("Sex"), required=False)
    nationality_country = forms.ChoiceField(label=gettext_lazy("Nationality"), required=False)
    language_language = forms.ChoiceField(label=gettext_lazy("Language that they speak"), required=False)
    role_role = forms.ChoiceField(label=gettext_lazy("Role, as said"), required=False)
    contact_kind = forms.ChoiceField(label=gettext_lazy("Kind of contact"), required=False)
    contact_value = _line(label=gettext_lazy("Contact"), required=False)
    whereabouts_text = _line(label=gettext_lazy("Where they were seen"), required=False)
    whereabouts_when = _line(
        label=gettext_lazy("When they were seen"), required=False,
        help_text=gettext_lazy("As far as it is known: 2012, 2012-03, 2012-03-04; 2012~ is about 2012."),
    )  # fmt: skip
    description_text = _text(label=gettext_lazy("What they look like"), required=False, rows=3)
    note_text = _text(label=gettext_lazy("Anything else that is said of them"), required=False, rows=3)
    grade_source = forms.ChoiceField(label=gettext_lazy("How reliable is the source?"), initial=_UNJUDGED[0])
    grade_information = forms.ChoiceField(label=gettext_lazy("How credible is what it says?"), initial=_UNJUDGED[1])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unsaid = gettext("not said")  # the words "not known" are a thing that somebody can say
        self.choose("slot", _terms("people_words", empty=gettext("choose")))
        self.choose("sex_code", _terms("sexes", empty=unsaid))
        self.choose("nationality_country", _terms("countries", empty=unsaid))
        self.choose("language_language", _terms("languages", empty=unsaid))
        self.choose("role_role", _terms("roles", empty=unsaid))
        self.choose("contact_kind", _terms("contact_kinds", empty=unsaid))
        for name, words in (("grade_source", "grades_source"), ("grade_information", "grades_information")):
            self.choose(name, [(code, f"{code}: {label}") for code, label in _terms(words)])

    def clean(self) -> dict[str, Any]:
        """Drop nothing in silence: what says only half of something is asked for whole."""
        given = super().clean() or {}
        least, most = given.get("age_years_min"), given.get("age_years_max")
        if least is not None and most is not None and least > most:
            self.add_error("age_years_min", gettext("It is above the greatest age; give them the other way round."))
        if given.get("whereabouts_when") and not given.get("whereabouts_text"):
            self.add_error("whereabouts_text", gettext("Say where, or leave the time empty: alone it says nothing."))
        if given.get("contact_value") and not given.get("contact_kind"):
            self.add_error("contact_kind", gettext("Say what kind of contact this is."))
        if given.get("contact_kind") and not given.get("contact_value"):
            self.add_error("contact_value", gettext("Write the number or address, or leave its kind at not said."))
        return given

    @property
    def grade(self) -> str:
        """The Admiralty grade that was chosen."""
        return f"{self.cleaned_data['grade_source']}{self.cleaned_data['grade_information']}"

    def said(self) -> list[tuple[str, dict[str, object]]]:
        """List what was filled in, as pairs of a kind of statement and its value."""
        given = self.cleaned_data
        told: list[tuple[str, dict[str, object]]] = []
        if given["name_text"]:
            told.append(
                ("name", {"text": given["name_text"], "name_kind": "full" if " " in given["name_text"] else "one_word"})
            )
        if age := _filled(given, "age", "years_min", "years_max"):
            told.append(("age", age))
        for kind, key in (("sex", "code"), ("nationality", "country"), ("role", "role")):
            if one := _filled(given, kind, key):
                told.append((kind, one))
        if given["contact_value"]:
            told.append(("contact", {"contact_kind": given["contact_kind"], "value": given["contact_value"]}))
        if given["whereabouts_text"]:
            told.append(("whereabouts", _filled(given, "whereabouts", "text", "when")))
        if given["language_language"]:
            told.append(("language", {"language": given["language_language"]}))
        texts = ((kind, given[f"{kind}_text"]) for kind in ("description", "note"))
        return [*told, *((kind, {"text": text}) for kind, text in texts if text)]


class ImportForm(_Chosen):
    """A file or what was pasted; of a table, the mapping that says what its columns mean, where none fits by itself."""

    sheet = forms.FileField(
        label=gettext_lazy("File"), required=False,
        help_text=gettext_lazy("A table (CSV, XLSX), calls (JSON), CyberTipline reports (XML), a mail. It is sealed."),
    )  # fmt: skip
    pasted = forms.CharField(
        label=gettext_lazy("Or paste a table"), required=False, strip=False, max_length=PASTED_CHARACTERS_MAX,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("Rows copied out of a spreadsheet, with the names of the columns in the first one."),
    )  # fmt: skip
    used = forms.ChoiceField(
        label=gettext_lazy("A mapping that was used before"), required=False,
        help_text=gettext_lazy("Only a table needs one. Left open, the one that fits is taken, or one is proposed."),
    )  # fmt: skip
    mapping = forms.FileField(
        label=gettext_lazy("Or a mapping file"), required=False,
        help_text=gettext_lazy("A TOML file that says what the columns mean."),
    )  # fmt: skip

    def __init__(self, *args: Any, profiles: Sequence[ProfileUsed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("used", [("", gettext("the one that fits")), *((one.sha256, one.profile) for one in profiles)])

    def clean(self) -> dict[str, Any]:
        """Demand a file or a paste, and at most one mapping."""
        given = super().clean() or {}
        if self.errors:
            return given
        if bool(given.get("sheet")) == bool((given.get("pasted") or "").strip()):
            raise forms.ValidationError(gettext("Choose a file, or paste a table; not both."))
        if given.get("used") and given.get("mapping"):
            raise forms.ValidationError(
                gettext("Choose a mapping that was used before, or give a mapping file; not both.")
            )
        return given

    @property
    def has_mapping(self) -> bool:
        """Say whether a mapping came with the sheet."""
        return bool(self.cleaned_data["used"] or self.cleaned_data["mapping"])


def _filled(given: Mapping[str, Any], kind: str, *keys: str) -> dict[str, object]:
    return {key: given[f"{kind}_{key}"] for key in keys if given[f"{kind}_{key}"] not in (None, "")}
