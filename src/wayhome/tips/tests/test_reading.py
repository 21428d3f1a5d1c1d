"""What a free text says that can be proposed: found where it stands, never more, and in proportion to its length."""

import re._constants as opcodes
import re._parser as parser
from dataclasses import replace
from datetime import date
from time import process_time
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.dates import PartialDate
from wayhome.tips.engine import reading as subject
from wayhome.tips.engine.reading import KIND_READINGS_MAX, KINDS, READ_CHARS_MAX, find_readings, rules

DAY = date(2026, 3, 1)
texts = st.text(max_size=200) | st.lists(
    st.sampled_from(
        ["14", "years old", "about", "unos", "años", "ans", "tonight", "+57 300 555 0100", "3 May", " ", "-", "@", "or"]
    )
).map(" ".join)


def found(text, **options):
    return [(text[one.start : one.end], one.kind, dict(one.value)) for one in find_readings(text, on=DAY, **options)]


def test_a_tip_in_english_by_hand():
    text = (
        "Two girls, maybe 13 or 14 years old, taken yesterday; "
        "call +57 300 555-0100 tonight after 9:30 pm or ana@example.org."
    )

    assert found(text) == [
        ("13 or 14 years old", "age", {"years_min": 13, "years_max": 14}),
        ("yesterday", "date", {"when": "2026-02-28"}),
        ("+57 300 555-0100", "phone", {"value": "+573005550100"}),
        ("tonight", "now", {}),
        ("9:30 pm", "clock", {"clock": "21:30"}),
        ("ana@example.org", "email", {"value": "ana@example.org"}),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("about 14 years old", "age", {"years_min": 12, "years_max": 16}),
        ("a 14-year-old", "age", {"years_min": 14, "years_max": 14}),
        ("aged fourteen", "age", {"years_min": 14, "years_max": 14}),
        ("under 15", "age", {"years_max": 14}),
        ("over 30 years old", "age", {"years_min": 30}),
        ("between 12 and 14", "age", {"years_min": 12, "years_max": 14}),
        ("una niña de catorce años", "age", {"years_min": 14, "years_max": 14}),
        ("unos 14 años", "age", {"years_min": 12, "years_max": 16}),
        ("menor de 15 años", "age", {"years_max": 14}),
        ("une fille de 14 ans", "age", {"years_min": 14, "years_max": 14}),
        ("environ quatorze ans", "age", {"years_min": 12, "years_max": 16}),
        ("moins de 15 ans", "age", {"years_max": 14}),
        ("cerca de 14 anos", "age", {"years_min": 12, "years_max": 16}),
        ("a girl, maybe 12 or 13, at the harbour", "age", {"years_min": 12, "years_max": 13}),
        ("A girl, about 13, waits", "age", {"years_min": 11, "years_max": 15}),
        ("a girl of 9 is taken away", "age", {"years_min": 9, "years_max": 9}),
        ("a boy (10) and a man", "age", {"years_min": 10, "years_max": 10}),
        ("my daughter is fourteen.", "age", {"years_min": 14, "years_max": 14}),
        ("the girl is 14 and afraid", "age", {"years_min": 14, "years_max": 14}),
        ("two girls, 12 and 14, at the gate", "age", {"years_min": 12, "years_max": 14}),
        ("two girls of 13", "age", {"years_min": 13, "years_max": 13}),
        ("una niña de 12 en la plaza", "age", {"years_min": 12, "years_max": 12}),
        ("mi hermano tiene 15.", "age", {"years_min": 15, "years_max": 15}),
        ("une fille, 14 ou 15", "age", {"years_min": 14, "years_max": 15}),
        ("uma menina, talvez 11", "age", {"years_min": 9, "years_max": 13}),
        ("8 months old", "age", {"years_min": 0, "years_max": 0}),
        ("on 2026-02-27", "date", {"when": "2026-02-27"}),
        ("on 27/02/2026", "date", {"when": "2026-02-27"}),
        ("on 03/04/2026", "date", {"when": "2026-03-04/2026-04-03"}),
        ("on 5 March", "date", {"when": "2026-03-05"}),
        ("on Dec. 28th", "date", {"when": "2025-12-28"}),
        ("el 3 de mayo de 2025", "date", {"when": "2025-05-03"}),
        ("le 1er août 2025", "date", {"when": "2025-08-01"}),
        ("pasado mañana", "date", {"when": "2026-03-03"}),
        ("demain", "date", {"when": "2026-03-02"}),
        ("à 14h30", "clock", {"clock": "14:30"}),
        ("at 12 am", "clock", {"clock": "00:00"}),
        ("ahora mismo", "now", {}),
        ("cette nuit", "now", {}),
        ("٠٣٠٠٥٥٥٠١٠٠", "phone", {"value": "03005550100"}),
        ("(030) 5550-1000", "phone", {"value": "03055501000"}),
    ],
)
def test_it_finds_what_people_write(text, kind, value):
    assert [(one_kind, one_value) for _, one_kind, one_value in found(text)] == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "", "14 years ago", "for 14 years", "hace 14 años", "il y a 14 ans", "há 14 anos", "31/02/2026", "30 February",
        "25:61", "room 14", "a@b", "known", "knowing", "snow", "under 15 people", "12345", "1" * 16, "over 20 km",
        "the ants 14ants", "maybe 12 or 13 people", "a girl, 5 km away", "the girl, 2 streets away",
        "boys of 3 families", "girls, about 20 people", "gate 11. A boy",
        "the children are 3.", "boys, 4, waiting", "los niños son 3.", "children of two countries", "fille de un homme",
        "a girl is 1.60 m", "girl, about 5'2",
    ],
)  # fmt: skip
def test_it_leaves_the_rest_alone(text):
    assert found(text) == []


def test_without_a_day_nobody_knows_when_yesterday_was():
    assert find_readings("yesterday, 5 March, 5 March 2026")[0].value == {"when": "2026-03-05"}
    assert len(find_readings("yesterday, 5 March, 5 March 2026")) == 1


def test_a_language_can_be_chosen():
    assert found("14 años, aged 14", languages=("es",)) == [("14 años", "age", {"years_min": 14, "years_max": 14})]
    assert [kind for _, kind, _ in found("14 años, ana@example.org", languages=("sw",))] == ["email"]


@given(texts)
def test_each_reading_has_its_place_and_none_overlap(text):
    readings = find_readings(text, on=DAY)

    ends = [0, *(one.end for one in readings)]
    assert all(one.start >= end and one.end > one.start for one, end in zip(readings, ends, strict=False))
    assert all(one.kind in KINDS and one.rule for one in readings)


@given(texts)
def test_every_date_it_finds_is_one(text):
    for one in find_readings(text, on=DAY):
        if one.kind == "date":
            assert PartialDate.parse(one.value["when"]).text == one.value["when"]


@given(texts, st.integers(1, 5))
def test_what_stands_after_a_reading_on_the_next_line_changes_nothing_before_it(text, lines):
    far = "\n" * (30 * lines)

    before = find_readings(text, on=DAY)
    both = find_readings(text + far + "x", on=DAY)

    assert [one for one in both if one.end <= len(text)] == list(before)


@given(texts)
def test_a_rule_is_never_left_untried_where_it_would_find_something(text):
    unasked = [replace(rule, needs=()) for rule in rules()]
    with patch.object(subject, "rules", lambda: unasked):
        expected = find_readings(text, on=DAY)

    assert find_readings(text, on=DAY) == expected


def _repeats(tree):
    """Give the bounds of every repetition in a parsed pattern, whatever it stands in."""
    for opcode, argument in tree:
        if opcode in {opcodes.MAX_REPEAT, opcodes.MIN_REPEAT}:
            yield argument[1]
            yield from _repeats(argument[2])
        elif opcode is opcodes.SUBPATTERN:
            yield from _repeats(argument[3])
        elif opcode is opcodes.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch)
        elif opcode in {opcodes.ASSERT, opcodes.ASSERT_NOT}:
            yield from _repeats(argument[1])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_repetition_in_every_rule_has_a_bound(rule):
    assert all(bound <= 64 for bound in _repeats(parser.parse(rule.pattern.pattern)))


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1-", "a.", "a@", "a@a.", "a-", "+", "(1", "between 1", "under ", "31/", "unos ", "\u0661", "1 o ",
        "girl 1 ", "niña, unos ",
    ],
)  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion(piece):
    text = piece * (READ_CHARS_MAX // len(piece))
    started = process_time()

    find_readings(text, on=DAY)

    assert process_time() - started < 8


def test_nothing_is_read_beyond_the_limit():
    text = "x " * (READ_CHARS_MAX // 2) + "ana@example.org"

    assert find_readings(text) == ()


@pytest.mark.parametrize("words", ["12/05/1999", "girl of 11,", "+57 300 555 0100", "at 23:15,", "3 May,"])
def test_a_text_made_of_nothing_else_is_read_to_the_two_hundredth(words):
    text = " ".join([words] * (99_000 // (len(words) + 1)))
    began = process_time()
    readings = find_readings(text, on=DAY)

    assert len(readings) == KIND_READINGS_MAX
    assert len({one.kind for one in readings}) == 1  # what is left of one kind passes for no other
    assert readings == find_readings(text[: (len(words) + 1) * KIND_READINGS_MAX], on=DAY)
    assert process_time() - began < 0.5
