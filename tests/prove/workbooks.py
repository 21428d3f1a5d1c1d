"""
Workbooks that mean harm, spoilt ones at random, and an honest one of 100,000 rows beside other readers.

Each hostile workbook is read in the confined child with half of its memory (512 MB) and a sixth of its processor time
(10 seconds), and ends in the sentence that it must end in; the figures are its processor seconds, the most
memory that the child held, and that sentence. Then parts and archives are spoilt at random (Hypothesis): whatever comes
of it is rows or a sentence. At last the benchmark: one HTCDS file of 100,000 rows and 39 columns, by our reader up to
the cells and up to people and statements, by calamine and by openpyxl, each in a process of its own.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from wayhome.tips.tests.hostile_workbooks import MADE
from wayhome.tips.tests.test_hostile_workbooks import read_confined

HOUSE = Path(__file__).parents[2]
EXAMPLES, KINDS = 20_000, 3
SECONDS_MAX = 10


def steps():
    """Give the three steps."""
    yield "hostile workbooks", hostile
    yield "spoilt at random", spoilt
    yield "beside other readers", beside


def hostile() -> dict[str, object]:
    """Read each, and hold what is said to what must be said."""
    figures: dict[str, object] = {"files": len(MADE)}
    for one in MADE:
        told = read_confined(one.make())
        said = told["aside"][0] if one.is_aside else told["refused"]
        assert one.says in said, one.name
        assert told["read"] == one.is_aside, one.name
        assert told["seconds"] < SECONDS_MAX, one.name
        figures[one.name] = f"{told['seconds']:.1f} s, {told['memory_mb']} MB: {said}"
    return figures


def spoilt() -> dict[str, object]:
    """Run the tests that spoil workbooks, with many more examples."""
    began = time.monotonic()
    words = ("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--timeout", "3600", "-k", "nothing_else")
    done = subprocess.run(
        [sys.executable, *words, "src/wayhome/tips/tests/test_hostile_workbooks.py"],
        cwd=HOUSE, env={**os.environ, "FUZZ_EXAMPLES": str(EXAMPLES)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2_000:]
    return {"examples": EXAMPLES * KINDS, "finds": 0, "seconds": round(time.monotonic() - began)}


def beside() -> dict[str, object]:
    """Run the benchmark and take its lines."""
    done = subprocess.run(
        [sys.executable, "benchmarks/tips_xlsx.py"], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    figures: dict[str, object] = {}
    file = ""
    for line in done.stdout.splitlines():
        name, _, rest = line.strip().partition(":" if ":" in line else " ")
        if ":" in line:
            file = name
            figures[file] = rest.strip()
        elif rest:
            figures[f"{file}, {name}"] = " ".join(rest.split())
    return figures
