"""Bytes in, rows out: every row accounted for, whatever the bytes are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.engine.sheet import COLUMNS_MAX, HEADER_CHARS_MAX, TEXT_KEPT_CHARS_MAX, read_sheet
from wayhome.tips.tests.strategies import COLUMNS, MAPPING, cut, good_sheets, hostile, written

HEADER = ",".join(COLUMNS) + "\n"


def read(content, **options):
    chunks = [content.encode()] if isinstance(content, str) else [content]
    return list(read_sheet(chunks, MAPPING, **options))


def rows_of(items):
    return [item for item in items if isinstance(item, ReadRow | SetAside)]


def reasons(content):
    return {item.place: item.reason for item in read(content) if isinstance(item, SetAside)}


def test_a_row_becomes_a_tip_and_the_people_in_it():
    header, row, progress = read(HEADER + "7,Seen at the station,Ana,14,03/04/2026,f\n")

    assert header == HeaderRead(COLUMNS, ())
    assert (row.place, row.record_id, row.tip) == ("row 1", "7", {"text": "Seen at the station"})
    (person,) = row.people
    assert person.slot == "person"
    assert [(one.kind, one.value) for one in person.statements] == [
        ("name", {"name_kind": "full", "text": "Ana"}),
        ("age", {"years_min": 14, "years_max": 14}),
        ("sex", {"code": "female"}),
        ("whereabouts", {"text": "Seen at the station", "when": "2026-04-03"}),
    ]
    assert row.raw == dict(zip(COLUMNS, ["7", "Seen at the station", "Ana", "14", "03/04/2026", "f"], strict=True))
    assert progress == Progress("row 1", 1, len(HEADER + "7,Seen at the station,Ana,14,03/04/2026,f\n"))


@given(good_sheets)
def test_a_written_sheet_comes_back_cell_by_cell(sheet):
    items = rows_of(read(written(sheet)))
    expected = [row for row in sheet if any(cell.strip() for cell in row)]

    told = [tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row) for row in expected]
    assert [tuple(item.raw.values()) for item in items] == told


@given(good_sheets, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_mark_at_the_end_of_a_line_changes_nothing(sheet, line_end):
    assert rows_of(read(written(sheet, line_end=line_end))) == rows_of(read(written(sheet)))


@given(hostile)
def test_any_bytes_end_in_rows_and_in_one_sentence_at_worst(content):
    try:
        items = read(content)
    except FileRefused:
        return
    rows = rows_of(items)
    assert items[-1] == Progress(rows[-1].place if rows else "header", len(rows), len(content))
    assert all(item.reason.endswith(".") for item in rows if isinstance(item, SetAside))


@given(cut(hostile))
def test_how_the_stream_is_cut_changes_nothing(content):
    whole, pieces = content

    def result(chunks):
        try:
            return list(read_sheet(chunks, MAPPING))
        except FileRefused as refusal:
            return str(refusal)

    assert result(pieces) == result([whole])


@given(good_sheets, st.integers(0, 25))
def test_going_on_after_some_rows_gives_the_rest(sheet, done):
    whole = rows_of(read(written(sheet)))

    rest = rows_of(read(written(sheet), skip_rows=done))

    assert rest == [item for item in whole if int(item.place.removeprefix("row ")) > done]


def test_blank_rows_keep_their_number_and_are_not_read():
    items = rows_of(read(HEADER + "1,a,,,,\n\n,,,,,\n2,b,,,,\n"))

    assert [item.place for item in items] == ["row 1", "row 4"]


def test_a_quoted_line_end_stays_inside_its_row():
    items = rows_of(read(HEADER + '1,"two\r\nlines",,,,\n2,b,,,,\n'))

    assert [(item.place, item.tip["text"]) for item in items] == [("row 1", "two\nlines"), ("row 2", "b")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,a,,,\n", "The row has 5 cells where the header has 6."),
        ("1,a,,,,,x\n", "The row has 7 cells where the header has 6."),
        ('1,"a"b,,,,\n', "The row has a quote inside a cell that is neither doubled nor at its end."),
        ("1,a\0,,,,\n", "The row holds a NUL character."),
        ("1,a\x1b[2J,,,,\n", "The row holds a control character; perhaps the file's encoding is another one."),
        ("1,\u202ea,,,,\n", "The row holds a control character that turns the direction of writing."),
        ("1,\u2066a,,,,\n", "The row holds a control character that turns the direction of writing."),
        ("1,a,,,31/02/2009,\n", "Column “Seen” names a day that no calendar has."),
        ("1,a,,333,,\n", "Column “Age” holds an age above 120."),
        ("1,a,,,,Q\n", "Column “Sex” holds a word that neither the vocabulary nor [values.sex] knows."),
        ("1,,,,,\n", "None of the columns that the mapping reads says anything."),
    ],
)
def test_a_bad_row_is_set_aside_and_the_next_one_is_read(row, reason):
    items = rows_of(read(HEADER + row + "2,good,,,,\n"))

    assert (items[0].place, items[0].reason) == ("row 1", reason)
    assert (items[1].place, items[1].tip["text"]) == ("row 2", "good")


def test_bytes_that_are_no_character_set_aside_their_row_alone():
    items = rows_of(read(HEADER.encode() + b"1,Jos\xe9,,,,\n2,good,,,,\n"))

    assert items[0].reason == "The row holds bytes that are no character in the file's encoding."
    assert items[0].text == "1,Jos\\xe9,,,,"
    assert isinstance(items[1], ReadRow)


def test_an_open_quote_takes_no_other_row_with_it():
    items = rows_of(read(HEADER + '1,"open,,,,\n2,b,,,,\n3,c,,,,\n'))

    assert [type(item) for item in items] == [SetAside, ReadRow, ReadRow]
    assert items[0].reason == "The row opens a quote that is never closed."
    assert [item.place for item in items] == ["row 1", "row 2", "row 3"]


def test_empty_cells_beyond_the_header_are_no_fault():
    (item,) = rows_of(read(HEADER + "1,a,,,,,,\n"))

    assert isinstance(item, ReadRow)


def test_a_row_that_could_be_cut_keeps_its_cells_for_mending():
    (item,) = rows_of(read(HEADER + "1,a,,333,,\n"))

    assert item.raw["Age"] == "333"
    assert item.text is None


def test_a_row_beyond_every_bound_is_kept_in_part_and_says_so():
    item, after = rows_of(read(HEADER + "1," + "x" * 3_000_000 + ",,,,\n2,b,,,,\n"))

    assert item.reason.startswith("The row is longer than 1,000,000 characters.")
    assert len(item.text) == TEXT_KEPT_CHARS_MAX
    assert isinstance(after, ReadRow)


@given(st.sampled_from(["31/02/{}", "1{}0", "Q{}", "{}\0", "{}\u202e", '"{}"x', '"{}']), st.integers(0, 5))
def test_a_reason_never_repeats_a_value(shape, column):
    canary = "canary7314"
    cells = [""] * 6
    cells[column] = shape.format(canary)
    told = reasons(HEADER + ",".join(cells) + "\n")

    assert canary not in "".join(told.values())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n", "The header is blank."),
        (b"Ref,Account,Ref\n", "Columns 1 and 3 have the same name in the header."),
        (b"Ref,,Account\n", "Column 2 has no name in the header."),
        (b"Ref,Account\n", "The sheet has no column “Name”, “Age”, “Sex”, “Seen”, which the mapping “test” reads."),
        (b"Ref;Account;Name;Age;Seen;Sex\n", "check the delimiter"),
        (b"Ref\0,Account\n", "The header holds a NUL character."),
        (b'"Ref,Account\n', "The header opens a quote that is never closed."),
        (",".join(f"c{n}" for n in range(COLUMNS_MAX + 1)).encode(), "at most 1,000 are read"),
        (b"," * 900_000, "The header is blank."),
        (b"a," * 600_000, "The header is longer than 1,000,000 characters."),
        (b"x" * (HEADER_CHARS_MAX + 1), "longer than 120 characters"),
        (b"PK\x03\x04 and so on, for a while", "it begins like a zip archive or a workbook"),
        (b"\x1f\x8b\x08 and so on, for a while", "compressed by gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content, sentence):
    with pytest.raises(FileRefused, match=r"^[^\n]+\.$") as refusal:
        read(content)

    assert sentence in str(refusal.value)


def test_a_header_alone_is_a_sheet_without_rows():
    assert read(HEADER) == [HeaderRead(COLUMNS, ()), Progress("header", 0, len(HEADER))]


def test_a_column_that_the_mapping_does_not_read_is_reported_and_kept():
    header, row, _ = read("Shelf," + HEADER + "B,1,a,,,,\n")

    assert header.not_mapped == ("Shelf",)
    assert row.raw["Shelf"] == "B"


def test_empty_headers_at_the_end_are_dropped():
    header, row, _ = read(HEADER.strip() + ",,\n1,a,,,,,,\n")

    assert header.columns == COLUMNS
    assert isinstance(row, ReadRow)
