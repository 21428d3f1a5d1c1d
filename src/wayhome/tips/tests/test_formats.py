"""Which format a file is shows in what it holds; its name and what somebody says of it never count."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.any_file import Asked, look, read_file
from wayhome.tips.engine.formats import recognise
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import FormatRead, HeaderRead, ReadRow
from wayhome.tips.tests.bringing import MAPPING, SMALL_MAPPING, sheet
from wayhome.tips.tests.reports_xml import HEADER, report
from wayhome.tips.tests.strategies import cut

SMALL, LARGE = read_mapping(SMALL_MAPPING), read_mapping(MAPPING)
WIDER = read_mapping(SMALL_MAPPING.replace("Harbour office", "Wider") + 'note = "Note"\n')
TABLE = sheet(("Two girls", "Quay", "Ana", "13"))
FOUND = {
    "cybertipline": [(HEADER + report()).encode(), report().encode("utf-16"), b"\xef\xbb\xbf" + report().encode()],
    "calls": [b'[{"text": "a"}]', b'{"text": "a"}\n{"text": "b"}\n', b"\n [\n {}]", '[{"text": "é"}]'.encode("utf-16")],
    "mail": [b"From: a@b.invalid\nSubject: x\n\nwords\n", b"Received: from x\n by y\nX-Own: z\nDate: now\n\n"],
    "htcds": [b"prs_FirstName,prs_SecondName,prs_Gender,vic_Age\nA,B,,14\n"],
    "table": [
        TABLE,
        b"Ref;Town\n1;x\n",
        b"[Ref],Town\n1,x\n",
        b"{x},y\n",
        "Ref,Town\n".encode("utf-16"),
        b"PK\x03\x04",
    ],
}
REFUSED = {
    b"": "The file is empty.",
    b" \n\n": "The file is empty but for blanks.",
    b"\xff\xd8\xff\xe0\x00\x10JFIF": "begins like a picture. Media never comes in",
    b"\x00\x00\x00\x20ftypisom0000": "begins like a video. Media never comes in",
    b"ID3\x04\x00abc": "begins like sound. Media never comes in",
    b"<svg xmlns='x'/>": "is a picture (SVG)",
    b"\x1f\x8b\x08\x00\x00\x00": "compressed by gzip. Unpack it yourself",
    b"BZh91AY&SY": "compressed by bzip2. Unpack it yourself",
    b"Rar!\x1a\x07\x00": "a rar archive. Unpack it yourself",
    b"%PDF-1.7": "begins like a PDF",
    b"\x7fELF\x02": "begins like a program or a database",
    b"<!DOCTYPE html><p>": "is a web page",
    b"<?xml version='1.0'?><!DOCTYPE a><report/>": "declares a document type",
    b"<?xml version='1.0'?><invoice/>": "no CyberTipline report",
}


@pytest.mark.parametrize(("name", "content"), [(name, one) for name, told in FOUND.items() for one in told])
def test_a_format_is_told_by_its_content_with_evidence(name, content):
    found = recognise(content, is_whole=True)

    assert found.format == name
    assert found.evidence.endswith(".")


@pytest.mark.parametrize("content", REFUSED)
def test_what_is_read_by_nobody_is_refused_with_what_it_is_and_what_to_do(content):
    with pytest.raises(FileRefused) as refusal:
        recognise(content, is_whole=True)

    assert REFUSED[content] in str(refusal.value)


@pytest.mark.parametrize(
    ("asked", "content"), [("table", b'[{"a": 1}]'), ("calls", TABLE), ("mail", report().encode())]
)
def test_a_file_of_another_format_than_was_asked_for_is_refused(asked, content):
    for walk in (look([content], asked), read_file([content], Asked(format=asked, mapping=SMALL))):
        with pytest.raises(FileRefused, match=f"was to be read as {asked}, but is "):
            list(walk)


def read(content, **asked):
    items = list(read_file([content], Asked(**asked)))
    assert isinstance(items[0], FormatRead)
    return items[0], items[1], [item for item in items if isinstance(item, ReadRow)]


def test_a_mapping_that_was_used_before_is_found_by_the_header():
    found, header, rows = read(TABLE, profiles=(LARGE, SMALL))

    assert (found.format, found.mapping) == ("table", SMALL.digest)
    assert header == HeaderRead(("Told", "Where", "Name", "Age"), ())
    assert rows[0].tip["place"] == "Quay"


def test_of_several_the_one_that_reads_most_columns_is_taken():
    content = b"Told,Where,Name,Age,Note\na,b,c,9,d\n"

    assert read(content, profiles=(SMALL, WIDER))[0].mapping == WIDER.digest
    assert read(TABLE, profiles=(WIDER, SMALL))[0].mapping == SMALL.digest


@pytest.mark.parametrize("mark", "\t;|")
def test_the_mark_between_cells_is_the_one_that_the_header_has(mark):
    content = TABLE.replace(b",", mark.encode())

    assert read(content, mapping=SMALL)[2][0].tip["place"] == "Quay"
    assert read(content, profiles=(SMALL,))[2][0].tip["place"] == "Quay"


@pytest.mark.parametrize(("profiles", "why"), [((), "none was used before."), ((LARGE,), "fits its header.")])
def test_a_table_without_a_mapping_is_refused(profiles, why):
    with pytest.raises(FileRefused) as refusal:
        read(TABLE, profiles=profiles)

    assert str(refusal.value).endswith(why)


def test_the_case_data_standard_needs_no_mapping():
    found, _, rows = read(FOUND["htcds"][0])

    assert found.format == "htcds"
    assert len(rows) == 1


def test_a_mapping_that_is_named_goes_before_the_standard():
    mapping = read_mapping('profile = "own"\n[slots.child]\nname = "prs_FirstName"\n')

    assert read(FOUND["htcds"][0], mapping=mapping)[0].format == "table"


@given(cut(st.sampled_from([one for told in FOUND.values() for one in told]) | st.binary(max_size=60)))
def test_any_bytes_are_told_or_refused_wherever_they_are_cut(case):
    told = []
    for chunks in ([case[0]], case[1]):
        try:
            told.append(list(look(chunks)))
        except FileRefused as refusal:
            told.append(str(refusal))

    assert told[0] == told[1]


def test_the_evidence_says_nothing_of_what_the_file_holds():
    assert "Qanary" not in recognise(json.dumps([{"Qanary": "Qanary"}]).encode()).evidence
    assert "Qanary" not in recognise(b"Qanary,Town\n").evidence
