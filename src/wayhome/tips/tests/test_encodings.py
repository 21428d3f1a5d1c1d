"""Bytes to text: every encoding of the list, marks that outweigh it, and bytes that are no character."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.encodings import EAST_ASIAN, ENCODINGS, check_encoding, decoded, shown
from wayhome.tips.engine.mapping_table import Table


def text_of(content, encoding):
    return "".join(decoded(iter([content]), encoding))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_of_the_list_reads_what_it_wrote(encoding):
    assert text_of("Ref,Town\r\n1,Cali\r\n".encode(encoding), encoding) == "Ref,Town\r\n1,Cali\r\n"


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufeff")))
def test_a_mark_at_the_beginning_outweighs_the_declaration(text):
    assert text_of(b"\xef\xbb\xbf" + text.encode(), "cp1252") == text
    assert text_of(text.encode("utf-16"), "cp1252") == text
    assert text_of(b"\xfe\xff" + text.encode("utf-16-be"), "utf-8") == text


@given(st.binary(), st.sampled_from(ENCODINGS))
def test_any_bytes_become_text(content, encoding):
    assert isinstance(text_of(content, encoding), str)


@given(st.binary(), st.sampled_from([one for one in ENCODINGS if one not in EAST_ASIAN]), st.integers(1, 5))
def test_how_the_bytes_are_cut_changes_nothing(content, encoding, size):
    pieces = [content[start : start + size] for start in range(0, len(content), size)]

    assert "".join(decoded(iter(pieces), encoding)) == text_of(content, encoding)


@given(st.text(max_size=20), st.sampled_from(sorted(EAST_ASIAN)), st.integers(1, 5))
def test_how_good_text_is_cut_changes_nothing_in_any_encoding(text, encoding, size):
    content = text.encode(encoding, "ignore")
    pieces = [content[start : start + size] for start in range(0, len(content), size)]

    assert "".join(decoded(iter(pieces), encoding)) == text_of(content, encoding)


def test_a_byte_that_is_no_character_is_marked_and_can_be_shown():
    text = text_of(b"Jos\xe9,1", "utf-8")

    assert text == "Jos\udce9,1"
    assert shown(text) == "Jos\\xe9,1"


def test_a_broken_pair_of_an_east_asian_encoding_spoils_its_line_alone():
    text = text_of(b'\x81",' + "王\n王\n".encode("gb18030"), "gb18030")

    first, second, _ = text.split("\n")
    assert first.startswith("\udc81")
    assert '",' in first
    assert second == "王"


def test_half_a_character_of_utf_16_is_marked():
    assert text_of(b"\xff\xfea\x00\x00\xd8b\x00", "utf-8") == "a\ud800b"
    assert text_of(b"\xff\xfea\x00b", "utf-8") == "a\udc00"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "gb18030"])
def test_a_file_of_wrong_bytes_takes_time_in_proportion(encoding):
    started = process_time()

    text_of(b"\x81\xff\x00\xdc" * 1_000_000, encoding)

    assert process_time() - started < 4


def test_what_is_shown_can_be_written_as_utf_8():
    assert shown("a\0b\ud800c\u202e").encode() == "a\\x00b\\ud800c\u202e".encode()


@pytest.mark.parametrize("name", ["latin-1", "LATIN1", "ISO-8859-1"])
def test_an_encoding_is_known_by_any_of_its_names(name):
    assert check_encoding(Table({"encoding": name}), "encoding") == "iso8859-1"


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "rot13", "base64", "idna", "no such", "\0"])
def test_an_encoding_that_is_no_plain_text_is_refused(name):
    with pytest.raises(BadInput, match="not in the list"):
        check_encoding(Table({"encoding": name}), "encoding")
