"""
Workbooks: seconds and memory of our reader beside openpyxl's and calamine's, on one HTCDS file, in one run.

    python benchmarks/tips_xlsx.py [--rows 100000] [--template FOLDER]

The file has the columns of the official template, full of texts of which most stand once, written twice: with the texts
in the cells, as our export writes, and with shared texts, as office programs write. Each reader reads it in a process
of its own; memory is what that process held at most, seconds are its processor time. `cells` is our reader up to the
texts of the cells, which is what the peers do; `rows` goes on to people, statements and events. A ratio above 1 means
that the peer takes more than `cells`.

With --template, a folder that holds the official template (htcds_2.0_template.xlsx) and its fields
(htcds_2.0_fields.json), our data are compared with both, and the template is filled, read, written and read again: the
same rows must come back.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from wayhome.tips.engine.htcds import read_htcds_of_xlsx
from wayhome.tips.engine.htcds_fields import fields, template
from wayhome.tips.engine.rows import ReadRow
from wayhome.tips.engine.xlsx_book import Book
from wayhome.tips.engine.xlsx_cells import column_name, sheet_rows
from wayhome.tips.engine.xlsx_writing import write_workbook

READERS = ("cells", "rows", "calamine", "openpyxl")
SHEET = "xl/worksheets/sheet1.xml"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--template", type=Path)
    parser.add_argument("--read", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(measured(*asked.read)))
        return
    if asked.template:
        compare_template(asked.template)
    compare_readers(asked.rows)


def compare_readers(rows: int) -> None:
    """Read the same file by every reader and print a table."""
    with tempfile.TemporaryDirectory(prefix="wayhome-xlsx-") as folder:
        inline, shared = Path(folder) / "inline.xlsx", Path(folder) / "shared.xlsx"
        with inline.open("wb") as out:
            write_workbook(sheet(rows), out, hidden_rows={1})
        write_shared(sheet(rows), shared)
        for file in (inline, shared):
            with zipfile.ZipFile(file) as whole:
                inflated = sum(one.file_size for one in whole.infolist())
            print(
                f"\n{file.stem}: {rows:,} rows, {file.stat().st_size / 1e6:,.0f} MB, inflated {inflated / 1e6:,.0f} MB"
            )
            told = {reader: in_a_process(reader, file) for reader in READERS}
            ours = told["cells"]
            for reader, one in told.items():
                ratios = (
                    f"x{one['seconds'] / ours['seconds']:.2f} time, x{one['memory_mb'] / ours['memory_mb']:.1f} memory"
                )
                print(
                    f"  {reader:9} {one['rows']:>8,} rows {one['seconds']:7.1f} s {one['memory_mb']:6,.0f} MB  {ratios}"
                )


def in_a_process(reader: str, file: Path) -> dict[str, float]:
    """Measure a reader in a process of its own."""
    command = [sys.executable, __file__, "--read", reader, str(file)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def measured(reader: str, file: str) -> dict[str, float]:
    """Read a file; give its rows, the seconds and the memory of this process."""
    started = time.process_time()
    rows = {"cells": of_cells, "rows": of_rows, "calamine": of_calamine, "openpyxl": of_openpyxl}[reader](file)
    seconds = time.process_time() - started
    return {"rows": rows, "seconds": seconds, "memory_mb": peak_mb()}


def peak_mb() -> float:
    """Give the most memory that this program held; what getrusage tells is that of the parent, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def of_cells(file: str) -> int:
    """Read by our reader up to the cells."""
    with Path(file).open("rb") as source:
        book = Book(source)
        strings, styles = book.strings, book.styles
        return sum(1 for _ in sheet_rows(book.pieces(book.sheets[0].entry), strings, styles))


def of_rows(file: str) -> int:
    """Read by our reader up to people and statements."""
    with Path(file).open("rb") as source:
        return sum(isinstance(item, ReadRow) for item in read_htcds_of_xlsx(source))


def of_calamine(file: str) -> int:
    """Read by calamine, through its binding for Python."""
    from python_calamine import CalamineWorkbook

    return sum(1 for _ in CalamineWorkbook.from_path(file).get_sheet_by_index(0).iter_rows())


def of_openpyxl(file: str) -> int:
    """Read by openpyxl in its way for large files."""
    from openpyxl import load_workbook

    return sum(1 for _ in load_workbook(file, read_only=True).worksheets[0].iter_rows(values_only=True))


def sheet(rows: int) -> Iterator[list[str]]:
    """Give the template's two headers and so many people, of one seed; nobody of them exists."""
    random = Random(4)
    labels = [label for _, label in template()]
    yield [name for name, _ in template()]
    yield labels
    for number in range(1, rows + 1):
        said = person(number, random)
        yield [said.get(label) or f"{label} of number {number}: seen near the port by somebody" for label in labels]


def person(number: int, random: Random) -> dict[str, str]:
    """Make up what the fields with a list or a type of their own say."""
    return {
        "": str(number), "First Name": random.choice(("Ana", "Mei", "Olena", "Fatima", "Joy")) + str(number % 9_973),
        "Second Name": random.choice(("Rojas", "Wang", "Koval", "Haddad", "Okafor")) + str(number % 7_919),
        "Birthdate": f"{2004 + number % 16}-0{1 + number % 9}-{10 + number % 18}",
        "Gender": random.choice(("Feminine", "Masculine")),
        "Citizenship": random.choice(("Colombia", "UKR", "Nigeria")), "Email": f"x{number}@example.org",
        "Home Phone": f"+57 300 {number:07}", "Mobile Phone": f"+57 301 {number:07}",
        "Mailing Country": "Colombia", "Trafficking Status": "Possible victim of trafficking", "Consent": "TRUE",
        "Methods of Control": "Debt bondage; False promises", "Status": "Active",
        "Type of Exploitation": random.choice(("Sexual exploitation", "Forced labour")),
        "Incoming Referral Date": f"2026-0{1 + number % 9}-15", "Forced Labour Industry": "Manufacturing",
    }  # fmt: skip


def write_shared(rows: Iterator[list[str]], file: Path) -> None:
    """Write a workbook whose cells name shared texts by number."""
    whole = io.BytesIO()
    write_workbook([["x"]], whole)
    numbers: dict[str, int] = {}
    link = f'<Relationship Id="s" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
    added = {"xl/_rels/workbook.xml.rels": (link, "</Relationships>"), "[Content_Types].xml": (kind, "</Types>")}
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            if name != SHEET:
                more, end = added.get(name, ("", "</"))
                out.writestr(name, given.read(name).decode().replace(end, more + end))
        with out.open(SHEET, "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for number, row in enumerate(rows, start=1):
                cells = (
                    f'<c r="{column_name(at)}{number}" t="s"><v>{numbers.setdefault(text, len(numbers))}</v></c>'
                    for at, text in enumerate(row)
                    if text
                )
                part.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        with out.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst xmlns="{MAIN}">'.encode())
            for text in numbers:
                part.write(f"<si><t>{escape(text)}</t></si>".encode())
            part.write(b"</sst>")


def compare_template(folder: Path) -> None:
    """Compare our data with the official template and list of fields, and let the filled template come back."""
    official = folder / "htcds_2.0_template.xlsx"
    with official.open("rb") as source:
        book = Book(source)
        rows = list(sheet_rows(book.pieces(book.sheets[0].entry), book.strings, book.styles))
    assert [tuple(pair) for pair in zip(rows[0].cells, rows[1].cells, strict=True)] == list(template())
    told = json.loads((folder / "htcds_2.0_fields.json").read_text(encoding="utf-8"))
    named = [(one["field"], one["label"]) for one in told if one["field"] not in {"", "N/A"}]
    assert named == [(one.field, one.label) for one in fields()]
    with official.open("rb") as source:
        assert not any(isinstance(item, ReadRow) for item in read_htcds_of_xlsx(source)), "the empty template has a row"
    people = [row for number, row in enumerate(sheet(1_000)) if number > 1]
    first = read([row.cells for row in rows[:2]], people)
    again = read([row.cells for row in rows[:2]], [list(row.raw.values()) for row in first])
    assert first == again
    print(f"template: {len(named)} fields, {len(template())} columns as published; {len(first):,} rows came back")


def read(header: list[list[str]], people: list[list[str]]) -> list[ReadRow]:
    """Write the template with these people, and read it."""
    out = io.BytesIO()
    write_workbook([*header, *people], out, hidden_rows={1})
    return [item for item in read_htcds_of_xlsx(out) if isinstance(item, ReadRow)]


if __name__ == "__main__":
    main()
