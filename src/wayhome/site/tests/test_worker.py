"""Queued work is done, and its failures tell no secrets."""

import pytest
from django.db import OperationalError
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from wayhome.site.tasks import sweep
from wayhome.site.worker import QuietWorker, work, work_off

pytestmark = pytest.mark.django_db(
    transaction=True
)  # the worker closes a connection that is inside another transaction


@task
def count_letters(word):
    return len(word)


@task
def read_number(word):
    return int(word)


def test_what_is_queued_is_done():
    count_letters.enqueue("way")
    count_letters.enqueue("home")
    work_off()

    assert sorted(DBTaskResult.objects.successful().values_list("return_value", flat=True)) == [3, 4]


def test_a_task_that_fails_leaves_its_kind_and_lines_in_the_queue_but_not_its_words():
    read_number.enqueue("Amina")
    work_off()
    failed = DBTaskResult.objects.get()

    assert failed.status == "FAILED"
    assert failed.exception_class_path == "builtins.ValueError"
    assert "in read_number" in failed.traceback
    assert "Amina" not in failed.traceback


def test_a_failure_does_not_keep_the_next_task_from_being_done():
    read_number.enqueue("Amina")
    read_number.enqueue("7")
    work_off()

    assert DBTaskResult.objects.successful().get().return_value == 7


def test_the_sweep_of_the_shell_leaves_what_is_fresh():
    count_letters.enqueue("way")
    work_off()
    sweep()
    work_off()

    assert DBTaskResult.objects.successful().count() == 2


def test_a_worker_that_cannot_use_the_database_says_why_in_one_line_and_ends(monkeypatch, caplog):
    def fails(worker):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(QuietWorker, "configure_signals", lambda _: None)
    monkeypatch.setattr(QuietWorker, "run", fails)
    with pytest.raises(SystemExit) as left:
        work(server_pid=None)

    assert left.value.code == 1
    assert [record.getMessage() for record in caplog.records] == [
        "The worker could not use the database: database or disk is full"
    ]
