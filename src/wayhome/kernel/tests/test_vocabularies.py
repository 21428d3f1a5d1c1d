"""What every list of words owes to those who read it, and some words worked out by hand from their standards."""

from importlib.resources import files

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.kernel.vocabularies import NAMES, vocabulary

names = st.sampled_from(NAMES)
# From the data file of HTCDS 2.0, field per_RoleInProcess, in its order.
HTCDS_ROLES = {
    *("TravellingPartner", "Transporter", "RecruiterOrIntermediary", "BrokerTravelAgent", "TransferredIndividual"),
    *("HarbouredIndividual", "SoldIndividual", "BoughtIndividual", "ReceivedIndividual", "ControlledIndividual"),
    *("Smuggler", "Abuser", "Kidnapper", "Exploiter", "Other"),
}
HTCDS_EXPLOITATION = {
    *("ForcedLabour", "SexualExploitation", "ChildLabour", "ForcedMarriage", "Servitude", "OrganRemoval"),
    *("ForcedMilitaryByNonStateActors", "ForcedBegging", "ForcedAdoption", "Surrogacy", "Other"),
}
RIGHT_TO_LEFT_ALIVE = {"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}


def test_every_file_of_the_folder_is_known_by_name():
    there = {file.name.removesuffix(".toml") for file in files("wayhome.kernel.vocabularies").iterdir()}

    assert {name for name in there if not name.startswith("__")} - {"statement_kinds"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_vocabulary_says_where_it_comes_from_and_means_each_word_once(name):
    words = vocabulary(name)

    assert words.title
    assert words.source
    assert words.as_of >= "2000"
    assert len(set(words.codes)) == len(words.terms) == len({term.label for term in words.terms})
    assert all(term.label and term.label == term.label.strip() for term in words.terms)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_is_found_by_its_code_and_its_label_in_any_case(name):
    words = vocabulary(name)
    for term in words.terms:
        assert words.find(term.code) == words.find(f" {term.code.upper()} ") == term
        assert words.find(term.label.lower()) == term


def test_every_relation_has_an_inverse_that_leads_back():
    relations = vocabulary("relation_kinds")
    for term in relations.terms:
        inverse = relations.term(term.fact("inverse"))
        assert inverse.fact("inverse") == term.code
        assert (inverse == term) == bool(term.facts.get("is_symmetric", False))


def test_the_countries_are_those_of_iso_3166_and_four_that_papers_need():
    countries = vocabulary("countries")
    outside = [term.code for term in countries.terms if term.facts.get("is_outside_iso")]

    assert len(countries.codes) - len(outside) == 249  # the standard's own count
    assert outside == ["XK", "XXA", "XXB", "XXC"]
    assert len({term.fact("alpha_3") for term in countries.terms}) == len(countries.codes)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("rou", "RO"), ("Romania", "RO"), ("ivory coast", "CI"), ("COTE D'IVOIRE", "CI"), ("Côte d’Ivoire", "CI")),
        *(("Antigua and Barbuda", "AG"), ("UK", "GB"), ("stateless", "XXA"), ("Congo", None), ("Atlantis", None)),
        ("", None),
    ],
)
def test_a_country_is_found_as_people_write_it(said, code):
    found = vocabulary("countries").find(said)

    assert (found and found.code) == code


def test_the_roles_carry_every_role_of_htcds_once():
    carried = [term.fact("htcds") for term in vocabulary("roles").terms]

    assert sorted(filter(None, carried)) == sorted(HTCDS_ROLES | {"PossibleVictimOfTrafficking"})


def test_the_types_of_exploitation_carry_every_type_of_htcds_once():
    carried = [term.fact("htcds") for term in vocabulary("exploitation_types").terms]

    assert sorted(filter(None, carried)) == sorted(HTCDS_EXPLOITATION)


def test_no_role_reads_as_a_finding():
    suspicions = [term.label for term in vocabulary("roles").terms if term.fact("htcds") not in {"", "Other"}]

    assert all(label.startswith("Said to ") for label in suspicions)


def test_a_word_that_two_terms_share_finds_neither():
    assert vocabulary("closing_reasons").find("Closed") is None  # HTCDS has one word for six of ours
    assert vocabulary("closing_reasons").find("ClosedReferred").code == "referred"


def test_right_to_left_scripts_are_marked():
    marked = {term.code for term in vocabulary("scripts").terms if term.facts.get("is_right_to_left")}

    assert marked == RIGHT_TO_LEFT_ALIVE


def test_choices_are_what_a_form_shows():
    assert vocabulary("name_kinds").choices()[0] == ("full", "Full name")


@given(names, st.text(max_size=12))
def test_a_code_that_is_not_there_is_refused_in_the_same_words_whatever_was_said(name, said):
    words = vocabulary(name)
    assume(said not in words)

    assert _refusal(words, said) == _refusal(words, "?")


def _refusal(words, said):
    with pytest.raises(BadInput, match="the field: expected") as refusal:
        words.check(said, field="the field")
    return str(refusal.value)


def test_there_is_no_vocabulary_but_those_named():
    with pytest.raises(BadInput, match="expected one of case_states"):
        vocabulary("../errors")
