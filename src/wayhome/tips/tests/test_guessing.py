"""A sheet proposes its own mapping: what is clear is read without help, and what is not stays open with its reason."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput, FileRefused, WayhomeError
from wayhome.tips.engine.guessing import guess_rows, guess_sheet
from wayhome.tips.engine.guessing_dates import guess_dates
from wayhome.tips.engine.guessing_encoding import guess_encoding
from wayhome.tips.engine.guessing_shape import guess_header, guess_shape
from wayhome.tips.engine.guessing_text import PERSON_CHOICES, SLOTS, TIP_CHOICES, Draft, compose
from wayhome.tips.engine.guessing_words import meaning_of
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.engine.sheet import read_sheet
from wayhome.tips.tests.guessed_sheets import ARABIC, FRENCH, RUSSIAN, SPANISH


def guessed(content: bytes, **more):
    return guess_sheet(content, this_year=2026, is_whole=True, **more)


def rows(content: bytes):
    """Guess a mapping and read the sheet with it, as it stands."""
    mapping = read_mapping(guessed(content).mapping_text)
    return [one for one in read_sheet([content], mapping) if isinstance(one, ReadRow | SetAside)]


def said(row, slot, kind):
    person = next(person for person in row.people if person.slot == slot)
    return [one.value for one in person.statements if one.kind == kind]


class TestASpanishSheetInLatin1WithSemicolonsAndDayFirst:
    """What the clerk of one office saved years ago is read without any help."""

    content = SPANISH.encode("latin-1")

    def test_every_row_is_read(self):
        read = rows(self.content)

        assert len(read) == 24
        assert all(isinstance(row, ReadRow) for row in read)

    def test_its_words_mean_what_they_say(self):
        row = rows(self.content)[3]

        assert row.record_id == "E-3"
        assert row.tip["when"] == "2025-04-04"
        assert row.tip["country"] == "MX"
        assert row.tip["danger_now"] is False
        assert "estación" in row.tip["text"]
        assert {"name_kind": "full", "text": "Inés Núñez D"} in said(row, "person", "name")
        assert said(row, "person", "sex") == [{"code": "male"}]
        assert said(row, "person", "nationality") == [{"country": "HN"}]
        assert said(row, "person", "language") == [{"language": "es"}, {"language": "en"}]
        assert said(row, "reporter", "contact") == [{"contact_kind": "phone", "value": "+52 55 1234 5003"}]
        assert [(one.from_slot, one.relation_kind, one.to_slot) for one in row.relations] == [
            ("person", "approached_by", "recruiter")
        ]

    def test_each_part_says_how_sure_it_is_and_why(self):
        found = guessed(self.content)
        told = {note.topic: (note.said, note.certainty) for note in found.notes}

        assert told["encoding"] == ("cp1252", "likely")
        assert told["cells"] == (";", "certain")
        assert told["header"] == ("row 2", "certain")
        assert told["language"] == ("Spanish", "certain")
        assert told["dates"] == ("dmy", "certain")
        assert told["decimals"] == ("comma", "likely")
        assert all(column.evidence.endswith(".") for column in found.columns)

    def test_a_column_that_nobody_knows_is_not_read_and_stays_in_the_raw_row(self):
        weight = guessed(self.content).columns[-1]

        assert (weight.header, weight.choice) == ("Peso", "")
        assert rows(self.content)[0].raw["Peso"] == "40,5"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "mac-roman", "cp850"])
def test_the_same_sheet_says_the_same_in_every_encoding(encoding):
    read = rows(SPANISH.encode(encoding))

    assert read[0].raw == rows(SPANISH.encode("utf-8"))[0].raw


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-u"),  # which differ in letters that Russian does not have
        (RUSSIAN, "cp866", "cp866"),
        (RUSSIAN, "iso8859-5", "iso8859-5"),
        (ARABIC, "cp1256", "cp1256"),
        (FRENCH, "latin-1", "cp1252"),
        (FRENCH, "cp850", "cp850"),
    ],
)
def test_a_code_page_is_told_by_the_words_it_makes(text, encoding, found):
    assert guess_encoding(text.encode(encoding)).encoding == found
    assert text.encode(encoding).decode(found) == text


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [(RUSSIAN, "Russian", {"victim", "reporter"}), (ARABIC, "Arabic", {"victim"}), (FRENCH, "French", {"person"})],
)
def test_headers_are_known_in_other_languages(text, language, people):
    found = guessed(text.encode())
    read = rows(text.encode())

    assert next(note.said for note in found.notes if note.topic == "language") == language
    assert {person.slot for person in read[0].people} == people
    assert not [row for row in read if isinstance(row, SetAside)]


@pytest.mark.parametrize(
    ("cells", "style", "certainty"),
    [
        (["03/04/2025", "25/04/2025"], "dmy", "certain"),
        (["03/04/2025", "04/25/2025"], "mdy", "certain"),
        (["03/04/2025", "05/06/2025"], "either", "unsure"),
        (["04/04/2025"], "either", "unsure"),
        (["25/04/2025", "04/25/2025"], "either", "unsure"),
        (["2025-04-25"], "iso", "certain"),
        ([], "either", "unsure"),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_evidence_alone(cells, style, certainty):
    found = guess_dates({"Fecha": Counter(cells)}, this_year=2026)

    assert (found.style, found.certainty) == (style, certainty)


def test_one_column_decides_for_the_sheet():
    found = guess_dates({"a": Counter(["03/04/2025"]), "b": Counter(["31/12/2024"])}, this_year=2026)

    assert found.style == "dmy"
    assert "“b”" in found.evidence


def test_an_ambiguous_date_becomes_the_span_between_its_two_days():
    row = rows(b"Date,Account\n03/04/2025,She was seen at the ferry\n05/06/2025,Twice\n")[0]

    assert (row.tip["when_earliest"], row.tip["when_latest"]) == ("2025-03-04", "2025-04-03")


def test_a_year_of_two_digits_ends_with_next_year():
    found = guess_dates({"a": Counter(["31/12/27", "31/12/28"])}, this_year=2026)

    assert found.two_digit_from == 1928


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_the_one_that_cuts_every_row_alike(mark):
    text = "\n".join([mark.join(["Name", "Age", "Account"]), *(mark.join(["Ana", "9", "a, b; c"]) for _ in range(5))])
    if mark in ",;":
        text = text.replace("a, b; c", '"a, b; c"')

    assert guess_shape(text + "\n").delimiter == mark


def test_a_quote_of_another_kind_is_found():
    assert guess_shape("Name,Account\n'Ana','a, b'\n'Ben','c, d'\n").quote == "'"


def test_the_header_stands_under_a_title():
    assert guess_header([["Shelter, list of March"], [], ["Name", "Age"], ["Ana", "9"]])[0] == 3


def test_where_no_row_looks_like_a_header_that_is_said():
    number, certainty, _ = guess_header([["1", "2"], ["3", "4"]])

    assert (number, certainty) == (1, "unsure")


@pytest.mark.parametrize(
    ("header", "field", "who"),
    [
        ("Teléfono del denunciante", "person.phone", "reporter"),
        ("dateOfBirth", "person.birth", ""),
        ("fecha_nacimiento", "person.birth", ""),
        ("NOMBRE DE LA NIÑA", "person.name", "victim"),
        ("Denunciante", "person.name", "reporter"),
        ("País", "tip.country", ""),
        ("Descripción", "tip.text", ""),
        ("Descripción del captador", "person.description", "recruiter"),
        ("الاسم الكامل", "person.name", ""),
        ("Дата народження", "person.birth", ""),
    ],
)
def test_a_header_says_what_a_column_is_and_about_whom(header, field, who):
    found = meaning_of(header)

    assert (found.field, found.who) == (field, who)


def test_a_header_without_a_known_word_means_nothing():
    assert meaning_of("Xyzzy") is None


def test_cells_that_object_to_their_header_are_not_read():
    column = guessed(b"Name,Age\nAna,tall\nBen,short\nEva,tall\n").columns[1]

    assert column.choice == ""
    assert "0 of 3" in column.evidence


@pytest.mark.parametrize(
    ("cells", "choice"),
    [
        (["a@example.org", "b@example.org", "c@example.org"], "person.email"),
        (["+57 300 555 0001", "+57 300 555 0002", "(030) 555 1234"], "person.phone"),
        (["31/12/2024", "30/11/2024", "29/10/2024"], "tip.when"),
        (["Colombia", "Perú", "VE"], "person.nationality"),
        (["female", "m", "F"], "person.sex"),
        (["14", "about 13", "under 18"], "person.age"),
    ],
)
def test_a_column_without_a_known_header_is_told_by_its_cells_and_is_unsure(cells, choice):
    content = "\n".join(["Qqq;Cuenta", *(f"{cell};x" for cell in cells), ""]).encode()
    column = guessed(content).columns[0]

    assert (column.choice, column.certainty) == (choice, "unsure")


def test_what_only_looks_like_names_is_never_taken_for_one():
    column = guessed(b"Qqq,Account\nBuenos Aires,x\nSan Juan,y\nSanta Cruz,z\n").columns[0]

    assert column.choice == ""
    assert "look like names" in column.evidence


@pytest.mark.parametrize(
    ("letters", "sexes"), [("HM", {"m": "female", "h": "male"}), ("FM", {}), ("M", {"m": ""})]
)  # fmt: skip
def test_m_is_a_woman_beside_h_and_nobody_alone(letters, sexes):
    content = "\n".join(["Nombre;Edad;Sexo", *(f"Ana;9;{letter}" for letter in letters), ""]).encode()

    assert guessed(content).draft.sexes == sexes


def test_the_evidence_never_shows_what_stands_in_a_cell():
    content = b"Nombre,Edad,Zzz\nAnabelinda,nueve-mil,Xq@example.org\n"
    text = guessed(content).mapping_text

    assert "Anabelinda" not in text
    assert "nueve-mil" not in text
    assert "Xq@example.org" not in text


def test_rows_of_a_workbook_are_guessed_alike():
    of_rows = guess_rows([["Nombre", "Edad"], ["Ana", "9"], ["Eva", "11"]], this_year=2026)

    assert of_rows.draft.choices == {"Nombre": "person.name", "Edad": "person.age"}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_sheet_is_refused_in_a_sentence(content):
    with pytest.raises(FileRefused, match=r"\.$"):
        guessed(content)


def test_two_columns_for_one_thing_are_named():
    with pytest.raises(BadInput, match=r"“a” and “b”"):
        compose(Draft("p", {"a": "person.age", "b": "person.age"}))


def test_every_choice_alone_makes_a_mapping_that_is_right():
    choices = [*(f"tip.{one}" for one in TIP_CHOICES), *(f"{slot}.{one}" for slot in SLOTS for one in PERSON_CHOICES)]

    for choice in choices:
        mapping = read_mapping(compose(Draft("p", {'a "b"\\': choice})))
        assert mapping.columns() == ('a "b"\\',)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_mapping_or_one_sentence(content):
    try:
        found = guess_sheet(content, this_year=2026)
    except FileRefused:
        return
    if any(found.draft.choices.values()):
        read_mapping(found.mapping_text)


_CELL = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_rows_give_a_mapping_or_one_sentence(table):
    try:
        found = guess_rows(table, this_year=2026)
        compose(found.draft)
    except WayhomeError:
        return
    assert set(found.draft.choices) == {column.header for column in found.columns}
