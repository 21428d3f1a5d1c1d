"""
No write goes round door and journal, no read round scope.

The guards stop a forgetful function when it runs; these tests find it before that, and try that the guards do stop.
"""

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import models

import wayhome
from wayhome.accounts import door, journal
from wayhome.accounts.engine import sitting
from wayhome.accounts.models import JournalLeaf, User
from wayhome.accounts.tests.cast import cast
from wayhome.casefile.models import Case, Note, Statement, Subject
from wayhome.kernel.errors import HouseRuleBroken, NotAllowed, NotFound

SOURCE = Path(wayhome.__file__).parent
PARTS = ("actions", "queries")
# Public functions of actions and queries that are none themselves, each with its reason.
NEITHER = {
    "wayhome.casefile.queries.cases.case_rows": "describes rows that a query found through the door",
    "wayhome.casefile.queries.tasks.show_tasks": "describes rows that a query found through the door",
    "wayhome.accounts.actions.starting.ensure_first_administrator": "asks whether anybody is there",
    "wayhome.accounts.actions.signing_in.sign_in": "hashes the password before its action takes the writer's lock",
    "wayhome.accounts.actions.signing_in.use_link": "hashes the password before its action takes the writer's lock",
    "wayhome.accounts.actions.own.change_password": "hashes the password before its action takes the writer's lock",
    "wayhome.tips.actions.filing.add_to_tip": "calls an action, twice when the same words came at the same moment",
    "wayhome.tips.actions.filing.file_tip": "calls an action, twice when the same key came at the same moment",
    "wayhome.tips.actions.beginning.begin_import": "measures the file before its action takes the one writer's lock",
    "wayhome.tips.actions.mending.mend_row": "calls an action, twice when the same row came at the same moment",
    "wayhome.tips.actions.waiting_sheets.receive_sheet": "looks at the file before its action takes the writer's lock",
    "wayhome.tips.actions.waiting_sheets.look_again": "looks at the file before its action takes the writer's lock",
    "wayhome.tips.actions.importing.store_batch": "calls an action, twice when a row came in another sheet meanwhile",
    "wayhome.tips.actions.handling.describe_tip": "calls an action, twice when the same word was given meanwhile",
    "wayhome.tips.actions.weighing.weigh_places": "hears of a change inside the act that made it",
    "wayhome.tips.actions.handling.people_ids": "called by actions and queries that have asked, with their tip",
}
# Where the door may be passed, each with its reason. Everywhere else every row comes from door.scope.
UNSCOPED = {
    "accounts/door/guarded.py": "makes it",
    "casefile/models/cases.py": "writes the door's own conditions",
    "casefile/models/sources.py": "writes the door's own conditions",
    "casefile/actions/sayings.py": "reads what stands, for an urgency that must not depend on whose act it is part of",
    "casefile/queries/names.py": "keeps the index of names in memory; what it finds is asked of the door",
    "casefile/queries/titles.py": "keeps the index of titles in memory; what it finds is asked of the door",
    "casefile/queries/finding.py": "finds the id that an attempt on a hidden record is journalled with",
    "tips/queries/finding.py": "finds the id that an attempt on a hidden record is journalled with",
    "tips/models.py": "writes the door's own conditions",
    "tips/actions/filing.py": "knows a key again behind a restriction, and gives its sender's own reference back",
    "tips/actions/weighing.py": "weighs every tip that names somebody, also one that the actor cannot open",
    "tips/actions/importing.py": "knows a row again behind a restriction, by its keyed hash alone",
    "site/checking.py": "opens every seal of the house, for whoever may verify the journal",
    "site/preparation.py": "compares the root key with the first envelope, before anybody is served",
    "site/completeness.py": "asks whether every record is there, for whoever may verify the journal",
    "site/outcomes.py": "reads a table whole, for these two",
}
RAW = {
    "accounts/door/inserting.py": "inserts many rows, under the same guard",
    "site/checking.py": "asks SQLite whether its file is whole",
}
RAW_SQL = re.compile(r"objects\.raw\(|connection\.cursor\(|RawSQL|objects\.extra\(")


def functions():
    """Give every public function that is defined in a room's actions or queries."""
    for found in pkgutil.walk_packages([str(SOURCE)], "wayhome."):
        words = found.name.split(".")
        if len(words) < 3 or words[2] not in PARTS or "tests" in words:
            continue
        module = import_module(found.name)
        for name, thing in vars(module).items():
            if inspect.isfunction(thing) and thing.__module__ == found.name and not name.startswith("_"):
                yield f"{found.name}.{name}", thing


def test_every_public_function_that_takes_an_actor_is_an_action_a_step_or_a_query():
    """A function of a room that takes an actor but is not wrapped could forget the door."""
    loose = {
        name
        for name, function in functions()
        if next(iter(inspect.signature(function).parameters), "") == "actor"
        and not any(getattr(function, mark, False) for mark in ("is_action", "is_step", "is_query"))
    }
    inner = {name for name in loose if name.rpartition(".")[0].rpartition(".")[2] in INNER}

    assert loose - inner - set(NEITHER) == set()


# Modules whose functions are called only by queries of the same room that have asked the door, with what came from it.
INNER = {"opening", "known", "holding", "showing", "words", "history", "staff"}


def test_there_are_many_of_them():
    wrapped = [
        name for name, thing in functions() if any(hasattr(thing, f"is_{one}") for one in ("action", "query", "step"))
    ]

    assert len(wrapped) > 70


@pytest.mark.parametrize(("pattern", "allowed"), [("everyone_unscoped", UNSCOPED), (RAW_SQL.pattern, RAW)])
def test_the_ways_round_the_door_are_listed(pattern, allowed):
    used = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if "tests" not in path.parts and re.search(pattern, path.read_text())
    }

    assert used == set(allowed)


@pytest.mark.django_db
class TestGuards:
    """What stops a function that forgets; real functions, real rows."""

    @pytest.fixture(autouse=True)
    def _people(self):
        self.people = cast()
        self.actor, self.purpose = self.people.actor("supervisor"), "supervision"

    def test_an_action_that_forgets_the_door_is_rolled_back(self):
        @door.action
        def forgets(actor, purpose):
            journal.record(actor.user_id, purpose, "create", "case")

        before = journal.size()
        with pytest.raises(HouseRuleBroken, match="without asking the door"):
            forgets(self.actor, self.purpose)
        assert journal.size() == before

    def test_an_action_that_writes_before_it_asks_is_stopped(self):
        @door.action
        def hurries(actor, purpose):
            Subject(reference="P-1", what="person", agency_id=actor.agency_id).save()

        with pytest.raises(HouseRuleBroken, match="before asking the door"):
            hurries(self.actor, self.purpose)

    def test_an_action_that_forgets_the_journal_is_rolled_back(self):
        @door.action
        def forgets(actor, purpose):
            door.demand(actor, purpose, "create", "subject")
            Subject(reference="P-1", what="person", agency_id=actor.agency_id).save()

        with pytest.raises(HouseRuleBroken, match="without a journal leaf"):
            forgets(self.actor, self.purpose)
        assert not Subject.everyone_unscoped.filter(reference="P-1").exists()

    def test_a_query_that_forgets_the_door_is_stopped(self):
        @door.query
        def forgets(actor, purpose):
            return 1

        with pytest.raises(HouseRuleBroken, match="without asking the door"):
            forgets(self.actor, self.purpose)

    def test_a_query_cannot_write(self):
        @door.query
        def writes(actor, purpose):
            door.demand(actor, purpose, "create", "subject")
            Subject(reference="P-1", what="person", agency_id=actor.agency_id).save()

        with pytest.raises(HouseRuleBroken, match="outside an action"):
            writes(self.actor, self.purpose)

    @pytest.mark.parametrize(
        "read",
        [
            lambda: list(Case.objects.all()),
            Case.objects.count,
            Case.objects.exists,
            Case.objects.first,
            Case.objects.filter(state="open").values_list("pk", flat=True).get,
            lambda: list(Case.objects.values("pk")),
            lambda: next(iter(Case.objects.iterator())),
            lambda: Case.objects.aggregate(models.Count("pk")),
            Case.objects.in_bulk,
            lambda: list(Case._base_manager.all()),
            lambda: list(Case._default_manager.all()),
            lambda: list(Case.objects.none() | Case.objects.all()),
            lambda: list(Case.objects.all().union(Case.objects.all())),
            lambda: list(Case.objects.dates("created_at", "year")),
            lambda: Case.objects.earliest("created_at"),
            lambda: Case.objects.get_or_create(reference="C-1"),
        ],
        ids=[
            "list", "count", "exists", "first", "get", "values", "iterator", "aggregate", "in_bulk", "base manager",
            "default manager", "or", "union", "dates", "earliest", "get_or_create",
        ],
    )  # fmt: skip
    def test_no_way_of_reading_goes_round_the_door(self, read):
        with pytest.raises(HouseRuleBroken):
            read()

    @pytest.mark.parametrize(
        "write",
        [
            lambda agency: Subject(reference="P-1", what="person", agency_id=agency).save(),
            lambda agency: Subject.objects.create(reference="P-1", what="person", agency_id=agency),
            lambda agency: Subject.objects.bulk_create([Subject(reference="P-1", what="person", agency_id=agency)]),
            lambda _: Subject.objects.update(what="place"),
            lambda _: Subject.objects.filter(what="person").delete(),
            lambda _: Statement.objects.update(state="withdrawn"),
            lambda agency: Note(case_id=agency, written_by_id=agency).save(),
            lambda _: door.insert_rows(Subject, ["id"], []),
            lambda _: User.objects.first().save(),
            lambda _: User.objects.first().delete(),
        ],
        ids=["save", "create", "bulk", "update", "delete", "statement", "note", "insert", "user", "user away"],
    )
    def test_no_way_of_writing_stands_outside_an_action(self, write):
        with pytest.raises(HouseRuleBroken):
            write(self.actor.agency_id)

    def test_a_lazy_foreign_key_does_not_go_round_the_door(self):
        with sitting.begin("a test", may_write=True) as act:
            act.has_asked = True
            case = Case(reference="C-1", agency_id=self.actor.agency_id, state_since="2026-11-24T00:00Z")
            case.save()
            Note(case=case, written_by_id=self.actor.user_id).save()
        note = door.scope(self.actor, self.purpose, Note).get()

        with pytest.raises(HouseRuleBroken, match="round the door"):
            note.case  # noqa: B018 -- reading it is the attempt

    def test_a_refusal_is_in_the_journal(self):
        @door.action
        def refused(actor, purpose):
            door.demand(actor, purpose, "invite", "account")

        with pytest.raises(NotAllowed):
            refused(self.people.actor("intake"), "intake")
        leaf = JournalLeaf.objects.order_by("-seq").first()

        assert (leaf.verb, leaf.kind) == ("invite", "account")
        assert journal.entries(object_ids=[], case_id=None) == []
        assert b'"decision":"refused"' in bytes(leaf.leaf)

    def test_what_is_hidden_and_what_is_absent_get_one_answer(self):
        from uuid import uuid4

        from wayhome.casefile.actions import open_case
        from wayhome.casefile.queries import find_case

        hidden = open_case(self.people.actor("supervisor", elsewhere=True), self.purpose, title="Elsewhere").pk
        answers = []
        for case_id in (hidden, uuid4()):
            with pytest.raises(NotFound) as told:
                find_case(self.actor, self.purpose, case_id=case_id)
            answers.append(str(told.value))

        assert answers[0] == answers[1]
