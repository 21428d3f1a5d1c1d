"""What the clock and the zone of a report keep: what was said, and nothing that was not."""

from contextlib import suppress
from datetime import UTC, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput
from wayhome.kernel.moments import Moment
from wayhome.kernel.tests.strategies import days, partial_dates

zones = st.sampled_from([None, "Europe/Rome", "America/Argentina/Ushuaia", "UTC", "Etc/GMT+3", "+05:30", "-03:00"])


def test_nine_in_the_evening_stays_nine_in_the_evening_there():
    moment = Moment.parse("2012-03-04T21:30[Asia/Kathmandu]")

    assert moment == Moment(PartialDate.parse("2012-03-04"), time(21, 30), "Asia/Kathmandu")
    assert moment.text == "2012-03-04T21:30[Asia/Kathmandu]"


@given(days, st.times().map(lambda clock: clock.replace(microsecond=0)), zones)
def test_what_is_written_is_read_back(day, clock, zone):
    moment = Moment(PartialDate.on(day), clock, zone)

    assert Moment.parse(moment.text) == moment


@given(partial_dates, zones)
def test_a_date_without_a_time_keeps_its_zone(said, zone):
    moment = Moment(said, None, zone)

    assert Moment.parse(moment.text) == moment


def test_a_day_without_a_time_stands_before_its_hours():
    moments = [Moment.parse(text) for text in ("2012-03-04T00:30", "2012-03-04", "2012-03-03T23:59")]

    assert [moment.text for moment in sorted(moments, key=Moment.sort_key)] == [
        *("2012-03-03T23:59", "2012-03-04", "2012-03-04T00:30")
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "cannot be read"),
        ("2012-03-04 21:30", "cannot be read"),
        ("2012-03-04T9:30", "cannot be read"),
        ("2012-03-04T24:30", "00:00 to 23:59"),
        ("2012-03T21:30", "needs the day"),
        ("2012-03-04T21:30[here & now]", "time zone must be"),
        ("2012-03-04T21:30[+25:00]", "time zone must be"),
    ],
)
def test_it_says_why_a_moment_cannot_be(text, complaint):
    with pytest.raises(BadInput, match=complaint):
        Moment.parse(text)


@pytest.mark.parametrize("clock", [time(21, 30, tzinfo=UTC), time(21, 30, 0, 5)])
def test_a_clock_on_the_wall_has_no_zone_and_no_microseconds(clock):
    with pytest.raises(BadInput, match="clock on the wall"):
        Moment(PartialDate.parse("2012-03-04"), clock)


@given(st.text(max_size=30))
def test_no_text_makes_it_fall_over(text):
    with suppress(BadInput):
        Moment.parse(text)
