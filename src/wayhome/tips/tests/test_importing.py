"""Bringing in a sheet: every row accounted for, once, whatever happens in between, and bound into the journal."""

import json

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from wayhome.accounts import journal, seal
from wayhome.accounts.actions import change_roles
from wayhome.accounts.door import OPERATOR
from wayhome.accounts.models import JournalLeaf
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.models import CaseMember, Mention, Source, SourcePart, Statement, Subject
from wayhome.casefile.queries import source_content
from wayhome.kernel.errors import BadInput, FileRefused, NotAllowed, StaleRecord
from wayhome.tips import tasks
from wayhome.tips.actions import begin_import, describe_tip, store_batch
from wayhome.tips.models import Import, ImportBatch, SetAsideRow, Tip
from wayhome.tips.queries import import_report, verify_batches
from wayhome.tips.tests.bringing import (
    FIRST_TWO,
    MAPPING,
    SHEET,
    SMALL_MAPPING,
    begun,
    brought,
    everything_stored,
    rows_of,
    sheet,
)

pytestmark = pytest.mark.django_db

ROWS = [("Two girls", "Quay", "Ana", "13"), ("A boy", "Mill", "Ben", "9"), ("Two girls", "Quay", "Ana", "13")]
CASE_MAPPING = "opens_case = true\n" + SMALL_MAPPING


@pytest.fixture
def people():
    return cast()


def operator(act, import_id, **more):
    return act(OPERATOR, "operation", import_id=import_id, **more)


def counts(report):
    return report.read, report.stored, len(report.set_aside), report.already_known


# a thousand rows


def test_a_thousand_rows_add_up(people):
    report = brought()

    assert counts(report) == (1000, 977, 23, 0)
    assert sum(batch.rows for batch in verify_batches(OPERATOR, "operation") if not batch.broken) == 1000
    assert (Tip.everyone_unscoped.count(), SetAsideRow.everyone_unscoped.count()) == (977, 23)
    assert report.state == "done"
    assert json.loads(json.dumps(report.as_json())) == {
        "file_sha256": report.file_sha256, "format": "table", "read": 1000, "stored": 977,
        "set_aside": [{"place": place, "reason": reason} for place, reason in report.set_aside],
        "already_known": 0, "seconds": report.as_json()["seconds"],
    }  # fmt: skip
    assert report.as_json()["seconds"] > 0


def test_a_row_is_followed_by_hand_from_its_cells_to_its_statements(people):
    brought(FIRST_TWO)
    tip = Tip.everyone_unscoped.get(row=1)
    said = Statement.everyone_unscoped.filter(place="row 1").order_by("id")
    opened = {(one.slot, one.what): (seal.opened(one, "sealed"), one) for one in said}

    assert seal.opened(tip, "sealed")["text"] == "La maestra dice que la niña, de 12 años, no vino a clase esta semana."
    assert seal.opened(tip, "sealed")["raw"][:3] == [
        ["Ref", "CL-00001"], ["Reported", "25/02/2026"], ["Channel", "E-mail"],
    ]  # fmt: skip
    assert (tip.channel, tip.country, tip.place, tip.language) == ("email", "VN", "row 1", "en")
    assert dict(tip.reasons)["danger_now"] == "40.0"
    name, where = opened["victim", "name"], opened["victim", "whereabouts"]
    assert name[0] == {"text": "Mateo Nguyen", "name_kind": "full"}
    assert (name[1].column, name[1].grade_source, name[1].grade_information) == ("Child's name", "B", "2")
    assert name[1].source_id == tip.source_id
    assert where[0] == {"text": "Market street 4", "when": "2026-02-19"}
    assert (str(where[1].on_earliest), where[1].precision) == ("2026-02-19", "day")
    assert opened["victim", "nationality"][1].country == "VE"


def test_an_event_keeps_its_kind_its_day_and_its_place(people):
    brought(FIRST_TWO)
    event = Mention.everyone_unscoped.get(place="row 1", slot="event 1")
    happened = Statement.everyone_unscoped.get(subject_id=event.subject_id)
    part = Statement.everyone_unscoped.get(object_id=event.subject_id)

    assert Subject.everyone_unscoped.get(pk=event.subject_id).what == "event"
    assert happened.what == "happening"
    assert seal.opened(happened, "sealed") == {
        "event_kind": "sighting", "text": "Market street 4", "when": "2026-02-19",
    }  # fmt: skip
    assert (part.what, part.slot, seal.opened(part, "sealed")) == ("event_part", "victim", {"part": "concerned"})


def test_the_raw_source_gives_back_the_file_byte_for_byte(people):
    begun()
    source = Source.everyone_unscoped.get()
    content = b"".join(source_content(OPERATOR, "operation", source_id=source.pk))

    assert content == SHEET
    assert (source.size_bytes, source.what) == (len(SHEET), "file")


# again, and known


def test_the_same_file_again_changes_nothing(people):
    first = brought(sheet(*ROWS), SMALL_MAPPING)
    before = everything_stored()
    again = begun(sheet(*ROWS), SMALL_MAPPING)
    report = operator(tasks.run_import, again.import_id)

    assert again.was_done
    assert everything_stored() == before
    assert report.reference == first.reference
    assert report.again_as_json() | {"seconds": 0.0} == first.as_json() | {
        "stored": 0, "already_known": 3, "seconds": 0.0,
    }  # fmt: skip


def test_the_same_row_twice_in_one_file_is_two_tips(people):
    assert counts(brought(sheet(*ROWS), SMALL_MAPPING)) == (3, 3, 0, 0)


def test_rows_that_came_before_are_known_in_another_file(people):
    brought(sheet(*ROWS[:2]), SMALL_MAPPING)
    report = brought(sheet(*ROWS, ("New", "Quay", "Cas", "7")), SMALL_MAPPING)

    assert counts(report) == (4, 2, 0, 2)  # the second "Two girls" stands there for the first time
    assert Tip.everyone_unscoped.count() == 4


def test_another_version_of_the_mapping_stores_no_row_twice(people):
    brought(sheet(*ROWS), SMALL_MAPPING)

    assert counts(brought(sheet(*ROWS), "version = 2\n" + SMALL_MAPPING)) == (3, 0, 0, 3)


def test_the_same_file_of_another_agency_is_theirs(people):
    brought(sheet(*ROWS), SMALL_MAPPING)
    other = people.actor("intake", elsewhere=True)

    assert counts(brought(sheet(*ROWS), SMALL_MAPPING, who=(other, "intake"))) == (3, 3, 0, 0)
    assert Tip.everyone_unscoped.filter(agency_id=people.other_agency_id).count() == 3


# cut off and gone on with


def stop_after(monkeypatch, batches):
    """Let an import break after some batches, as a kill between two transactions does."""
    done = []

    def breaking(*args, **kwargs):
        if len(done) == batches:
            raise KeyboardInterrupt
        done.append(store_batch(*args, **kwargs))

    monkeypatch.setattr(tasks, "store_batch", breaking)


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_an_import_that_was_cut_off_goes_on_and_nothing_is_doubled(people, monkeypatch, batches):
    rows = [(f"Tip {number // 2}", "Quay", f"Ana {number // 2}", "13") for number in range(20)]  # each of them twice
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 5)
    import_id = begun(sheet(*rows), SMALL_MAPPING).import_id
    with monkeypatch.context() as broken:
        stop_after(broken, batches)
        with pytest.raises(KeyboardInterrupt):
            operator(tasks.run_import, import_id)
    assert Tip.everyone_unscoped.count() == 5 * batches

    again = begun(sheet(*rows), SMALL_MAPPING)
    report = operator(tasks.run_import, again.import_id)

    assert again.import_id == import_id
    assert counts(report) == (20, 20, 0, 0)
    assert sorted(Tip.everyone_unscoped.values_list("row", flat=True)) == list(range(1, 21))
    assert Subject.everyone_unscoped.count() == 20
    assert not any(batch.broken for batch in verify_batches(OPERATOR, "operation"))
    assert journal.verify().holds


def test_two_runs_at_once_store_no_row_twice(people, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 1)
    import_id = begun(sheet(*ROWS), SMALL_MAPPING).import_id

    def another_run_comes_between(*args, **kwargs):
        monkeypatch.setattr(tasks, "store_batch", store_batch)
        operator(tasks.run_import, import_id)
        return store_batch(*args, **kwargs)

    monkeypatch.setattr(tasks, "store_batch", another_run_comes_between)
    with pytest.raises(StaleRecord):
        operator(tasks.run_import, import_id)

    assert counts(operator(import_report, import_id)) == (3, 3, 0, 0)


def test_the_worker_goes_on_with_what_was_cut_off(people, monkeypatch):
    import_id = begun(sheet(*ROWS), SMALL_MAPPING, who=(people.actor("intake"), "intake")).import_id

    assert tasks.sweep() == 1
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs["args"] == [str(import_id)]
    tasks.go_on_with_import.func(*queued.args_kwargs["args"])
    assert counts(operator(import_report, import_id)) == (3, 3, 0, 0)
    assert tasks.sweep() == 0


def test_a_queued_task_holds_ids_and_nothing_of_the_file(people):
    begun(sheet(("Qanary", "Quay", "Qana", "13")), SMALL_MAPPING)
    tasks.sweep()

    assert "Qana" not in repr(rows_of("django_tasks_database_dbtaskresult"))


def test_what_was_taken_is_brought_in_to_its_end_although_its_bringer_lost_the_right(people):
    user = people.user("intake")
    import_id = begun(sheet(*ROWS), SMALL_MAPPING, who=(people.actor("intake"), "intake")).import_id
    administrator = people.actor("administrator")
    change_roles(administrator, "administration", user_id=user.pk, roles=["caseworker"], is_active=False)
    tasks.go_on_with_import.func(str(import_id))

    assert counts(operator(import_report, import_id)) == (3, 3, 0, 0)
    assert set(Statement.everyone_unscoped.values_list("recorded_by_id", flat=True)) == {user.pk}
    assert Import.everyone_unscoped.get().received_by_id == user.pk


# refused


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"Told,Where\nTwo girls,Quay\n", "column"),
        (b"PK\x03\x04 a zip archive", ""),
        (b"\x89PNG\r\n\x1a\n a picture", ""),
    ],
)
def test_of_a_refused_file_nothing_stays_but_its_name_its_hash_and_the_reason(people, content, word):
    begun_with = begun(content, SMALL_MAPPING, name="Qanary.csv")
    import_id = begun_with.import_id
    with pytest.raises(FileRefused) as refusal:
        operator(tasks.run_import, import_id)
    kept = Import.everyone_unscoped.get()

    assert word in str(refusal.value)
    assert (kept.state, kept.source_id, kept.read) == ("refused", None, 0)
    assert seal.opened(kept, "sealed") == {"reason": str(refusal.value), "file_name": "Qanary.csv"}
    assert operator(import_report, import_id).refusal == str(refusal.value)
    for model in (Source, SourcePart, Tip, Statement, Subject, Mention, SetAsideRow, ImportBatch):
        assert model.everyone_unscoped.count() == 0
    assert JournalLeaf.objects.filter(object_id=import_id).count() == (1 if begun_with.refusal else 2)


def test_a_file_that_breaks_in_its_last_line_is_refused_before_its_first_is_in(people, monkeypatch):
    def broken(job):
        yield from ()
        raise FileRefused("The reader stopped after row 3.")

    monkeypatch.setattr(tasks._Reading, "__iter__", broken)
    with pytest.raises(FileRefused):
        brought(sheet(*ROWS), SMALL_MAPPING)

    assert Tip.everyone_unscoped.count() == 0


def test_a_refused_file_can_be_brought_again_with_the_right_mapping(people):
    with pytest.raises(FileRefused):
        brought(sheet(*ROWS), MAPPING)

    assert counts(brought(sheet(*ROWS), SMALL_MAPPING)) == (3, 3, 0, 0)


def test_a_wrong_mapping_leaves_nothing_at_all(people):
    before = journal.size()
    with pytest.raises(BadInput):
        begun(sheet(*ROWS), "profile = 'x'\n[tip]\ntxet = 'Told'\n")

    assert Import.everyone_unscoped.count() == 0
    assert journal.size() == before


@pytest.mark.parametrize("role", ["analyst", "caseworker", "administrator", "data_officer"])
def test_whoever_may_not_bring_in_a_sheet_is_refused(people, role):
    actor = people.actor(role)
    with pytest.raises(NotAllowed):
        begin_import(
            actor, actor.purposes[0], content=lambda: [sheet(*ROWS)], file_name="x.csv", mapping_text=SMALL_MAPPING
        )

    assert Source.everyone_unscoped.count() == 0


# cases


def test_case_data_opens_a_case_for_each_row_with_its_people(people):
    brought(sheet(*ROWS[:2]), CASE_MAPPING)

    for tip in Tip.everyone_unscoped.all():
        named = set(Mention.everyone_unscoped.filter(place=tip.place).values_list("subject_id", flat=True))
        assert tip.state == "in_case"
        assert (
            set(CaseMember.everyone_unscoped.filter(case_id=tip.case_id).values_list("subject_id", flat=True)) == named
        )


# the journal


def test_each_transaction_leaves_one_leaf_with_its_count_and_root(people, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH_ROWS_MAX", 2)
    before = journal.size()
    brought(sheet(*ROWS), SMALL_MAPPING)
    batches = list(ImportBatch.everyone_unscoped.order_by("first_row"))
    leaves = {leaf.seq: json.loads(bytes(leaf.leaf)) for leaf in JournalLeaf.objects.filter(seq__gt=before)}

    assert [(batch.first_row, batch.last_row) for batch in batches] == [(1, 2), (3, 3)]
    for batch, count in zip(batches, (2, 1), strict=True):
        leaf = leaves[batch.journal_seq]
        assert (leaf["verb"], leaf["kind"], leaf["count"]) == ("run", "import", count)
        assert leaf["root"] == bytes(batch.root).hex()


def broken_batches():
    return [batch.broken for batch in verify_batches(OPERATOR, "operation") if batch.broken]


def test_every_batch_holds_after_people_worked_on_its_rows(people):
    brought(FIRST_TWO)
    tip = Tip.everyone_unscoped.filter(state="new").first()
    officer = people.actor("intake")
    describe_tip(officer, "intake", tip_id=tip.pk, slot="aunt", said=[("note", {"text": "waits"})], grade="F6")

    checked = list(verify_batches(OPERATOR, "operation"))
    assert sum(batch.rows for batch in checked) == 2
    assert not any(batch.broken for batch in checked)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE casefile_statement SET sealed = (SELECT max(sealed) FROM casefile_statement) WHERE place = 'row 1'",
        "DELETE FROM casefile_statement WHERE place = 'row 1'",
        "DELETE FROM casefile_mention WHERE place = 'row 1'",
        "DELETE FROM tips_tip WHERE place = 'row 1'",
        "UPDATE tips_tip SET place = 'row 7' WHERE place = 'row 1'",
        "UPDATE tips_importbatch SET root = (SELECT leaf_hash FROM accounts_journalleaf WHERE seq = 1)",
    ],
)
def test_a_row_that_was_changed_or_taken_out_is_found(people, change):
    brought(sheet(*ROWS), SMALL_MAPPING)
    assert broken_batches() == []
    with connection.cursor() as cursor:
        cursor.execute(change)

    assert len(broken_batches()) == 1


def test_a_set_aside_row_that_was_taken_out_is_found(people):
    brought(sheet(*ROWS, ("one", "cell too many", "x", "9", "y")), SMALL_MAPPING)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tips_setasiderow")

    assert len(broken_batches()) == 1


# nothing in the clear


def test_nothing_that_identifies_anyone_lies_in_the_tables(people):
    words = ("Qanary", "Qplace", "Qname", "Qaside", "Qfile")
    rows = [("Qanary text", "Qplace", "Qname", "13"), ("Qaside", "a", "b", "9", "too many")]
    brought(sheet(*rows), SMALL_MAPPING, name="Qfile.csv")
    stored = b""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for cell in row:
                    stored += bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()

    assert b"row 2" in stored
    for word in words:
        assert word.encode() not in stored
