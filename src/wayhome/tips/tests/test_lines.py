"""Lines and rows: every line is some row's, bounds hold, and hostile quotes cost time in proportion."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.tips.engine import lines as subject
from wayhome.tips.engine.lines import ROW_CHARS_MAX, ROW_LINES_MAX, lines_of, rows_of

texts = st.lists(st.sampled_from(["a", ",", '"', "\n", "\r", "\r\n", "\u2028", "\x0c", "é"]), max_size=40).map("".join)


def rows(text):
    return list(rows_of(lines_of(iter([text])), delimiter=",", quote='"'))


@given(texts, st.lists(st.integers(0, 40), max_size=5))
def test_lines_do_not_depend_on_how_the_text_was_cut(text, places):
    cuts = sorted({min(place, len(text)) for place in places})
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    assert list(lines_of(iter(pieces))) == list(lines_of(iter([text])))


@given(texts)
def test_lines_hold_the_whole_text_with_one_kind_of_end(text):
    plain = text.replace("\r\n", "\n").replace("\r", "\n")

    joined = "".join(lines_of(iter([text])))

    assert joined.rstrip("\n") == plain.rstrip("\n")


@given(texts)
def test_every_line_belongs_to_exactly_one_row(text):
    assert "".join(row.text for row in rows(text)) == "".join(lines_of(iter([text])))


def test_only_carriage_returns_and_line_feeds_end_a_line():
    assert list(lines_of(iter(["a\u2028b\x0cc\x85d\n"]))) == ["a\u2028b\x0cc\x85d\n"]


def test_a_line_without_an_end_is_never_held_whole():
    pieces = ("x" * 100_000 for _ in range(100))

    (line, after) = lines_of(piece for piece in [*pieces, "\nnext"])

    assert len(line) == ROW_CHARS_MAX + 1
    assert after == "next\n"


def test_the_lines_that_an_open_quote_swallowed_are_read_again():
    told = rows('1,"a\n2,b\n3,c\n')

    assert [row.cells for row in told] == [None, ["2", "b"], ["3", "c"]]
    assert told[0].wrong == "opens a quote that is never closed"


def test_a_quote_that_is_closed_too_late_stops_at_the_bound():
    told = rows('1,"a\n' + "2,b\n" * (ROW_LINES_MAX + 10))

    assert told[0].wrong == f"opens a quote that is not closed within {ROW_LINES_MAX:,} lines"
    assert len(told) == ROW_LINES_MAX + 11


def test_a_mark_that_is_declared_as_no_quote_is_a_letter():
    (row,) = rows_of(iter(['1,"a\n']), delimiter=",", quote=None)

    assert row.cells == ["1", '"a']


def test_a_budget_ends_the_reading_again(monkeypatch):
    monkeypatch.setattr(subject, "READ_AGAIN_CHARS_MAX", 10)

    (row, after) = rows('1,"a\n' + "2,b\n" * ROW_LINES_MAX + "3,c\n")

    assert row.wrong.endswith("lines after it could not be told from it")
    assert row.text.count("\n") == ROW_LINES_MAX + 1
    assert after.cells == ["3", "c"]


@pytest.mark.parametrize("line", ['x",y,"z\n', '"\n', '"a""\n', ',"\n', '"",""",\n'])
def test_lines_that_each_open_a_quote_cost_no_square(line):
    started = process_time()

    count = len(rows(line * 100_000))

    assert count > 0
    assert process_time() - started < 5
