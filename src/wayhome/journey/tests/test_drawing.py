"""Drawing the line: every mark inside its stretch, none on another, numbers that no language changes."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.journey.engine import Wait, draw, lay_out
from wayhome.journey.engine.drawing import END
from wayhome.journey.engine.marks import STRIP, spread
from wayhome.journey.tests.strategies import BUILT, waiting

MOVE = re.compile(r"M(-?[\d.]+) ")


def stations_of(drawing):
    return [one for line in drawing.lines for one in line.stations]


def places(marks):
    return [
        float(x)
        for path in (marks.in_time, marks.in_time_others, marks.late, marks.late_others)
        for x in MOVE.findall(path)
    ]


def test_one_tip_worked_by_hand():
    """The first stretch runs from 30 to 123.8; a tip at half of its limit stands at 30 + 0.5 * 90.8."""
    tip = stations_of(draw(lay_out({"tip": [Wait(3.0)]})))[0]
    assert tip.marks.in_time == "M75.4 137v-11"
    assert tip.marks.late == ""
    assert tip.strip.in_time == "M44.5 24v-11"
    assert (tip.x, tip.y) == ("16", "144")


def test_what_is_not_built_is_dotted_and_nothing_else_is():
    child, case = draw(lay_out({})).lines
    assert child.track == "M16 144H348"
    assert child.track_unbuilt == "M348 144H1336"
    assert (case.track, case.track_unbuilt) == ("", "M348 144l98 98q10 10 24 10H1336")
    child, case = draw(lay_out({}, way=BUILT)).lines
    assert (child.track, child.track_unbuilt) == ("M16 144H1336", "")
    assert (case.track, case.track_unbuilt) == ("M348 144l98 98q10 10 24 10H1336", "")


@given(waiting=waiting)
def test_every_case_has_one_mark_on_the_map_and_one_in_the_hand(waiting):
    line = lay_out(waiting, way=BUILT)
    for one in stations_of(draw(line)):
        ticks = len(one.at.ticks)
        assert len(places(one.marks)) == ticks
        assert len(places(one.strip)) == ticks
        assert len(one.marks.bars) == len(one.at.piles)


@given(waiting=waiting)
def test_no_mark_leaves_its_stretch(waiting):
    drawn = stations_of(draw(lay_out(waiting, way=BUILT)))
    for one, after in pairwise(drawn):
        end = float(after.x) if after.at.station.line == one.at.station.line else END
        assert all(float(one.x) < x < end for x in places(one.marks))
        for bar in one.marks.bars:
            assert float(one.x) < float(bar.x) <= float(bar.x) + float(bar.width) < end
    for one in drawn:
        assert all(STRIP.start <= x <= STRIP.end for x in places(one.strip))


@given(
    wanted=st.lists(st.floats(0, 90), max_size=60).map(sorted),
    gap=st.floats(0.5, 5),
)
def test_marks_are_pushed_apart_in_their_order_and_no_further_than_needed(wanted, gap):
    apart = spread(wanted, start=0, end=90, gap_min=gap)
    fair = min(gap, 90 / max(1, len(wanted) - 1))
    assert all(later - earlier >= fair - 1e-6 for earlier, later in pairwise(apart))
    assert all(-1e-6 <= x <= 90 + 1e-6 for x in apart)
    if all(later - earlier >= gap for earlier, later in pairwise(wanted)):
        assert apart == pytest.approx(wanted, abs=1e-6)


def test_two_that_came_together_stand_side_by_side():
    assert spread([10.0, 10.0, 40.0], start=0, end=50, gap_min=3) == [10.0, 13.0, 40.0]
    assert spread([49.0, 50.0], start=0, end=50, gap_min=3) == [47.0, 50.0]
    assert spread([], start=0, end=50, gap_min=3) == []


def test_the_chosen_stand_before_the_others():
    waits = [Wait(1.0), Wait(2.0, is_chosen=False)] * 40
    tip = stations_of(draw(lay_out({"tip": waits})))[0]
    assert tip.at.count == 40
    assert [bar.chosen_height for bar in tip.marks.bars] == ["24", "0"]


def test_words_under_the_lower_line_have_room_only_when_it_jams():
    calm = draw(lay_out({}, way=BUILT))
    jammed = draw(lay_out({"charged": [Wait(3000.0)] * 4}, way=BUILT))
    assert (calm.view_box, jammed.view_box) == ("0 0 1360 386", "0 0 1360 428")


def test_lengths_are_written_with_a_point_in_every_language():
    drawing = draw(lay_out({"tip": [Wait(1.234)], "linked": [Wait(50.0)]}))
    for one in stations_of(drawing):
        assert re.fullmatch(r"[MHVvhlqz0-9. \-]*", one.marks.in_time + one.limit + one.house)
