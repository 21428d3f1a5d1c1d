"""A watched folder: what lies still is brought in once, moved with its report; nothing foreign is opened."""

import json
import os
import time
from io import BytesIO

import pytest
from django_tasks_db.models import DBTaskResult

from wayhome.accounts.models import Agency
from wayhome.accounts.tests.cast import cast
from wayhome.tips import actions, store, tasks
from wayhome.tips.engine.guessing_text import Draft
from wayhome.tips.engine.htcds_fields import template
from wayhome.tips.engine.xlsx_writing import write_workbook
from wayhome.tips.models import Import, Tip
from wayhome.tips.store import inbox as inbox_store
from wayhome.tips.tests.bringing import sheet

ROWS = (("Two girls", "Quay", "Ana", "13"), ("A boy", "Mill", "Ben", "9"), ("x", "y", "z", "q"))
CHOICES = {"Told": "tip.text", "Where": "tip.place", "Name": "person.name", "Age": "person.age"}
FOLDER = "Harbour office"


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def inbox(people, tmp_path, settings, monkeypatch):
    """Make an inbox with the folder of a mapping that is kept; a file in it is still at once."""
    monkeypatch.setattr(inbox_store, "STILL_SECONDS", 0.0)
    settings.INBOX = tmp_path / "inbox"
    (settings.INBOX / FOLDER).mkdir(parents=True)
    kept(people)
    return settings.INBOX


def kept(people, *, elsewhere=False):
    """Keep a mapping for the small sheet."""
    who = people.actor("intake", elsewhere=elsewhere), "intake"
    sheet_id = actions.receive_sheet(*who, content=lambda: [sheet(*ROWS)], file_name="first.csv")
    actions.save_profile(*who, sheet_id=sheet_id, draft=Draft(FOLDER, CHOICES, grade="C3"))


def left(inbox, content, name="march.csv", folder=FOLDER):
    """Leave a file in a folder of the inbox, as a sender's program does."""
    (inbox / folder).mkdir(exist_ok=True)
    (inbox / folder / name).write_bytes(content)
    return inbox / folder / name


def workbook_of(*rows):
    made = BytesIO()
    write_workbook(rows, made)
    return made.getvalue()


def standard(*, as_workbook):
    """Write one row with the columns of the case data standard."""
    rows = [[name for name, _ in template()], ["" for _ in template()]]
    rows[1][rows[0].index("prs_FirstName")] = "Ana"
    return workbook_of(*rows) if as_workbook else "\n".join(",".join(row) for row in rows).encode()


def report_of(inbox, where, name="march.csv"):
    return json.loads((inbox / FOLDER / where / f"{name}.json").read_text())


def _killed_after(batches):
    """Give what stores some batches, and then is killed."""
    real, done = tasks.store_batch, []

    def store_batch(*given, **more):
        if len(done) == batches:
            raise KeyboardInterrupt
        done.append(real(*given, **more))

    return store_batch


def take():
    tasks.take_from_inbox.func()


def test_a_file_is_brought_in_moved_and_reported(people, inbox):
    file = left(inbox, sheet(*ROWS))
    take()
    told = report_of(inbox, "done")

    assert not file.exists()
    assert (inbox / FOLDER / "done/march.csv").read_bytes() == sheet(*ROWS)
    assert (told["read"], told["stored"], told["set_aside"][0]["place"]) == (3, 2, "row 3")
    assert told["reference"] == Import.everyone_unscoped.get().reference
    assert set(Tip.everyone_unscoped.values_list("agency_id", flat=True)) == {people.agency_id}


def test_a_changed_header_is_refused_with_what_changed_and_stores_nothing(inbox):
    left(inbox, sheet(*ROWS).replace(b"Age", b"Zone"))
    take()

    assert "“Age” is missing, “Zone” is new" in report_of(inbox, "refused")["refused"]
    assert Import.everyone_unscoped.count() == Tip.everyone_unscoped.count() == 0


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x01"])
def test_what_is_no_sheet_is_refused_in_a_sentence(inbox, content):
    left(inbox, content)
    take()

    assert report_of(inbox, "refused")["refused"].endswith(".")


def test_a_folder_without_a_mapping_is_refused(inbox):
    left(inbox, sheet(*ROWS), folder="Nobody knows")
    take()

    assert "No mapping is kept" in (inbox / "Nobody knows/refused/march.csv.json").read_text()


@pytest.mark.parametrize(("name", "make"), [
    ("calls.json", lambda: json.dumps([{"text": "A girl, about 13, waits at the quay."}]).encode()),
    ("standard.csv", lambda: standard(as_workbook=False)),
    ("standard.xlsx", lambda: standard(as_workbook=True)),
])  # fmt: skip
@pytest.mark.parametrize("by", ["mapping", "agency"])
def test_a_file_that_says_itself_what_it_means_needs_no_mapping(people, inbox, name, make, by):
    folder = FOLDER if by == "mapping" else Agency.objects.get(pk=people.agency_id).name
    left(inbox, make(), name, folder=folder)
    take()
    told = json.loads((inbox / folder / "done" / f"{name}.json").read_text())

    assert (told["read"], told["stored"]) == (1, 1)
    assert Tip.everyone_unscoped.get().agency_id == people.agency_id


def test_a_file_of_nobody_is_refused_though_it_needs_no_mapping(inbox):
    left(inbox, b'[{"text": "A girl waits."}]', "calls.json", folder="Nobody knows")
    take()

    assert "nobody knows whose tips" in (inbox / "Nobody knows/refused/calls.json.json").read_text()


def test_a_file_whose_rows_were_known_by_an_undone_import_is_not_said_to_be_done(people, inbox):
    left(inbox, sheet(*ROWS))
    take()
    left(inbox, sheet(*ROWS, ("Another", "Pier", "Eva", "11")), "april.csv")
    take()
    first = Import.everyone_unscoped.order_by("pk").first()
    who = people.actor("intake"), "intake"
    actions.begin_undo(*who, import_id=first.pk, version=first.version, reason="wrong")
    tasks.run_undo(first.pk)
    left(inbox, sheet(*ROWS, ("Another", "Pier", "Eva", "11")), "april.csv")
    take()

    told = report_of(inbox, "refused", "april.csv")["refused"]
    assert first.reference in told
    assert "bring the file in again" in told


def test_a_workbook_with_a_title_is_read_by_the_mapping_of_the_same_list_as_text(inbox):
    header, *rows = ["Told", "Where", "Name", "Age"], ["Two girls", "Quay", "Ana", "13"], ["A boy", "Mill", "Ben", "9"]
    rows = [["List of March"], [], header, *rows]
    left(inbox, workbook_of(*rows), "march.xlsx")
    take()

    assert report_of(inbox, "done", "march.xlsx")["stored"] == 2


def test_nobody_diverts_the_folder_of_an_agency_by_a_mapping_of_its_name(people, inbox):
    ours = Agency.objects.get(pk=people.agency_id).name
    who = people.actor("intake", elsewhere=True), "intake"
    sheet_id = actions.receive_sheet(*who, content=lambda: [sheet(*ROWS)], file_name="first.csv")
    actions.save_profile(*who, sheet_id=sheet_id, draft=Draft(ours, CHOICES, grade="C3"))
    left(inbox, b'[{"text": "A girl waits."}]', "calls.json", folder=ours)
    left(inbox, sheet(*ROWS), folder=ours)
    take()

    assert set(Tip.everyone_unscoped.values_list("agency_id", flat=True)) == {people.agency_id}
    assert "No mapping is kept" in (inbox / ours / "refused/march.csv.json").read_text()


@pytest.mark.parametrize("bad", [b"Harbour office/\xff.csv", b"\xffx/a.csv"])
def test_a_name_that_is_no_text_is_left_and_keeps_no_other_file(inbox, bad):
    path = inbox / os.fsdecode(bad)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(sheet(*ROWS))
    left(inbox, sheet(*ROWS))
    take()

    assert report_of(inbox, "done")["stored"] == 2
    assert path.exists()


def test_a_file_that_breaks_the_reader_is_told_and_keeps_no_other_file(inbox, monkeypatch, caplog):
    real = tasks._taken_in

    def breaks(folder, file):
        if file.name == "a.csv":
            raise RuntimeError("Ana")
        return real(folder, file)

    monkeypatch.setattr(tasks, "_taken_in", breaks)
    first = left(inbox, sheet(*ROWS), "a.csv")
    left(inbox, sheet(*ROWS))
    take()

    assert report_of(inbox, "done")["stored"] == 2
    assert first.exists()
    assert "RuntimeError" in caplog.text
    assert "Ana" not in caplog.text
    assert "a.csv" not in caplog.text


def test_a_very_long_name_is_cut_so_that_its_report_lies_beside_it(inbox):
    left(inbox, sheet(*ROWS), "ж" * 120 + ".csv")
    take()
    done = sorted(path.name for path in (inbox / FOLDER / "done").iterdir())

    assert [name.removesuffix(".json") for name in done] == [done[0], done[0]]
    assert done[0].endswith("ж.csv")


def test_a_workbook_is_brought_in_by_the_mapping_of_its_folder(inbox):
    left(inbox, workbook_of(["Told", "Where", "Name", "Age"], ["Two girls", "Quay", "Ana", "13"]), "march.xlsx")
    left(inbox, workbook_of(["Told", "Where", "Name", "Zone"], ["Two girls", "Quay", "Ana", "3"]), "april.xlsx")
    take()

    assert report_of(inbox, "done", "march.xlsx")["stored"] == 1
    assert "“Zone” is new" in report_of(inbox, "refused", "april.xlsx")["refused"]


def test_a_name_that_two_agencies_use_is_refused(people, inbox):
    kept(people, elsewhere=True)
    left(inbox, sheet(*ROWS))
    take()

    assert "Two agencies" in report_of(inbox, "refused")["refused"]


def test_a_second_file_of_one_name_writes_over_nothing(inbox):
    left(inbox, sheet(*ROWS))
    take()
    left(inbox, sheet(("Another", "Pier", "Eva", "11")))
    take()

    assert (inbox / FOLDER / "done/march.csv").read_bytes() == sheet(*ROWS)
    assert report_of(inbox, "done", "march-2.csv")["stored"] == 1


def test_a_kill_before_the_file_is_moved_brings_no_row_in_twice(inbox, monkeypatch):
    left(inbox, sheet(*ROWS))
    with monkeypatch.context() as patched:
        patched.setattr(store, "settle", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            take()
    assert (inbox / FOLDER / "march.csv").exists()
    take()

    assert report_of(inbox, "done")["stored"] == 2
    assert Tip.everyone_unscoped.count() == 2
    assert Import.everyone_unscoped.count() == 1


def test_a_kill_in_the_middle_of_the_rows_goes_on_where_it_was(inbox, monkeypatch):
    left(inbox, sheet(*ROWS))
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 1)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "store_batch", _killed_after(1))
        with pytest.raises(KeyboardInterrupt):
            take()
    assert Tip.everyone_unscoped.count() == 1
    take()

    assert (report_of(inbox, "done")["read"], Tip.everyone_unscoped.count()) == (3, 2)


def test_a_file_is_left_until_nobody_has_written_to_it_for_some_seconds(inbox, monkeypatch):
    monkeypatch.setattr(inbox_store, "STILL_SECONDS", 10.0)
    file = left(inbox, sheet(*ROWS))
    os.utime(file, (1, 1))  # a program that sets the time back does not make it older

    assert store.files_waiting(inbox) == []
    assert [one.name for one in store.files_waiting(inbox, now=time.time() + 11)] == ["march.csv"]


def test_a_file_that_is_written_to_after_it_was_listed_is_left(inbox):
    file = left(inbox, sheet(*ROWS))
    listed = store.files_waiting(inbox)[0]
    file.write_bytes(b"more than before, and another length")

    with pytest.raises(OSError, match="changed"):
        list(store.pieces_of(inbox, listed))
    with pytest.raises(OSError, match="changed"):
        store.settle(inbox, listed, where="done", report={})
    assert file.exists()


@pytest.mark.parametrize("name", [".march.csv", "march.csv.part", "march.tmp", "march.filepart"])
def test_a_file_that_is_still_copied_is_left(inbox, name):
    left(inbox, sheet(*ROWS), name=name)

    assert store.files_waiting(inbox) == []


class TestWhatIsForeign:
    """Nothing that is a link, a pipe or somebody else's is opened or moved."""

    @pytest.fixture(autouse=True)
    def _secret(self, inbox, tmp_path):
        self.inbox = inbox
        self.secret = tmp_path / "secret.csv"
        self.secret.write_bytes(sheet(*ROWS))

    def test_a_link_to_a_file_is_not_followed(self):
        (self.inbox / FOLDER / "a.csv").symlink_to(self.secret)
        take()

        assert (self.inbox / FOLDER / "a.csv").is_symlink()
        assert Import.everyone_unscoped.count() == 0

    def test_a_file_with_a_second_name_is_left(self):
        os.link(self.secret, self.inbox / FOLDER / "a.csv")

        assert store.files_waiting(self.inbox) == []

    def test_a_folder_that_is_a_link_is_not_entered(self, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere/a.csv").write_bytes(sheet(*ROWS))
        (self.inbox / "Linked").symlink_to(tmp_path / "elsewhere")

        assert store.files_waiting(self.inbox) == []

    def test_a_pipe_is_left_and_stops_nobody(self):
        os.mkfifo(self.inbox / FOLDER / "a.csv")

        assert store.files_waiting(self.inbox) == []

    def test_a_folder_done_that_is_a_link_takes_no_file(self, tmp_path):
        (tmp_path / "elsewhere").mkdir()
        (self.inbox / FOLDER / "done").symlink_to(tmp_path / "elsewhere")
        left(self.inbox, sheet(*ROWS))
        take()

        assert list((tmp_path / "elsewhere").iterdir()) == []
        assert (self.inbox / FOLDER / "march.csv").exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
    def test_a_file_of_a_stranger_is_left(self):
        os.chown(left(self.inbox, sheet(*ROWS)), 65_534, 65_534)

        assert store.files_waiting(self.inbox) == []

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
    def test_the_files_of_the_owner_of_the_inbox_are_taken(self):
        for path in (self.inbox, self.inbox / FOLDER, left(self.inbox, sheet(*ROWS))):
            os.chown(path, 65_534, 65_534)

        assert [one.name for one in store.files_waiting(self.inbox)] == ["march.csv"]


def test_a_look_enqueues_one_taking_in_where_something_waits(inbox):
    assert not tasks.look_into_inbox()
    left(inbox, sheet(*ROWS))

    assert tasks.look_into_inbox()
    assert not tasks.look_into_inbox()
    assert DBTaskResult.objects.filter(task_path__endswith="take_from_inbox").count() == 1


def test_without_the_setting_nothing_is_watched(people, settings):
    settings.INBOX = None
    take()

    assert not tasks.look_into_inbox()


def test_an_inbox_that_is_not_there_holds_nothing(tmp_path):
    assert store.files_waiting(tmp_path / "none") == []
