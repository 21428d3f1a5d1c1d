"""The digest of a row is that of its canonical JSON."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.canonical import digest
from wayhome.tips.engine.row_digest import row_digest, text_digest

cells = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(st.dictionaries(cells, cells, max_size=6))
def test_it_is_the_digest_of_rfc_8785(row):
    assert row_digest(tuple(row))(list(row.values())) == digest(row).hex()


@given(st.dictionaries(cells, cells, min_size=2, max_size=6))
def test_the_order_of_the_columns_does_not_matter(row):
    turned = dict(reversed(row.items()))

    assert row_digest(tuple(row))(list(row.values())) == row_digest(tuple(turned))(list(turned.values()))


def test_by_hand():
    assert row_digest(("b", "a"))(["2", '"']) == hashlib.sha256(rb'{"a":"\"","b":"2"}').hexdigest()
    assert text_digest("a") == hashlib.sha256(b"a").hexdigest()
