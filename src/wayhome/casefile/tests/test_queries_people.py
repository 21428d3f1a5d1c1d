"""What the pages of people read: who is shown as a child, which name holds, what differs, and what stays hidden."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from wayhome.accounts.tests.cast import cast
from wayhome.casefile import actions
from wayhome.casefile.actions import Said
from wayhome.casefile.queries import PeopleFilter, known_subjects, people_page, person_page
from wayhome.casefile.queries.known import SUSPECT_ROLES
from wayhome.kernel.errors import NotFound
from wayhome.kernel.vocabularies import vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def who(people):
    return people.actor("investigator"), "investigation"


def name(text, grade="B2", kind="full", **more):
    return Said("name", {"text": text, "name_kind": kind}, grade=grade, **more)


def age(least, most=None, **more):
    return Said("age", {"years_min": least, "years_max": least if most is None else most}, **more)


def person(who, *said, what="person"):
    return actions.record_subject(*who, what=what, said=said)


def known(who, subject):
    return known_subjects(*who, subject_ids=[subject.pk])[subject.pk]


def page(who, subject):
    return person_page(*who, reference=subject.reference)


def claim(who, subject, kind):
    return next(one for one in page(who, subject).claims if one.kind == kind)


class TestShape:
    @pytest.mark.parametrize(
        ("said", "shape"),
        [
            ([age(12)], "child"),
            ([age(17)], "child"),
            ([age(18)], "other"),
            ([age(16, 20)], "child"),
            ([age(30), age(15)], "child"),
            ([Said("age", {"years_max": 17})], "child"),
            ([Said("age", {"years_max": 30})], "other"),
            ([Said("birth", {"date": "1980"})], "other"),
            ([Said("role", {"role": "recruiter"})], "suspect"),
            ([Said("role", {"role": "recruiter"}), age(15)], "child"),
            ([Said("role", {"role": "witness"})], "other"),
            ([], "other"),
        ],
    )
    def test_who_may_be_a_child_is_shown_as_one_whatever_else_is_said(self, who, said, shape):
        assert known(who, person(who, name("Somebody"), *said)).shape == shape

    def test_a_birth_of_ten_years_ago_makes_a_child(self, who):
        year = timezone.localdate().year - 10

        assert known(who, person(who, Said("birth", {"date": str(year)}))).shape == "child"

    def test_an_age_of_years_ago_has_grown_since(self, who):
        then = timezone.localdate() - timedelta(days=3 * 366)
        girl = person(who, age(15, said_on=then))

        assert known(who, girl).shape == "other"
        assert known(who, girl).age.years_min == 18

    def test_an_age_that_was_withdrawn_makes_nobody_a_child(self, who):
        man = person(who, name("Doran"), age(12))
        wrong = next(one for one in claim(who, man, "age").statements)
        actions.withdraw_statement(*who, statement_id=wrong.statement_id, version=1, reason="Another person.")

        assert known(who, man).shape == "other"
        assert known(who, man).age is None

    def test_every_role_that_makes_a_suspect_is_a_role_of_the_vocabulary(self):
        assert set(vocabulary("roles").codes) >= SUSPECT_ROLES
        assert not SUSPECT_ROLES & {"victim", "at_risk", "witness", "reporter", "family"}


class TestName:
    def test_a_full_name_goes_before_a_better_graded_nickname(self, who):
        girl = person(who, name("Maya", "A1", "alias"), name("Lina Sarovan", "C3"))

        assert known(who, girl).name == "Lina Sarovan"

    def test_names_of_one_grade_are_shown_together_because_nobody_knows(self, who):
        girl = person(who, name("Lina Sarovan"), name("Alina Saroyan"))

        assert known(who, girl).name == "Lina Sarovan / Alina Saroyan"

    def test_one_name_in_two_scripts_is_one_name(self, who):
        girl = person(who, name("Lina Sarovan"), name("Лина Сарован"))

        assert known(who, girl).name in {"Lina Sarovan", "Лина Сарован"}
        assert not claim(who, girl, "name").is_tie

    def test_the_name_that_a_human_chose_is_the_heading(self, who):
        girl = person(who, name("Lina Sarovan", "A1"), name("Maya", "D4", "alias"))
        maya = claim(who, girl, "name").statements[1]
        actions.prefer_statement(*who, statement_id=maya.statement_id, reason="She asks to be called so.")

        assert known(who, girl).name == "Maya"
        assert claim(who, girl, "name").why == f"chosen by {who[0].name}"

    def test_a_choice_that_does_not_stand_any_more_is_said_to_have_fallen(self, who):
        girl = person(who, name("Lina", "A1"), name("Maya", "D4"))
        maya = claim(who, girl, "name").statements[1]
        actions.prefer_statement(*who, statement_id=maya.statement_id, reason="So she said.")
        actions.withdraw_statement(*who, statement_id=maya.statement_id, version=maya.version, reason="She did not.")

        assert known(who, girl).name == "Lina"
        assert "does not stand any more" in claim(who, girl, "name").why

    def test_the_other_names_say_their_script_or_their_kind(self, who):
        girl = person(who, name("Lina Sarovan", "A1"), name("لينا ساروفان"), name("Maya", "D4", "alias"))

        assert [(one.label, one.text) for one in page(who, girl).other_names] == [
            ("Arabic", "لينا ساروفان"), ("Called or known as", "Maya"),
        ]  # fmt: skip

    def test_somebody_without_a_name_is_called_by_what_was_seen(self, who):
        man = person(who, Said("description", {"text": "grey work jacket, " * 20}))

        assert known(who, man).label.startswith("grey work jacket")
        assert len(known(who, man).label) < 70

    def test_somebody_of_whom_neither_is_said_is_still_somebody(self, who):
        assert known(who, person(who, age(12))).label == "Somebody without a known name"


class TestClaims:
    def test_a_later_source_of_equal_grade_holds(self, who):
        girl = person(
            who,
            Said("birth", {"date": "2011"}, grade="B2", said_on=date(2026, 1, 1)),
            Said("birth", {"date": "2012"}, grade="B2", said_on=date(2026, 2, 1)),
        )
        born = claim(who, girl, "birth")

        assert [words.date for words in born.held] == ["2012"]
        assert born.why == "sources contradict each other; of equal grades the later holds"

    def test_a_date_that_is_only_less_exact_contradicts_nothing(self, who):
        girl = person(who, Said("birth", {"date": "2012"}, grade="B2"), Said("birth", {"date": "2012-03"}, grade="A2"))

        assert not claim(who, girl, "birth").is_apart

    def test_an_age_that_fits_no_date_of_birth_says_so(self, who):
        girl = person(who, age(25, said_on=date(2026, 1, 1)), Said("birth", {"date": "2012"}, grade="A2"))
        told = claim(who, girl, "age")

        assert told.is_apart
        assert told.why == "by one source; does not fit every date of birth"
        assert not claim(who, girl, "birth").is_apart

    def test_two_nationalities_hold_together(self, who):
        girl = person(who, Said("nationality", {"country": "MD"}), Said("nationality", {"country": "RO"}))
        told = claim(who, girl, "nationality")

        assert [words.text for words in told.held] == ["Moldova", "Romania"]
        assert not told.is_apart
        assert not told.is_weighed

    def test_two_sources_of_one_value_bear_each_other_out(self, who):
        girl = person(who, Said("contact", {"contact_kind": "phone", "value": "+999 55 0142"}))
        actions.add_statement(
            *who, subject_id=girl.pk, said=Said("contact", {"contact_kind": "phone", "value": "+999550142"})
        )
        told = claim(who, girl, "contact")

        assert len(told.held) == 1
        assert told.why == "by 2 sources"

    def test_an_unknown_sex_contradicts_no_known_one(self, who):
        girl = person(who, Said("sex", {"code": "female"}), Said("sex", {"code": "unknown"}))
        boy = person(who, Said("sex", {"code": "female"}), Said("sex", {"code": "male"}))

        assert not claim(who, girl, "sex").is_apart
        assert claim(who, boy, "sex").is_apart

    def test_a_long_account_is_folded_and_never_stands_in_the_line_above(self, who):
        girl = person(who, Said("note", {"text": "A long sentence. " * 30}))
        told = claim(who, girl, "note")

        assert told.held == ()
        assert told.statements[0].words.is_long

    def test_who_said_it_when_and_how_far_it_is_known_stand_beside_it(self, who):
        said = Said(
            "whereabouts", {"text": "Ferry hall", "when": "2026-10"}, grade="C3", said_by="Bus driver",
            said_on=date(2026, 10, 11), time_zone="Europe/Chisinau",
        )  # fmt: skip
        told = claim(who, person(who, said), "whereabouts").statements[0]

        assert (told.source_grade, told.information_grade, told.said_by) == ("C", "3", "Bus driver")
        assert (told.said_on, told.words.when, told.time_zone) == (date(2026, 10, 11), "2026-10", "Europe/Chisinau")
        assert told.source.label == f"Written down by {who[0].name}"


class TestRelations:
    def test_the_other_side_reads_a_relation_in_its_own_words(self, who):
        girl, man = person(who, name("Lina")), person(who, name("Doran"))
        said = Said("relation", {"relation_kind": "approached"}, object_id=girl.pk)
        actions.add_statement(*who, subject_id=man.pk, said=said)
        mine, theirs = page(who, girl).relations[0], page(who, man).relations[0]

        assert (mine.label, mine.other.name, mine.is_own) == (
            "Said to have been approached or recruited by", "Doran", False,
        )  # fmt: skip
        assert (theirs.label, theirs.other.name, theirs.is_own) == (
            "Said to have approached or recruited",
            "Lina",
            True,
        )

    def test_a_relation_to_somebody_restricted_is_hidden_with_them(self, people, who):
        girl, hidden = person(who, name("Lina")), person(who, name("Doran"))
        actions.add_statement(
            *who, subject_id=girl.pk, said=Said("relation", {"relation_kind": "knows"}, object_id=hidden.pk)
        )
        case = actions.open_case(*who, title="Shut", subject_ids=[hidden.pk])
        actions.restrict_case(*who, case_id=case.pk, version=1)
        analyst = (people.actor("analyst"), "analysis")

        assert page(analyst, girl).relations == ()
        assert not any(line.about for line in page(analyst, girl).history.changes)
        with pytest.raises(NotFound):
            page(analyst, hidden)


class TestHistory:
    def test_a_correction_tells_what_stood_before_and_after_and_why(self, who):
        girl = person(who, Said("birth", {"date": "2011"}))
        old = claim(who, girl, "birth").statements[0]
        actions.correct_statement(
            *who, statement_id=old.statement_id, version=1, said=Said("birth", {"date": "2012"}), reason="Register."
        )
        line = page(who, girl).history.changes[0]

        assert (line.before.date, line.after.date, line.reason) == ("2011", "2012", "Register.")
        assert line.who == who[0].name

    def test_who_looked_stands_apart_from_what_was_done(self, people, who):
        girl = person(who, name("Lina"))
        page((people.actor("analyst"), "analysis"), girl)
        history = page(who, girl).history

        assert [line.who for line in history.looks] == [who[0].name, people.user("analyst").name]
        assert len(history.changes) == 1


class TestList:
    def test_the_list_is_narrowed_by_year_country_and_kind(self, who):
        lina = person(who, name("Lina"), Said("birth", {"date": "2012-03"}), Said("nationality", {"country": "MD"}))
        mira = person(who, name("Mira"), Said("birth", {"date": "2009"}), Said("nationality", {"country": "RO"}))
        hall = person(who, name("Ferry hall"), what="place")

        def found(**narrow):
            told = people_page(*who, narrow=PeopleFilter(**narrow))
            return {row.known.reference for row in told.rows}

        assert found() == {lina.reference, mira.reference, hall.reference}
        assert found(year_from=2010) == found(year_from=2012, year_to=2012) == {lina.reference}
        assert found(year_to=2010) == found(country="RO") == {mira.reference}
        assert found(kinds=("place",)) == {hall.reference}
        assert found(year_from=2013) == set()

    def test_the_counts_are_of_what_may_be_seen(self, people, who):
        for _ in range(3):
            person(who, name("Lina"), Said("nationality", {"country": "MD"}))
        told = people_page(people.actor("intake", elsewhere=True), "intake", narrow=PeopleFilter())
        ours = people_page(*who, narrow=PeopleFilter())

        assert (told.paged.total, sum(count for _, count in told.kinds), told.countries) == (0, 0, ())
        assert (ours.paged.total, dict(ours.kinds)["person"], ours.countries) == (3, 3, (("MD", 3),))

    def test_a_long_list_comes_in_parts_and_loses_nobody(self, who, monkeypatch):
        monkeypatch.setattr("wayhome.casefile.queries.people.ROWS", 2)
        made = {person(who, name(f"Child {number}")).reference for number in range(5)}
        parts = [people_page(*who, narrow=PeopleFilter(), page=number) for number in (1, 2, 3)]

        assert {row.known.reference for part in parts for row in part.rows} == made
        assert [(part.paged.first, part.paged.last) for part in parts] == [(1, 2), (3, 4), (5, 5)]
        assert [part.paged.next for part in parts] == [2, 3, None]
        assert people_page(*who, narrow=PeopleFilter(), page=99).paged.page == 3
