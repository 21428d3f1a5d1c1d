"""What an earlier version left is migrated, opened and verified by this one."""

import gzip
import json
from pathlib import Path

import pytest

from tests.killing import command

DATABASES = Path(__file__).parent / "databases"
KEPT = sorted(path.name for path in DATABASES.iterdir() if path.is_dir())


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_database_of_an_earlier_version_opens_and_verifies(tmp_path, name):
    home, left = tmp_path / "home", DATABASES / name
    (home / "keys").mkdir(parents=True, mode=0o700)
    (home / "keys" / "root.key").write_bytes((left / "root.key").read_bytes())
    (home / "keys" / "root.key").chmod(0o400)
    (home / "wayhome.sqlite3").write_bytes(gzip.decompress((left / "wayhome.sqlite3.gz").read_bytes()))

    command(home, "migrate")
    tips = [json.loads(line) for line in command(home, "tips", "list", "--json").splitlines()]

    assert len(tips) >= 20
    assert any("Лін" in tip["text"] or "Ліна" in tip["text"] for tip in tips)
    command(home, "journal", "verify")
