"""Times are said as tired people read them: time left until it is late, then how late, and no date finer than known."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.dates import PartialDate
from wayhome.site.templatetags import times

NOW = datetime(2026, 10, 14, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "0 min"), (25 / 60, "25 min"), (1, "1 h"), (31, "31 h"), (47.9, "47 h"), (48, "2 d"), (12 * 24, "12 d")],
)
def test_a_length_of_time_is_said_in_its_largest_whole_unit(hours, said):
    assert times.span_words(hours) == said


def test_a_limit_is_late_only_once_it_is_past():
    assert times.clock_words(NOW, NOW) == ("0 min left", False)
    assert times.clock_words(NOW - timedelta(minutes=90), NOW) == ("1 h late", True)
    assert times.clock_words(NOW + timedelta(minutes=25), NOW) == ("25 min left", False)


@given(minutes=st.integers(-100_000, 100_000))
def test_late_and_left_are_never_mixed_up(minutes):
    words, is_late = times.clock_words(NOW + timedelta(minutes=minutes), NOW)
    assert is_late is (minutes < 0)
    assert words.endswith("late" if is_late else "left")


def test_a_moment_to_come_is_just_now():
    assert times.since_words(NOW + timedelta(minutes=3), NOW) == "just now"
    assert times.since_words(NOW - timedelta(hours=3), NOW) == "3 h ago"


@pytest.mark.parametrize(
    ("precision", "said"),
    [("year", "2026"), ("month", "October 2026"), ("day", "14 October 2026"), ("hour", "14 October 2026, 02:00"),
     ("minute", "14 October 2026, 02:05"), ("fortnight", "14 October 2026")],
)  # fmt: skip
def test_a_moment_is_said_with_its_precision(precision, said):
    assert times.precise_words(NOW, precision) == said


def test_a_day_has_no_hour_to_say():
    assert times.precise_words(date(2026, 10, 14), "minute") == "14 October 2026"


@pytest.mark.parametrize(
    ("edtf", "said"),
    [("2012", "2012"), ("2012-03", "March 2012"), ("2012-03-04", "4 March 2012"), ("2012~", "about 2012"),
     ("2012-03/2012-08", "March to August 2012"), ("2011-11/2012-02", "November 2011 to February 2012"),
     ("../2012-03", "until March 2012"), ("2012-03/..", "from March 2012 on"), ("2012?", "2012, not sure"),
     ("2012-03/2013", "March 2012 to 2013"), ("XXXX", "not known")],
)  # fmt: skip
def test_a_date_that_is_partly_known_is_said_no_finer_than_it_is(edtf, said):
    assert times.partial_words(PartialDate.parse(edtf).parts()) == said


def test_a_span_of_days_names_its_year_once():
    assert times.dated_words(date(2026, 3, 1), "day", date(2026, 3, 4)) == "1 March to 4 March 2026"
    assert times.dated_words(date(2026, 3, 1), "day", date(2026, 3, 1)) == "1 March 2026"


def test_a_narrow_column_leaves_out_this_year():
    assert times.brief_words(NOW - timedelta(days=1), NOW) == "13 Oct 02:05"
    assert times.brief_words(datetime(2025, 12, 30, 9, tzinfo=UTC), NOW) == "30 Dec 2025"


def test_machines_read_the_same_moment_in_every_language():
    with translation.override("ar"):
        assert times.machine_time(NOW) == "2026-10-14T02:05:00+00:00"
        assert times.machine_time(NOW.date()) == "2026-10-14"
