"""Sheets for the properties: sane ones, broken ones, and any bytes at all, cut into pieces anywhere."""

import csv
import io

from hypothesis import strategies as st

from wayhome.tips.engine.mapping import read_mapping

COLUMNS = ("Ref", "Account", "Name", "Age", "Seen", "Sex")
MAPPING_TEXT = """
profile = "test"
time_zone = "Europe/Rome"
record_id = "Ref"
unknown = ["n/a", "-99"]
dates.style = "dmy"
tip.text = "Account"

[slots.person]
name = "Name"
age = "Age"
sex = "Sex"
whereabouts = { column = "Account", when_column = "Seen" }
"""
MAPPING = read_mapping(MAPPING_TEXT)

# No controls, no halves of characters, no overrides: what may stand in a good cell.
good_letters = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
words = st.text(good_letters | st.sampled_from(" ,;\"\n'="), max_size=30)
ages = st.sampled_from(["", "14", "13-15", "about 14", "n/a"])
days = st.dates().filter(lambda day: 1900 <= day.year <= 2100).map("{:%d/%m/%Y}".format)
sexes = st.sampled_from(["", "f", "male", "-99"])
good_rows = st.tuples(st.integers(1, 10**6).map(str), words, words, ages, days | st.just(""), sexes)
good_sheets = st.lists(good_rows, max_size=20)

# What breaks readers, mixed with what does not.
_shards = st.sampled_from(
    [
        b'"',
        b'""',
        b'",',
        b',"',
        b",",
        b";",
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xfe\xff",
        b"\xed\xa0\x80",
        "\u202e".encode(),
        "\u2028".encode(),
        b"\x1a",
        b"\x85",
        b"a",
        b"14",
        b"31/02/2009",
        b"=1+1",
        b"\xef\xbb\xbf",
        ",".join(COLUMNS).encode() + b"\n",
        b'x",y,"z\n',
    ]
)
shards = st.lists(_shards | st.binary(max_size=8), max_size=60).map(b"".join)
hostile = shards | shards.map(lambda rest: ",".join(COLUMNS).encode() + b"\n" + rest)


def written(rows, *, line_end="\r\n") -> bytes:
    """Write a sheet as a spreadsheet program does."""
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    return text.getvalue().encode()


@st.composite
def cut(draw, contents):
    """Draw some bytes, and the same bytes cut into pieces."""
    whole = draw(contents)
    places = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=12)))
    pieces = [whole[start:end] for start, end in zip([0, *places], [*places, len(whole)], strict=True)]
    return whole, pieces
