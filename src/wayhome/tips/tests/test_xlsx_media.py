"""No byte of media stays in the copy of a workbook that is kept, wherever it was put."""

import base64
import hashlib
import io
import struct
import zipfile
from random import Random

import pytest

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.htcds import read_htcds_of_xlsx
from wayhome.tips.engine.rows import ReadRow
from wayhome.tips.engine.xlsx_media import cuts_of_workbook, without_media
from wayhome.tips.engine.zip_directory import read_directory
from wayhome.tips.engine.zip_inflate import inflated
from wayhome.tips.tests.workbooks import archive, parts_of, row

HEADER = row(1, "First Name", "Second Name", "Gender", "Email")
# Noise behind the first bytes of a picture: it shows nothing.
PICTURE = b"\x89PNG\r\n\x1a\n" + Random(4).randbytes(4_000)
FILM = b"\x00\x00\x00\x20ftypisom" + Random(5).randbytes(4_000)
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def opened(file):
    return {entry.name: b"".join(inflated(file, entry)) for entry in read_directory(file)}


def taken_out(parts):
    content = archive(parts)
    copy, cuts = without_media(io.BytesIO(content))
    assert cuts == cuts_of_workbook(io.BytesIO(content))
    return copy, cuts


def rows_of(file):
    return [item for item in read_htcds_of_xlsx(file) if isinstance(item, ReadRow)]


def test_a_workbook_without_media_stays_the_file_that_came():
    content = archive({**parts_of(HEADER + row(2, "Ana")), "xl/printerSettings/printerSettings1.bin": b"\x01" * 900})
    file = io.BytesIO(content)

    copy, cuts = without_media(file)
    assert (copy is file, copy.read(), cuts) == (True, content, ())


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("xl/media/image1.png", PICTURE, "picture"),
        ("xl/media/image1.xml", PICTURE, "picture"),
        ("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0" + bytes(900), "picture"),
        ("xl/media/media1.mp4", FILM, "video"),
        ("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "document"),
        ("xl/vbaProject.bin", b"nobody knows", "other"),
        ("xl/printerSettings/printerSettings1.bin", PICTURE, "picture"),
        ("xl/printerSettings/printerSettings2.bin", bytes(100_000), "other"),
    ],
)
def test_a_part_that_is_no_text_leaves_its_hash(name, content, kind):
    parts = {**parts_of(HEADER + row(2, "Ana", "Rojas")), name: content}

    copy, (cut,) = taken_out(parts)
    assert (cut.sha256, cut.size_bytes, cut.kind) == (hashlib.sha256(content).hexdigest(), len(content), kind)
    assert cut.place == f"entry {list(parts).index(name) + 1}"
    kept = opened(copy)
    assert kept.keys() == parts.keys()
    assert kept[name] == f"[Wayhome cut 1: {kind} {len(content)} bytes SHA-256 {cut.sha256}]".encode()
    assert {other: kept[other] for other in kept if other != name} == {
        other: part.encode() if isinstance(part, str) else part for other, part in parts.items() if other != name
    }


@pytest.mark.parametrize("address", ["", "data:image/png;base64,"])
@pytest.mark.parametrize("is_shared", [True, False])
def test_base64_in_a_cell_is_taken_out_and_the_row_is_read(address, is_shared):
    text = address + base64.b64encode(PICTURE).decode()
    if is_shared:
        cell = '<c r="REF" t="s"><v>0</v></c>'
        parts = parts_of(HEADER + row(2, "Ana", cell, "Feminine"), strings=f"<si><t>{text}</t></si>")
    else:
        parts = parts_of(HEADER + row(2, "Ana", text, "Feminine"))

    copy, (cut,) = taken_out(parts)
    assert (cut.sha256, cut.size_bytes, cut.kind) == (SHA256, len(PICTURE), "picture")
    (read,) = rows_of(copy)
    mark = f"[Wayhome cut 1: picture {len(PICTURE)} bytes SHA-256 {SHA256}]"
    assert read.raw["Second Name"].removeprefix(address) == mark
    copy.seek(0)
    assert base64.b64encode(PICTURE)[:60] not in b"".join(opened(copy).values())


def test_several_are_all_taken_out_and_a_second_time_there_is_nothing():
    text = base64.b64encode(PICTURE).decode()
    parts = {
        **parts_of(HEADER + row(2, "Ana", text, "Feminine") + row(3, "Mei", text, "Feminine")),
        "xl/media/1.png": FILM,
    }

    copy, cuts = taken_out(parts)
    assert [one.kind for one in cuts] == ["picture", "picture", "video"]
    assert [one.place for one in cuts] == ["entry 4 line 1", "entry 4 line 1", "entry 5"]
    assert opened(copy)["xl/media/1.png"].startswith(b"[Wayhome cut 1: video ")
    again, none = without_media(copy)
    assert (again is copy, none) == (True, ())


def test_bytes_of_a_picture_bare_in_a_text_refuse_the_workbook():
    parts = {**parts_of(HEADER), "xl/comments1.xml": b"<comments>" + PICTURE}

    with pytest.raises(FileRefused, match="stand in the text"):
        without_media(io.BytesIO(archive(parts)))


def rebuilt(*, gap=b"", extra=b"", comment=b"", entry_comment=b""):
    """Write a workbook with bytes outside of its entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for number, (name, content) in enumerate(parts_of(HEADER + row(2, "Ana")).items()):
            info = zipfile.ZipInfo(name)
            if number == 0:
                info.extra, info.comment = extra, entry_comment
            whole.writestr(info, content)
            if number == 0 and gap:
                whole.fp.write(gap)
                whole.start_dir = whole.fp.tell()
        whole.comment = comment
    return out.getvalue()


FIELD = struct.pack("<2H", 0x9999, len(PICTURE)) + PICTURE
GROWTH = struct.pack("<4H", 0xA220, 504, 0xA028, 0) + bytes(500)


@pytest.mark.parametrize("where", ["gap", "extra", "comment", "entry_comment"])
def test_bytes_that_belong_to_no_entry_leave_their_hash_and_go(where):
    content = rebuilt(**{where: FIELD if where == "extra" else PICTURE})
    cuts = cuts_of_workbook(io.BytesIO(content))
    copy, told = without_media(io.BytesIO(content))

    assert PICTURE in content
    assert PICTURE not in copy.getvalue()
    assert told == cuts
    assert cuts[0].place.startswith("byte ")
    assert hashlib.sha256(FIELD if where == "extra" else PICTURE).hexdigest() in {cut.sha256 for cut in cuts}
    assert len(rows_of(copy)) == 1
    assert without_media(copy)[1] == ()


@pytest.mark.parametrize("extra", [GROWTH, struct.pack("<2HI", 0x5455, 4, 1), b""])
def test_what_programs_for_sheets_leave_between_entries_is_no_media(extra):
    content = rebuilt(extra=extra)

    assert cuts_of_workbook(io.BytesIO(content)) == ()
    assert without_media(io.BytesIO(content))[0].read() == content


def test_room_for_growth_that_holds_something_is_taken_out():
    assert cuts_of_workbook(io.BytesIO(rebuilt(extra=GROWTH[:300] + b"x" * 208)))
