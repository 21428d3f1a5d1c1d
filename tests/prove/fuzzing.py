"""
Random bytes and random structure through every reader, many times more than in the tests.

The properties are those of the tests: whatever comes in, wherever it is cut, a reader ends in items or in a refusal of
one sentence, and the same bytes end in the same way; a copy without media is the file itself where nothing was cut.
Hypothesis draws the cases; the tests draw a hundred of each, here each property gets two hundred thousand.
"""

import os
import re
import subprocess
import sys
import time

from wayhome.site.prove import ROOT

EXAMPLES = 200_000
READERS = {
    "calls": ("test_calls.py", "any_json or any_bytes"),
    "CyberTipline reports": ("test_cybertipline.py", "any_bytes"),
    "mails": ("test_mail.py", "any_mail"),
    "recognising": ("test_formats.py", "any_bytes"),
    "cutting": ("test_cutting.py", "any_bytes"),
    "tables": ("test_sheet.py", "any_bytes or stream_is_cut"),
    "guessing": ("test_guessing.py", "any_bytes or any_rows"),
}


def steps():
    """Give a step for each reader."""
    for name, (file, tests) in READERS.items():
        yield name, lambda file=file, tests=tests: _fuzz(file, tests)


def _fuzz(file: str, tests: str) -> dict[str, object]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout", "14400",
         "-k", tests, f"src/wayhome/tips/tests/{file}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "FUZZ_EXAMPLES": str(EXAMPLES)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2_000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    count = int(passed[1]) if passed else 0
    assert count, "no property was run, so the proof is empty"
    minutes = round((time.monotonic() - began) / 60, 1)
    return {"properties": count, "examples of each": EXAMPLES, "finds": 0, "minutes": minutes}
