"""Files that are no text are told by how they begin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.first_bytes import PREFIXES, refuse_foreign


@pytest.mark.parametrize(("prefix", "name"), PREFIXES)
def test_a_foreign_file_is_named(prefix, name):
    with pytest.raises(FileRefused, match="begins like"):
        list(refuse_foreign(iter([prefix[:2], prefix[2:], b"rest"])))


@given(st.lists(st.binary(max_size=9), max_size=6))
def test_text_passes_unchanged(chunks):
    whole = b"Ref,Town\n" + b"".join(chunks)

    assert b"".join(refuse_foreign(iter([b"Ref,", b"Town\n", *chunks]))) == whole
