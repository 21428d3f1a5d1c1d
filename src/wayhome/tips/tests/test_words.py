"""The words of the data file: every language has every list."""

import re

import pytest

from wayhome.tips.engine.words import alternatives, languages, words_of


@pytest.mark.parametrize("language", languages())
def test_every_language_can_say_every_age_of_a_child_and_every_month(language):
    words = words_of(language)

    assert set(words.numbers.values()) == set(range(1, 21))
    assert set(words.months.values()) == set(range(1, 13))
    assert all(word == word.casefold() for word in [*words.numbers, *words.months, *words.days, *words.about])


def test_the_longest_word_goes_first():
    assert re.match(alternatives(["years", "years old"]), "years old")[0] == "years old"


def test_no_words_match_nothing():
    assert re.search(alternatives([]), "anything") is None


def test_an_unknown_language_has_no_words():
    assert not words_of("xx").numbers
