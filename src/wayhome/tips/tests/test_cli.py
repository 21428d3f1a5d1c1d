"""The commands of `wayhome tips`: counts as promised, one sentence for a refusal, and the same command goes on."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from wayhome.accounts.door import OPERATOR
from wayhome.accounts.tests.cast import cast
from wayhome.kernel.errors import BadInput, FileRefused, NotFound, StaleRecord
from wayhome.tips import cli, tasks
from wayhome.tips.actions import store_batch
from wayhome.tips.models import Import, Tip
from wayhome.tips.tests.bringing import GOLDEN, SMALL_MAPPING, begun, everything_stored, filed, sheet
from wayhome.tips.tests.reports_xml import report

ROWS = [("Two girls", "Quay", "Ana", "13"), ("one", "cell", "too", "many", "x"), ("A boy", "Mill", "Ben", "9")]
REPORT_KEYS = ["file_sha256", "format", "read", "stored", "set_aside", "already_known", "seconds"]
ENGINE_ONLY = (
    "import sys; sys.modules['django'] = None\n"
    "from wayhome.tips.cli import group\n"
    "group.main(sys.argv[1:], prog_name='tips')"
)


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def files(tmp_path):
    (tmp_path / "night.csv").write_bytes(sheet(*ROWS))
    (tmp_path / "harbour.toml").write_text(SMALL_MAPPING)
    return tmp_path


def run(*words, given=None):
    return CliRunner().invoke(cli.group, [str(word) for word in words], input=given, catch_exceptions=True)


def import_(files, *more, sheet_name="night.csv"):
    words = (
        "import",
        files / sheet_name,
        "--mapping",
        files / "harbour.toml",
        "--report",
        files / "report.json",
        *more,
    )
    return run(*words), files / "report.json"


def counts(report):
    told = json.loads(report.read_text())
    return told["read"], told["stored"], len(told["set_aside"]), told["already_known"]


def test_a_sheet_goes_in_and_the_report_is_as_promised(people, files):
    done, report = import_(files)

    assert done.exit_code == 0
    assert "3 rows read, 2 stored, 1 set aside, 0 already known" in done.stdout
    assert list(json.loads(report.read_text())) == REPORT_KEYS
    assert counts(report) == (3, 2, 1, 0)
    assert json.loads(report.read_text())["set_aside"][0]["place"] == "row 2"
    assert "3 of 3 rows" in done.stderr


def test_the_same_command_again_changes_nothing_and_says_so(people, files):
    import_(files)
    before = everything_stored()
    again, report = import_(files)

    assert again.exit_code == 0
    assert counts(report) == (3, 0, 1, 2)
    assert everything_stored() == before


def test_the_same_command_goes_on_after_it_was_stopped(people, files, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 1)
    with monkeypatch.context() as stopped:
        stopped.setattr(tasks, "store_batch", _stops_after_the_first())
        first, _ = import_(files)
    assert first.exit_code == 130
    assert "goes on with the same command" in first.stderr
    assert Tip.everyone_unscoped.count() == 1

    second, report = import_(files)
    assert second.exit_code == 0
    assert counts(report) == (3, 2, 1, 0)
    assert Tip.everyone_unscoped.count() == 2


def _stops_after_the_first():
    done = []

    def store(*args, **kwargs):
        if done:
            raise KeyboardInterrupt
        done.append(store_batch(*args, **kwargs))

    return store


def test_a_refused_file_is_told_in_one_sentence_with_its_hash(people, files):
    (files / "empty.csv").write_bytes(b"")
    refused, report = import_(files, sheet_name="empty.csv")
    told = json.loads(report.read_text())

    assert isinstance(refused.exception, FileRefused)  # the program turns it into code 2 and the sentence
    assert list(told) == [*REPORT_KEYS, "refused"]
    assert (told["refused"], told["read"]) == ("The file is empty.", 0)
    assert told["file_sha256"] == Import.everyone_unscoped.get().file_sha256


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda files: (files / "night.csv").unlink(), "night.csv"),
        (lambda files: (files / "harbour.toml").unlink(), "harbour.toml"),
        (lambda files: (files / "harbour.toml").write_text("profile = "), "TOML"),
        (lambda files: (files / "harbour.toml").write_bytes(b"\xff\xfe\x00"), "UTF-8"),
    ],
)
def test_a_file_that_is_missing_or_no_mapping_is_one_plain_sentence(people, files, change, word):
    change(files)
    refused, report = import_(files)

    assert isinstance(refused.exception, BadInput)
    assert word in str(refused.exception)
    assert not report.exists()
    assert Import.everyone_unscoped.count() == 0


@pytest.mark.parametrize("place", ["absent/report.json", "folder", "night.csv/report.json"])
def test_a_report_that_cannot_be_written_is_said_before_anything_is_read(people, files, place):
    (files / "folder").mkdir()
    words = ("import", files / "night.csv", "--mapping", files / "harbour.toml", "--report", files / place)
    refused = run(*words)

    assert isinstance(refused.exception, BadInput)
    assert "The report cannot be written to" in str(refused.exception)
    assert "\n" not in str(refused.exception)
    assert Import.everyone_unscoped.count() == 0


def without_mapping(files, content, *more):
    (files / "file").write_bytes(content)
    return run("import", files / "file", "--report", files / "report.json", *more), files / "report.json"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("calls", b'[{"text": "a call"}]'),
        ("cybertipline", report().encode()),
        ("mail", b"From: a@b.invalid\nSubject: x\n\ny"),
    ],
)
def test_a_file_of_another_format_needs_no_mapping_and_is_reported_by_its_format(people, files, name, content):
    for more in ((), ("--format", name)):
        done, told = without_mapping(files, content, *more)

        assert done.exit_code == 0
        assert list(json.loads(told.read_text())) == REPORT_KEYS
        assert json.loads(told.read_text())["format"] == name
        assert counts(told) == ((1, 1, 0, 0) if not more else (1, 0, 0, 1))


def test_a_table_without_a_mapping_is_read_by_the_one_that_was_used_before(people, files):
    import_(files)
    done, told = without_mapping(files, sheet(("Three boys", "Mill", "Dan", "9")))

    assert done.exit_code == 0
    assert counts(told) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("content", "more", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 90, (), "begins like a picture"),
        (b"A,B\n1,2\n", (), "needs a mapping"),
        (b"A,B\n1,2\n", ("--format", "calls"), "was to be read as calls, but is table"),
        (b'[{"text": "a"}, {"te', (), "ends in the middle of call 2"),
    ],
)
def test_a_file_that_cannot_come_in_leaves_the_refusal_and_its_hash(people, files, content, more, word):
    done, told = without_mapping(files, content, *more)
    kept = Import.everyone_unscoped.get()

    assert isinstance(done.exception, FileRefused)
    assert word in str(done.exception)
    assert list(json.loads(told.read_text())) == [*REPORT_KEYS, "refused"]
    assert counts(told) == (0, 0, 0, 0)
    assert (kept.state, kept.source_id, kept.file_sha256) == (
        "refused", None, json.loads(told.read_text())["file_sha256"],
    )  # fmt: skip
    assert not Tip.everyone_unscoped.exists()


def test_tips_go_to_the_agency_that_is_named(people, files):
    import_(files, "--agency", "second unit")
    assert set(Tip.everyone_unscoped.values_list("agency_id", flat=True)) == {people.other_agency_id}

    refused, _ = import_(files, "--agency", "Nobody")
    assert isinstance(refused.exception, NotFound)


def test_another_run_at_the_same_import_is_followed_to_its_end(people, files, monkeypatch):
    monkeypatch.setattr(cli, "LOOK_SECONDS", 0.01)
    import_id = begun(sheet(*ROWS), SMALL_MAPPING).import_id

    def another_run_comes_between(*args, **kwargs):
        monkeypatch.setattr(tasks, "store_batch", store_batch)
        tasks.run_import(OPERATOR, "operation", import_id=import_id)
        raise StaleRecord("Another run went on.")

    monkeypatch.setattr(tasks, "store_batch", another_run_comes_between)
    done, report = import_(files)

    assert done.exit_code == 0
    assert "following it" in done.stderr
    assert counts(report) == (3, 2, 1, 0)


def test_every_tip_is_listed_as_a_line(people):
    tips = [filed("перший\nдругий рядок"), filed("second")]
    lines = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]

    assert [(line["reference"], line["text"]) for line in lines] == [
        (tips[0].reference, "перший\nдругий рядок"),
        (tips[1].reference, "second"),
    ]
    assert {"state", "channel", "urgency", "received_at"} <= set(lines[0])
    assert [line.split(maxsplit=2)[1:] for line in run("list").stdout.splitlines()] == [
        ["new", "перший другий рядок"],
        ["new", "second"],
    ]


def test_no_tip_steers_the_terminal_that_lists_it(people):
    hostile = "a\x1b[2Jb\x9b31m\u202ec"
    filed(hostile)
    line = run("list", "--json").stdout

    assert json.loads(line)["text"] == hostile
    for shown in (line, run("list").stdout):
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


def test_what_was_cut_off_is_handed_to_the_worker(people):
    begun(sheet(*ROWS), SMALL_MAPPING)

    assert run("sweep").stdout == "1 import was handed to the worker.\n"


# without settings, without a database


def alone(*words, given=""):
    command = [sys.executable, "-c", ENGINE_ONLY, *map(str, words)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_a_sheet_is_read_where_django_is_not_installed(files):
    done = alone("read", files / "night.csv", "--mapping", files / "harbour.toml")
    lines = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0, done.stderr
    assert [next(iter(line)) for line in lines] == ["header", "row", "set_aside", "row", "read"]
    assert lines[-1] == {"read": 3, "set_aside": 1}  # as an import counts: 3 read, 1 of them set aside


def test_facts_are_weighed_where_django_is_not_installed():
    facts = {"received_at": "2026-11-24T08:00:00+00:00", "youngest_age_years": 9, "channel": "hotline"}
    told = json.loads(alone("weigh", given=json.dumps(facts)).stdout)

    assert (told["score"], told["limit_hours"]) == (15.0, 72)  # 13 for a child under 12, 2 for a call
    assert [reason["points"] for reason in told["reasons"]] == [13.0, 2.0]


@pytest.mark.parametrize(
    "given", ["", "[]", "{}", '{"received_at": "now"}', '{"received_at": "2026-11-24T08:00:00Z", "x": 1}']
)
def test_facts_that_are_none_are_one_plain_sentence(given):
    refused = run("weigh", given=given)

    assert isinstance(refused.exception, BadInput)
    assert "facts" in str(refused.exception)


# the whole program


@pytest.mark.slow
def test_the_program_refuses_with_code_2_and_one_line(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    words = ("tips", "import", tmp_path / "empty.csv", "--mapping", GOLDEN / "shelter.toml")
    home = {"WAYHOME_HOME": str(tmp_path / "home"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "wayhome", *words], capture_output=True, text=True, check=False, env=home
    )

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "wayhome: The file is empty."
    assert done.stdout == ""
