"""
Kill -9 under writers, through real HTTP: nothing acknowledged is lost or doubled.

Eight writers post tips to the running program; the parent, the web server and the worker are killed at once at a
random moment, ten times for each of three seeds on SQLite and for one on PostgreSQL (whose server itself lives on).
Writers resend what was not acknowledged under the same key. At the end each tip stands there once, each key has had
one answer, and the journal holds.
"""

import tempfile
from pathlib import Path

from tests.killing import kill_rounds, reckon
from tests.postgres import private_postgres

ROUNDS = 10
SECONDS = 4
SEEDS = (1, 2, 3)


def steps():
    """Give a step for each seed on SQLite, and one on PostgreSQL."""
    for seed in SEEDS:
        yield f"SQLite, seed {seed}", lambda seed=seed: _sqlite(seed)
    yield "PostgreSQL", _postgres


def _sqlite(seed: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="wayhome-crash-") as name:
        home = Path(name) / "home"
        ledger = kill_rounds(home, rounds=ROUNDS, seconds=SECONDS, seed=seed)
        return {"kills": ROUNDS, **reckon(home, ledger)}


def _postgres() -> dict[str, object]:
    with tempfile.TemporaryDirectory(prefix="wayhome-crash-") as name, private_postgres() as address:
        home, variables = Path(name) / "home", {"WAYHOME_DATABASE_URL": address}
        ledger = kill_rounds(home, rounds=ROUNDS, seconds=SECONDS, seed=4, variables=variables)
        return {"kills": ROUNDS, **reckon(home, ledger, variables)}
