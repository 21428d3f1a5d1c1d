"""The commands of the case file's engines: they answer without a database, and refuse in a sentence."""

import json

import pytest
from click.testing import CliRunner

from wayhome.casefile.cli import group
from wayhome.kernel.errors import BadInput


def run(*arguments, **options):
    return CliRunner().invoke(group, arguments, catch_exceptions=False, **options)


def claims_in(tmp_path, given):
    file = tmp_path / "claims.json"
    file.write_text(given if isinstance(given, str) else json.dumps(given), encoding="utf-8")
    return str(file)


def claim(statement, value, grade="B2", **more):
    return {"statement": statement, "value": value, "grade": grade, "source": f"source of {statement}", **more}


def test_a_name_is_folded_in_every_script():
    told = [json.loads(line) for line in run("fold", "李明", "Лина Сарован").output.splitlines()]

    assert [(one["folded"], one["script"]) for one in told] == [("li ming", "Hani"), ("lina sarovan", "Cyrl")]


def test_names_are_read_from_standard_input_so_that_nobody_sees_them():
    assert json.loads(run("fold", input="Mira Sarovan\n").output)["skeleton"] == "mr srbn"


def test_a_reference_is_written_as_it_should_be():
    assert run("reference", "wh 0000 0000 002").output == "WH-0000-0000-002\ttip\n"


def test_a_reference_that_does_not_add_up_is_refused_without_being_repeated():
    with pytest.raises(BadInput, match="does not add up") as problem:
        run("reference", "WH-0000-0000-003")

    assert "0003" not in str(problem.value)


def test_the_better_grade_is_preferred_and_the_reason_said(tmp_path):
    file = claims_in(tmp_path, {"claims": [claim("a", "2011", "C3"), claim("b", "2012", "A2")]})
    told = json.loads(run("prefer", file).output)

    assert (told["statement"], told["value"], told["reason"]) == ("b", "2012", "grade")


def test_a_tie_is_a_tie_until_somebody_chooses(tmp_path):
    claims = [claim("a", "2011"), claim("b", "2012"), claim("c", "2013", state="withdrawn")]
    tie = json.loads(run("prefer", claims_in(tmp_path, {"claims": claims})).output)
    chosen = json.loads(run("prefer", claims_in(tmp_path, {"claims": claims, "choice": "a"})).output)

    assert (tie["statement"], tie["reason"], set(tie["tied"])) == (None, "tie", {"2011", "2012"})
    assert (chosen["statement"], chosen["reason"], chosen["set_aside"]) == ("a", "choice", ["c"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("{", "no JSON"),
        ([], "must hold"),
        ({"claims": ["x"]}, "claim 1: expected statement"),
        ({"claims": [claim("a", 12)]}, "claim 1: every value"),
        ({"claims": [claim("a", "2012", "Z9")]}, "claim 1: "),
        ({"claims": [claim("a", "2012", said_on="yesterday")]}, "claim 1: "),
        ({"claims": [claim("a", "2012", state="gone")]}, "claim 1: state"),
        ({"claims": [claim("a", "2012"), claim("a", "2013")]}, "same statement key"),
        ({"claims": [], "choice": 5}, "choice"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_what_was_expected(tmp_path, given, sentence):
    with pytest.raises(BadInput, match=sentence):
        run("prefer", claims_in(tmp_path, given))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        run("prefer", str(tmp_path / "none.json"))
