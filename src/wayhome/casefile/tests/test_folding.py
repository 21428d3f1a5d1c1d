"""Which names come together across scripts, letter by letter, and which laws folding keeps on any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.casefile.engine.folding import digits, fold, script_of, skeleton
from wayhome.casefile.tests.strategies import names
from wayhome.kernel.vocabularies import vocabulary


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz", "lukasz"),
        ("  Ana-Maria\tPOPESCU ", "ana maria popescu"),
        ("O'Brien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("Nguy\u1ec5n Th\u1ecb", "nguyen thi"),
        ("Nguye\u0302\u0303n Thi\u0323", "nguyen thi"),  # the same, in decomposed letters
        ("\uff21\uff2e\uff21", "ana"),  # full width
        ("Фатима", "fatima"),
        ("Щукин", "shchukin"),
        ("\u202bمحمد\u202c", "mhmd"),  # marks of direction
        ("محـــمد", "mhmd"),  # stretched
        ("ﻣﺤﻤﺪ", "mhmd"),  # presentation forms
        ("李明", "li ming"),
        ("劉德華", "liu de hua"),
        ("刘德华", "liu de hua"),
        ("김민준", "gim min jun"),
        ("さくら", "sakura"),
        ("İbrahim Çelik", "ibrahim celik"),
        ("", ""),
        ("\u200f \u200e", ""),
        ("?!…", ""),
    ],
)
def test_a_name_is_folded_as_the_hand_does_it(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other", "bones"),
    [
        ("Muhammad", "محمد", "mhmd"),
        ("Mohammed", "مُحَمَّد", "mhmd"),
        ("Yusuf", "يوسف", "ysp"),
        ("Yosef", "יוסף", "ysp"),
        ("Fatimah", "Фатима", "ptm"),
        ("Fatima", "فاطمة", "ptm"),
        ("Khalid", "خالد", "hld"),
        ("Halid", "Халид", "hld"),
        ("Ibrahim", "إبراهيم", "brhm"),
        ("Avraham", "אברהם", "brhm"),
        ("Omar", "عمر", "mr"),
        ("Lakshmi", "लक्ष्मी", "lksm"),
        ("Kim Min-jun", "김민준", "km mn jn"),
        ("Qasim", "Kassim", "ksm"),
        ("Sara", "Sarah", "sr"),
        ("Xenia", "Ksenia", "ksn"),
    ],
)
def test_two_spellings_of_a_name_have_the_same_consonants(one, other, bones):
    assert skeleton(one) == skeleton(other) == bones


def test_the_w_of_hebrew_is_a_vowel_in_one_name_and_a_consonant_in_the_next():
    assert skeleton("David") == skeleton("דוד", keeps_w=True) == "dbd"
    assert skeleton("דוד") == skeleton("Dawud") == skeleton("داود") == "dd"


def test_names_that_differ_in_a_consonant_stay_apart():
    assert skeleton("Karim") != skeleton("Kalim")
    assert skeleton("Amina") == skeleton("Emine") == "mn"  # vowels alone are not told apart
    assert skeleton("Aoi") == ""


@given(names)
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)
    assert all(letter.isascii() and (letter.isalnum() or letter == " ") for letter in fold(text))


@given(st.text(max_size=30))
def test_any_text_folds_to_words_with_single_spaces(text):
    assert fold(text) == " ".join(fold(text).split())


@given(names)
def test_capitals_and_surrounding_spaces_do_not_matter(text):
    assert fold(f" {text}  ") == fold(text)
    assert fold(text.lower()) == fold(text) or not text.isascii()


@given(st.text("abcdefghijklmnopqrstuvwxyzABC -", max_size=20))
def test_a_skeleton_has_no_vowel_and_is_no_longer_than_the_name(text):
    bones = skeleton(text)

    assert not set(bones) & set("aeiou")
    assert len(bones.replace(" ", "")) <= len(fold(text).replace("x", "ks"))


@given(names)
def test_marks_of_direction_change_nothing(text):
    assert fold(f"\u202b{text}\u200f") == fold(text)
    assert script_of(f"\u202b{text}\u200f") == script_of(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("+40 700 000-123", "40700000123"), ("٠٧٠٠", "0700"), ("۰۷", "07"), ("AB", ""), ("x²", "")],
)
def test_the_digits_of_a_number_are_read_in_any_script(text, kept):
    assert digits(text) == kept


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Ana Maria", "Latn"),
        ("ＡＮＡ", "Latn"),
        ("Фатима", "Cyrl"),
        ("محمد", "Arab"),
        ("ﻣﺤﻤﺪ", "Arab"),
        ("דוד", "Hebr"),
        ("Ελένη", "Grek"),
        ("लक्ष्मी", "Deva"),
        ("মোহাম্মদ", "Beng"),
        ("李明", "Hani"),
        ("山田さくら", "Jpan"),
        ("さくら", "Hira"),
        ("サクラ", "Kana"),
        ("ラーメン", "Kana"),
        ("김민준", "Hang"),
        ("金민준", "Kore"),
        ("መልአክ", "Ethi"),
        ("ꪀꪁ", "Tavt"),
        ("ᥐᥑ", "Tale"),
        ("Ana Иванов", "Cyrl"),
        ("12 345", None),
        ("", None),
    ],
)
def test_the_script_of_a_name_is_that_of_its_letters(text, script):
    assert script_of(text) == script


@given(st.text(max_size=20))
def test_every_script_that_is_named_is_in_the_vocabulary(text):
    assert script_of(text) is None or script_of(text) in vocabulary("scripts")
