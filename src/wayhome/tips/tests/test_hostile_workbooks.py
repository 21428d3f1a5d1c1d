"""Every hostile workbook ends in its sentence, in the confined child, within ten seconds and 512 MB."""

import io
import json
import os
import random
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.htcds import read_htcds_of_csv, read_htcds_of_xlsx
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.tests.hostile_workbooks import GOOD, HEADER, MADE
from wayhome.tips.tests.workbooks import archive, parts_of, workbook

SECONDS_MAX, MEMORY_BYTES_MAX = 10, 512 * 2**20
SAMPLE = random.Random(7).sample(MADE, 20)  # `prove hostile` takes every one
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "200"))  # `prove` asks for more
CHILD = f"""
import io, json, resource, sys
from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.htcds import load, read_htcds_of_xlsx
from wayhome.tips.engine.rows import ReadRow, SetAside
from wayhome.tips.store.confinement import confine

load()
memory = open("/proc/self/status") if sys.platform == "linux" else None  # while files can be opened
confine(int(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES_MAX}, {MEMORY_BYTES_MAX}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS_MAX}, {SECONDS_MAX}))
told = {{"read": 0, "aside": [], "refused": None}}
try:
    for item in read_htcds_of_xlsx(io.BytesIO(sys.stdin.buffer.read())):
        told["read"] += isinstance(item, ReadRow)
        told["aside"] += [item.reason] if isinstance(item, SetAside) else []
except FileRefused as refused:
    told["refused"] = str(refused)
status = memory.read() if memory else "VmHWM: 0"
told["memory_mb"] = int(status.partition("VmHWM:")[2].split()[0]) // 1024
used = resource.getrusage(resource.RUSAGE_SELF)
told["seconds"] = used.ru_utime + used.ru_stime
print(json.dumps(told))
"""


def read_confined(content):
    """Read a workbook in a child as the house confines it, with half of its memory and a sixth of its time."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", CHILD, str(os.getpid())], input=content, capture_output=True, check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.parametrize("hostile", SAMPLE, ids=lambda hostile: hostile.name)
def test_a_hostile_workbook_ends_in_its_sentence(hostile):
    told = read_confined(hostile.make())

    assert told["seconds"] < SECONDS_MAX  # of the processor: a busy machine is no fault of the reader
    if hostile.is_aside:
        (reason,) = told["aside"]
        assert hostile.says in reason
        assert (told["read"], told["refused"]) == (1, None)
    else:
        assert hostile.says in (told["refused"] or "")
        assert told["refused"].endswith((".", "?"))
        assert told["read"] == 0


def test_the_list_is_as_long_as_it_says_and_no_sentence_comes_twice_by_accident():
    names = [hostile.name for hostile in MADE]

    assert len(names) == len(set(names)) >= 50


def test_a_good_workbook_is_read_in_the_same_child():
    told = read_confined(workbook(HEADER + GOOD))

    assert (told["read"], told["aside"], told["refused"]) == (1, [], None)


PARTS = parts_of(
    f'{HEADER}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="0"><v>39906</v></c></row>{GOOD}',
    strings="<si><t>a</t></si>", styles="<cellXfs><xf numFmtId='14'/></cellXfs>",
)  # fmt: skip
MARKUP = st.sampled_from(
    [b"<", b">", b"/>", b"</c>", b"<c>", b"<v>", b"<row>", b"&", b"\xff", b"\0", b'r="', b"<f>", b"<is><t>", b"<!--"]
)


def spoilt(draw, content):
    """Cut, double, overwrite or add to a part, a few times."""
    changed = bytearray(content.encode() if isinstance(content, str) else content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(changed)))
        length = draw(st.integers(0, 40))
        changed[at : at + length] = draw(
            st.one_of(MARKUP, st.binary(max_size=8), st.just(changed[at : at + length] * 2))
        )
    return bytes(changed)


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_spoilt_part_gives_rows_or_a_sentence_and_nothing_else(data):
    name = data.draw(st.sampled_from(sorted(PARTS)))
    parts = {**PARTS, name: spoilt(data.draw, PARTS[name])}

    with suppress(FileRefused):
        for item in read_htcds_of_xlsx(io.BytesIO(archive(parts))):
            assert isinstance(item, ReadRow | SetAside | HeaderRead | Progress)
            assert item.place.startswith(("row ", "sheet ", "header")) if not isinstance(item, HeaderRead) else True


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_spoilt_archive_gives_rows_or_a_sentence_and_nothing_else(data):
    content = spoilt(data.draw, archive(PARTS))

    with suppress(FileRefused):
        assert all(len(item) for item in read_htcds_of_xlsx(io.BytesIO(content)))


@settings(max_examples=EXAMPLES)
@given(st.binary(max_size=300), st.sampled_from([None, ",", ";"]))
def test_bytes_of_any_kind_under_the_header_give_rows_or_a_sentence_and_nothing_else(content, delimiter):
    header = b"First Name,Gender;Gender,Email,prs_SecondName\n" if delimiter is None else b"First Name,Email,Gender\n"

    with suppress(FileRefused):
        assert all(len(item) for item in read_htcds_of_csv([header, content], delimiter=delimiter))
