"""A workbook by a mapping: what a person sees in a cell is read, and nothing is computed or overlooked."""

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine import xlsx_book
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.engine.xlsx import read_table_of_xlsx
from wayhome.tips.engine.xlsx_book import Book
from wayhome.tips.engine.xlsx_cells import column_index, column_name, sheet_rows
from wayhome.tips.engine.xlsx_formats import show_number, shower
from wayhome.tips.engine.xlsx_writing import write_workbook
from wayhome.tips.tests.workbooks import MAIN, archive, parts_of, row, sheet_of, workbook

MAPPING = read_mapping(
    'profile = "P"\ndates.style = "iso"\ntip.text = "Told"\n[slots.child]\nname = "Name"\nbirth = "Born"\n'
)
HEADER = row(1, "Told", "Name", "Born")


def read(content, mapping=MAPPING, **more):
    return [
        item
        for item in read_table_of_xlsx(io.BytesIO(content), mapping, **more)
        if not isinstance(item, HeaderRead | Progress)
    ]


def cells_of(content, sheet=0):
    book = Book(io.BytesIO(content))
    return list(sheet_rows(book.pieces(book.sheets[sheet].entry), book.strings, book.styles))


def only_cells(*cells, **more):
    """Read one row of cells that are given as XML."""
    return cells_of(workbook(row(1, *cells), **more))[0]


def refusal_of(content, mapping=MAPPING):
    with pytest.raises(FileRefused) as refused:
        read(content, mapping)
    return str(refused.value)


def test_rows_become_what_the_mapping_says():
    first, second = read(workbook(HEADER + row(2, "Seen at the port", "Ana", "2009-04-03") + row(4, "x", "Mei", "")))

    assert isinstance(first, ReadRow)
    assert (first.place, first.tip["text"], first.raw["Name"]) == ("row 1", "Seen at the port", "Ana")
    assert [one.value for one in first.people[0].statements] == [
        {"text": "Ana", "name_kind": "full"},
        {"date": "2009-04-03"},
    ]
    assert second.place == "row 3"


def test_every_kind_of_cell_is_read_as_it_is_shown():
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/><numFmt numFmtId="165" formatCode="000000"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/>'
        "</cellXfs>"
    )
    found = only_cells(
        '<c r="REF" t="s"><v>1</v></c>',
        '<c r="REF"><v>14</v></c>',
        '<c r="REF"><v>5.73001234567E11</v></c>',
        '<c r="REF" s="1"><v>39906</v></c>',
        '<c r="REF" s="2"><v>39906</v></c>',
        '<c r="REF" s="3"><v>123</v></c>',
        '<c r="REF" s="4"><v>39906.96875</v></c>',
        '<c r="REF" t="b"><v>1</v></c>',
        '<c r="REF" t="b"><v>0</v></c>',
        '<c r="REF" t="str"><v>text</v></c>',
        '<c r="REF" t="d"><v>2009-04-03</v></c>',
        '<c r="REF" s="9"/>',
        '<c r="REF" t="inlineStr"><is><r><t>Ana </t></r><r><rPr><b/></rPr><t>Rojas</t></r><rPh/></is></c>',
        strings="<si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r><rPh sb='0' eb='1'><t>silent</t></rPh></si>",
        styles=styles,
    )

    assert found.wrong is None
    assert found.cells == [
        "bc", "14", "573001234567", "2009-04-03", "2009-04-03", "000123", "2009-04-03 23:15", "TRUE", "FALSE", "text",
        "2009-04-03", "", "Ana Rojas",
    ]  # fmt: skip


@given(st.datetimes(datetime(1904, 1, 2), datetime(2100, 1, 1)))
def test_days_are_the_same_in_both_systems(moment):
    moment = moment.replace(microsecond=0)
    seconds = moment.hour * 3_600 + moment.minute * 60 + moment.second
    expected = moment.date().isoformat()
    if seconds:
        expected += f" {moment:%H:%M:%S}".removesuffix(":00")

    for epoch, is_1904 in ((date(1899, 12, 30), False), (date(1904, 1, 1), True)):
        serial = (moment.date() - epoch).days + seconds / 86_400
        assert shower(14, "", is_1904=is_1904)(repr(serial)) == expected


@pytest.mark.parametrize(
    ("number_format", "code", "number", "shown"),
    [
        (14, "", "1", "1900-01-01"),
        (14, "", "59", "1900-02-28"),
        (14, "", "60", "60"),  # 29 February 1900, which never was
        (14, "", "61", "1900-03-01"),
        (14, "", "-4", "-4"),
        (14, "", "1e300", "1e300"),
        (20, "", "0.5", "12:00"),
        (46, "", "2.0625", "49:30"),
        (164, "[h]:mm", "2.0625", "49:30"),
        (164, '"day" 0', "14", "14"),
        (164, r"\d0", "14", "14"),
        (164, "[$-409]d-mmm-yy;@", "39906", "2009-04-03"),
        (164, "[Red]0.00", "1.5", "1.5"),
        (164, "General", "39906", "39906"),
    ],
)
def test_a_number_is_a_day_only_by_its_format(number_format, code, number, shown):
    assert shower(number_format, code, is_1904=False)(number) == shown


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_is_shown_whole(number):
    assert show_number(repr(float(number))) == show_number(str(number)) == str(number)


def test_the_system_of_1904_is_declared_by_the_workbook():
    content = workbook(
        row(1, '<c r="REF" s="1"><v>38444</v></c>'), properties='<workbookPr date1904="1"/>',
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    )  # fmt: skip

    assert cells_of(content)[0].cells == ["2009-04-03"]


@given(st.integers(0, 16_383))
def test_letters_and_places_of_columns_are_one(index):
    assert column_index(column_name(index)) == index


def test_a_formula_is_never_computed_and_its_text_is_kept():
    content = workbook(HEADER + row(2, "x", '<c r="REF"><f>CONCATENATE(A2,"!")</f><v>trusted</v></c>'))

    (aside,) = read(content)
    assert isinstance(aside, SetAside)
    assert aside.reason == (
        "Column “Name” holds a formula in cell B2, and nothing is computed here. Put its value there."
    )
    assert aside.raw == {"Told": "x", "Name": '=CONCATENATE(A2,"!")', "Born": ""}


def test_an_error_of_the_spreadsheet_is_no_name():
    (aside,) = read(workbook(HEADER + row(2, "x", '<c r="REF" t="e"><v>#REF!</v></c>')))

    assert "Column “Name” holds an error of the spreadsheet in cell B2" in aside.reason


def test_a_formula_in_a_column_that_is_not_read_stops_nothing():
    content = workbook(
        row(1, "Told", "Name", "Born", "Own") + row(2, "x", "", "", '<c r="REF"><f>NOW()</f><v>1</v></c>')
        + row(3, "x", "", "", '<c r="REF"><f t="shared" si="0"/><v>1</v></c>')
    )  # fmt: skip

    first, second = read(content)
    assert first.raw["Own"] == "=NOW()"
    assert second.raw["Own"] == "=(the formula of another cell)"


def test_a_cell_joined_over_rows_sets_the_rows_that_it_covers_aside():
    rows = HEADER + row(2, "one", "Ana") + row(3, "two") + row(4, "three") + row(5, "four", "Mei")
    merges = '<mergeCells count="2"><mergeCell ref="B2:B4"/><mergeCell ref="A1:C1"/></mergeCells>'
    parts = {**parts_of(rows), "xl/worksheets/sheet1.xml": sheet_of(rows, after=merges)}

    first, second, third, fourth = read(archive(parts))
    assert (first.raw["Name"], fourth.raw["Name"]) == ("Ana", "Mei")
    assert (
        second.reason
        == third.reason
        == ("The row is joined with others by the joined cell B2. Say what it holds for this row.")
    )


def test_every_sheet_with_the_columns_is_read_and_no_other_is_forgotten():
    other, hidden = row(1, "Colour") + row(2, "red"), HEADER + row(2, "hidden")
    content = workbook(
        HEADER + row(2, "a"), other, row(1, "Name", "Born", "Told") + row(2, "", "", "b"), hidden, "",
        states=["", "", "", 'state="veryHidden"'],
    )  # fmt: skip

    first, second, unread, unshown = read(content)
    assert (first.place, first.tip["text"]) == ("sheet 1 row 1", "a")
    assert (second.place, second.tip["text"]) == ("sheet 3 row 1", "b")
    assert unread.place == "sheet 2"
    assert unread.reason.startswith("The sheet was not read. The sheet has no column “Told”, “Name”, “Born”")
    assert unshown == SetAside(
        "sheet 4", "The sheet is hidden, so it was not read. Show it and send the file again.", None, "", unshown.digest
    )


def test_a_row_that_a_filter_hides_is_read():
    hidden = row(2, "x").replace("<row ", '<row hidden="1" ')

    assert len(read(workbook(HEADER + hidden))) == 1


def test_a_workbook_without_the_columns_is_refused():
    assert refusal_of(workbook(row(1, "Colour"))).startswith("The sheet has no column “Told”, “Name”, “Born”")
    assert "Every sheet of the workbook is hidden" in refusal_of(workbook(HEADER, states=['state="hidden"']))


def test_a_book_that_is_open_is_read_twice_and_its_texts_once(monkeypatch):
    seen = []
    real = xlsx_book.read_shared_strings
    monkeypatch.setattr(xlsx_book, "read_shared_strings", lambda pieces: seen.append(1) or real(pieces))
    text = '<c r="REF" t="s"><v>0</v></c>'
    book = Book(io.BytesIO(workbook(HEADER + row(2, text), strings="<si><t>Seen</t></si>")))

    first, second = ([*read_table_of_xlsx(book, MAPPING)] for _ in range(2))
    assert first[:2] == second[:2]
    assert first[1].tip["text"] == "Seen"
    assert seen == [1]


def test_what_an_earlier_run_has_done_is_passed_over_across_sheets():
    content = workbook(HEADER + row(2, "a") + row(4, "b"), HEADER + row(2, "c") + row(3, "d"))

    assert [item.place for item in read(content, skip_rows=4)] == ["sheet 2 row 2"]
    assert read(content, skip_rows=1)[0].place == "sheet 1 row 3"


def test_a_sheet_may_carry_a_prefix_and_leave_places_out():
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>Told</x:t></x:is></x:c></x:row>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>Seen</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )

    (found,) = read(workbook(sheet), read_mapping('profile = "P"\ntip.text = "Told"'))
    assert found.tip["text"] == "Seen"


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ('<c r="XFD2" t="b"><v>1</v></c>', "has a cell beyond column ALL"),
        ('<c r="XFE2" t="b"><v>1</v></c>', "has a cell in a column that no sheet has"),
        (
            '<c r="A2" t="b"><v>1</v></c><c r="A2" t="b"><v>1</v></c>',
            "has two cells in one place, or cells out of order",
        ),
        ('<c r="A2" t="s"><v>7</v></c>', "names a text that the workbook does not have"),
        ('<c r="A2" t="s"><v>-1</v></c>', "names a text that the workbook does not have"),
        ('<c r="A2" t="str"><v>a_x0000_b</v></c>', "holds a NUL character"),
        ('<c r="A2" t="str"><v>a\u202eb</v></c>', "holds a control character that turns the direction of writing"),
        ('<c r="D2" t="str"><v>more</v></c>', "has 4 cells where the header has 3"),
        (f'<c r="A2" t="str"><v>{"x" * 1_000_001}</v></c>', "is longer than 1,000,000 characters"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_alone(cells, wrong):
    content = workbook(HEADER + f'<row r="2">{cells}</row>' + row(3, "after"))

    aside, after = read(content)
    assert aside.reason.startswith(f"The row {wrong}.")
    assert (aside.place, after.tip["text"]) == ("row 1", "after")


@given(st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=6))
def test_what_our_writer_wrote_comes_back(rows):
    from wayhome.tips.engine.lines import FORBIDDEN
    from wayhome.tips.engine.neutral import restored

    out = io.BytesIO()
    write_workbook(rows, out)

    found = {one.number: one for one in cells_of(out.getvalue())}
    for number, written in enumerate(rows, start=1):
        last = max((at for at, text in enumerate(written, start=1) if text), default=0)
        expected = written[:last]
        if FORBIDDEN.search("".join(expected)):
            assert found[number].wrong
        elif expected:
            assert [restored(cell) for cell in found[number].cells] == expected


def test_openpyxl_sees_texts_and_no_formula_in_what_we_write():
    openpyxl = pytest.importorskip("openpyxl")
    out = io.BytesIO()
    write_workbook([["=1+1", "Ana & <Mei>", "00123"]], out, hidden_rows={1})

    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("'=1+1", "s"), ("Ana & <Mei>", "s"), ("00123", "s")]
    assert sheet.row_dimensions[1].hidden
