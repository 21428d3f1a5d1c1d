"""
From nothing to a running site, and back to nothing.

A fresh clone of this repository, with an empty cache, Debian's own Python and no uv, is started with
`./wayhome`, once as the user who proves and once, where that is root, as a user who owns nothing else.
The seconds are counted until the site says that it is ready, so they hold the download of everything.
Then the installed program is started again, stopped, and killed, and the two wheels are tried alone.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.postgres import AS_NOBODY, NOBODY
from tests.running import PROGRAM, ROOT, Running, gone_within

ROUNDS = 10
STOPS = 50  # many: a signal that is heard by the wrong thread is rare
START_SECONDS_MAX = 3
GONE_SECONDS_MAX = 8
FRESH_SECONDS_MAX = 300
INVITATION = "Sign in as the first administrator"
BARE_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def steps():
    """Give the steps; the ordinary user can be tried by root alone."""
    yield "fresh clone", fresh_clone
    if os.geteuid() == 0:
        yield "fresh clone as an ordinary user", fresh_clone_as_nobody
    yield "second start", second_start
    yield "stop", stop
    yield "kill -9", kill
    yield "the two wheels", wheels


def fresh_clone() -> dict[str, object]:
    """Clone and start, as whoever runs this."""
    with tempfile.TemporaryDirectory(prefix="wayhome-fresh-") as name:
        return _start_a_clone(Path(name), ())


def fresh_clone_as_nobody() -> dict[str, object]:
    """Clone and start, as a user without any rights."""
    with tempfile.TemporaryDirectory(prefix="wayhome-fresh-") as name:
        os.chown(name, NOBODY, NOBODY)
        return _start_a_clone(Path(name), AS_NOBODY)


def second_start() -> dict[str, object]:
    """Start an installation again and again."""
    with _installation() as home:
        seconds = [_ready_seconds(home) for _ in range(ROUNDS)]
    assert max(seconds) < START_SECONDS_MAX, f"a second start took {max(seconds):.2f} s"
    return {"starts": ROUNDS, "seconds_median": round(median(seconds), 2), "seconds_max": round(max(seconds), 2)}


def stop() -> dict[str, object]:
    """Stop it with Ctrl+C and with SIGTERM, and look for what is left."""
    seconds = []
    with _installation() as home:
        for how in [signal.SIGINT, signal.SIGTERM] * (STOPS // 2):
            with Running(home) as site:
                site.wait_until_ready()
                children = site.children() if len(seconds) % 2 else []  # every other stop comes in the first moment
                seconds.append(site.stop(how))
                assert site.process.returncode == 0, f"it ended with {site.process.returncode}"
                assert gone_within(children, 0.1), "a child was left behind"
    return {"stops": STOPS, "seconds_median": round(median(seconds), 2), "seconds_max": round(max(seconds), 2)}


def kill() -> dict[str, object]:
    """Kill the parent, and wait for its children to notice."""
    with _installation() as home:
        for _ in range(ROUNDS):
            with Running(home) as site:
                site.wait_until_ready()
                children = site.children()
                site.stop(signal.SIGKILL)
                assert gone_within(children, GONE_SECONDS_MAX), "a child lived on"
    return {"kills": ROUNDS, "children_left": 0}


def wheels() -> dict[str, object]:
    """Build both wheels, and start from an environment that holds nothing else of ours."""
    uv = shutil.which("uv") or str(ROOT / ".boot/bin/uv")
    with tempfile.TemporaryDirectory(prefix="wayhome-wheels-") as name:
        folder = Path(name)
        for source in (ROOT, ROOT / "frontend"):
            _succeed(uv, "build", "--wheel", "--quiet", "--out-dir", folder / "wheels", source)
        _succeed(sys.executable, "-m", "venv", folder / "fresh")
        built = sorted((folder / "wheels").glob("*.whl"))
        _succeed(folder / "fresh/bin/pip", "install", "--quiet", "--disable-pip-version-check", *built)
        with Running(folder / "home", command=[str(folder / "fresh/bin/wayhome")]) as site:
            site.wait_until_ready()
        return {"kilobytes": sum(wheel.stat().st_size for wheel in built) // 1000, "ready": "yes"}


def _start_a_clone(folder: Path, prefix: tuple[str, ...]) -> dict[str, object]:
    clone = folder / "wayhome"
    _succeed("git", "clone", "--quiet", ROOT, clone)
    if prefix:
        _succeed("chown", "-R", f"{NOBODY}:{NOBODY}", folder)
    caches = {
        "HOME": folder,
        "XDG_CACHE_HOME": folder / "cache",
        "UV_CACHE_DIR": folder / "uv",
        "npm_config_cache": folder / "npm",
    }
    bare = {name: str(value) for name, value in caches.items()} | {"PATH": BARE_PATH}
    with Running(folder / "home", command=[*prefix, str(clone / "wayhome")], variables=bare) as site:
        site.wait_until_ready(FRESH_SECONDS_MAX)
        assert "\n".join(site.said).count(INVITATION) == 1, "it should print one sign-in link"
    again = Running(folder / "home", command=[*prefix, str(clone / "wayhome")], variables=bare)
    with again:
        again.wait_until_ready()
    python = subprocess.run([clone / ".venv/bin/python", "--version"], capture_output=True, text=True, check=True)
    return {
        "seconds_until_ready": round(site.ready_seconds, 1),
        "seconds_the_second_time": round(again.ready_seconds, 2),
        "python": python.stdout.strip(),
    }


@contextmanager
def _installation() -> Iterator[Path]:
    """Give a home that was started once."""
    with tempfile.TemporaryDirectory(prefix="wayhome-home-") as name:
        _ready_seconds(Path(name))
        yield Path(name)


def _ready_seconds(home: Path) -> float:
    with Running(home, command=[*PROGRAM, "start"]) as site:
        return site.wait_until_ready().ready_seconds


def _succeed(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}: {done.stderr}"
