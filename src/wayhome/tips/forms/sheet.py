"""What a colleague says of a sheet that waits for its mapping: how it is written, and what each column is."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext, gettext_lazy

from wayhome.kernel.vocabularies import vocabulary
from wayhome.tips.engine.encodings import ENCODINGS
from wayhome.tips.engine.guessing import Declared
from wayhome.tips.engine.guessing_shape import DELIMITERS
from wayhome.tips.engine.guessing_text import PERSON_CHOICES, SLOTS, TIP_CHOICES, Draft
from wayhome.tips.engine.mapping import HEADER_ROW_MAX, PROFILE_CHARS_MAX

TIP_WORDS: Final = {
    "text": gettext_lazy("what was said"), "place": gettext_lazy("where"), "when": gettext_lazy("when"),
    "country": gettext_lazy("country"), "channel": gettext_lazy("how it came"),
    "danger_now": gettext_lazy("whether a child is in danger now"),
    "record_id": gettext_lazy("the sender's own number"), "contact": gettext_lazy("how the sender can be reached"),
    "language": gettext_lazy("language of the text"),
}  # fmt: skip
PERSON_WORDS: Final = {
    "name": gettext_lazy("name"), "given": gettext_lazy("given name"), "family": gettext_lazy("family name"),
    "alias": gettext_lazy("alias"), "age": gettext_lazy("age"), "birth": gettext_lazy("date of birth"),
    "sex": gettext_lazy("sex"), "nationality": gettext_lazy("nationality"), "phone": gettext_lazy("telephone"),
    "email": gettext_lazy("e-mail"), "handle": gettext_lazy("name in a service"),
    "passport": gettext_lazy("passport number"), "national_id": gettext_lazy("national identity number"),
    "address": gettext_lazy("address"), "whereabouts": gettext_lazy("where they were seen"),
    "seen_on": gettext_lazy("when they were seen"), "description": gettext_lazy("what they look like"),
    "speaks": gettext_lazy("language that they speak"), "vehicle": gettext_lazy("vehicle"),
    "plate": gettext_lazy("number plate"), "exploitation": gettext_lazy("kind of exploitation, as said"),
    "note": gettext_lazy("anything else that is said"),
}  # fmt: skip
SLOT_WORDS: Final = {
    "victim": gettext_lazy("Said to be a victim"), "person": gettext_lazy("Somebody, with no part said"),
    "recruiter": gettext_lazy("Said to recruit"), "reporter": gettext_lazy("Gave the information"),
    "family": gettext_lazy("Family of the child"),
}  # fmt: skip
STYLE_WORDS: Final = {
    "dmy": gettext_lazy("day first: 31/12/2009"), "mdy": gettext_lazy("month first: 12/31/2009"),
    "iso": gettext_lazy("year first: 2009-12-31"),
    "either": gettext_lazy("not known: a date that can be two becomes the span between"),
}  # fmt: skip
DELIMITER_WORDS: Final = {
    ",": gettext_lazy("a comma ,"), ";": gettext_lazy("a semicolon ;"), "\t": gettext_lazy("a tab"),
    "|": gettext_lazy("a bar |"),
}  # fmt: skip


class SheetForm(forms.Form):
    """The mapping of one sheet, column by column; made for the columns of that sheet."""

    ABREAST: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("grade_source", "grade_information"),
        ("style", "two_digit_from"),
    )

    profile = forms.CharField(
        label=gettext_lazy("Name of this mapping"), max_length=PROFILE_CHARS_MAX,
        help_text=gettext_lazy("By the sender, such as “Harbour office, monthly list”. No name of a person."),
    )  # fmt: skip
    sender = forms.CharField(label=gettext_lazy("Who sends such sheets"), required=False, max_length=200)
    grade_source = forms.ChoiceField(label=gettext_lazy("How reliable is the source?"))
    grade_information = forms.ChoiceField(label=gettext_lazy("How credible is what it says?"))
    style = forms.ChoiceField(label=gettext_lazy("How dates are written"))
    two_digit_from = forms.IntegerField(
        label=gettext_lazy("First year of two digits"), required=False, min_value=1900, max_value=2001
    )
    opens_case = forms.BooleanField(label=gettext_lazy("Each row is a case, not a tip that waits"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"))
    delimiter = forms.ChoiceField(label=gettext_lazy("Mark between cells"))
    header_row = forms.IntegerField(
        label=gettext_lazy("Row with the names of the columns"), min_value=1, max_value=HEADER_ROW_MAX
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: Draft, is_workbook: bool = False) -> None:
        super().__init__(data, initial=_initial(draft))
        self.draft = draft
        if is_workbook:
            del self.fields["encoding"], self.fields["delimiter"]
        self._choose("grade_source", _terms("grades_source"))
        self._choose("grade_information", _terms("grades_information"))
        self._choose("style", [*STYLE_WORDS.items()])
        self._choose("encoding", [(one, one) for one in ENCODINGS])
        self._choose("delimiter", [(mark, DELIMITER_WORDS[mark]) for mark in DELIMITERS])
        for number, column in enumerate(draft.choices):
            widget = forms.Select(attrs={"class": "control"})
            field = forms.ChoiceField(label=column, required=False, choices=column_choices(), widget=widget)
            field.initial = draft.choices[column]
            self.fields[f"column_{number}"] = field

    def columns(self) -> list[forms.BoundField]:
        """Give the selects of the columns, in the order of the sheet."""
        return [self[f"column_{number}"] for number in range(len(self.draft.choices))]

    def about(self) -> list[list[forms.BoundField]]:
        """Give the fields about the sender and the dates, row by row."""
        first = [[self["profile"], self["sender"]]]
        return [*first, *([self[name] for name in names] for names in self.ABREAST), [self["opens_case"]]]

    def written(self) -> list[forms.BoundField]:
        """Give the fields about how the file is written."""
        return [self[name] for name in ("encoding", "delimiter", "header_row") if name in self.fields]

    def declared(self) -> Declared | None:
        """Say what was changed of how the file is written; None where nothing was."""
        given, draft = self.cleaned_data, self.draft
        said = Declared(
            given.get("encoding", draft.encoding), given.get("delimiter", draft.delimiter), given["header_row"]
        )
        return None if said == Declared(draft.encoding, draft.delimiter, draft.header_row) else said

    def chosen(self) -> Draft:
        """Give the mapping as it was chosen."""
        given = self.cleaned_data
        choices = {column: given[f"column_{number}"] for number, column in enumerate(self.draft.choices)}
        return replace(
            self.draft, choices=choices, profile=given["profile"], sender=given["sender"],
            grade=given["grade_source"] + given["grade_information"], style=given["style"],
            two_digit_from=given["two_digit_from"], opens_case=given["opens_case"], comments={},
            split={column: mark for column, mark in self.draft.split.items() if choices.get(column)},
        )  # fmt: skip

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def column_choices() -> list[Any]:
    """List everything that a column can be, by whom it is about."""
    about = [(gettext("The tip itself"), [(f"tip.{one}", gettext("Tip: %s") % TIP_WORDS[one]) for one in TIP_CHOICES])]
    for slot in SLOTS:
        label = str(SLOT_WORDS[slot])
        about.append((label, [(f"{slot}.{one}", f"{slot_word(slot)}: {PERSON_WORDS[one]}") for one in PERSON_CHOICES]))
    return [("", gettext("not read; it stays in the raw row")), *about]


def slot_word(slot: str) -> str:
    """Give the short word for a slot, as it stands before what a column says of somebody."""
    words = {
        "victim": gettext("Victim, as said"), "person": gettext("Somebody"), "recruiter": gettext("Recruiter, as said"),
        "reporter": gettext("Reporter"), "family": gettext("Family"),
    }  # fmt: skip
    return words[slot]


def _initial(draft: Draft) -> dict[str, Any]:
    return {
        "profile": draft.profile, "sender": draft.sender, "grade_source": draft.grade[0],
        "grade_information": draft.grade[1], "style": draft.style, "two_digit_from": draft.two_digit_from,
        "opens_case": draft.opens_case, "encoding": draft.encoding, "delimiter": draft.delimiter,
        "header_row": draft.header_row,
    }  # fmt: skip


def _terms(name: str) -> list[tuple[str, str]]:
    return [(code, f"{code}: {gettext(label)}") for code, label in vocabulary(name).choices()]
