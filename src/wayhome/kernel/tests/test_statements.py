"""What a statement may hold: each kind by hand, the laws of tidying, and what is refused without a word repeated."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.kernel.statements import check_about, check_value, statement_kind, statement_kinds
from wayhome.kernel.tests.strategies import texts as dates
from wayhome.kernel.vocabularies import vocabulary

RINGS = {"identity", "contact", "address", "narrative"}
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


def contents(key):
    """Draw what people may give for a key."""
    codes = st.sampled_from(vocabulary(key.vocabulary).terms).flatmap(
        lambda term: st.sampled_from([term.code, term.label, term.code.upper()])
    ) if key.vocabulary else st.nothing()  # fmt: skip
    languages = st.sampled_from(["ro", "zh-Hant-TW", "RO", "fa", "Farsi", "prs", "sr_Latn"])
    years = st.integers(0, 130) | st.integers(0, 130).map(str)
    by_type = {"text": words, "long_text": words, "date": dates, "years": years, "code": codes, "language": languages}
    return by_type[key.type]


@st.composite
def statements(draw):
    kind = draw(st.sampled_from(list(statement_kinds().values())))
    value = {key.name: draw(contents(key)) for key in kind.keys}
    if kind.code == "age":
        value["years_min"], value["years_max"] = sorted((int(value["years_min"]), int(value["years_max"])))
    return kind.code, value


@pytest.mark.parametrize(
    ("kind", "ring", "required", "optional"),
    [
        ("name", "identity", {"text", "name_kind"}, {"script", "language"}),
        ("birth", "identity", {"date"}, set()),
        ("age", "identity", set(), {"years_min", "years_max", "at"}),
        ("sex", "identity", {"code"}, set()),
        ("nationality", "identity", {"country"}, set()),
        ("identifier", "identity", {"identifier_kind", "number"}, {"country"}),
        ("contact", "contact", {"contact_kind", "value"}, set()),
        ("address", "address", {"text"}, {"country"}),
        ("whereabouts", "address", {"text"}, {"when"}),
        ("happening", "address", {"event_kind"}, {"text", "when"}),
        ("description", "narrative", {"text"}, set()),
        ("language", "narrative", {"language"}, set()),
        ("role", "narrative", {"role"}, set()),
        ("relation", "narrative", {"relation_kind"}, set()),
        ("event_part", "narrative", {"part"}, set()),
        ("vehicle", "identity", set(), {"plate", "text"}),
        ("exploitation", "narrative", {"type"}, set()),
        ("note", "narrative", {"text"}, set()),
    ],
)
def test_each_kind_has_its_ring_and_its_keys(kind, ring, required, optional):
    wanted = statement_kind(kind)

    assert wanted.ring == ring
    assert {key.name for key in wanted.keys if key.is_required} == required
    assert {key.name for key in wanted.keys if not key.is_required} == optional


def test_there_is_no_other_kind():
    assert len(statement_kinds()) == 18


@pytest.mark.parametrize("kind", statement_kinds().values(), ids=statement_kinds())
def test_each_kind_points_only_at_what_exists(kind):
    assert kind.ring in RINGS
    assert set(kind.about) <= set(vocabulary("subject_kinds").codes)
    assert kind.object_kind is None or kind.object_kind in vocabulary("subject_kinds")
    assert {name for group in kind.one_of for name in group} <= {key.name for key in kind.keys}
    assert all((key.type == "code") == bool(key.vocabulary) for key in kind.keys)


@pytest.mark.parametrize(
    ("kind", "given", "tidy"),
    [
        (
            "name",
            {"text": "  Ana\u0302 \n Maria ", "name_kind": "given", "script": "Latin", "language": "RO"},
            {"text": "An\u00e2 Maria", "name_kind": "given", "script": "Latn", "language": "ro"},
        ),
        ("name", {"text": "\u674e\u660e", "name_kind": "full", "script": None, "language": " "},
         {"text": "\u674e\u660e", "name_kind": "full"}),
        ("birth", {"date": " 2009-04-XX "}, {"date": "2009-04"}),
        ("age", {"years_min": "14", "years_max": 15, "at": "2024-06~"},
         {"years_min": 14, "years_max": 15, "at": "2024-06~"}),
        ("age", {"years_max": "17", "years_min": ""}, {"years_max": 17}),
        ("sex", {"code": "Feminine"}, {"code": "female"}),
        ("nationality", {"country": "rou"}, {"country": "RO"}),
        ("nationality", {"country": "stateless"}, {"country": "XXA"}),
        ("identifier", {"identifier_kind": "Passport", "number": "X 123", "country": "Moldova"},
         {"identifier_kind": "passport", "number": "X 123", "country": "MD"}),
        ("contact", {"contact_kind": "phone", "value": "+40 700 000 000"},
         {"contact_kind": "phone", "value": "+40 700 000 000"}),
        ("language", {"language": "sr_Latn"}, {"language": "sr-Latn"}),
        ("language", {"language": "Farsi"}, {"language": "fa"}),
        ("role", {"role": "RecruiterOrIntermediary"}, {"role": "recruiter"}),
        ("vehicle", {"plate": "AB-12-CDE"}, {"plate": "AB-12-CDE"}),
        ("exploitation", {"type": "Forced labour"}, {"type": "forced_labour"}),
        ("note", {"text": "one\n\n two\x00 "}, {"text": "one\n\n two"}),
    ],
)  # fmt: skip
def test_a_value_is_written_in_its_one_way(kind, given, tidy):
    assert check_value(kind, given) == tidy


@given(statements())
def test_whatever_people_may_give_is_taken_and_tidying_it_again_changes_nothing(statement):
    kind, value = statement
    tidy = check_value(kind, value)

    assert set(tidy) == set(value)
    assert check_value(kind, tidy) == tidy
    assert all(unicodedata.is_normalized("NFC", content) for content in tidy.values() if isinstance(content, str))


@given(statements(), st.data())
def test_each_required_key_is_asked_for_by_name(statement, data):
    kind, value = statement
    required = [key.name for key in statement_kind(kind).keys if key.is_required]
    missing = data.draw(st.sampled_from(required)) if required else None
    if missing:
        with pytest.raises(BadInput, match=f"{missing}: must be given"):
            check_value(kind, value | {missing: data.draw(st.sampled_from([None, "", "  "]))})


@pytest.mark.parametrize(
    ("kind", "given", "complaint"),
    [
        ("rumour", {}, "no such kind of statement: expected one of name, birth"),
        ("name", {"text": "x"}, "name_kind: must be given"),
        ("name", {"text": "x", "name_kind": "first"}, "name_kind: expected one of full, given"),
        ("name", {"text": 3, "name_kind": "full"}, "text: expected a text"),
        ("name", {"text": "\x00\x01", "name_kind": "full"}, "text: expected a text of 1 to 1000"),
        ("name", {"text": "x" * 1001, "name_kind": "full"}, "text: expected a text of 1 to 1000"),
        ("name", {"text": "x\ud800", "name_kind": "full"}, "halves of characters"),
        ("name", {"text": "x", "name_kind": "full", "colour": "red"}, "a key that it does not have"),
        ("note", {"text": "x" * 100_001}, "1 to 100000"),
        ("birth", {"date": "17.4.2009"}, "date: The date cannot be read"),
        ("age", {"at": "2024"}, "years_min or years_max: must be given"),
        ("age", {"years_min": "fourteen"}, "years_min: expected a whole number from 0 to 130"),
        ("age", {"years_min": True}, "years_min: expected a whole number"),
        ("age", {"years_min": 14.0}, "years_min: expected a whole number"),
        ("age", {"years_min": -1}, "years_min: expected a whole number"),
        ("age", {"years_min": "131"}, "years_min: expected a whole number"),
        ("age", {"years_min": 15, "years_max": 14}, "years_min: is above years_max"),
        ("nationality", {"country": "Atlantis"}, "country: expected a code of the vocabulary countries"),
        ("nationality", {"country": 40}, "country: expected a code"),
        ("language", {"language": "Elvish"}, "language: expected a language as a BCP 47 tag"),
        ("language", {"language": "zh-Hant-"}, "language: expected a language"),
        ("vehicle", {}, "plate or text: must be given"),
    ],
)
def test_it_names_the_key_and_what_was_expected(kind, given, complaint):
    with pytest.raises(BadInput, match=complaint):
        check_value(kind, given)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(BadInput) as refusal:
        check_value("identifier", {"identifier_kind": "tattoo", "country": "Atlantis"})

    assert all(name in str(refusal.value) for name in ("identifier_kind: exp", "number: must", "country: exp"))


@given(st.sampled_from(list(statement_kinds())), st.text("qxzjv", min_size=9, max_size=12))
def test_no_complaint_repeats_what_was_given(kind, secret):
    value = {key.name: secret for key in statement_kind(kind).keys if key.type not in {"text", "long_text"}}
    with pytest.raises(BadInput) as refusal:
        check_value(kind, value | {secret: "x"})

    assert secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "subject", "other", "complaint"),
    [
        ("birth", "person", None, None),
        ("birth", "vehicle", None, "can be said of: person"),
        ("relation", "person", "person", None),
        ("relation", "person", None, "needs the person to which it leads"),
        ("event_part", "vehicle", "event", None),
        ("event_part", "person", "person", "needs the event to which it leads"),
        ("name", "place", None, None),
        ("name", "person", "person", "needs no second record"),
    ],
)
def test_a_kind_is_said_only_of_what_it_fits(kind, subject, other, complaint):
    if complaint is None:
        check_about(kind, subject, other)
    else:
        with pytest.raises(BadInput, match=complaint):
            check_about(kind, subject, other)
