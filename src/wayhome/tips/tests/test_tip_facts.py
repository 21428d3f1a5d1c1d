"""What a tip says that bears on its urgency: from cells, from text, and from both."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.rows import ReadEvent, ReadPerson, ReadRow, ReadStatement
from wayhome.tips.engine.tip_facts import TipFacts, facts_of_row, facts_of_text, join_facts

RECEIVED = datetime(2026, 3, 1, 22, tzinfo=timezone(timedelta(hours=-5)))
days = st.dates(date(2025, 1, 1), date(2027, 1, 1)) | st.none()
answers = st.booleans() | st.none()
facts = st.builds(
    TipFacts, st.just(RECEIVED), answers, answers, st.integers(0, 60) | st.none(), days, days, answers,
    st.sampled_from(["hotline", "partner", None]),
)  # fmt: skip


def row(*statements, events=(), **tip):
    people = (ReadPerson("victim", statements),) if statements else ()
    return ReadRow("row 1", "", None, tip, people, (), events, {})


def test_a_text_says_an_age_a_coming_day_and_that_it_is_now():
    told = facts_of_text("girl of about 14 years, leaves tomorrow; call 0300 555 0100 right now", received_at=RECEIVED)

    assert told == TipFacts(RECEIVED, None, True, 12, None, date(2026, 3, 2), True)


def test_a_text_that_says_nothing_leaves_everything_unknown():
    assert facts_of_text("", received_at=RECEIVED) == TipFacts(RECEIVED)


def test_a_row_says_what_its_cells_say():
    told = facts_of_row(
        row(
            ReadStatement("age", {"years_min": 13, "years_max": 15}),
            ReadStatement("birth", {"date": "2015"}, year=2015),
            ReadStatement("contact", {"contact_kind": "phone", "value": "1"}),
            ReadStatement("whereabouts", {"text": "x"}, on_earliest=date(2026, 2, 20), on_latest=date(2026, 2, 25)),
            events=(ReadEvent("sighting", on_earliest=date(2026, 3, 9), on_latest=date(2026, 3, 9)),),
            danger_now=True,
            channel="hotline",
        ),
        received_at=RECEIVED,
    )

    assert told == TipFacts(RECEIVED, True, None, 10, date(2026, 2, 20), date(2026, 3, 9), True, "hotline")


def test_now_in_an_old_sheet_is_not_now():
    old = row(text="Come tonight", when="2020-05-01", when_earliest="2020-05-01", when_latest="2020-05-01")
    fresh = row(text="Come tonight")

    assert facts_of_row(old, received_at=RECEIVED).speaks_of_now is None
    assert facts_of_row(fresh, received_at=RECEIVED).speaks_of_now is True


def test_tomorrow_is_counted_from_the_day_of_the_report():
    told = row(text="leaves tomorrow", when="2026-02-27", when_earliest="2026-02-27", when_latest="2026-02-27")

    assert facts_of_row(told, received_at=RECEIVED).latest_event_on == date(2026, 2, 28)


def test_a_date_that_is_hardly_known_never_looks_recent():
    told = row(text="x", when="2026", when_earliest="2026-01-01", when_latest="2026-12-31")

    assert facts_of_row(told, received_at=RECEIVED).latest_event_on == date(2026, 1, 1)


def test_an_adult_is_not_the_youngest_where_a_child_is_named():
    assert facts_of_text("a man of over 40 and a girl aged 9", received_at=RECEIVED).youngest_age_years == 9


@given(facts, facts)
def test_joining_keeps_the_more_urgent_of_two_answers(first, second):
    both = join_facts(first, second)

    assert (both.danger_now is True) == (first.danger_now is True or second.danger_now is True)
    assert both.youngest_age_years in {first.youngest_age_years, second.youngest_age_years}
    assert join_facts(both, both) == both


@given(facts)
def test_joining_with_silence_changes_nothing(told):
    assert join_facts(told, TipFacts(RECEIVED)) == told == join_facts(TipFacts(RECEIVED), told)


def test_a_receipt_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="no time zone"):
        TipFacts(datetime(2026, 3, 1))
