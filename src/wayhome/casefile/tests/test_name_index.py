"""Who is found, in which tier and in which order; and that the index never finds what was removed or is not allowed."""

import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.casefile.engine.columns import Column
from wayhome.casefile.engine.folding import fold
from wayhome.casefile.engine.name_index import Found, NameIndex, Tier, matches
from wayhome.casefile.tests.strategies import names

PEOPLE = [
    ("li", "李明"),
    ("li too", "黎明"),
    ("ming", "Ming Li"),
    ("liming", "Liming Testfall"),
    ("omar", "عمر"),
    ("amir", "Amir Haddad"),
    ("fatima", "Fatima al-Rashid"),
    ("fatima", "Фатима"),
    ("dawud", "דוד"),
    ("kim", "김민준"),
]


def _found(query, **more):
    return [(one.key, one.tier.name) for one in matches(query, PEOPLE, **more)]


def test_two_han_characters_are_found_by_either_script():
    assert _found("李明") == [("li", "EXACT"), ("li too", "EXACT"), ("ming", "EXACT"), ("liming", "STARTS")]
    assert _found("Li Ming")[:3] == [("li", "EXACT"), ("li too", "EXACT"), ("ming", "EXACT")]
    assert _found("liming")[:2] == [("li", "EXACT"), ("li too", "EXACT")]


def test_one_han_character_finds_the_family():
    assert [key for key, tier in _found("李") if tier == "STARTS"] == ["li", "li too", "ming", "liming"]


def test_an_arabic_name_is_found_by_its_latin_spelling_and_says_that_it_is_a_guess():
    assert _found("Omar") == [("omar", "CONSONANTS"), ("amir", "CONSONANTS")]
    assert _found("عمر")[0] == ("omar", "EXACT")


def test_a_hebrew_name_is_found_whichever_way_its_w_is_read():
    assert _found("David") == _found("Dawud") == [("dawud", "CONSONANTS")]


def test_a_korean_name_is_found_by_its_usual_romanisation():
    assert _found("Kim Min-jun") == [("kim", "CONSONANTS")]


def test_somebody_with_several_names_is_found_once_by_the_best():
    assert matches("Fatima", PEOPLE) == [Found("fatima", "Фатима", Tier.EXACT)]


def test_a_part_of_a_word_is_found_last_but_for_the_guesses():
    assert _found("ashi") == [("fatima", "CONTAINS")]
    assert _found("al rash") == [("fatima", "STARTS")]


@pytest.mark.parametrize("query", ["", " ", "?", "\u200f"])
def test_nothing_is_found_for_nothing(query):
    assert _found(query) == []


def test_a_telephone_is_found_with_and_without_its_country():
    index = NameIndex()
    index.add("at home", "0700 000 123", kind="number")
    index.add("abroad", "+40 700 000 123", kind="number")
    index.add("another", "+40 700 000 124", kind="number")

    for query in ("+40700000123", "0700-000-123", "0040 700 000 123", "٠٧٠٠٠٠٠١٢٣"):
        assert {one.key for one in index.search(query)} == {"at home", "abroad"}
    assert index.search("+40 700 000 123")[0] == Found("abroad", "+40 700 000 123", Tier.EXACT)
    assert {one.key for one in index.search("700 000")} == {"at home", "abroad", "another"}


def test_a_document_is_found_by_its_letters_and_digits_in_their_order():
    index = NameIndex()
    index.add("passport", "X-12 345", kind="number")

    assert index.search("x12345")[0].tier is Tier.EXACT
    assert index.search("X12")[0].tier is Tier.STARTS
    assert index.search("2345")[0].tier is Tier.CONTAINS
    assert index.search("345 X12") == []


def test_only_allowed_keys_are_found_and_they_fill_the_limit():
    index = NameIndex()
    for number in range(100):
        index.add(number, "Ana Test")

    assert [one.key for one in index.search("ana", limit=3, allowed={70, 80, 90})] == [70, 80, 90]
    assert index.search("ana", allowed=set()) == []
    assert index.search("ana", limit=0) == []


def test_a_key_that_is_not_there_is_removed_without_complaint():
    index = NameIndex()
    index.remove("nobody")

    assert len(index) == 0


@given(names)
def test_everybody_is_found_by_their_own_name_exactly(text):
    found = matches(text, [("one", text), ("other", "Zoltan Qqq")])

    assert bool(found) == bool(fold(text))
    assert not found or found[0] == Found("one", text, Tier.EXACT)


@given(st.lists(names, max_size=8), names)
def test_tiers_only_get_worse_and_no_key_comes_twice(texts, query):
    found = matches(query, enumerate(texts))

    assert [one.tier for one in found] == sorted(one.tier for one in found)
    assert len({one.key for one in found}) == len(found)


@given(st.lists(names, max_size=8), names, st.integers(1, 8))
def test_a_limit_cuts_the_end_off_and_changes_nothing_else(texts, query, limit):
    assert matches(query, enumerate(texts), limit=limit) == matches(query, enumerate(texts))[:limit]


texts_of_keys = st.lists(
    st.tuples(st.integers(0, 4), names | st.from_regex(r"[0-9]{6,9}", fullmatch=True)), max_size=12
)


@given(texts_of_keys, st.sets(st.integers(0, 4)), names | st.from_regex(r"[0-9]{6,9}", fullmatch=True))
def test_after_a_removal_the_index_is_as_if_the_key_had_never_been(texts, removed, query):
    full, rest = NameIndex(), NameIndex()
    for key, text in texts:
        _add(full, key, text)
        if key not in removed:
            _add(rest, key, text)
    for key in removed:
        full.remove(key)

    assert len(full) == len(rest)
    assert _keys_and_tiers(full.search(query)) == _keys_and_tiers(rest.search(query))
    for key, text in texts:
        assert _keys_and_tiers(full.search(text)) == _keys_and_tiers(rest.search(text))
        assert key not in removed or key not in {one.key for one in full.search(text)}


@given(st.lists(st.text("ab ", max_size=4), max_size=8), st.text("ab ", min_size=1, max_size=3), st.data())
def test_a_column_finds_what_a_plain_loop_finds(texts, letters, data):
    column, plain = Column(), []
    for text in texts:
        column.append(text)
        plain.append(text)
        assert column.holding(letters) == [number for number, held in enumerate(plain) if letters in held]
    if plain:
        dropped = data.draw(st.integers(0, len(plain) - 1))
        column.drop(dropped)
        plain[dropped] = plain[-1]
        plain.pop()
    assert column.holding(letters) == [number for number, held in enumerate(plain) if letters in held]
    assert len(column) == len(plain)


def test_a_column_counts_right_past_its_first_thousand():
    column = Column()
    for number in range(5_000):
        column.append(f" {number} ")

    assert column.holding(" 4999 ") == [4999]
    assert column.holding(" 1024 ") == [1024]
    assert len(column.holding("99")) == sum("99" in str(number) for number in range(5_000))


@pytest.mark.slow
def test_a_hundred_thousand_names_are_searched_while_one_waits():
    given_names = ["Muhammad", "فاطمة", "Ana", "李", "Иван", "Omar", "दीपा", "김", "Łukasz", "Grace"]
    families = ["Popescu", "الحسن", "Okafor", "明", "Иванов", "Haddad", "शर्मा", "민준", "Nguyễn", "Silva"]
    index = NameIndex()
    for number in range(100_000):
        ending = "".join("abcdefghij"[int(digit)] for digit in str(number))
        index.add(number, f"{given_names[number % 10]} {families[number // 10 % 10]} {ending}")
    spent = {
        query: _milliseconds(index, query) for query in ("Omar", "فاطمة الحسن", "李明", "mu", "a", "zzzz", "+40700123")
    }

    print("100,000 names, median milliseconds a search:", spent)  # noqa: T201
    # The bar is 50 ms on a quiet machine (measured: 5 to 40); other tests share this one.
    assert statistics.median(spent.values()) < 100


def _milliseconds(index, query):
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        index.search(query)
        times.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(times), 1)


def _add(index, key, text):
    index.add(key, text, kind="number" if text.isdigit() else "name")


def _keys_and_tiers(found):
    return {(one.key, one.tier) for one in found}
