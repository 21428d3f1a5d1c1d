"""The stations are data that a lawyer and a caseworker can check."""

import pytest

from wayhome.journey.engine import jam_rule, lines, station, stations
from wayhome.kernel.errors import BadInput


def test_the_way_is_told_in_order():
    child = [one.key for one in stations() if one.line == "child"]
    case = [one.key for one in stations() if one.line == "case"]
    assert child == ["tip", "linked", "ring", "law", "operation", "recovered", "safe_home", "followed_up"]
    assert case == ["suspect", "charged", "tried", "sentenced"]


def test_the_suspects_line_leaves_the_childs_after_ring():
    assert [(line.key, line.branches_after) for line in lines()] == [("child", None), ("case", "ring")]


def test_every_limit_has_a_source():
    assert all(one.limit_source for one in stations() if one.limit_hours is not None)
    assert all(one.limit_hours > 0 for one in stations() if one.limit_hours is not None)


def test_keys_are_unique_and_columns_go_forward():
    assert len({one.key for one in stations()}) == len(stations())
    for line in lines():
        columns = [one.column for one in stations() if one.line == line.key]
        assert columns == sorted(set(columns))


def test_an_unknown_station_is_refused_by_name():
    with pytest.raises(BadInput, match="expected one of tip, linked"):
        station("nowhere")


@pytest.mark.parametrize(
    ("late_count", "count", "jams"),
    [(5, 14, True), (4, 34, False), (2, 2, False), (3, 10, True), (3, 11, False), (0, 0, False)],
)
def test_few_late_are_no_jam_and_many_are(late_count, count, jams):
    assert jam_rule().holds(late_count=late_count, count=count) is jams
