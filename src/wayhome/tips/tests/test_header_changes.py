"""A header that changed is noticed, column by column, and a mapping is fitted to what came."""

from wayhome.tips.engine.guessing import guess_rows
from wayhome.tips.engine.guessing_text import Draft
from wayhome.tips.engine.header_changes import adapted, compare, is_of_same_sender

BEFORE = ("Nombre", "Edad", "Relato", "Peso")
MEANT = {"Nombre": "victim.name", "Edad": "victim.age", "Relato": "tip.text", "Peso": ""}


def changed(now, means=None):
    return compare(BEFORE, now, meant=MEANT, means=means or {})


def test_the_same_header_has_no_change():
    assert changed(BEFORE).is_none


def test_the_same_columns_in_another_order_have_no_change():
    assert changed(tuple(reversed(BEFORE))).is_none


def test_a_missing_and_a_new_column_are_named():
    found = changed(("Nombre", "Edad", "Relato", "Zona"))

    assert (found.missing, found.new, found.renamed) == (("Peso",), ("Zona",), ())


def test_a_column_of_the_same_meaning_is_taken_for_a_renamed_one():
    found = changed(("Nombre", "Años cumplidos", "Relato", "Peso"), {"Años cumplidos": "victim.age"})

    assert found.renamed == (("Edad", "Años cumplidos"),)


def test_a_column_that_is_spelt_a_little_otherwise_is_taken_for_a_renamed_one():
    assert changed(("Nombre", "Edad", "Relatos", "Peso")).renamed == (("Relato", "Relatos"),)


def test_half_of_the_columns_make_the_same_sender():
    assert is_of_same_sender(BEFORE, ("Nombre", "Edad", "x", "y"))
    assert not is_of_same_sender(BEFORE, ("Nombre", "x", "y", "z"))
    assert not is_of_same_sender(BEFORE, ())


def test_what_stayed_keeps_its_meaning_what_is_new_gets_the_guessed_one():
    before = Draft(
        "Casa", {"Nombre": "victim.alias", "Edad": "victim.age", "Peso": ""}, grade="B2", split={"Edad": ";"}
    )
    guess = guess_rows([["Nombre", "Edades", "Sexo", "Otra"], ["Ana", "9", "F", "x"]], this_year=2026)
    change = compare(tuple(before.choices), ("Nombre", "Edades", "Sexo", "Otra"), meant=before.choices, means={})
    fitted = adapted(before, guess, change)

    assert fitted.choices == {"Nombre": "victim.alias", "Edades": "victim.age", "Sexo": "person.sex", "Otra": ""}
    assert (fitted.grade, fitted.split) == ("B2", {"Edades": ";"})


def test_a_column_that_was_left_unread_by_choice_stays_unread():
    before = Draft("Casa", {"Nombre": "", "Edad": "victim.age"})
    guess = guess_rows([["Nombre", "Edad"], ["Ana", "9"]], this_year=2026)

    assert adapted(before, guess, compare(("Nombre", "Edad"), ("Nombre", "Edad"), meant={}, means={})).choices == (
        before.choices
    )
