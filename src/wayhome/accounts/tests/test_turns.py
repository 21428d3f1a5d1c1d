"""On SQLite the threads of one process take turns to write, and nobody can come to wait for themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from wayhome.accounts import actions, journal
from wayhome.accounts.door import wrapping
from wayhome.accounts.tests.cast import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets writers wait in the order in which they came")
    return cast().actor("administrator")


def make(administrator, name):
    try:
        return actions.create_agency(administrator, "administration", name=name)
    finally:
        connections.close_all()


def test_an_act_waits_for_the_one_before_it(administrator):
    with ThreadPoolExecutor(1) as thread:
        with wrapping._turn:
            made = thread.submit(make, administrator, "Third unit")
            with pytest.raises(TimeoutError):
                made.result(timeout=0.2)
        assert made.result(timeout=20)


def test_an_act_inside_an_open_transaction_waits_for_nobody(administrator):
    with wrapping._turn, transaction.atomic():
        actions.create_agency(administrator, "administration", name="Third unit")

    assert journal.verify().holds


def test_an_act_that_fails_gives_the_turn_back(administrator):
    for _ in range(2):
        with pytest.raises(Exception, match="name"):
            actions.create_agency(administrator, "administration", name=" ")

    assert not wrapping._turn.locked()


def test_many_at_once_all_come_to_their_turn(administrator):
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda number: make(administrator, f"Unit {number}"), range(48)))

    assert len(set(made)) == 48
    assert journal.verify().holds
