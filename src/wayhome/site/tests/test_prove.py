"""A long proof goes on where it stopped, and its evidence says what was measured where."""

from types import SimpleNamespace

import pytest

from wayhome.kernel.errors import BadInput, SettingsWrong
from wayhome.site import prove


@pytest.fixture
def done():
    return []


@pytest.fixture
def proof(tmp_path, monkeypatch, done):
    """Put one proof of two steps into a source tree; its second step holds once it may."""
    (tmp_path / "tests/prove").mkdir(parents=True)
    (tmp_path / "tests/prove/walks.py").touch()
    for name, place in {"PROOFS": "tests/prove", "STATE": "state", "EVIDENCE": "evidence"}.items():
        monkeypatch.setattr(prove, name, tmp_path / place)
    proof = SimpleNamespace(__doc__="Walk there and back.", holds=True)

    def there():
        done.append("there")
        return {"pages": 12}

    def back():
        done.append("back")
        assert proof.holds, "page 7 was lost"
        return {"seconds_max": 0.4}

    proof.steps = lambda: [("there", there), ("back", back)]
    monkeypatch.setattr(prove, "import_module", {"tests.prove.walks": proof}.__getitem__)
    return proof


def test_a_proof_that_holds_writes_its_evidence(proof, tmp_path):
    assert prove.prove_all([], again=False) == 0
    evidence = (tmp_path / "evidence/walks.md").read_text()

    assert "# Evidence: walks\n\nWalk there and back.\n" in evidence
    assert "| there | pages | 12 |\n| back | seconds max | 0.4 |\n" in evidence
    assert "SQLite" in evidence
    assert "PostgreSQL" in evidence
    assert " cores (" in evidence


def test_a_step_that_does_not_hold_leaves_no_evidence_and_says_why(proof, tmp_path, capsys):
    proof.holds = False

    assert prove.prove_all(["walks"], again=False) == 1
    assert "walks: back: NOT PROVED: page 7 was lost" in capsys.readouterr().err
    assert not (tmp_path / "evidence").exists()


def test_what_was_proved_is_not_proved_twice(proof, done):
    proof.holds = False
    prove.prove_all(["walks"], again=False)
    proof.holds = True

    assert prove.prove_all(["walks"], again=False) == 0
    assert done == ["there", "back", "back"]


def test_a_proof_begins_anew_when_it_is_told_to_or_was_complete(proof, done):
    proof.holds = False
    prove.prove_all(["walks"], again=False)
    proof.holds = True
    prove.prove_all(["walks"], again=True)
    prove.prove_all(["walks"], again=False)

    assert done == ["there", "back"] * 3


def test_a_proof_that_does_not_exist_is_refused_with_the_names_of_those_that_do(proof):
    with pytest.raises(BadInput, match=r"There is no proof named runs; the proofs are walks\."):
        prove.prove_all(["runs"], again=False)


def test_outside_the_source_tree_there_is_nothing_to_prove(proof, tmp_path, monkeypatch):
    monkeypatch.setattr(prove, "PROOFS", tmp_path / "absent")

    with pytest.raises(SettingsWrong, match="are in the source tree"):
        prove.prove_all([], again=False)
