"""An installation is started with its own key or not at all, and what cannot be used is said in a sentence."""

import os
import secrets
import subprocess
from pathlib import Path

import pytest

from tests.running import PROGRAM

MAPPING = 'profile = "p"\nversion = 1\nsender = "A made-up shelter"\ngrade = "B2"\n[tip]\ntext = "words"\n'


def run(home: Path, *words: str) -> tuple[int, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    done = subprocess.run(
        [*PROGRAM, *words], env=clean | {"WAYHOME_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.fixture
def home(tmp_path):
    for name, text in (("a.csv", "words\nfirst\n"), ("m.toml", MAPPING)):
        (tmp_path / name).write_text(text)
    assert (
        run(tmp_path / "home", "tips", "import", str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "m.toml"))[0] == 0
    )
    return tmp_path / "home"


def test_a_key_that_did_not_seal_the_database_is_refused(home):
    key = home / "keys" / "root.key"
    key.unlink()
    key.write_bytes(secrets.token_bytes(32))

    code, said = run(home, "tips", "list")

    assert (code, "not the key that sealed this database" in said) == (2, True)


def test_a_key_that_others_could_read_is_theirs_no_more_and_it_is_said(home):
    key = home / "keys" / "root.key"
    key.chmod(0o444)

    first, again = run(home, "tips", "list"), run(home, "tips", "list")

    assert first == (0, f"{key} could be read by others. From now on its owner alone can.\n")
    assert again == (0, "")
    assert key.stat().st_mode & 0o777 == 0o400


def test_a_database_that_is_none_is_told_in_a_sentence(home):
    (home / "wayhome.sqlite3").write_bytes(secrets.token_bytes(5_000))

    code, said = run(home, "tips", "list")

    assert code == 2
    assert "cannot be used" in said
    assert "Traceback" not in said
