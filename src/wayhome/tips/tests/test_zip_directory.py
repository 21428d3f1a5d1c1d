"""The directory of an archive is judged before a byte is inflated, and its promises are counted while they are kept."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.zip_directory import ENTRIES_MAX, read_directory
from wayhome.tips.engine.zip_inflate import inflated
from wayhome.tips.tests.workbooks import archive, of_raw_entries, with_lies

ONE = {"a.xml": b"<a/>" * 50}


def entries_of(content):
    return read_directory(io.BytesIO(content))


def contents_of(content):
    file = io.BytesIO(content)
    return {entry.name: b"".join(inflated(file, entry)) for entry in read_directory(file)}


def refusal_of(content):
    with pytest.raises(FileRefused) as refused:
        contents_of(content)
    return str(refused.value)


def test_an_archive_gives_what_was_put_in():
    parts = {"a.xml": b"<a/>" * 5_000, "b/c.xml": b"", "d.bin": bytes(range(256)) * 600}

    assert contents_of(archive(parts, stored=["d.bin"])) == parts


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}\.xml", fullmatch=True), st.binary(max_size=200_000), max_size=4))
def test_it_reads_as_python_reads(parts):
    content = archive(parts)
    with zipfile.ZipFile(io.BytesIO(content)) as theirs:
        assert contents_of(content) == {name: theirs.read(name) for name in theirs.namelist()}


def test_a_folder_and_the_wide_sizes_of_a_stream_are_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("xl/", b"")
        with whole.open("xl/a.xml", "w", force_zip64=True) as part:
            part.write(b"<a/>")

    assert contents_of(out.getvalue()) == {"xl/": b"", "xl/a.xml": b"<a/>"}


def with_wide_end(content, **lies):
    """Write the end record wide besides, as Java programs do for every workbook."""
    at = content.rindex(b"PK\x05\x06")
    count, directory_bytes, directory_at = struct.unpack_from("<H2L", content, at + 10)
    told = {"count": count, "bytes": directory_bytes, "directory_at": directory_at, "at": at} | lies
    numbers = (told["count"], told["count"], told["bytes"], told["directory_at"])
    record = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, *numbers)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, told["at"], 1)
    return content[:at] + record + locator + content[at:]


def test_an_archive_with_a_wide_end_is_read():
    assert contents_of(with_wide_end(archive(ONE))) == ONE


@pytest.mark.parametrize("lies", [{"at": 7}, {"count": 2**40}, {"count": 2}, {"bytes": 7}, {"directory_at": 2**50}])
def test_a_wide_end_that_lies_is_found_out(lies):
    assert refusal_of(with_wide_end(archive(ONE), **lies))


def test_sixty_thousand_entries_are_refused_unread():
    content = of_raw_entries((f"{number}.xml".encode(), b"") for number in range(60_000))

    assert f"60,000 entries; at most {ENTRIES_MAX:,}" in refusal_of(content)


def test_an_entry_that_would_grow_without_measure_is_not_opened():
    content = archive({"a.xml": bytes(20 * 2**20)})

    assert "grow to more than 100 times its size" in refusal_of(content)


def test_a_legal_sheet_that_grows_twentyfold_is_opened():
    row = b"<row><c t='s'><v>%d</v></c><c t='s'><v>%d</v></c></row>"
    sheet = b"".join(row % (number, number * 7 % 1_000) for number in range(300_000))

    assert len(archive({"a.xml": sheet})) * 8 < len(sheet) > 10_000_000
    assert contents_of(archive({"a.xml": sheet})) == {"a.xml": sheet}


def test_many_entries_that_grow_a_little_are_refused_together():
    parts = {f"{number}.xml": bytes(2**20) for number in range(200)}

    assert "The archive would grow from" in refusal_of(archive(parts))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"size": 100}, "holds more than it says"),
        ({"size": 300}, "is damaged or cut off"),
        ({"crc": 1}, "is damaged or cut off"),
        ({"flags": 1}, "is encrypted"),
        ({"method": 12}, "is compressed in a way that no sheet uses"),
        ({"made_by": 0x031E, "outside": 0o120777 << 16}, "is a link to somewhere else"),
        ({"offset": 1}, "is not where the directory says"),
        ({"packed": 10_000}, "runs into the directory"),
        ({"size": 0xFFFFFFFF}, "does not say how large it is"),
    ],
)
def test_a_directory_that_lies_is_found_out(told, sentence):
    assert sentence in refusal_of(with_lies(archive(ONE), name="a.xml", **told))


@pytest.mark.parametrize(
    "name",
    [b"../a.xml", b"/etc/a.xml", b"C:a.xml", b"xl\\a.xml", b"xl//a.xml", b"./a.xml", b"a\nb"],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name):
    assert "names a place outside of it" in refusal_of(of_raw_entries([(name, b"x")]))


def test_two_entries_over_the_same_bytes_are_refused():
    content = archive({"a.xml": b"x" * 500, "b.xml": b"y" * 500})
    lying = with_lies(content, name="a.xml", packed=200)

    assert "share bytes" in refusal_of(lying)


def test_two_entries_of_one_name_are_refused():
    assert "have the same name" in refusal_of(of_raw_entries([(b"a.xml", b"1"), (b"A.xml", b"2")]))


@pytest.mark.parametrize("name", ["inside.zip", "xl/embeddings/Sheet.xlsx", "x.tar.gz"])
def test_an_archive_inside_an_archive_is_refused(name):
    assert "is an archive itself" in refusal_of(archive({name: archive(ONE)}))


def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut():
    content = archive({"a.xml": bytes(range(256)) * 40, "b.xml": b"<b/>"})

    for length in range(0, len(content), 7):
        assert refusal_of(content[:length])


def test_what_stands_before_or_after_the_archive_is_not_overlooked():
    content = archive(ONE)

    assert refusal_of(content + b"more")
    assert refusal_of(b"before" + content)
    assert refusal_of(content[:-2] + b"\x05\x00")


@given(st.data())
def test_no_change_of_a_byte_escapes_as_anything_but_a_sentence(data):
    content = bytearray(archive({"a.xml": b"<a/>" * 90, "b/c.xml": b"text"}))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    with suppress(FileRefused):
        assert contents_of(bytes(content)).keys()
