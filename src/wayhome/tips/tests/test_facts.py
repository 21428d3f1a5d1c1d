"""From cells to statements: each kind of fact, as the mapping declares it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.statements import check_value
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import ReadRow, ReadStatement, SetAside
from wayhome.tips.engine.sheet import read_sheet
from wayhome.tips.tests.strategies import MAPPING, good_sheets, written

TOP = 'profile = "p"\ntime_zone = "Europe/Rome"\nunknown = ["n/a"]\ndates.style = "dmy"\n'


def read(mapping, *lines):
    header_and_rows = "".join(line + "\n" for line in lines).encode()
    items = read_sheet([header_and_rows], read_mapping(TOP + mapping))
    return [item for item in items if isinstance(item, ReadRow | SetAside)]


def statements(slot, *lines):
    (row,) = read("[slots.person]\n" + slot, *lines)
    assert isinstance(row, ReadRow), row
    return [one for person in row.people for one in person.statements]


def reason(mapping, *lines):
    (row,) = read(mapping, *lines)
    return row.reason


def test_a_name_in_two_parts_is_kept_whole_and_in_parts():
    names = statements('name = { given_column = "G", family_column = "F", language = "es" }', "G,F", "Ana,Ruiz")

    assert [(one.value["name_kind"], one.value["text"], one.column) for one in names] == [
        ("full", "Ana Ruiz", "G + F"), ("given", "Ana", "G"), ("family", "Ruiz", "F"),
    ]  # fmt: skip
    assert {one.value["language"] for one in names} == {"es"}


def test_a_han_name_is_joined_as_it_is_written():
    names = statements('name = { given_column = "G", family_column = "F", script = "Hani" }', "G,F", "小梅,王")

    assert names[0].value == {"text": "王小梅", "name_kind": "full", "script": "Hani"}


def test_one_part_of_a_name_makes_no_whole_name():
    (name,) = statements('name = { given_column = "G", family_column = "F" }', "G,F", "Ana,n/a")

    assert name.value == {"text": "Ana", "name_kind": "given"}


def test_a_birth_shows_its_year_and_nothing_more():
    (born,) = statements('birth = "B"', "B", "05/03/2011")

    assert born == ReadStatement("birth", {"date": "2011-03-05"}, year=2011, column="B")


@pytest.mark.parametrize(
    ("cell", "year"), [("2011", 2011), ("03/2011", 2011), ("2010-2011", None), ("about 2011", None)]
)
def test_a_year_of_birth_is_plain_where_there_is_just_one(cell, year):
    assert statements('birth = "B"', "B", cell)[0].year == year


def test_an_age_holds_on_the_day_of_the_tip():
    (row,) = read('tip.when = "W"\n[slots.person]\nage = "A"', "W,A", "05/03/2026 21:30,about 14")
    (age,) = row.people[0].statements

    day = date(2026, 3, 5)
    value = {"years_min": 12, "years_max": 16, "at": "2026-03-05"}
    assert age == ReadStatement("age", value, None, None, day, day, "day", "Europe/Rome", "A", "21:30")


def test_an_age_may_have_a_day_of_its_own_and_two_columns_for_its_ends():
    (age,) = statements(
        'age = { years_min_column = "L", years_max_column = "M", at_column = "D" }', "L,M,D", "13,15,2025"
    )

    assert age.value == {"years_min": 13, "years_max": 15, "at": "2025"}
    assert (age.on_earliest, age.on_latest, age.precision) == (date(2025, 1, 1), date(2025, 12, 31), "year")


def test_a_cell_can_be_cut_into_several_statements():
    told = statements('language = { column = "L", split = ";" }', "L", "Spanish; pt-BR;n/a; ")

    assert [one.value["language"] for one in told] == ["es", "pt-BR"]


def test_a_number_keeps_who_issued_it():
    slot = 'identifier = { column = "N", identifier_kind = "passport", country_column = "C" }'
    (told,) = statements(slot, "N,C", "X1,Colombia")

    assert told.value == {"identifier_kind": "passport", "number": "X1", "country": "CO"}
    assert (told.country, told.column) == ("CO", "N + C")


def test_a_number_whose_kind_is_silent_sets_the_row_aside():
    slot = '[slots.person]\nidentifier = { column = "N", identifier_kind_column = "K" }\nname = "A"'

    assert reason(slot, "N,K,A", "X1,,Ana") == "Column “K” is empty, and without it the cells beside it say nothing."


def test_a_kind_without_a_number_says_nothing():
    slot = 'identifier = { column = "N", identifier_kind_column = "K" }\nname = "A"'

    assert [one.kind for one in statements(slot, "N,K,A", ",passport,Ana")] == ["name"]


def test_a_vehicle_needs_its_plate_or_its_looks():
    slot = 'vehicle = { column = "V", plate_column = "P" }\nname = "A"'

    assert statements(slot, "V,P,A", ",AB 123,x")[0].value == {"plate": "AB 123"}
    assert [one.kind for one in statements(slot, "V,P,A", ",,x")] == ["name"]


def test_where_somebody_was_has_its_day_and_its_zone():
    (seen,) = statements('whereabouts = { column = "P", when_column = "D" }', "P,D", "Port,31/12/2025 23:15Z")

    assert seen.value == {"text": "Port", "when": "2025-12-31"}
    assert (seen.on_earliest, seen.time_zone, seen.clock) == (date(2025, 12, 31), "UTC", "23:15")


def test_what_the_mapping_says_of_a_slot_needs_somebody_in_it():
    slot = (
        '[slots.person]\nname = "A"\nrole = { role = "victim" }\n[slots.other]\nname = "B"\nrole = { role = "family" }'
    )

    (row,) = read(slot, "A,B", "Ana,n/a")

    assert [(person.slot, [one.kind for one in person.statements]) for person in row.people] == [
        ("person", ["name", "role"])
    ]


def test_people_are_related_where_both_are_in_the_row():
    mapping = (
        '[slots.a]\nname = "A"\n[slots.b]\nname = "B"\n[[relations]]\nfrom = "a"\nto = "b"\ncolumn = "R"\n'
        '[values.relation]\ntia = "relative_of"\nnada = ""\n'
    )

    both, alone, silent = read(mapping, "A,B,R", "Ana,Rosa,TIA", "Ana,,tia", "Ana,Rosa,nada")

    assert both.relations == (("a", "relative_of", "b", "R"),)
    assert alone.relations == silent.relations == ()


def test_an_event_needs_a_day_or_a_place():
    mapping = (
        'country = "CO"\ntip.text = "T"\n[slots.a]\nname = "A"\n[[events]]\nkind = "missing"\nwhen = "D"\nplace = "P"\n'
        'parts.a = "concerned"\n'
    )

    (first, second, third) = read(mapping, "T,A,D,P", "x,Ana,3/2026,", "x,,,Port", "x,Ana,,")

    (event,) = first.events
    assert (event.when, event.on_earliest, event.precision) == ("2026-03", date(2026, 3, 1), "month")
    assert (event.parts, event.country, event.column) == ((("a", "concerned"),), "CO", "D")
    assert (second.events[0].place, second.events[0].when, second.events[0].parts) == ("Port", None, ())
    assert third.events == ()


def test_the_tip_says_when_in_what_tongue_and_whether_there_is_danger():
    mapping = (
        'language = "en"\n[tip]\ntext = ["T", "U"]\nwhen = "W"\nlanguage = "L"\nchannel = "C"\ndanger_now = "D"\n'
        'contact = "P"\n[values.danger]\nurgente = "yes"\n[values.channel]\ntel = "hotline"\n'
    )

    first, second = read(mapping, "T,U,W,L,C,D,P", "a,b,about 2026,fr,TEL,Urgente,ana@example.org", "a,,,,,no,")

    assert first.tip == {
        "language": "fr", "text": "a\nb", "when": "2026~", "when_earliest": "2025-01-01", "when_latest": "2027-12-31",
        "when_precision": "about", "time_zone": "Europe/Rome", "channel": "hotline", "danger_now": True,
        "contact": "ana@example.org",
    }  # fmt: skip
    assert second.tip == {"language": "en", "text": "a", "danger_now": False}


def test_silence_makes_no_statement():
    slot = 'name = "A"\nsex = "S"\nnationality = "N"\nage = "G"'

    assert [one.kind for one in statements(slot, "A,S,N,G", "Ana,N/A, n/a ,")] == ["name"]
    assert [one.kind for one in statements(slot, "A,S,N,G", "Ana,unknown,,")] == ["name"]


def test_a_word_that_the_mapping_calls_silent_is_silent():
    slot = 'name = "A"\nsex = "S"\n[values.sex]\n"no se sabe" = ""'

    assert [one.kind for one in statements(slot, "A,S", "Ana,No se sabe")] == ["name"]


def test_an_accent_written_in_two_parts_is_one_letter():
    (name,) = statements('name = "A"', "A", "Jose\u0301")

    assert name.value["text"] == "José"


@given(good_sheets)
def test_every_statement_has_the_shape_that_the_kernel_gives_its_kind(sheet):
    for item in read_sheet([written(sheet)], MAPPING):
        for person in item.people if isinstance(item, ReadRow) else ():
            for one in person.statements:
                assert check_value(one.kind, one.value) == one.value


@given(st.text(max_size=20))
def test_no_cell_of_a_code_stops_the_sheet(cell):
    items = list(read_sheet([written([("1", "a", "b", cell, cell, cell)])], MAPPING))

    assert len([item for item in items if isinstance(item, ReadRow | SetAside)]) == 1
