"""
The journal at its size: how fast it grows, how fast 200,000 leaves are read again, and that a changed one is found.

Leaves are appended through the function that every action uses, on SQLite with synchronous=FULL: one commit each, then
1,000 for a commit. All are then verified, one byte is changed, and all are verified again.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LEAVES = 200_000
SCRIPT = """
import json, sys, time
from wayhome.site import preparation
preparation.set_up_django()
preparation.prepare()
from django.db import transaction
from wayhome.accounts import journal
from wayhome.accounts.models import OPERATOR_ID, JournalLeaf

def append(count):
    for _ in range(count):
        journal.record(OPERATOR_ID, "operation", "verify", "journal", OPERATOR_ID)

leaves, single = int(sys.argv[1]), 2_000
began = time.monotonic()
append(single)
single_seconds = time.monotonic() - began
began = time.monotonic()
for start in range(single, leaves, 1_000):
    with transaction.atomic():
        append(min(1_000, leaves - start))
batch_seconds = time.monotonic() - began
began = time.monotonic()
report = journal.verify()
verify_seconds = time.monotonic() - began
assert report.holds, report
assert report.size == leaves, report
middle = JournalLeaf.objects.get(seq=leaves // 2)
changed = bytearray(middle.leaf)
changed[len(changed) // 2] ^= 1
JournalLeaf.objects.filter(seq=leaves // 2).update(leaf=bytes(changed))
broken = journal.verify()
assert broken.broken_at == leaves // 2, broken
print(json.dumps({
    "leaves": leaves,
    "appends_a_second_one_commit_each": round(single / single_seconds),
    "appends_a_second_1000_a_commit": round((leaves - single) / batch_seconds),
    "verify_seconds": round(verify_seconds, 1),
    "changed_byte_found_at_leaf": broken.broken_at,
}))
"""


def steps():
    """Give the one step; it takes some minutes."""
    yield "200,000 leaves", grown


def grown() -> dict[str, object]:
    """Grow a journal, verify it, change a byte and verify it again."""
    import json

    with tempfile.TemporaryDirectory(prefix="wayhome-journal-") as name:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("WAYHOME_", "DJANGO_"))}
        environment["WAYHOME_HOME"] = str(Path(name) / "home")
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(LEAVES)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return figures
