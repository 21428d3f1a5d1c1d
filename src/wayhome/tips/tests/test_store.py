"""The limited child: the same rows as the engine, and a plain sentence whatever happens to it."""

import io
import json
import signal
import subprocess
import sys
from itertools import islice, repeat
from pathlib import Path
from random import Random

import pytest

from wayhome.kernel.errors import BadInput, FileRefused
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.rows import HeaderRead, Progress, ReadRow, SetAside
from wayhome.tips.engine.sheet import read_sheet as read_in_process
from wayhome.tips.store import confinement, print_rows, read_sheet, reading
from wayhome.tips.tests.golden_sheet import MAPPING, SHEET
from wayhome.tips.tests.strategies import COLUMNS, MAPPING_TEXT

HEADER = (",".join(COLUMNS) + "\n").encode()
ROW = b"1,Seen at the port,Ana,14,03/04/2026,f\n"


@pytest.fixture
def children(monkeypatch):
    """Give every child that is started, with what it was started with, so that a test can end it."""
    started = []
    real = subprocess.Popen

    def start(*arguments, **options):
        started.append(real(*arguments, **options))
        started[-1].options = options
        return started[-1]

    monkeypatch.setattr(reading.subprocess, "Popen", start)
    return started


def without_progress(items):
    return [item for item in items if not isinstance(item, Progress)]


def test_the_child_gives_what_the_engine_gives():
    expected = list(read_in_process([SHEET.read_bytes()], read_mapping(MAPPING.read_text())))

    with SHEET.open("rb") as source:
        assert list(read_sheet(source, MAPPING.read_text())) == expected


def test_every_kind_of_value_crosses_the_wire():
    mapping = MAPPING_TEXT + (
        'birth = "Seen"\nnationality = { country = "CO" }\n[slots.other]\nname = "Sex"\n'
        '[[relations]]\nfrom = "person"\nkind = "knows"\nto = "other"\n'
        '[[events]]\nkind = "sighting"\nwhen = "Seen"\nparts.person = "present"\n'
    )
    sheet = HEADER + ROW + "2,“ä”\u2028,王小梅,about 14,2026~,m\n".encode() + b'3,"open\n4,x,y\n'

    expected = list(read_in_process([sheet], read_mapping(mapping)))

    assert list(read_sheet([sheet], mapping)) == expected
    assert expected[1].events[0].parts == (("person", "present"),)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "gb18030", "euc_kr", "shift_jis", "big5hkscs", "koi8-u"])
def test_an_encoding_is_loaded_before_the_disk_is_gone(encoding):
    sheet = (HEADER + ROW).decode().encode(encoding)

    (_, row) = without_progress(read_sheet([sheet], f'file.encoding = "{encoding}"\n{MAPPING_TEXT}'))

    assert row.tip["text"] == "Seen at the port"


def test_going_on_gives_the_rest_and_counts_it():
    rows = without_progress(read_sheet([HEADER, ROW * 10], MAPPING_TEXT, skip_rows=7))

    assert [row.place for row in rows[1:]] == ["row 8", "row 9", "row 10"]


def test_a_wrong_mapping_is_refused_before_a_child_is_started(children):
    with pytest.raises(BadInput, match="Mapping, profile"):
        read_sheet([HEADER], "profile = 3")

    assert not children


@pytest.mark.parametrize("content", [b"", b"\0" * 100_000, b"Rar!\x1a\x07" + b"x" * 50, b"a,a\n", b"," * 2_000_000])
def test_a_refusal_comes_through_as_it_was_said(content):
    with pytest.raises(FileRefused) as expected:
        list(read_in_process([content], read_mapping(MAPPING_TEXT)))
    with pytest.raises(FileRefused) as refusal:
        list(read_sheet([content], MAPPING_TEXT))

    assert str(refusal.value) == str(expected.value)


def test_a_child_that_is_killed_names_the_last_place(children):
    items = read_sheet(_endless(), MAPPING_TEXT)
    taken = list(islice(items, 500))
    children[-1].send_signal(signal.SIGKILL)
    with pytest.raises(FileRefused, match=r"^The reader stopped after row \d+ \(code -9\)\. Keep the file"):
        list(items)
    assert isinstance(taken[0], HeaderRead)


def test_a_consumer_that_goes_away_takes_the_child_with_it(children):
    items = read_sheet(_endless(), MAPPING_TEXT)
    next(items)

    items.close()

    assert children[-1].poll() == -signal.SIGKILL


def test_a_source_that_fails_takes_the_child_with_it(children):
    def source():
        yield HEADER + ROW
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(read_sheet(source(), MAPPING_TEXT))

    assert children[-1].poll() == -signal.SIGKILL


def test_a_child_that_says_nothing_is_stopped(children, monkeypatch):
    monkeypatch.setattr(reading, "SILENT_SECONDS_MAX", 1)
    items = read_sheet(_endless(), MAPPING_TEXT)
    next(items)
    children[-1].send_signal(signal.SIGSTOP)

    with pytest.raises(FileRefused, match="said nothing for 1 seconds after"):
        list(items)

    assert children[-1].poll() == -signal.SIGKILL


def test_an_answer_that_makes_no_sense_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "_COMMAND", ("-c", "import os; os.write(1, b'\\x00\\x00\\x00\\x09[[\"r\", 1]]')"))

    with pytest.raises(FileRefused, match="makes no sense after the header"):
        list(read_sheet([HEADER], MAPPING_TEXT))


def test_a_frame_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "_COMMAND", ("-c", "import os; os.write(1, b'\\xff' * 100)"))

    with pytest.raises(FileRefused, match="makes no sense"):
        list(read_sheet([HEADER], MAPPING_TEXT))


def test_a_limit_is_told_by_its_name():
    assert "60 seconds of processor time for 100,000 rows" in reading._why_it_stopped(-signal.SIGXCPU, "row 7")


def test_the_parent_holds_a_batch_and_not_the_file(children):
    """A file that never ends is read as far as it is asked for, and no further than two pipes and a batch."""
    taken = 0

    def source():
        nonlocal taken
        yield HEADER
        while True:
            taken += 1
            yield ROW * 1_000

    items = read_sheet(source(), MAPPING_TEXT)
    list(islice(items, 2_000))
    items.close()

    assert taken * len(ROW) * 1_000 < 8 * 2**20


def test_rows_can_be_printed_without_a_database():
    out = io.StringIO()

    counts = print_rows([HEADER + ROW + b"2,a,b,333,,\n"], MAPPING_TEXT, out)

    header, row, aside, last = (json.loads(line) for line in out.getvalue().splitlines())
    assert header["header"]["columns"] == list(COLUMNS)
    assert row["row"]["people"][0]["statements"][1] == {
        "kind": "age", "value": {"years_min": 14, "years_max": 14}, "column": "Age",
    }  # fmt: skip
    assert aside["set_aside"]["reason"] == "Column “Age” holds an age above 120."
    assert last == {"read": counts.read, "set_aside": counts.set_aside} == {"read": 2, "set_aside": 1}


_CONFINED = """
import os, socket, sys
from wayhome.tips.store.confinement import confine, allow_cpu_for
confine(os.getppid())
def tried(what):
    try:
        what()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(*[tried(what) for what in (
    lambda: open("/etc/passwd"),
    lambda: open("/tmp/wayhome-must-not-be", "w"),
    lambda: socket.socket(),
    lambda: os.fork() or os._exit(0),
    lambda: bytearray(1_100_000_000),
    lambda: os.pipe(),
)])
"""


def confined(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="the steps beyond the limits are Linux's")
def test_a_confined_process_has_no_disk_no_network_no_child_and_little_memory():
    told = confined(_CONFINED).stdout.split()

    assert len(told) == 6
    assert "done" not in told
    assert told[4] == "MemoryError"
    assert not Path("/tmp/wayhome-must-not-be").exists()


def test_processor_time_ends():
    program = _CONFINED.partition("def tried")[0] + (
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY))\nwhile True: pass\n"
    )

    assert confined(program).returncode == -signal.SIGXCPU


def test_more_rows_may_take_more_time():
    program = (
        "import resource\nfrom wayhome.tips.store.confinement import allow_cpu_for\nallow_cpu_for(250_000)\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )

    assert confined(program).stdout.strip() == str(3 * confinement.CPU_SECONDS_MAX)


def test_a_child_whose_parent_is_another_ends_at_once():
    assert confined("from wayhome.tips.store.confinement import confine\nconfine(1)\nprint('still here')").stdout == ""


def test_the_child_sees_nothing_of_its_parents_environment(children):
    list(read_sheet([HEADER], MAPPING_TEXT))

    assert children[0].args[1:3] == ["-I", "-B"]
    assert children[0].options["env"] == {}


HOSTILE = {
    "open quotes": HEADER + b'"\n' * 100_000,
    "quotes that toggle": HEADER + b'x",y,"z\n' * 100_000,
    "one open quote and a long rest": HEADER + b'1,"' + b"x,y\n" * 100_000,
    "a line without an end": HEADER + b"x" * 30_000_000,
    "a million columns in a row": HEADER + b"," * 900_000 + b"\n" + ROW,
    "nothing but NUL": HEADER + b"\0" * 5_000_000,
    "wrong encoding": HEADER + "1,José,,,,\n".encode("utf-16-le") * 20_000,
    "truncated": HEADER + ROW * 1_000 + b'2,"Seen',
    "empty rows": HEADER + b"\n" * 500_000,
    "wide empty rows": HEADER + b",,,,,\r" * 300_000,
    "formulas": HEADER + b'1,=HYPERLINK(""x""),@SUM(1),14,,f\n' * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_rows_and_reasons_within_its_bounds(name):
    items = list(read_sheet([HOSTILE[name]], MAPPING_TEXT))

    rows = [item for item in items if isinstance(item, ReadRow | SetAside)]
    assert items[-1].rows == len(rows)
    assert all(item.reason.endswith(".") for item in rows if isinstance(item, SetAside))


@pytest.mark.parametrize("seed", range(6))
def test_a_mutated_sheet_reads_the_same_in_the_child(seed):
    """A small sample of the fuzzing; the engine itself is fuzzed by the properties of its own tests."""
    dice = Random(seed)
    content = bytearray(SHEET.read_bytes())
    for _ in range(400):
        at = dice.randrange(400, len(content))
        content[at : at + dice.randrange(3)] = dice.choice([b'"', b"\n", b"\0", b"\xff", b",", b"\r", b"", b"9"])

    expected = list(read_in_process([bytes(content)], read_mapping(MAPPING.read_text())))

    assert list(read_sheet(io.BytesIO(content), MAPPING.read_text())) == expected


def _endless():
    yield HEADER
    yield from repeat(ROW * 1_000)
