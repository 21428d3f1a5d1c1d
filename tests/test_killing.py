"""A kill -9 at any moment loses nothing that was acknowledged; a seeded sample of the proof `crash`."""

import pytest

from tests.killing import kill_rounds, reckon


@pytest.mark.slow
def test_a_kill_loses_no_acknowledged_tip_and_doubles_none(tmp_path):
    ledger = kill_rounds(tmp_path / "home", rounds=2, seconds=2, seed=7)
    figures = reckon(tmp_path / "home", ledger)

    assert figures["acknowledged"] > 0
