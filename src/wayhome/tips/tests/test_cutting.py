"""Bytes of media are found in any text and cut out: the run, the whole run and nothing but the run."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.cutting import MARK, encoding_of_marks, find_cuts, kind_within, mark_of, without
from wayhome.tips.engine.media_bytes import kind_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 4
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 3
MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 3
ZIP = b"PK\x03\x04" + bytes(range(256)) * 3


def coded(content):
    return base64.b64encode(content).decode()


def in_lines(run):
    return "\n".join(run[at : at + 76] for at in range(0, len(run), 76))


WRITTEN = {
    "a cell of csv": ("Ref,Photo,Age\n1,{},14\n", coded(PNG), "picture", PNG),
    "the last cell before another row": ("Ref,Age,Photo\n1,14,{}\nR2,13,none\n", coded(JPEG), "picture", JPEG),
    "a field of json": ('[{{"text": "a", "photo": "{}"}}]', coded(MP4), "video", MP4),
    "json with escaped strokes": ('{{"a": "{}"}}', coded(JPEG).replace("/", "\\/"), "picture", JPEG),
    "an element of xml": ("<report><file>{}</file></report>", coded(ZIP), "archive", ZIP),
    "xml in lines": ("<file>\n{}\n</file>", in_lines(coded(PNG)), "picture", PNG),
    "a data address": ("see {} here", "data:image/png;base64," + coded(PNG), "picture", PNG),
    "the alphabet of addresses": ("x={}&y=1", base64.urlsafe_b64encode(JPEG).decode(), "picture", JPEG),
    "hexadecimal": ("1;{};2", "0x" + PNG.hex().upper(), "picture", PNG),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("step", [7, 10**6])
def test_the_run_is_cut_and_nothing_else(name, encoding, step):
    pattern, run, kind, content = WRITTEN[name]
    whole = pattern.format(run).encode(encoding)
    chunks = [whole[at : at + step] for at in range(0, len(whole), step)]

    (splice,) = find_cuts(chunks)

    assert (splice.cut.kind, splice.cut.size_bytes) == (kind, len(content))
    assert splice.cut.sha256 == hashlib.sha256(content).hexdigest()
    copy = b"".join(without(chunks, [splice], is_wide=encoding_of_marks(whole))).decode(encoding)
    assert copy == pattern.format(mark_of(1, splice.cut))
    assert MARK.search(copy)


def test_several_are_cut_in_order_and_each_names_its_line():
    text = f"a\n{coded(PNG)},{coded(JPEG)}\nb\n{coded(MP4)}\n".encode()

    splices = list(find_cuts([text]))

    assert [one.cut.place for one in splices] == ["line 2", "line 2", "line 4"]
    copy = b"".join(without([text[:50], text[50:]], splices))
    assert [found[1] for found in MARK.finditer(copy.decode())] == ["1", "2", "3"]
    assert copy.endswith(b"]\n")


@pytest.mark.parametrize(
    "text",
    [
        "She said /9j/ twice and iVBORw0KGgo once.",
        "http://www.example.org/" + "a" * 200,
        "ref " + base64.b64encode(b"only words, and a good many of them, so that the run is long enough" * 3).decode(),
        "data:text/plain,hello",
        "TVqQ",
        "0123456789" * 40,
    ],
)
def test_a_text_without_media_is_left_alone(text):
    assert list(find_cuts([text.encode()])) == []


@pytest.mark.parametrize("content", [PNG, JPEG, MP4])
def test_bare_bytes_in_a_text_refuse_it(content):
    with pytest.raises(FileRefused, match=r"at byte 8\. Media never comes in"):
        list(find_cuts([b"Ref,Age\n" + content[:3], content[3:]]))


@given(st.binary(max_size=400), st.integers(1, 90))
def test_any_bytes_are_gone_through_and_come_back_whole_where_nothing_is_cut(content, step):
    chunks = [content[at : at + step] for at in range(0, len(content), step)]
    try:
        splices = list(find_cuts(chunks))
    except FileRefused:
        return

    assert splices or b"".join(without(chunks, splices)) == content


def test_what_is_found_is_of_its_kind():
    assert [kind_of(one) for one in (PNG, JPEG, MP4, ZIP, b"Ref,Town\n", b"\xff\xfeR\x00")] == [
        "picture", "picture", "video", "archive", None, None,
    ]  # fmt: skip


def test_a_reader_finds_what_was_not_cut():
    assert kind_within("ok " + coded(PNG)) == "picture"
    assert kind_within("a long story " * 50) is None
