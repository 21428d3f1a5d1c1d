"""Mapping files: what a right one says, and how a wrong one is named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.dates_written import DateStyle
from wayhome.tips.engine.mapping import MAPPING_CHARS_MAX, UNKNOWN, read_mapping
from wayhome.tips.engine.mapping_slots import Event, Fact, Relation
from wayhome.tips.tests.golden_sheet import MAPPING

SLOT = 'profile = "p"\n[slots.victim]\n'
TWO = 'profile = "p"\n[slots.victim]\nname = "A"\n[slots.recruiter]\nname = "B"\n'


def refusal(text):
    with pytest.raises(BadInput) as wrong:
        read_mapping(text)
    return str(wrong.value)


def test_the_smallest_mapping_reads_one_column_and_assumes_nothing():
    mapping = read_mapping('profile = "p"\ntip.text = "Words"\n')

    assert mapping.columns() == ("Words",)
    assert (mapping.grade, mapping.language, mapping.time_zone, mapping.country, mapping.channel) == ("F6", *[None] * 4)
    assert (mapping.file.encoding, mapping.file.delimiter, mapping.file.quote) == ("utf-8", ",", '"')
    assert mapping.unknown == set(UNKNOWN)
    assert mapping.dates == DateStyle("iso")
    assert not mapping.opens_case


def test_the_mapping_of_a_shelter_says_who_is_in_a_row():
    mapping = read_mapping(MAPPING.read_text())

    assert [slot.name for slot in mapping.slots] == ["victim", "recruiter"]
    assert mapping.slots[0].facts[1] == Fact("name", {"text": "Name in own script"}, {"name_kind": "alias"})
    assert mapping.slots[0].facts[6] == Fact("language", {"language": "Languages"}, {}, ";")
    assert mapping.relations == (Relation("victim", "recruiter", "approached_by", None),)
    assert mapping.events == (Event("sighting", "Last seen on", "Last seen at", None, (("victim", "concerned"),)),)
    assert mapping.values["sex"] == {"f": "female", "m": "male"}
    assert mapping.time_zone == "America/Bogota"


def test_the_digest_changes_with_every_letter():
    text = 'profile = "p"\ntip.text = "Words"\n'

    assert read_mapping(text).digest != read_mapping(text + " ").digest


def test_other_peoples_words_for_our_codes_are_understood():
    mapping = read_mapping(
        'profile = "p"\nlanguage = "Spanish"\ncountry = "COL"\ntip.text = "A"\n[values.country]\nx = "Peru"\n'
    )

    assert (mapping.language, mapping.country, mapping.values["country"]) == ("es", "CO", {"x": "PE"})


def test_a_constant_is_checked_when_the_mapping_is_read():
    mapping = read_mapping(SLOT + 'nationality = { country = "Colombia" }\nname = "A"\n')

    assert mapping.slots[0].facts[0] == Fact("nationality", {}, {"country": "CO"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Mapping, profile: found nothing, expected a text."),
        ("profile = 3", "Mapping, profile: found a whole number, expected a text."),
        ('profile = ""', "Mapping, profile: found an empty text, expected some words."),
        (f'profile = "{"p" * 101}"', "Mapping, profile: found 101 characters, expected at most 100."),
        ('profile = "p"', "The mapping reads no column."),
        ("profile =", "The mapping is no TOML: it cannot be read at end of document."),
        ("a = 1\n= 2", "The mapping is no TOML: it cannot be read at line 2, column 1."),
        ("a = " + "[" * 5_000, "The mapping is nested too deeply"),
        ('profile = "p"\ngrade = "Z9"', "Mapping, grade: found another text. A grade is a letter A to F"),
        ('profile = "p"\nversion = 0', "Mapping, version: found a number outside the bounds, expected 1 to 1000000."),
        ('profile = "p"\nversion = true', "Mapping, version: found true or false, expected a whole number."),
        ('profile = "p"\nopens_case = "yes"', "Mapping, opens_case: found a text, expected true or false."),
        ('profile = "p"\ntime_zone = "the moon!"', "Mapping, time_zone: found another name, expected an IANA name"),
        ('profile = "p"\nchannel = "pigeon"', "Mapping, channel: found another word, expected one of hotline,"),
        ('profile = "p"\nfile.format = "xlsx"', "Mapping, file.format: found another word, expected one of csv."),
        ('profile = "p"\nfile.delimiter = "ab"', "Mapping, file.delimiter: found another text, expected one mark"),
        ('profile = "p"\nfile.delimiter = "x"', "Mapping, file.delimiter: found another text, expected one mark"),
        ('profile = "p"\nfile.quote = ","', "Mapping, file.quote: found the delimiter, expected another mark."),
        ('profile = "p"\nfile.encoding = "utf-7"', "Mapping, file.encoding: found a name that is not in the list"),
        ('profile = "p"\nfile = 3', "Mapping, file: found a whole number, expected a table."),
        ('profile = "p"\ndates.style = "ymd"', "Mapping, dates.style: found another word, expected one of dmy, mdy,"),
        ('profile = "p"\ndates.two_digit_from = 1', "Mapping, dates.two_digit_from: found a number outside the bounds"),
        ('profile = "p"\ntip.txt = "A"', "Mapping, tip.txt: found a key that has no meaning here; did you mean text?"),
        ('profile = "p"\ntip.place = ["A", "B"]', "Mapping, tip.place: found 2 columns, expected one."),
        ('profile = "p"\ntip.text = [1]', "Mapping, tip.text: found something that is no text in the list"),
        (
            'profile = "p"\nvalues.sex.f = "girlish"',
            "Mapping, values.sex.f: found a code that does not exist, expected",
        ),
        ('profile = "p"\nvalues.sex.f = 1', "Mapping, values.sex.f: found a whole number, expected a code in quotes."),
        ('profile = "p"\nvalues.danger.x = "maybe"', 'Mapping, values.danger.x: found another word, expected "yes" or'),
        ('profile = "p"\nvalues.colour.x = "red"', "Mapping, values.colour: found a key that has no meaning here;"),
        (SLOT + 'nmae = "A"', "Mapping, slots.victim.nmae: found a key that has no meaning here; did you mean name?"),
        (SLOT + "name = 1", "Mapping, slots.victim.name: found a whole number, expected the header of a column or a"),
        (SLOT + "name = {}", "Mapping, slots.victim.name.column: found nothing, expected the header of a column."),
        (SLOT + 'name = ["A", 1]', "Mapping, slots.victim.name[2]: found a whole number, expected the header"),
        (SLOT + 'contact = "A"', "Mapping, slots.victim.contact.contact_kind: found nothing, expected contact_kind or"),
        (
            SLOT + 'contact = {column="A", contact_kind="smoke"}',
            "Mapping, slots.victim.contact.contact_kind: found some",
        ),
        (SLOT + 'sex = {column="A", code="female"}', "Mapping, slots.victim.sex.code: found both code and a column"),
        (
            SLOT + 'name = {column="A", given_column="B"}',
            "Mapping, slots.victim.name.column: found a whole name and its",
        ),
        (SLOT + 'relation = "A"', "Mapping, slots.victim.relation: found a key that has no meaning here;"),
        (SLOT + 'language = {column="A", split="and"}', "Mapping, slots.victim.language.split: found another word"),
        ('profile = "p"\n[slots.Victim]\nname = "A"', "Mapping, slots.Victim: found another name, expected small"),
        (TWO + "[[relations]]\n", "Mapping, relations[1].from: found nothing, expected a text."),
        (TWO + '[[relations]]\nfrom="victim"\nto="uncle"\nkind="knows"', "Mapping, relations[1].to: found a name that"),
        (
            TWO + '[[relations]]\nfrom="victim"\nto="victim"\nkind="knows"',
            "Mapping, relations[1].to: found the slot that",
        ),
        (
            TWO + '[[relations]]\nfrom="victim"\nto="recruiter"\nkind="likes"',
            "Mapping, relations[1].kind: found a code",
        ),
        (
            TWO + '[[relations]]\nfrom="victim"\nto="recruiter"',
            "Mapping, relations[1].kind: found both kind and column",
        ),
        (
            TWO + '[[events]]\nkind="party"',
            "Mapping, events[1].kind: found a code that does not exist, expected one of",
        ),
        (TWO + '[[events]]\nkind="sighting"', "Mapping, events[1].when: found neither when nor place, expected a"),
        (
            TWO + '[[events]]\nkind="sighting"\nwhen="C"\nparts.uncle="present"',
            "Mapping, events[1].parts.uncle: found a",
        ),
        (
            TWO + '[[events]]\nkind="sighting"\nwhen="C"\nparts.victim="x"',
            "Mapping, events[1].parts.victim: found a code",
        ),
        ("#" * (MAPPING_CHARS_MAX + 1), "The mapping has more than 200,000 characters; is this the right file?"),
    ],
)
def test_a_mistake_is_named_with_its_key_what_was_found_and_what_was_expected(text, sentence):
    assert refusal(text).startswith(sentence)


_KEYS = st.sampled_from(
    [
        "profile",
        "grade",
        "file",
        "tip",
        "slots",
        "values",
        "dates",
        "relations",
        "events",
        "victim",
        "name",
        "column",
        "x",
    ]
)
_CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["victim", "B2", "sighting"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)


def _toml(content):
    if isinstance(content, dict):
        return "{" + ", ".join(f"{key} = {_toml(value)}" for key, value in content.items() if value is not None) + "}"
    if isinstance(content, list):
        return "[" + ", ".join(_toml(value) for value in content if value is not None) + "]"
    if isinstance(content, bool):
        return str(content).lower()
    return str(content) if isinstance(content, int) else '"' + content.encode("unicode_escape").hex() + '"'


@given(st.dictionaries(_KEYS, _CONTENT.filter(lambda content: content is not None), max_size=5))
def test_any_toml_is_a_mapping_or_is_refused(tables):
    text = "\n".join(f"{key} = {_toml(value)}" for key, value in tables.items())

    with suppress(BadInput):
        read_mapping(text)


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_is_refused(text):
    with pytest.raises(BadInput):
        read_mapping(text)
