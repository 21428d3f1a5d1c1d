"""
A thousand canaries, and none of them on the disk in the clear.

A thousand made-up names, telephone numbers, addresses and words come in through the public form, the interface and a
sheet; then somebody signs in, opens tips and people and searches. Every byte of every file under WAYHOME_HOME is then
looked through, while the site runs and after it has stopped, for each canary as plain text, lower case, UTF-16,
hexadecimal and Base64; and the same again with `grep -a`.
"""

import subprocess
import tempfile
from pathlib import Path

from tests.canaries import found_on_disk, send_all, use_everything
from tests.killing import command
from tests.running import Running

CANARIES = 1_000


def steps():
    """Give the one step."""
    yield "a thousand canaries", a_thousand


def a_thousand() -> dict[str, object]:
    """Put them in, use the system, look for them."""
    with tempfile.TemporaryDirectory(prefix="wayhome-canaries-") as name:
        home, outside = Path(name) / "home", Path(name) / "outside"
        outside.mkdir()
        with Running(home) as site:
            site.wait_until_ready()
            canaries = send_all(site, home, outside, count=CANARIES, seed=12)
            shown = use_everything(site, home, canaries)
            running = found_on_disk(home, canaries.drawn)
        after = found_on_disk(home, canaries.drawn)
        (outside / "list").write_text("\n".join(canaries.drawn))
        grep = subprocess.run(["grep", "-raFf", str(outside / "list"), str(home)], capture_output=True, check=False)
        assert shown > 0, "no page showed a canary, so the proof is empty"
        assert not running, running[:3]
        assert not after, after[:3]
        assert grep.returncode == 1, "grep -a found a canary"
        command(home, "journal", "verify")
        return {"canaries": len(canaries.drawn), "pages_that_showed_one": shown, "found_on_disk": 0}
