"""What the pages of cases read: counts and lists of what may be seen, and nothing of what is restricted."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from wayhome.accounts import journal
from wayhome.accounts.journal import Wanted
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions, queries
from wayhome.casefile.actions import Said
from wayhome.casefile.queries import CaseFilter, case_counts, case_page, cases_page, my_tasks
from wayhome.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("investigator"), "investigation"


@pytest.fixture
def analyst(people):
    return people.actor("analyst"), "analysis"


def person(who, text):
    return actions.record_subject(*who, what="person", said=[Said("name", {"text": text, "name_kind": "full"})])


def task(who, case, title="Ring the register", *, hours=3, **more):
    due_at = timezone.now() + timedelta(hours=hours)
    return actions.add_task(*who, case_id=case.pk, title=title, due_at=due_at, **more)


def late_task(who, case):
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        return task(who, case, "Read the tip", hours=1)


def titles(who, **narrow):
    return [row.title for row in cases_page(*who, narrow=CaseFilter(**narrow)).rows]


class TestList:
    def test_the_case_with_the_nearest_task_comes_first_and_the_closed_ones_last(self, who):
        closed, _, soon, late = (actions.open_case(*who, title=title) for title in ("closed", "none", "soon", "late"))
        task(who, soon)
        late_task(who, late)
        task(who, closed)
        actions.close_case(*who, case_id=closed.pk, version=1, reason="safe")

        assert titles(who) == ["late", "soon", "none", "closed"]

    def test_a_finished_task_presses_no_more(self, who):
        first, second = (actions.open_case(*who, title=title) for title in ("first", "second"))
        done = late_task(who, second)
        task(who, first)
        actions.finish_task(*who, task_id=done.pk, version=1)

        assert titles(who) == ["first", "second"]
        assert titles(who, is_late=True) == []

    def test_the_list_is_narrowed_by_state_owner_and_lateness(self, people, who, analyst):
        mine, theirs = actions.open_case(*who, title="mine"), actions.open_case(*analyst, title="theirs")
        late_task(who, theirs)
        actions.wait_on_case(*who, case_id=mine.pk, version=1, words="For the register.")

        assert titles(who, states=("waiting",)) == titles(who, is_mine=True) == ["mine"]
        assert titles(who, is_late=True) == titles(who, states=("open",)) == ["theirs"]
        assert titles(who, states=("closed",)) == []

    def test_the_counts_tell_what_the_list_shows(self, who):
        for title in ("a", "b", "c"):
            actions.open_case(*who, title=title)
        late_task(who, actions.open_case(*who, title="late"))
        case = actions.open_case(*who, title="closed")
        actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
        counts = case_counts(*who)

        assert (counts.open, counts.waiting, counts.closed, counts.mine, counts.late) == (4, 0, 1, 4, 1)
        assert counts.at_work == 4

    def test_a_line_names_three_people_and_counts_the_others(self, who):
        subjects = [person(who, f"Child {number}").pk for number in range(5)]
        actions.open_case(*who, title="Many", subject_ids=subjects)
        row = cases_page(*who, narrow=CaseFilter()).rows[0]

        assert [one.name for one in row.people] == ["Child 0", "Child 1", "Child 2"]
        assert (row.people_count, row.others_count) == (5, 2)


class TestPage:
    def test_children_stand_first_and_suspects_last(self, who):
        def told(*said):
            return actions.record_subject(*who, what="person", said=list(said)).pk

        man = told(Said("name", {"text": "Doran", "name_kind": "alias"}), Said("role", {"role": "recruiter"}))
        aunt = told(Said("name", {"text": "Aunt", "name_kind": "alias"}))
        girl = told(Said("name", {"text": "Lina", "name_kind": "full"}), Said("age", {"years_min": 12}))
        case = actions.open_case(*who, title="Hall", subject_ids=[man, aunt, girl])

        assert [one.name for one in case_page(*who, reference=case.reference).people] == ["Lina", "Aunt", "Doran"]

    def test_the_acts_are_those_that_its_state_allows(self, who):
        case = actions.open_case(*who, title="Hall")
        assert case_page(*who, reference=case.reference).acts == ("wait", "close")
        actions.close_case(*who, case_id=case.pk, version=1, reason="referred", words="To the second unit.")
        page = case_page(*who, reference=case.reference)

        assert page.acts == ("reopen",)
        assert (page.state, page.state_reason) == ("closed", "Another agency has taken it over")
        assert page.state_words == "To the second unit."

    def test_an_open_case_is_read_by_its_spoken_reference(self, who):
        case = actions.open_case(*who, title="Hall")

        assert case_page(*who, reference=case.reference.lower().replace("-", " ")).title == "Hall"
        with pytest.raises(NotFound):
            case_page(*who, reference="C-0000-0000-000")
        with pytest.raises(NotFound):
            case_page(*who, reference="P" + case.reference[1:])

    def test_opening_a_case_is_journalled_and_a_list_is_not(self, who):
        case = actions.open_case(*who, title="Hall")
        before = journal.size()
        cases_page(*who, narrow=CaseFilter())
        case_counts(*who)
        my_tasks(*who)
        assert journal.size() == before
        case_page(*who, reference=case.reference)

        assert journal.size() == before + 1
        assert journal.newest(Wanted(), most=1)[0].verb == "read"

    def test_the_history_names_whom_a_case_was_given_to(self, people, who):
        case = actions.open_case(*who, title="Hall")
        actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user("caseworker").pk)
        line = case_page(*who, reference=case.reference).history.changes[0]

        assert line.after.text == people.user("caseworker").name

    def test_the_consents_of_its_people_stand_on_the_case(self, who):
        girl = person(who, "Lina")
        case = actions.open_case(*who, title="Hall", subject_ids=[girl.pk])
        day = timezone.localdate()
        for purpose, ends in (("contact_family", None), ("share_abroad", day - timedelta(days=1))):
            actions.record_consent(
                *who, subject_id=girl.pk, for_purpose=purpose, is_given=True, given_by="Lina",
                given_on=day - timedelta(days=9), expires_on=ends,
            )  # fmt: skip
        told = case_page(*who, reference=case.reference).consents

        assert {one.person.name for one in told} == {"Lina"}
        assert {one.consent.has_expired for one in told} == {True, False}


class TestRestricted:
    @pytest.fixture
    def shut(self, who):
        girl = person(who, "Lina Sarovan")
        case = actions.open_case(*who, title="Shut", subject_ids=[girl.pk])
        actions.write_note(*who, case_id=case.pk, text="A note")
        late_task(who, case)
        actions.restrict_case(*who, case_id=case.pk, version=1)
        return case, girl

    def test_whoever_restricts_a_case_goes_on_seeing_it(self, people, shut):
        again = (people.actor("investigator"), "investigation")

        assert len(case_page(*again, reference=shut[0].reference).notes) == 1
        assert case_counts(*again).late == 1

    def test_nobody_else_sees_it_counts_it_or_finds_its_people(self, people, analyst, shut):
        case, girl = shut
        supervisor = (people.actor("supervisor"), "supervision")
        for other in (analyst, supervisor):
            counts = case_counts(*other)
            assert (counts.open, counts.late) == (0, 0)
            assert titles(other) == []
            assert queries.search_people(*other, text="Lina Sarovan").found == ()
            assert queries.people_page(*other, narrow=queries.PeopleFilter()).paged.total == 0
            for look in (case_page, queries.person_page):
                with pytest.raises(NotFound):
                    look(*other, reference=(case if look is case_page else girl).reference)

    def test_a_hidden_case_and_an_absent_one_are_answered_alike_and_the_attempt_is_written_down(self, analyst, shut):
        case, _ = shut
        with pytest.raises(NotFound) as hidden:
            case_page(*analyst, reference=case.reference)
        with pytest.raises(NotFound) as absent:
            case_page(*analyst, reference="C-0000-0000-00T")
        tried = journal.newest(Wanted(), most=1)[0]

        assert str(hidden.value) == str(absent.value)
        assert (tried.decision, tried.object_id, tried.actor) == ("refused", case.pk, analyst[0].name)

    def test_a_member_of_a_shut_case_is_missing_from_an_open_one(self, analyst, who, people, shut):
        _, girl = shut
        again = (people.actor("investigator"), "investigation")
        actions.open_case(*again, title="Open", subject_ids=[girl.pk, person(again, "Mira").pk])
        row = cases_page(*analyst, narrow=CaseFilter()).rows[0]

        assert [one.name for one in row.people] == ["Mira"]
        assert row.people_count == 1
        assert [one.name for one in case_page(*analyst, reference=row.reference).people] == ["Mira"]

    def test_a_supervisor_who_restricts_shuts_out_no_one_who_works_on_it(self, people, who):
        case = actions.open_case(*who, title="Hall")
        supervisor = (people.actor("supervisor"), "supervision")
        actions.restrict_case(*supervisor, case_id=case.pk, version=1)

        assert titles((people.actor("investigator"), "investigation")) == ["Hall"]
        assert titles((people.actor("supervisor"), "supervision")) == ["Hall"]

    def test_who_is_given_a_restricted_case_may_see_it(self, people, shut):
        case, _ = shut
        again = (people.actor("investigator"), "investigation")
        version = case_page(*again, reference=case.reference).version
        actions.assign_case(*again, case_id=case.pk, version=version, user_id=people.user("caseworker").pk)

        assert titles((people.actor("caseworker"), "protection")) == ["Shut"]

    def test_an_investigation_counts_only_the_cases_that_its_reader_sees(self, people, analyst, shut):
        case, _ = shut
        again = (people.actor("investigator"), "investigation")
        made = actions.open_investigation(*again, title="Harbour")
        actions.add_case_to_investigation(*again, investigation_id=made.pk, case_id=case.pk)

        assert [row.cases_count for row in queries.investigations_page(*again)] == [1]
        assert [row.cases_count for row in queries.investigations_page(*analyst)] == [0]
        assert queries.investigation_page(*analyst, reference=made.reference).cases == ()


class TestGiven:
    @pytest.mark.parametrize(("role", "purpose"), [("caseworker", "protection"), ("liaison", "investigation"),
                                                   ("counsel", "prosecution")])  # fmt: skip
    def test_who_is_given_one_case_sees_that_one_and_its_people(self, people, who, role, purpose):
        girl, other = person(who, "Lina"), person(who, "Mira")
        case = actions.open_case(*who, title="Given", subject_ids=[girl.pk])
        actions.open_case(*who, title="Not given", subject_ids=[other.pk])
        worker = (people.actor(role), purpose)
        assert titles(worker) == []
        actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user(role).pk)

        assert titles(worker) == ["Given"]
        assert case_counts(*worker).at_work == 1
        assert [one.name for one in case_page(*worker, reference=case.reference).people] == ["Lina"]
        assert queries.people_page(*worker, narrow=queries.PeopleFilter()).paged.total == 1
        assert len(queries.search_people(*worker, text="Lina").found) == 1
        assert queries.search_people(*worker, text="Mira").found == ()
        with pytest.raises(NotFound):
            queries.person_page(*worker, reference=other.reference)

    def test_a_task_on_a_case_that_one_may_not_open_names_no_case(self, people, who):
        case = actions.open_case(*who, title="Hall")
        task(who, case, "Find an interpreter", user_id=people.user("caseworker").pk)
        told = my_tasks(people.actor("caseworker"), "protection")

        assert [(one.title, one.case_reference, one.is_late) for one in told] == [("Find an interpreter", "", False)]

    def test_my_tasks_are_the_open_ones_of_mine_the_late_one_first(self, people, who, analyst):
        case = actions.open_case(*who, title="Hall")
        task(who, case, "later", hours=5)
        late = late_task(who, case)
        task(who, case, "theirs", user_id=people.user("analyst").pk)
        done = task(who, case, "done")
        actions.finish_task(*who, task_id=done.pk, version=1)

        assert [one.title for one in my_tasks(*who)] == ["Read the tip", "later"]
        assert my_tasks(*who)[0].task_id == late.pk
        assert my_tasks(*who)[0].is_late
        assert [one.title for one in my_tasks(*analyst)] == ["theirs"]
