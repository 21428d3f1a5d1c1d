"""A stream cut anew is the same stream, in pieces of one size."""

from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.pieces import even


@given(st.lists(st.binary(max_size=20)), st.integers(1, 9))
def test_a_stream_stays_what_it_is_and_only_its_last_piece_is_shorter(pieces, size):
    found = list(even(pieces, size))

    assert b"".join(found) == b"".join(pieces)
    assert all(len(piece) == size for piece in found[:-1])
    assert all(0 < len(piece) <= size for piece in found)
