"""
A workbook, written row by row: one sheet of texts, and nothing that a program could run.

Every cell is typed as text, so nothing is taken for a number, a day or a formula; a text that
begins like a formula goes out with a mark before it besides (`neutral`), because the next program
may save the sheet as CSV. The file depends on its rows alone: the same rows give the same bytes.

Source: ISO/IEC 29500-1:2016, 18.3.1 and 22.9.2.19.
"""

import re
import zipfile
from collections.abc import Collection, Iterable, Sequence
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.neutral import neutral
from wayhome.tips.engine.xlsx_cells import ROWS_MAX, column_name

CELL_CHARS_MAX: Final = 32_767

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\r]|_(?=x[0-9A-Fa-f]{4}_)")


def write_workbook(rows: Iterable[Sequence[str]], out: BinaryIO, *, hidden_rows: Collection[int] = ()) -> int:
    """
    Write a workbook of one sheet.

    Args:
        rows: of texts; an empty one is no cell.
        out: where to; it need not be seekable.
        hidden_rows: numbers of rows, from 1, that are not shown.

    Returns:
        How many rows were written.

    Raises:
        BadInput: there are more rows or longer cells than a sheet can hold.
    """
    number = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name), _HEAD + content, zipfile.ZIP_DEFLATED)
        info = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                if number > ROWS_MAX:
                    raise BadInput(f"A sheet holds at most {ROWS_MAX:,} rows. Export fewer, or as CSV.")
                sheet.write(_row(number, row, is_hidden=number in hidden_rows).encode("utf-8"))
            sheet.write(b"</sheetData></worksheet>")
    return number


def _row(number: int, row: Sequence[str], *, is_hidden: bool) -> str:
    cells = [_cell(f"{column_name(index)}{number}", text) for index, text in enumerate(row) if text]
    hidden = ' hidden="1"' if is_hidden else ""
    return f'<row r="{number}"{hidden}>{"".join(cells)}</row>'


def _cell(place: str, text: str) -> str:
    said = neutral(text)
    if len(said) > CELL_CHARS_MAX:
        raise BadInput(
            f"Cell {place} would hold {len(said):,} characters; a sheet takes {CELL_CHARS_MAX:,}. Export as CSV."
        )
    if not said.isprintable():
        said = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", said)
    elif "_x" in said:
        said = said.replace("_x", "_x005F_x")
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(said)}</t></is></c>'
