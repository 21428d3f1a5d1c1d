"""HTCDS goes out as HTCDS, does nothing on the desk of the partner, and comes back as the same rows."""

import io
import json

import pytest
from click.testing import CliRunner

from wayhome.accounts.door import OPERATOR
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import BadInput, NotAllowed, NotFound
from wayhome.tips.cli import group
from wayhome.tips.engine.htcds import read_htcds_of_csv, read_htcds_of_xlsx
from wayhome.tips.engine.htcds_export import laid_out
from wayhome.tips.engine.neutral import neutral
from wayhome.tips.engine.rows import ReadRow
from wayhome.tips.queries import rows_of_import
from wayhome.tips.store import write_htcds
from wayhome.tips.tests.bringing import brought, sheet
from wayhome.tips.tests.test_htcds import ANA, as_csv, as_xlsx, filled

FORMULA = '=HYPERLINK("http://example.org","x")'
LABELS = [
    "Case Owner", "First Name", "Second Name", "Gender", "Mobile Phone", "Incoming Referral Details", "Bed",
]  # fmt: skip
ROWS = [
    LABELS,
    ["North", "Ana", FORMULA, "Feminine", "+57 300 1234567", "'=1", "7"],
    ["", "Mei", "Wang", "", "", "-", "8"],
]
MAPPING = 'profile = "H"\ntip.text = "Incoming Referral Details"\n[slots.person]\nname = "First Name"\n'


def rows_of(content):
    return [item for item in read_htcds_of_xlsx(io.BytesIO(content)) if isinstance(item, ReadRow)]


def told(rows):
    return [(row.tip, row.people, row.events) for row in rows]


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def reference(people):
    return brought(as_csv(ROWS), MAPPING).reference


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_rows_go_out_and_come_back_as_the_same_rows(tmp_path, reference, kind):
    file = tmp_path / f"out.{kind}"
    done = CliRunner().invoke(group, ["export", str(file), "--import", reference], catch_exceptions=False)

    assert done.output == f"{file}: 2 rows.\n"
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    content = file.read_bytes()
    found = rows_of(content) if kind == "xlsx" else [*read_htcds_of_csv([content])][1:-1]
    marked = as_csv([[neutral(cell) for cell in row] for row in ROWS])
    assert told(found) == told([*read_htcds_of_csv([marked])][1:-1])
    assert [row.raw["Bed"] for row in found] == ["7", "8"]


def test_no_cell_that_goes_out_begins_like_a_formula(tmp_path, reference):
    file = tmp_path / "out.csv"
    write_htcds(rows_of_import(OPERATOR, "operation", reference=reference), file)

    text = file.read_text(encoding="utf-8")
    assert "'=HYPERLINK" in text
    assert "''=1" in text
    assert ",=" not in text
    assert ",+57 300 1234567," in text


def test_the_filled_template_comes_back_cell_by_cell():
    first = rows_of(as_xlsx(filled(ANA, {"First Name": "Mei", "Second Name": FORMULA})).getvalue())
    again = rows_of(as_xlsx(laid_out(row.raw for row in first)).getvalue())

    assert again == first
    assert len(first) == 2


def test_fields_beyond_the_template_and_labels_of_several_fields_come_back():
    names = [
        "prs_FirstName",
        "prs_MiddleName",
        "prs_SecondName",
        "hte_Longitude",
        "hte_Latitude",
        "hte_Type",
        "spl_Type",
    ]
    rows = [names, ["Ana", "María", "Rojas", "-69.9", "-4.2", "Transit", "Legal"]]
    first = rows_of(as_xlsx(rows).getvalue())
    again = rows_of(as_xlsx(laid_out(row.raw for row in first)).getvalue())

    values = [[one.value for one in row.people[0].statements] for row in (*first, *again)]
    assert values[0] == values[1]
    assert (first[0].tip, first[0].events[0].place) == (again[0].tip, again[0].events[0].place)


def test_rows_of_another_kind_are_not_called_htcds(tmp_path, people):
    other = brought(sheet(("Seen", "Port", "Ana", "14")), 'profile = "O"\ntip.text = "Told"\n').reference
    file = tmp_path / "out.xlsx"

    with pytest.raises(BadInput, match="has the columns of HTCDS"):
        write_htcds(rows_of_import(OPERATOR, "operation", reference=other), file)
    assert [*tmp_path.iterdir()] == []


def test_a_file_that_is_there_is_never_written_over(tmp_path, reference):
    file = tmp_path / "out.xlsx"
    file.write_text("kept")

    with pytest.raises(BadInput, match="is there already"):
        CliRunner().invoke(group, ["export", str(file), "--import", reference], catch_exceptions=False)
    assert file.read_text() == "kept"


def test_taking_rows_out_is_journalled_and_not_everybodys(people, reference):
    rows_of_import(OPERATOR, "operation", reference=reference)

    leaf = json.loads(bytes(JournalLeaf.objects.latest("seq").leaf))
    assert (leaf["verb"], leaf["kind"], leaf["count"]) == ("open", "source", 2)
    with pytest.raises(NotAllowed):
        rows_of_import(people.actor("trainer"), people.purpose("trainer"), reference=reference)
    with pytest.raises(NotFound):
        rows_of_import(OPERATOR, "operation", reference="M-0000-0000")
