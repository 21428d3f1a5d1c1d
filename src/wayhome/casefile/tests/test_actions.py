"""The acts of the case file: nothing is overwritten, a late edit is refused, and who may not, does not."""

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from wayhome.accounts import door, journal
from wayhome.accounts.actions import change_roles
from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions
from wayhome.casefile.actions import Said
from wayhome.casefile.models import Case, Consent, Evidence, Statement, Subject, Task
from wayhome.casefile.queries import case_page, person_page
from wayhome.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, StaleRecord
from wayhome.kernel.vocabularies import vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("investigator"), "investigation"


@pytest.fixture
def girl(who):
    said = [Said("name", {"text": "Lina Sarovan", "name_kind": "full"}, grade="B2")]
    return actions.record_subject(*who, what="person", said=said)


@pytest.fixture
def case(who, girl):
    return actions.open_case(*who, title="Ferry hall", subject_ids=[girl.pk])


def standing(who, girl, kind):
    return door.scope(*who, Statement).get(subject=girl, what=kind, state="standing")


def births(who, girl):
    page = person_page(*who, reference=girl.reference)
    return next(claim for claim in page.claims if claim.kind == "birth")


class TestStatements:
    def test_a_person_may_be_known_by_a_description_alone(self, who):
        stranger = actions.record_subject(*who, what="person", said=[Said("description", {"text": "a red coat"})])
        page = person_page(*who, reference=stranger.reference)

        assert page.known.name == ""
        assert page.known.hint == "a red coat"

    def test_nothing_said_is_nobody(self, who):
        with pytest.raises(BadInput, match="statement"):
            actions.record_subject(*who, what="person", said=[])

    def test_a_statement_keeps_its_birth_date_sealed_and_its_year_plain(self, who, girl):
        kept = actions.add_statement(*who, subject_id=girl.pk, said=Said("birth", {"date": "2012-03-04"}, grade="A2"))

        assert (kept.year, kept.on_earliest, kept.ring) == (2012, None, "identity")
        assert b"2012-03-04" not in bytes(kept.sealed)

    def test_contradictions_stand_side_by_side_and_the_better_grade_is_held(self, who, girl):
        for value, grade in (("2011", "C3"), ("2012", "A2")):
            actions.add_statement(*who, subject_id=girl.pk, said=Said("birth", {"date": value}, grade=grade))
        claim = births(who, girl)

        assert len(claim.statements) == 2
        assert claim.is_apart
        assert [held.date for held in claim.held] == ["2012"]

    def test_statements_of_one_grade_are_a_tie_and_shown_as_one(self, who, girl):
        for value in ("2011", "2012"):
            actions.add_statement(*who, subject_id=girl.pk, said=Said("birth", {"date": value}, grade="B2"))

        assert births(who, girl).is_tie

    def test_a_humans_choice_goes_before_every_grade(self, who, girl):
        kept = [
            actions.add_statement(*who, subject_id=girl.pk, said=Said("birth", {"date": value}, grade=grade))
            for value, grade in (("2011", "C3"), ("2012", "A2"))
        ]
        actions.prefer_statement(*who, statement_id=kept[0].pk, reason="She said so herself.")

        assert [held.date for held in births(who, girl).held] == ["2011"]

    def test_a_correction_supersedes_and_overwrites_nothing(self, who, girl):
        old = standing(who, girl, "name")
        better = Said("name", {"text": "Lina Sarovana", "name_kind": "full"}, grade="A1")
        new = actions.correct_statement(*who, statement_id=old.pk, version=old.version, said=better, reason="Register.")
        states = dict(door.scope(*who, Statement).filter(subject=girl).values_list("pk", "state"))

        assert states == {old.pk: "superseded", new.pk: "standing"}
        assert new.supersedes_id == old.pk
        assert person_page(*who, reference=girl.reference).known.name == "Lina Sarovana"

    def test_what_was_withdrawn_stays_to_be_read_and_is_held_no_more(self, who, girl):
        old = standing(who, girl, "name")
        actions.withdraw_statement(*who, statement_id=old.pk, version=1, reason="Another girl.")
        page = person_page(*who, reference=girl.reference)

        assert page.known.name == ""
        assert [one.state for claim in page.claims for one in claim.statements] == ["withdrawn"]
        with pytest.raises(Conflict):
            actions.withdraw_statement(*who, statement_id=old.pk, version=2, reason="Again.")

    def test_an_act_without_a_reason_is_refused(self, who, girl):
        old = standing(who, girl, "name")
        with pytest.raises(BadInput, match="reason"):
            actions.withdraw_statement(*who, statement_id=old.pk, version=1, reason=" ")

    def test_a_late_edit_is_refused_and_loses_nothing(self, who, girl):
        old = standing(who, girl, "name")
        actions.withdraw_statement(*who, statement_id=old.pk, version=1, reason="First.")
        with pytest.raises(StaleRecord):
            actions.withdraw_statement(*who, statement_id=old.pk, version=1, reason="Second.")

    def test_a_relation_leads_both_ways(self, who, girl):
        sister = actions.record_subject(
            *who, what="person", said=[Said("name", {"text": "Mira", "name_kind": "one_word"})]
        )
        kind = vocabulary("relation_kinds").codes[0]
        said = Said("relation", {"relation_kind": kind}, object_id=sister.pk)
        actions.add_statement(*who, subject_id=girl.pk, said=said)

        for one in (girl, sister):
            assert len(person_page(*who, reference=one.reference).relations) == 1

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("birth", {"date": "31.12.2012"}), ("sex", {"code": "blue"}), ("contact", {}), ("guilt", {"text": "yes"})],
    )
    def test_a_value_that_cannot_be_right_is_refused(self, who, girl, kind, value):
        before = door.scope(*who, Statement).count()
        with pytest.raises(BadInput):
            actions.add_statement(*who, subject_id=girl.pk, said=Said(kind, value))

        assert door.scope(*who, Statement).count() == before


class TestCases:
    def test_a_case_goes_its_way_and_back(self, who, case):
        waited = actions.wait_on_case(*who, case_id=case.pk, version=1, words="The register answers on Monday.")
        closed = actions.close_case(*who, case_id=case.pk, version=waited.version, reason="safe", words="At home.")
        opened = actions.reopen_case(*who, case_id=case.pk, version=closed.version, words="Missing again.")

        assert (waited.state, closed.state, opened.state) == ("waiting", "closed", "open")
        with pytest.raises(Conflict):
            actions.reopen_case(*who, case_id=case.pk, version=opened.version, words="Twice.")

    def test_a_closing_reason_is_one_of_the_stated_ones(self, who, case):
        with pytest.raises(BadInput, match="reason"):
            actions.close_case(*who, case_id=case.pk, version=1, reason="bored")

    def test_two_people_who_close_at_once_are_told(self, who, case):
        actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
        with pytest.raises(StaleRecord):
            actions.close_case(*who, case_id=case.pk, version=1, reason="referred")

    def test_a_restricted_case_takes_its_people_with_it(self, people, who, case, girl):
        analyst = people.actor("analyst"), "analysis"
        assert door.scope(*analyst, Subject).filter(pk=girl.pk).exists()
        actions.restrict_case(*who, case_id=case.pk, version=1)

        assert not door.scope(*analyst, Case).filter(pk=case.pk).exists()
        assert not door.scope(*analyst, Subject).filter(pk=girl.pk).exists()
        assert not door.scope(*analyst, Statement).filter(subject=girl).exists()
        assert door.scope(people.actor("investigator"), "investigation", Case).filter(pk=case.pk).exists()

    def test_a_grant_opens_a_restricted_case_for_its_purpose_until_its_end(self, people, who, case):
        actions.restrict_case(*who, case_id=case.pk, version=1)
        owner = people.actor("investigator"), "investigation"
        analyst = people.user("analyst").pk
        until = timezone.now() + timedelta(hours=1)
        actions.grant_case(*owner, case_id=case.pk, user_id=analyst, for_purpose="analysis", until=until)

        assert door.scope(people.actor("analyst"), "analysis", Case).filter(pk=case.pk).exists()
        past = timezone.now() - timedelta(seconds=1)
        actions.grant_case(*owner, case_id=case.pk, user_id=analyst, for_purpose="analysis", until=past)
        assert not door.scope(people.actor("analyst"), "analysis", Case).filter(pk=case.pk).exists()

    def test_sight_is_taken_from_whoever_was_let_in_and_from_nobody_who_works_on_it(self, people, who, case):
        with pytest.raises(BadInput, match="not restricted"):
            actions.withdraw_sight(*who, case_id=case.pk, user_id=people.user("analyst").pk)
        actions.restrict_case(*who, case_id=case.pk, version=1)
        owner = people.actor("investigator"), "investigation"
        actions.grant_case(*owner, case_id=case.pk, user_id=people.user("analyst").pk, for_purpose="analysis")
        actions.withdraw_sight(*owner, case_id=case.pk, user_id=people.user("analyst").pk)

        assert not door.scope(people.actor("analyst"), "analysis", Case).filter(pk=case.pk).exists()
        with pytest.raises(NotFound):
            actions.withdraw_sight(
                people.actor("supervisor"), "supervision", case_id=case.pk, user_id=people.user("investigator").pk
            )
        with pytest.raises(BadInput, match="do not see"):
            actions.withdraw_sight(*owner, case_id=case.pk, user_id=people.user("analyst").pk)
        with pytest.raises(Conflict, match="given to"):
            actions.withdraw_sight(*owner, case_id=case.pk, user_id=people.user("investigator").pk)

    def test_a_restricted_case_is_lost_to_nobody(self, people, who, case):
        actions.restrict_case(*who, case_id=case.pk, version=1)
        owner, operation = (people.actor("investigator"), "investigation"), (door.OPERATOR, "operation")
        actions.assign_case(*owner, case_id=case.pk, version=2, user_id=people.user("analyst").pk)
        actions.withdraw_sight(*owner, case_id=case.pk, user_id=people.user("investigator").pk)
        rescue = {"case_id": case.pk, "user_id": people.user("supervisor").pk}
        with pytest.raises(Conflict, match="A colleague sees"):
            actions.rescue_case(*operation, **rescue)
        change_roles(
            people.actor("administrator"),
            "administration",
            user_id=people.user("analyst").pk,
            roles=["analyst"],
            is_active=False,
        )
        with pytest.raises(BadInput, match="read a case"):
            actions.rescue_case(*operation, case_id=case.pk, user_id=people.user("trainer").pk)
        actions.rescue_case(*operation, **rescue)

        assert door.scope(people.actor("supervisor"), "supervision", Case).get().pk == case.pk

    def test_whoever_sees_a_case_last_keeps_their_sight(self, people):
        who = (people.actor("investigator"), "investigation")
        case = actions.open_case(*who, title="Given to nobody")
        QuerySet(Case).filter(pk=case.pk).update(assigned_to=None)  # as a case that a sheet brought in
        actions.restrict_case(*who, case_id=case.pk, version=1)
        inside = (people.actor("investigator"), "investigation")
        with pytest.raises(Conflict, match="Nobody could see"):
            actions.withdraw_sight(*inside, case_id=case.pk, user_id=people.user("investigator").pk)

        assert door.scope(*inside, Case).filter(pk=case.pk).exists()

    def test_nothing_is_added_to_a_case_on_which_nobody_works(self, who, case, girl):
        other = actions.record_subject(*who, what="person", said=[Said("name", {"text": "B", "name_kind": "alias"})])
        actions.close_case(*who, case_id=case.pk, version=1, reason="safe")
        for add in (
            lambda: actions.add_to_case(*who, case_id=case.pk, subject_ids=[other.pk]),
            lambda: actions.add_task(*who, case_id=case.pk, title="Ring", due_at=timezone.now() + timedelta(hours=1)),
        ):
            with pytest.raises(Conflict, match="closed"):
                add()

        actions.write_note(*who, case_id=case.pk, text="Her letter came.")

    def test_a_case_worker_sees_what_is_given_to_them_and_nothing_else(self, people, who, case, girl):
        worker = people.actor("caseworker"), "protection"
        assert not door.scope(*worker, Case).exists()
        actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user("caseworker").pk)

        assert door.scope(*worker, Case).get().pk == case.pk
        assert door.scope(*worker, Subject).get().pk == girl.pk

    def test_a_case_is_given_to_a_colleague_and_to_nobody_else(self, people, who, case):
        with pytest.raises(NotFound):
            actions.assign_case(*who, case_id=case.pk, version=1, user_id=people.user("intake", elsewhere=True).pk)

    @pytest.mark.parametrize("role", ["administrator", "trainer", "data_officer"])
    def test_nobody_is_given_what_they_cannot_open(self, people, who, case, role):
        user_id, due_at = people.user(role).pk, timezone.now() + timedelta(hours=1)
        with pytest.raises(BadInput, match="read a case"):
            actions.assign_case(*who, case_id=case.pk, version=1, user_id=user_id)
        with pytest.raises(BadInput, match="read a task"):
            actions.add_task(*who, case_id=case.pk, title="Ring", due_at=due_at, user_id=user_id)
        actions.restrict_case(*who, case_id=case.pk, version=1)
        inside = people.actor("investigator"), "investigation"
        with pytest.raises(BadInput, match="read a case"):
            actions.grant_case(*inside, case_id=case.pk, user_id=user_id, for_purpose="investigation")

        assert door.scope(*inside, Case).get().assigned_to_id == case.assigned_to_id
        assert not door.scope(*inside, Task).exists()

    def test_sight_of_a_restricted_case_is_given_only_for_what_the_colleague_works_for(self, people, who, case):
        actions.restrict_case(*who, case_id=case.pk, version=1)
        inside, analyst = (people.actor("investigator"), "investigation"), people.user("analyst").pk
        with pytest.raises(BadInput, match="does not work for that"):
            actions.grant_case(*inside, case_id=case.pk, user_id=analyst, for_purpose="investigation")
        actions.grant_case(*inside, case_id=case.pk, user_id=analyst, for_purpose="analysis")

        assert door.scope(people.actor("analyst"), "analysis", Case).get().pk == case.pk

    def test_an_investigation_holds_cases_and_takes_none_once_it_is_closed(self, who, case):
        made = actions.open_investigation(*who, title="Harbour")
        actions.add_case_to_investigation(*who, investigation_id=made.pk, case_id=case.pk)
        actions.close_investigation(*who, investigation_id=made.pk, version=1, words="Done.")

        assert door.scope(*who, Case).get().investigation_id == made.pk
        with pytest.raises(Conflict):
            actions.add_case_to_investigation(*who, investigation_id=made.pk, case_id=case.pk)


class TestWork:
    def test_a_task_has_its_time_ahead_and_is_done_once(self, who, case):
        with pytest.raises(BadInput, match="due"):
            actions.add_task(*who, case_id=case.pk, title="Ring", due_at=timezone.now() - timedelta(minutes=1))
        task = actions.add_task(*who, case_id=case.pk, title="Ring", due_at=timezone.now() + timedelta(hours=1))
        done = actions.finish_task(*who, task_id=task.pk, version=1)

        assert done.state == "done"
        with pytest.raises(Conflict):
            actions.finish_task(*who, task_id=task.pk, version=done.version)
        assert door.scope(*who, Task).get().finished_at is not None

    def test_evidence_is_a_reference_with_its_place_and_hash(self, who, case):
        with pytest.raises(BadInput, match="SHA-256"):
            actions.add_evidence(*who, case_id=case.pk, what="document", description="", held_at="Court", sha256="abc")
        with pytest.raises(BadInput, match="held at"):
            actions.add_evidence(*who, case_id=case.pk, what="document", description="", held_at=" ")
        made = actions.add_evidence(
            *who, case_id=case.pk, what="document", description="A ticket", held_at="Court", sha256="A" * 64
        )
        actions.withdraw_evidence(*who, evidence_id=made.pk, version=1, reason="Another trip.")

        assert door.scope(*who, Evidence).get().state == "withdrawn"
        assert not any("file" in field.name or "media" in field.name for field in Evidence._meta.get_fields())

    def test_a_consent_says_whose_for_what_and_until_when_and_can_be_taken_back(self, who, girl):
        told = {"subject_id": girl.pk, "for_purpose": vocabulary("consent_purposes").codes[0], "is_given": True}
        with pytest.raises(BadInput, match="ends"):
            actions.record_consent(
                *who, **told, given_by="herself", given_on=date(2026, 11, 2), expires_on=date(2026, 11, 1)
            )
        made = actions.record_consent(*who, **told, given_by="herself", given_on=date(2026, 11, 2))
        actions.withdraw_consent(*who, consent_id=made.pk, version=1, words="I do not want it any more.")

        assert door.scope(*who, Consent).get().state == "withdrawn"

    def test_the_history_of_a_case_tells_who_did_what(self, who, case):
        actions.write_note(*who, case_id=case.pk, text="The hall has three doors.")
        history = case_page(*who, reference=case.reference).history

        assert {line.who for line in history.changes} == {who[0].name}
        assert len(history.changes) >= 2
        assert journal.verify().holds


@pytest.mark.parametrize("role", ["trainer", "data_officer", "administrator"])
def test_who_sees_no_case_opens_none(people, role):
    with pytest.raises(NotAllowed):
        actions.open_case(people.actor(role), people.purpose(role), title="Mine")


def test_a_right_for_one_purpose_is_none_for_another(people):
    with pytest.raises(NotAllowed):
        actions.open_case(people.actor("investigator"), "intake", title="Mine")
