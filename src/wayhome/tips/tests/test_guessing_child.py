"""The guess is made in a limited process, and the command prints a mapping that reads the sheet."""

import json
import random
import resource
import time

import pytest
from click.testing import CliRunner

from wayhome.kernel.errors import FileRefused
from wayhome.tips import cli, store
from wayhome.tips.engine.guessing import guess_sheet
from wayhome.tips.store import guessing
from wayhome.tips.tests.guessed_sheets import RUSSIAN, SPANISH
from wayhome.tips.tests.hostile_workbooks import MADE

SAMPLE = random.Random(5).sample(MADE, 10)  # by the same reader of workbooks that `prove hostile` tries with all


def test_the_child_gives_what_the_engine_gives():
    content = SPANISH.encode("latin-1")
    pieces = [content[start : start + 100] for start in range(0, len(content), 100)]

    assert store.guess_file(pieces, this_year=2026) == guess_sheet(content, this_year=2026, is_whole=True)


def test_a_code_page_that_was_never_loaded_is_there_in_the_child():
    assert store.guess_file([RUSSIAN.encode("cp866")], this_year=2026).draft.encoding == "cp866"


def test_a_refusal_of_the_child_is_its_sentence():
    with pytest.raises(FileRefused, match="a PDF"):
        store.guess_file([b"%PDF-1.7"], this_year=2026)


def test_a_child_that_ends_without_an_answer_refuses_the_file(monkeypatch):
    monkeypatch.setattr(guessing, "_COMMAND", ("-c", ""))
    with pytest.raises(FileRefused, match="by hand"):
        store.guess_file([b"Name,Age\n"], this_year=2026)


def test_no_more_than_the_beginning_is_looked_at():
    head, is_whole = store.head_of(iter([b"x" * 2**20] * 3))

    assert (len(head), is_whole) == (guessing.HEAD_BYTES_MAX, False)


def test_a_small_file_is_looked_at_whole():
    assert store.head_of([b"ab", b"c"]) == (b"abc", True)


def test_the_command_prints_a_mapping_with_its_evidence_that_reads_the_sheet(tmp_path):
    (tmp_path / "hoja.csv").write_bytes(SPANISH.encode("latin-1"))
    printed = CliRunner().invoke(cli.group, ["guess", str(tmp_path / "hoja.csv")])
    (tmp_path / "m.toml").write_text(printed.stdout, encoding="utf-8")
    read = CliRunner().invoke(cli.group, ["read", str(tmp_path / "hoja.csv"), "--mapping", str(tmp_path / "m.toml")])

    assert printed.exit_code == 0
    assert "dates: dmy (certain)" in printed.stdout
    assert json.loads(read.stdout.splitlines()[-1]) == {"read": 24, "set_aside": 0}


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path):
    missing = CliRunner().invoke(cli.group, ["guess", str(tmp_path / "none.csv")])

    assert "not there" in str(missing.exception)


@pytest.mark.parametrize(
    "content",
    [
        b"a," * 1_000_000 + b"\n",
        b"name " * 400_000,
        b'Name,Age\n"' + b"x" * 2_000_000,
        b"\x00" * 2_000_000,
        bytes(range(1, 256)) * 8_000,
        b"Name;" * 999 + b"Age\n" + b"1/2/2025;" * 200_000,
        "é\n".encode("latin-1") * 700_000,
    ],
    ids=[
        "a million columns",
        "one long line",
        "an open quote",
        "NUL",
        "noise",
        "a thousand columns",
        "a million lines",
    ],
)
def test_a_hostile_file_ends_within_ten_seconds_in_a_guess_or_a_sentence(content):
    began = time.process_time(), _children_seconds()
    found = _guess_or_sentence(content)

    assert not isinstance(found, str) or found.endswith(".")
    assert time.process_time() - began[0] + _children_seconds() - began[1] < 10


def _guess_or_sentence(content):
    try:
        return store.guess_file([content], this_year=2026)
    except FileRefused as refusal:
        return str(refusal)


def _children_seconds():
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


@pytest.mark.parametrize("made", SAMPLE, ids=lambda one: one.name)
def test_a_hostile_workbook_is_refused_in_a_sentence_or_looked_at(made):
    refusals = []
    try:
        found = store.guess_file([made.make()], this_year=2026).columns
    except FileRefused as refusal:
        found = []
        refusals.append(str(refusal))

    assert bool(found) != bool(refusals)
    assert all(told.endswith(".") and "Looking at the file failed" not in told for told in refusals)
