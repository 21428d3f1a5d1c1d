"""The order of the queue: explained, additive, never lowered by anything, and with a clock for every tip."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.errors import BadInput
from wayhome.tips.engine.tip_facts import TipFacts
from wayhome.tips.engine.urgency import weigh
from wayhome.tips.engine.urgency_rules import default_rules, read_rules

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2026, 5, 1)) | st.none()
answers = st.booleans() | st.none()
facts = st.builds(
    TipFacts, st.just(NOW), answers, answers, st.integers(0, 60) | st.none(), days, days, answers,
    st.sampled_from(["hotline", "partner", "web_form", None]),
)  # fmt: skip


def test_a_child_in_danger_now_by_hand():
    told = weigh(TipFacts(NOW, danger_now=True, youngest_age_years=13, has_contact=True, channel="hotline"), now=NOW)

    assert [(reason.code, str(reason.points)) for reason in told.reasons] == [
        ("danger_now", "40.0"), ("age_up_to_14", "11.0"), ("contact_in_reach", "5.0"), ("somebody_is_waiting", "2.0"),
    ]  # fmt: skip
    assert told.score == Decimal("58.0")
    assert told.reasons[1].sentence == "The youngest person named may be 13 years old: a child under 15."
    assert told.reasons[1].template % told.reasons[1].values == told.reasons[1].sentence
    assert (told.limit_code, told.limit_hours, told.due_at) == ("danger_now", 1, NOW + timedelta(hours=1))


def test_silence_moves_nothing():
    told = weigh(TipFacts(NOW), now=NOW)

    assert (told.score, told.reasons, told.limit_code) == (Decimal("0.0"), (), "other")


@given(facts)
def test_the_reasons_add_up_to_the_score(told):
    urgency = weigh(told, now=NOW)

    assert sum((reason.points for reason in urgency.reasons), Decimal(0)) == urgency.score
    assert urgency.score == round(urgency.score, 1)
    assert len({reason.code for reason in urgency.reasons}) == len(urgency.reasons)


@given(
    facts, st.sampled_from(["danger_now", "speaks_of_now", "youngest_age_years", "leaves_on", "has_contact", "channel"])
)
def test_no_fact_can_push_a_tip_down(told, name):
    assert weigh(told, now=NOW).score >= weigh(replace(told, **{name: None}), now=NOW).score


@given(facts)
def test_no_is_not_worth_less_than_not_known(told):
    denied = replace(told, danger_now=False, has_contact=False)

    assert weigh(denied, now=NOW).score == weigh(replace(told, danger_now=None, has_contact=None), now=NOW).score


@given(facts, st.integers(0, 17), st.integers(0, 17))
def test_the_younger_child_never_comes_later(told, one, two):
    younger, older = sorted([one, two])

    first, second = (weigh(replace(told, youngest_age_years=years), now=NOW) for years in (younger, older))

    assert first.score >= second.score
    assert first.due_at <= second.due_at


@given(facts)
def test_every_tip_has_a_clock_that_starts_at_its_receipt(told):
    urgency = weigh(told, now=NOW + timedelta(days=2))

    assert urgency.due_at == told.received_at + timedelta(hours=urgency.limit_hours)
    assert urgency.limit_source


@pytest.mark.parametrize(
    ("days_ago", "code"),
    [
        (0, "event_within_2_days"), (2, "event_within_2_days"), (3, "event_within_7_days"), (7, "event_within_7_days"),
        (30, "event_within_30_days"), (31, None),
    ],
)  # fmt: skip
def test_an_event_counts_less_the_older_it_is(days_ago, code):
    told = weigh(TipFacts(NOW, latest_event_on=NOW.date() - timedelta(days=days_ago)), now=NOW)

    assert [reason.code for reason in told.reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "leaves_within_3_days"), (3, "leaves_within_3_days"), (14, "leaves_within_14_days"), (15, None), (-1, None)],
)
def test_a_coming_day_counts_until_it_has_passed(days, code):
    told = weigh(TipFacts(NOW, leaves_on=NOW.date() + timedelta(days=days)), now=NOW)

    assert [reason.code for reason in told.reasons] == ([code] if code else [])


def test_the_highest_score_fits_its_column():
    most = weigh(TipFacts(NOW, True, True, 0, NOW.date(), NOW.date(), True, "partner"), now=NOW)

    assert most.score < 1000


def test_the_shipped_rules_say_whose_numbers_they_are():
    rules = default_rules()

    assert rules.source.startswith("Local practice")
    assert all(limit.source for limit in rules.limits)
    assert [limit.hours for limit in rules.limits] == sorted(limit.hours for limit in rules.limits)


_RULES = 'source = "s"\nrule = [{%s}]\n[[limit]]\ncode = "l"\nhours = 1\nsentence = "s"\nsource = "s"\nwhen = [%s]\n'
_RULE = 'code = "c", points = %s, sentence = "s", when = [{%s}]'


@pytest.mark.parametrize(
    ("rule", "limit", "complaint"),
    [
        (_RULE % ("-1.0", "fact = 'danger_now', is = true"), "", "points must be 0 or more"),
        (_RULE % ("1.25", "fact = 'danger_now', is = true"), "", "points must be 0 or more"),
        (_RULE % ("1.0", "fact = 'colour', is = true"), "", "there is no fact colour"),
        (_RULE % ("1.0", "fact = 'danger_now', like = true"), "", "there is no operator like"),
        (_RULE % ("1.0", "fact = 'channel', at_most = 3"), "", "at_most compares a fact that is a number"),
        (
            _RULE % ("1.0", "fact = 'danger_now', is = true"),
            "{fact = 'danger_now', is = true}",
            "last limit must have no",
        ),
    ],
)
def test_a_rule_that_cannot_work_is_refused_when_it_is_read(rule, limit, complaint):
    with pytest.raises(BadInput, match=complaint):
        read_rules(_RULES % (rule, limit))


def test_a_clock_without_a_zone_is_refused():
    with pytest.raises(BadInput, match="no time zone"):
        weigh(TipFacts(NOW), now=datetime(2026, 3, 1))
