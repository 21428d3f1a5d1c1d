"""
Workbooks that mean harm, each with the sentence that it ends in.

Each is made from nothing, in memory, of the same seed. `refused` says that the whole file is; `aside` that one row is
set aside and the row after it is read. MADE has them all.
"""

import io
import zipfile
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from wayhome.tips.tests.workbooks import (
    LINKS,
    MAIN,
    archive,
    of_raw_entries,
    parts_of,
    row,
    sheet_of,
    with_lies,
    workbook,
)

HEADER = row(1, "First Name", "Second Name", "Gender", "Email")
GOOD = row(9, "Ana", "Rojas", "Feminine")
MADE: list["Hostile"] = []


class Hostile(NamedTuple):
    """One file: what it does, how it is made, and what must be said of it."""

    name: str
    make: Callable[[], bytes]
    says: str
    is_aside: bool


def refused(says: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    return _kept(says, is_aside=False)


def aside(says: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    return _kept(says, is_aside=True)


def _kept(says, *, is_aside):
    def keep(make):
        MADE.append(Hostile(make.__name__, make, says, is_aside))
        return make

    return keep


def with_row(cells: str) -> bytes:
    return workbook(f'{HEADER}<row r="2">{cells}</row>{GOOD}')


def with_part(name: str, content: str | bytes) -> bytes:
    return archive({**parts_of(HEADER + GOOD), name: content})


def noise(count: int) -> str:
    return Random(4).randbytes(count // 2 + 1).hex()[:count]


SHEET = "xl/worksheets/sheet1.xml"


@refused("60,000 entries; at most 2,000 are read")
def sixty_thousand_entries() -> bytes:
    return of_raw_entries((f"xl/{number}.xml".encode(), b"") for number in range(60_000))


@refused("would grow to more than 100 times its size")
def half_a_gigabyte_of_blanks() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole, whole.open(SHEET, "w") as sheet:
        for _ in range(512):
            sheet.write(b" " * 2**20)
    return out.getvalue()


@refused("The archive would grow from")
def a_thousand_small_bombs() -> bytes:
    return archive({f"xl/{number}.xml": bytes(2**19) for number in range(1_000)})


@refused("share bytes")
def two_entries_over_the_same_bytes() -> bytes:
    return with_lies(archive({"a.xml": noise(500), "b.xml": noise(500)}), name="a.xml", packed=300)


@refused("holds more than it says")
def an_entry_that_says_it_is_small() -> bytes:
    return with_lies(workbook(HEADER + GOOD), name=SHEET, size=10)


@refused("is damaged or cut off")
def a_wrong_checksum() -> bytes:
    return with_lies(workbook(HEADER + GOOD), name=SHEET, crc=7)


@refused("is an archive itself")
def an_archive_in_an_archive() -> bytes:
    return with_part("xl/embeddings/inside.zip", workbook(HEADER))


@refused("names a place outside of it")
def a_name_that_climbs_out() -> bytes:
    return of_raw_entries([(b"../../etc/cron.d/x", b"x")])


@refused("is a link to somewhere else")
def a_link() -> bytes:
    return with_lies(workbook(HEADER), name=SHEET, made_by=0x031E, outside=0o120777 << 16)


@refused("is encrypted")
def an_encrypted_entry() -> bytes:
    return with_lies(workbook(HEADER), name=SHEET, flags=1)


@refused("has a password, or is of the old kind")
def a_password_on_the_whole() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)


@refused("its directory at the end is missing")
def a_file_that_breaks_off() -> bytes:
    return workbook(HEADER + GOOD)[:700]


@refused("have the same name")
def two_entries_of_one_name() -> bytes:
    return of_raw_entries([(SHEET.encode(), b"<a/>"), (SHEET.upper().encode(), b"<b/>")])


@refused("declares a document type or an entity, which are never read, after the beginning")
def a_billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    return with_part(
        SHEET, f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><worksheet>&l9;</worksheet>'
    )


@refused("declares a document type or an entity")
def a_file_fetched_by_an_entity() -> bytes:
    content = '<!DOCTYPE sst [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>'
    return archive({**parts_of(HEADER, strings="<si/>"), "xl/sharedStrings.xml": content})


@refused("nests more than 100 elements in each other")
def two_hundred_thousand_levels() -> bytes:
    return with_part(SHEET, f'<worksheet xmlns="{MAIN}">{"<a>" * 200_000}')


@refused("nests more than 100 elements in each other")
def levels_inside_of_a_cell() -> bytes:
    return with_row(f'<c r="A2" t="inlineStr"><is>{"<x>" * 200_000}')


@refused("nests more than 100 elements in each other")
def levels_in_the_shared_texts() -> bytes:
    return archive({**parts_of(HEADER, strings="<si/>"), "xl/sharedStrings.xml": f"<sst>{'<r>' * 200_000}"})


@refused("nests more than 100 elements in each other")
def levels_in_the_list_of_sheets() -> bytes:
    return with_part("xl/workbook.xml", f'<workbook xmlns="{MAIN}">{"<a>" * 200_000}')


@refused("has a tag of more than 1,048,576 bytes")
def three_hundred_thousand_attributes() -> bytes:
    attributes = "".join(f' a{at}=""' for at in range(300_000))
    return with_part(SHEET, f"<worksheet{attributes}>")


@refused("has a tag of more than 1,048,576 bytes")
def an_attribute_of_five_megabytes() -> bytes:
    return with_part(SHEET, f'<worksheet a="{noise(5_000_000)}"><sheetData/></worksheet>')


@refused("has a tag of more than 1,048,576 bytes")
def a_comment_without_an_end() -> bytes:
    return with_part(SHEET, f"<worksheet><!-- {noise(5_000_000)}")


@refused("is in an encoding that no workbook has")
def an_encoding_of_mail() -> bytes:
    return with_part(SHEET, '<?xml version="1.0" encoding="utf-7"?><worksheet/>')


@refused("is no well-formed XML")
def half_of_a_character() -> bytes:
    return with_row('<c r="A2" t="str"><v>&#xD800;</v></c>')


@refused("is no well-formed XML")
def bytes_that_are_no_character() -> bytes:
    return with_part(SHEET, b'<worksheet><sheetData><row><c t="str"><v>\xff\xfe\x00</v></c></row>')


@refused("is no well-formed XML after row 2")
def a_sheet_that_breaks_off_in_a_row() -> bytes:
    return with_part(SHEET, sheet_of(HEADER + row(2, "Ana"))[:-60])


@refused("has an element inside of a text")
def a_million_elements_in_one_text() -> bytes:
    return with_row(f'<c r="A2" t="inlineStr"><is><t>{"a<b/>" * 1_000_000}</t></is></c>')


@refused("has an element inside of a text")
def a_million_elements_in_one_shared_text() -> bytes:
    return workbook(HEADER, strings=f"<si><t>{'a<b/>' * 1_000_000}</t></si>")


@refused("has a row that does not follow")
def rows_that_run_backwards() -> bytes:
    return workbook(HEADER + row(5, "Ana") + row(4, "Mei"))


@refused("has a row that does not follow, or that no sheet can have")
def a_row_beyond_the_last() -> bytes:
    return workbook(HEADER + row(1_048_577, "Ana"))


@refused("Columns 1 and 5 have the same name in the header")
def two_headers_of_one_name() -> bytes:
    return workbook(row(1, "First Name", "Second Name", "Gender", "Email", "First Name") + GOOD)


@refused("has no sheet")
def no_sheet() -> bytes:
    return with_part("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets/></workbook>')


@refused("is missing in the archive")
def a_sheet_that_is_not_there() -> bytes:
    parts = parts_of(HEADER)
    del parts[SHEET]
    return archive(parts)


@refused("has more than 500 sheets")
def ten_thousand_sheets() -> bytes:
    sheets = '<sheet name="x" sheetId="1" r:id="s1"/>' * 10_000
    content = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    return with_part("xl/workbook.xml", content)


@refused("has more than 65,536 styles")
def half_a_million_styles() -> bytes:
    return workbook(HEADER + GOOD, styles=f"<cellXfs>{'<xf/>' * 500_000}</cellXfs>")


@refused("is no workbook of the kind xlsx")
def another_kind_of_archive() -> bytes:
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})


@refused("is of the binary kind (xlsb)")
def a_binary_workbook() -> bytes:
    link = (
        f'<Relationships><Relationship Id="a" Type="{LINKS}/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    )
    return archive({"_rels/.rels": link, "xl/workbook.bin": b"\0"})


@refused("Every sheet of the workbook is hidden")
def nothing_but_a_hidden_sheet() -> bytes:
    return workbook(HEADER + GOOD, states=['state="veryHidden"'])


@refused("has more than 20,000 joined cells")
def thirty_thousand_joined_cells() -> bytes:
    merges = "".join(f'<mergeCell ref="A{at}:B{at + 1}"/>' for at in range(2, 60_002, 2))
    return with_part(SHEET, sheet_of(HEADER + GOOD, after=f"<mergeCells>{merges}</mergeCells>"))


@refused("None of the first 10 rows is a header of HTCDS 2.0")
def an_empty_sheet() -> bytes:
    return with_part(SHEET, f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')


@refused("holds more than 12,000,000 texts or 256 MB of text")
def texts_beyond_measure() -> bytes:
    random, same = Random(5), noise(20_000)
    texts = "".join(f"<si><t>{random.randbytes(200).hex()}{same}</t></si>" for _ in range(14_000))
    return workbook(HEADER, strings=texts)


@aside("has a cell beyond column ALL")
def a_cell_in_the_far_corner() -> bytes:
    return workbook(HEADER + GOOD + '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')


@aside("has a cell beyond column ALL")
def a_million_columns() -> bytes:
    random = Random(4)
    return with_row("".join(f'<c t="str"><v>{random.getrandbits(32):x}</v></c>' for _ in range(1_000_000)))


@aside("is longer than 1,000,000 characters")
def a_cell_of_seven_megabytes() -> bytes:
    return with_row(f'<c r="A2" t="str"><v>{noise(7_000_000)}</v></c>')


@aside("is longer than 1,000,000 characters")
def a_text_in_a_million_runs() -> bytes:
    random = Random(4)
    runs = "".join(f"<r><t>{random.getrandbits(16):x}</t></r>" for _ in range(400_000))
    return with_row(f'<c r="A2" t="inlineStr"><is>{runs}</is></c>')


@aside("is longer than 1,000,000 characters")
def one_long_text_named_by_every_cell() -> bytes:
    cells = "".join('<c t="s"><v>0</v></c>' for _ in range(900))
    return workbook(f'{HEADER}<row r="2">{cells}</row>{GOOD}', strings=f"<si><t>{noise(100_000)}</t></si>")


@aside("has a cell of more than 131,072 characters")
def a_shared_text_of_five_megabytes() -> bytes:
    return workbook(
        f'{HEADER}<row r="2"><c t="s"><v>0</v></c></row>{GOOD}', strings=f"<si><t>{noise(5_000_000)}</t></si>"
    )


@aside("names a text that the workbook does not have")
def a_text_that_is_not_there() -> bytes:
    return with_row('<c r="A2" t="s"><v>4294967296</v></c>')


@aside("has two cells in one place, or cells out of order")
def two_cells_in_one_place() -> bytes:
    return with_row('<c r="A2" t="str"><v>Ana</v></c><c r="A2" t="str"><v>Mei</v></c>')


@aside("holds a NUL character")
def a_nul_in_disguise() -> bytes:
    return with_row('<c r="A2" t="str"><v>Ana_x0000_</v></c>')


@aside("holds a control character that turns the direction of writing")
def letters_that_turn_round() -> bytes:
    return with_row('<c r="A2" t="str"><v>\u202egpj.ana</v></c>')


@aside("holds a formula in cell A2, and nothing is computed here")
def a_formula_that_calls_a_program() -> bytes:
    return with_row("<c r=\"A2\"><f>cmd|' /C calc'!A0</f><v>1</v></c>")


@aside("holds an error of the spreadsheet in cell C2")
def an_error_of_the_spreadsheet() -> bytes:
    return with_row('<c r="A2" t="str"><v>Ana</v></c><c r="C2" t="e"><v>#REF!</v></c>')


@aside("is joined with others by the joined cell A2")
def a_cell_joined_over_a_million_rows() -> bytes:
    rows = HEADER + row(2, "Ana", "Rojas") + row(3, "", "Popa")
    merges = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="H4:H1048576"/></mergeCells>'
    return with_part(SHEET, sheet_of(rows, after=merges))


@aside("holds a word that the vocabulary sexes does not know")
def a_number_that_no_machine_holds() -> bytes:
    return with_row(f'<c r="A2" t="str"><v>Ana</v></c><c r="C2"><v>{"9" * 400_000}</v></c>')
