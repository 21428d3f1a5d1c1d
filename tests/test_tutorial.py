"""What the tutorial promises happens, with the very files that it names."""

import json
from pathlib import Path

import pytest

from tests.killing import command

TUTORIAL = Path(__file__).parent.parent / "docs/tutorials"
SHEET, MAPPING = str(TUTORIAL / "shelter.csv"), str(TUTORIAL / "shelter.toml")


@pytest.mark.slow
def test_the_sheet_of_the_tutorial_reads_and_goes_in_as_the_tutorial_says(tmp_path):
    home, report = tmp_path / "home", tmp_path / "report.json"
    said = (TUTORIAL / "first-sheet.md").read_text()

    last = command(home, "tips", "read", SHEET, "--mapping", MAPPING).splitlines()[-1]
    command(home, "tips", "import", SHEET, "--mapping", MAPPING, "--report", str(report))
    first = json.loads(report.read_text())
    command(home, "tips", "import", SHEET, "--mapping", MAPPING, "--report", str(report))
    again = json.loads(report.read_text())
    tips = [json.loads(line) for line in command(home, "tips", "list", "--json").splitlines()]
    by_urgency = [tip["text"] for tip in sorted(tips, key=lambda tip: -tip["urgency"])]

    assert last == '{"read": 6, "set_aside": 1}'
    assert last in said
    assert (first["read"], first["stored"], len(first["set_aside"]), first["already_known"]) == (7, 6, 1, 0)
    assert (again["read"], again["stored"], len(again["set_aside"]), again["already_known"]) == (7, 0, 1, 6)
    assert "7 rows read, 6 stored, 1 set aside, 0 already known" in said
    boat = next(place for place, text in enumerate(by_urgency) if "late boat" in text)
    pupil = next(place for place, text in enumerate(by_urgency) if "three weeks" in text)
    assert boat < pupil
    assert b"Sarovan" not in (home / "wayhome.sqlite3").read_bytes()
    command(home, "journal", "verify")
