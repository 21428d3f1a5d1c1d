"""What is an identifier of a record, and what only looks like one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.kernel.identifiers import parse_id


def test_an_identifier_is_read_with_and_without_its_dashes():
    expected = UUID("0192f0c4-7a2b-7c3d-8e4f-5a6b7c8d9e0f")

    assert parse_id(" 0192f0c4-7a2b-7c3d-8e4f-5a6b7c8d9e0f ") == expected
    assert parse_id("0192F0C47A2B7C3D8E4F5A6B7C8D9E0F") == expected


@given(st.uuids())
def test_what_is_written_is_read_back(identifier):
    assert parse_id(str(identifier)) == identifier


@pytest.mark.parametrize("text", ["", "WH-7K3M-9QXT-4ZB", "0192f0c4-7a2b-7c3d-8e4f-5a6b7c8d9e0", "'; drop table"])
def test_anything_else_is_refused_without_repeating_it(text):
    with pytest.raises(BadInput, match="32 hexadecimal digits") as refusal:
        parse_id(text)

    assert not text or text not in str(refusal.value)
