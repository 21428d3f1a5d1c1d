"""Calls as JSON: a list or lines, each call read or set aside alone, however hostile the file is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.calls import read_calls
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRelation, ReadRow, SetAside
from wayhome.tips.tests.strategies import cut

GIRL = {"slot": "girl", "name": "Ana Lind", "age": "13-15", "sex": "girl", "phone": ["+999 1", "+999 2"]}
CALL = {
    "text": "A girl waits at the ferry hall tonight.", "place": "Port Selin", "when": "2026-03-04T21:30",
    "language": "uk", "contact": "+999 7", "country": "CO", "danger_now": True, "record_id": 17,
    "people": [GIRL, {"slot": "driver", "alias": "Toto", "role": "transporter"}],
    "relations": [{"from": "driver", "kind": "moved", "to": "girl"}],
}  # fmt: skip


def read(content, **more):
    content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    items = list(read_calls([content], **more))
    assert items[0] == HeaderRead((), ())
    assert isinstance(items[-1], Progress)
    return [item for item in items[1:] if not isinstance(item, Progress)]


def reasons(content):
    return [getattr(item, "reason", None) for item in read(content)]


def test_a_call_becomes_a_tip_with_its_people():
    (row,) = read(json.dumps([CALL]))

    assert row.place == "call 1"
    assert row.record_id == "17"
    assert row.tip == {
        "channel": "hotline", "text": CALL["text"], "place": "Port Selin", "contact": "+999 7", "language": "uk",
        "country": "CO", "danger_now": True, "when": "2026-03-04", "when_earliest": "2026-03-04",
        "when_latest": "2026-03-04", "when_precision": "day", "when_clock": "21:30",
    }  # fmt: skip
    girl, driver = row.people
    assert [(one.kind, one.value, one.column) for one in girl.statements] == [
        ("name", {"text": "Ana Lind", "name_kind": "full"}, "/people/0/name"),
        ("age", {"years_min": 13, "years_max": 15}, "/people/0/age"),
        ("sex", {"code": "female"}, "/people/0/sex"),
        ("contact", {"contact_kind": "phone", "value": "+999 1"}, "/people/0/phone"),
        ("contact", {"contact_kind": "phone", "value": "+999 2"}, "/people/0/phone"),
    ]
    assert driver.statements[1].value == {"role": "transporter"}
    assert row.relations == (ReadRelation("driver", "moved", "girl", "/relations/0"),)
    assert row.raw["/people/0/phone/1"] == "+999 2"


def test_a_word_that_may_be_a_name_becomes_a_number_and_its_relations_follow():
    people = [{"slot": word, "alias": "x"} for word in ("Lina Sarovan", "person 1", "Girl", "girl 2")]
    told = {"people": people, "relations": [{"from": "Girl", "kind": "moved", "to": "Lina Sarovan"}]}
    (row,) = read(json.dumps([told]))

    assert [person.slot for person in row.people] == ["person 1", "person 2", "girl", "girl 2"]
    assert row.relations == (ReadRelation("girl", "moved", "person 1", "/relations/0"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("write", ["list", "lines", "pretty"])
def test_a_list_and_lines_say_the_same(encoding, write):
    calls = [{"text": f'Call {number}, “ä” 王 \\ "x" [,] {{}}'} for number in range(3)]
    content = {
        "list": json.dumps(calls), "lines": "\n".join(json.dumps(one, ensure_ascii=False) for one in calls) + "\n",
        "pretty": json.dumps(calls, indent=3, ensure_ascii=False),
    }[write].encode(encoding)  # fmt: skip

    assert [row.tip["text"] for row in read(content)] == [one["text"] for one in calls]


def test_the_same_call_has_one_digest_however_it_is_written():
    one, two = read('[{"text": "a", "place": "b"}, {"place":"b",\n "text":"a"}]')

    assert one.digest == two.digest


def test_words_for_a_day_stay_words():
    (row,) = read('[{"text": "a", "when": "last spring"}]')

    assert row.tip["when"] == "last spring"


GOOD = '{"text": "good"}'
WRONG = {
    '{"text": "a", "text": "b"}': "The call has the same key twice in one object, so that nobody can know",
    '{"text": "a", "__proto__": {"x": 1}}': "The call has a key that misleads programs",
    '{"text": "a", "people": [{"constructor": 1}]}': "The call has a key that misleads programs",
    '{"text": NaN}': "The call has a number that is none",
    '{"text": -Infinity}': "The call has a number that is none",
    '{"text": "a", "record_id": ' + "9" * 5000 + "}": "The call has a number of more than 20 digits.",
    '{"text": "a", "record_id": 1e999999}': "The call has a number that is not whole",
    '{"text": "a\\u0000b"}': "The call holds a NUL character.",
    '{"text": "a\\u202eb"}': "The call holds a control character that turns the direction of writing.",
    '{"text": "a\\ud800b"}': "The call holds bytes that are no character",
    '{"text": "a", "txet": "b"}': "In the call, “txet”: a call has no such key",
    '{"text": "a", "people": [{"naem": "b"}]}': "In the call, “naem”: a person has no such key",
    '{"text": "a", "people": [{"age": "green"}]}': "In the call, “age”: it ",
    '{"text": "a", "people": [{"birth": "31/02/2009"}]}': "In the call, “birth”: it ",
    '{"text": "a", "people": [{"sex": "q"}]}': "In the call, “sex”: expected one of female",
    '{"text": "a", "people": [{"name": "a", "slot": "x"}, {"name": "b", "slot": "x"}]}': "In the call, “slot”: two",
    '{"text": "a", "danger_now": "yes"}': "In the call, “danger_now”: expected true or false.",
    '{"text": "a", "relations": [{"from": "x", "kind": "knows", "to": "y"}]}': "In the call, “relations”: expected",
    '{"text": 5}': "In the call, “text”: expected a text.",
    "{}": "In the call, “text”: there are no words, and nobody is named.",
    "nope": "The call is no JSON: it cannot be read at character 1.",
    "17": "The call is no object; expected {…}.",
    '{"text": "never closed}': "The call is no JSON",
    '{"text": ' + "[" * 500 + "]" * 500 + "}": "The call is nested 501 deep; at most 12 fit.",
    '{"text": "' + "x" * 1_000_001 + '"}': "The call is longer than 1,000,000 characters.",
    '{"text": "' + "x" * 200_000 + '"}': "In the call, “text”: 200,000 characters, at most 100,000 fit.",
    '{"text": "' + "/9j/4AAQSkZJRgABAQ\\u0041" + "A" * 200 + '"}': "The call holds the bytes of a picture",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_sets_one_call_aside_and_the_next_goes_in(wrong):
    before, aside, after = read(f"[{GOOD}, {wrong}\n, {GOOD}]")

    assert isinstance(before, ReadRow)
    assert isinstance(after, ReadRow)
    assert aside.place == "call 2"
    assert aside.reason.startswith(WRONG[wrong])
    assert aside.reason.endswith(".")


def test_a_broken_line_of_lines_does_not_swallow_the_next():
    assert [type(item) for item in read(f'{GOOD}\n{{"text": "open\n{GOOD}\n')] == [ReadRow, SetAside, ReadRow]


@pytest.mark.parametrize(
    "content",
    ['[{"text": "a"}, {"text": "b', '[{"text": "a"},', '{"text": "a', "[", '[{"text": "a"}] [', "7", '"a"', "<a>", ""],
)
def test_a_file_that_is_cut_off_or_no_json_is_refused_whole(content):
    with pytest.raises(FileRefused) as refusal:
        read(content)

    assert str(refusal.value).endswith((".", "]."))


def test_going_on_counts_as_before():
    assert [row.place for row in read(f"[{GOOD},{GOOD},{GOOD}]", skip_rows=2)] == ["call 3"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*CALL, "x"]), inner, max_size=4),
    max_leaves=12,
)
_shards = st.sampled_from(
    ["[", "]", "{", "}", '"', "\\", ",", ":", "\n", '"text"', '"a"', GOOD, "NaN", "\x00", "\u202e"]
)


@given(st.lists(json_values, max_size=6))
def test_any_json_ends_in_calls_and_reasons(values):
    items = read(json.dumps(values))

    assert [item.place for item in items] == [f"call {number}" for number in range(1, len(values) + 1)]


@given(
    cut(
        st.lists(_shards | st.text(max_size=4), max_size=60).map(lambda told: "".join(told).encode("utf-8", "replace"))
        | st.binary(max_size=80)
    )
)
def test_any_bytes_end_in_items_or_a_refusal_wherever_they_are_cut(case):
    whole, pieces = case
    told = []
    for chunks in ([whole], pieces):
        try:
            told.append([item for item in read_calls(chunks) if not isinstance(item, Progress)])
        except FileRefused as refusal:
            told.append(str(refusal))

    assert told[0] == told[1]
