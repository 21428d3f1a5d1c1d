"""Laying out the line: every case once, in order, late if and only if past its limit."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from wayhome.journey.engine import Wait, heading_of, lay_out, station, waits_since
from wayhome.journey.engine.line import LATE_SINGLE_COUNT_MAX, SINGLE_COUNT_MAX, place
from wayhome.journey.tests.strategies import BUILT, waiting
from wayhome.kernel.errors import BadInput

NOW = datetime(2026, 10, 14, 2, 5, tzinfo=UTC)


def at(line, key):
    return next(one for one in line.stations if one.station.key == key)


def test_a_night_worked_by_hand():
    """Three tips, limit 6 h: 3 h is half-way, 6 h is in time, 8 h is late by 2 h and stands at 2 - 6/8."""
    line = lay_out({"tip": [Wait(8.0), Wait(3.0), Wait(6.0)]})
    tip = at(line, "tip")
    assert [(tick.at, tick.is_late) for tick in tip.ticks] == [(0.5, False), (1.0, False), (1.25, True)]
    assert (tip.count, tip.late_count, tip.late_hours_max) == (3, 1, 2.0)
    assert not tip.is_jammed
    assert tip.piles == ()


def test_the_heading_sums_up_the_childs_line_and_names_what_it_jams_before():
    law = [Wait(100.0)] * 9 + [Wait(130.0)] * 5
    heading = heading_of(lay_out({"tip": [Wait(1.0)] * 20, "law": law, "suspect": [Wait(1.0)]}, way=BUILT))
    assert (heading.count, heading.late_count) == (34, 5)
    assert [(one.key, after.key) for one, after in heading.jams] == [("law", "operation")]


def test_a_jam_at_the_end_of_the_way_is_before_nothing():
    heading = heading_of(lay_out({"followed_up": [Wait(9999.0)] * 3}, way=BUILT))
    assert [(one.key, after) for one, after in heading.jams] == [("followed_up", None)]


@given(waiting=waiting)
def test_every_case_is_drawn_exactly_once(waiting):
    for one in lay_out(waiting, way=BUILT).stations:
        drawn = len(one.ticks) + sum(pile.count for pile in one.piles)
        chosen = sum(tick.is_chosen for tick in one.ticks) + sum(pile.chosen_count for pile in one.piles)
        assert (drawn, chosen) == (one.total, one.count)
        assert one.total == len(waiting.get(one.station.key, ()))


@given(waiting=waiting)
def test_a_case_is_late_if_and_only_if_it_is_past_its_limit(waiting):
    for one in lay_out(waiting, way=BUILT).stations:
        limit = one.station.limit_hours or math.inf
        late = [wait for wait in waiting.get(one.station.key, ()) if wait.age_hours > limit]
        assert one.late_total == len(late)
        assert one.late_count == sum(wait.is_chosen for wait in late)
        marks = sum(tick.is_late for tick in one.ticks) + sum(pile.count for pile in one.piles if pile.is_late)
        assert marks == len(late)


@given(waiting=waiting)
def test_the_order_of_waiting_is_the_order_of_the_marks(waiting):
    for one in lay_out(waiting, way=BUILT).stations:
        places = [tick.at for tick in one.ticks]
        assert places == sorted(places)
        assert all(0 <= tick.at <= 1 for tick in one.ticks if not tick.is_late)
        assert all(1 <= tick.at <= 2 for tick in one.ticks if tick.is_late)
        edges = [edge for pile in one.piles for edge in (pile.start, pile.end)]
        assert edges == sorted(edges)
        late_ends = [pile.end for pile in one.piles if pile.is_late]
        assert all(tick.at >= end for end in late_ends for tick in one.ticks if tick.is_late)


@given(waiting=waiting)
def test_choosing_some_hides_nobody(waiting):
    for one in lay_out(waiting, way=BUILT).stations:
        everybody = [Wait(wait.age_hours) for wait in waiting.get(one.station.key, ())]
        whole = at(lay_out({one.station.key: everybody}, way=BUILT), one.station.key)
        assert [tick.at for tick in whole.ticks] == [tick.at for tick in one.ticks]
        assert whole.is_jammed == one.is_jammed


def test_up_to_sixty_are_single_and_one_more_makes_piles():
    single = at(lay_out({"tip": [Wait(1.0)] * SINGLE_COUNT_MAX}), "tip")
    piled = at(lay_out({"tip": [Wait(1.0)] * SINGLE_COUNT_MAX + [Wait(7.0)]}), "tip")
    assert len(single.ticks) == SINGLE_COUNT_MAX
    assert single.piles == ()
    assert [tick.is_late for tick in piled.ticks] == [True], "the late one stays single"
    assert sum(pile.count for pile in piled.piles) == SINGLE_COUNT_MAX


def test_of_too_many_late_the_longest_stay_single():
    late = [Wait(7.0 + hours) for hours in range(LATE_SINGLE_COUNT_MAX + 1)]
    tip = at(lay_out({"tip": late}), "tip")
    assert len(tip.ticks) < len(late)
    assert [pile.is_late for pile in tip.piles] == [True]
    assert tip.late_hours_max == LATE_SINGLE_COUNT_MAX + 1


def test_nobody_waits_and_nothing_breaks():
    line = lay_out({})
    assert all((one.total, one.late_total, one.ticks, one.piles) == (0, 0, (), ()) for one in line.stations)
    assert all(one.late_hours_max is None and not one.is_jammed for one in line.stations)
    assert heading_of(line).total == 0


def test_a_hundred_thousand_are_laid_out_in_a_few_marks():
    line = lay_out({"tip": [Wait(number % 977 / 100) for number in range(100_000)]})
    tip = at(line, "tip")
    assert tip.total == 100_000
    assert len(tip.ticks) + len(tip.piles) < 40


def test_where_nothing_is_ever_late_a_long_wait_is_far_but_on_the_way():
    sentenced = at(lay_out({"sentenced": [Wait(0.0), Wait(4380.0), Wait(1e9)]}, way=BUILT), "sentenced")
    assert sentenced.late_total == 0
    assert [round(tick.at, 3) for tick in sentenced.ticks] == [0.0, 0.5, 1.0]


def test_an_arrival_from_a_clock_that_runs_ahead_has_just_arrived():
    waits = waits_since([NOW - timedelta(hours=3), NOW + timedelta(minutes=4)], NOW)
    assert [wait.age_hours for wait in waits] == [3.0, 0.0]


def test_the_later_the_nearer_the_end_and_never_there():
    assert place(6.0, 6.0) == 1.0
    assert place(12.0, 6.0) == 1.5
    assert place(1e6, 6.0) < 2.0


@pytest.mark.parametrize("age", [-0.1, math.nan, math.inf])
def test_an_age_that_is_no_length_of_time_is_refused(age):
    with pytest.raises(BadInput, match="no length of time"):
        lay_out({"tip": [Wait(age)]})


def test_a_station_that_is_none_is_refused():
    with pytest.raises(BadInput, match="There is no station “tips”"):
        lay_out({"tips": []})


def test_who_waits_where_no_room_is_built_is_refused():
    assert not station("ring").stands
    with pytest.raises(BadInput, match="room is not built"):
        lay_out({"ring": [Wait(1.0)]})
