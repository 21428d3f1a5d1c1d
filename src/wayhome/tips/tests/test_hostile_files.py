"""Every hostile file ends in its sentence, in the confined child, within ten seconds and 512 MB."""

import json
import os
import random
import subprocess
import sys

import pytest

from wayhome.tips.tests.hostile_files import MADE, MAPPING

SECONDS_MAX, MEMORY_BYTES_MAX = 10, 512 * 2**20
SAMPLE = random.Random(7).sample(MADE, 20)  # `prove hostile` takes every one
CHILD = f"""
import json, resource, sys
from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.any_file import Asked, look, read_file
from wayhome.tips.engine.cutting import Splice, encoding_of_marks, without
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.store.child import _load_all
from wayhome.tips.store.confinement import confine

status = open("/proc/self/status", "rb", buffering=0)  # the kernel's own count of this process, without its parent's
mapping = read_mapping({MAPPING!r})
_load_all()
confine(int(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES_MAX}, {MEMORY_BYTES_MAX}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_MAX}, {SECONDS_MAX}))
content = sys.stdin.buffer.read()
pieces = lambda: (content[at : at + 2**18] for at in range(0, len(content), 2**18))
told = {{"read": 0, "aside": 0, "reasons": [], "refused": None, "cuts": 0}}
try:
    splices = [one for one in look(pieces()) if isinstance(one, Splice)]
    told["cuts"] = len(splices)
    copy = without(pieces(), splices, is_wide=encoding_of_marks(content[:64]))
    for item in read_file(copy, Asked(mapping=mapping)):
        told["read"] += isinstance(item, ReadRow)
        told["aside"] += isinstance(item, SetAside)
        if isinstance(item, SetAside) and len(told["reasons"]) < 3:
            told["reasons"].append(item.place + ": " + item.reason)
except FileRefused as refused:
    told["refused"] = str(refused)
told["seconds"] = round(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]), 1)
status.seek(0)
told["memory_mb"] = int(status.read().split(b"VmHWM:")[1].split()[0]) // 1024
print(json.dumps(told))
"""


def read_confined(content):
    """Look at a file and read it in a child as the house confines it, with half its memory and a sixth of its time."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", CHILD, str(os.getpid())], input=content, capture_output=True, check=False,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-600:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("hostile", SAMPLE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_ends_in_its_sentence(hostile):
    told = read_confined(hostile.make())

    assert told["seconds"] < SECONDS_MAX
    if hostile.ends == "refused":
        assert hostile.says in (told["refused"] or "")
        assert told["refused"].endswith((".", "]."))
    elif hostile.ends == "aside":
        assert told["refused"] is None
        assert any(hostile.says in reason for reason in told["reasons"]), told
        assert all(reason.endswith(".") for reason in told["reasons"])
        assert told["read"] > 0
    else:
        assert (told["refused"], told["aside"]) == (None, 0)
        assert told["read"] > 0


def test_the_list_is_as_long_as_it_says_and_each_file_has_a_name():
    names = [hostile.name for hostile in MADE]

    assert len(names) == len(set(names)) >= 60
