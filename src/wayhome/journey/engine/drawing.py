"""
Turn the line that was laid out into lengths: the map for a desk, and a strip a station for the hand.

The picture is drawn by the page as SVG, with these numbers as attributes and the colours as classes,
so that every theme and print follows. Right to left the page turns the picture whole; nothing here
knows of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wayhome.journey.engine.line import AtStation, Line
from wayhome.journey.engine.marks import STRIP, Marks, Stretch, length, marks_on
from wayhome.journey.engine.stations import Station, lines

WIDTH: Final = 1360
HEIGHT: Final = 386
HEIGHT_OF_JAM_WORDS: Final = 42  # under the lower line, where it is jammed
LEFT: Final = 16.0
COLUMN: Final = 166.0
END: Final = 1336.0
BRANCH_WIDTH: Final = 52  # the other line leaves here, and words must not lie on it
LINE_Y: Final = {"child": 144, "case": 252}


@dataclass(frozen=True, slots=True)
class DrawnStation:
    """Hold one station of the map with its marks, and the same marks as a strip (0 0 132 24) for the upright line."""

    at: AtStation
    x: str
    y: str
    text_x: str
    plate_y: str
    name_y: str
    count_y: str
    late_y: str
    house: str
    marks: Marks
    limit: str
    limit_x: str
    limit_y: str
    jam_x: str
    jam_box_y: str
    jam_height: str
    words_x: str
    words_y: str
    act_y: str
    jam_width: str
    strip: Marks
    strip_limit: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """Hold one line of the map: its stations, and its track as far as its rooms are built and beyond."""

    key: str
    name: str
    stations: tuple[DrawnStation, ...]
    track: str
    track_unbuilt: str
    buffer: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold the whole picture: its lines, and the size of its drawing board."""

    lines: tuple[DrawnLine, ...]
    view_box: str


def draw(line: Line) -> Drawing:
    """Draw the whole line."""
    drawn = tuple(_line(line, one.key, one.name, one.branches_after) for one in lines())
    has_words_below = any(at.is_jammed for at in line.of("case"))
    return Drawing(drawn, f"0 0 {WIDTH} {HEIGHT + HEIGHT_OF_JAM_WORDS * has_words_below}")


def _line(line: Line, key: str, name: str, branches_after: str | None) -> DrawnLine:
    way, y = line.of(key), LINE_Y[key]
    ends = [*(_x(at.station) for at in way[1:]), END]
    built, unbuilt = _tracks(line, way, branches_after)
    return DrawnLine(
        key=key,
        name=name,
        stations=tuple(_station(at, end) for at, end in zip(way, ends, strict=True)),
        track=built,
        track_unbuilt=unbuilt,
        buffer=f"M{length(END)} {y - 9}v18",
    )


def _tracks(line: Line, way: Sequence[AtStation], branches_after: str | None) -> tuple[str, str]:
    """Draw the track as far as the rooms of its stations are built, and the rest of it."""
    y = LINE_Y[way[0].station.line]
    start = f"M{length(_x(way[0].station))} {y}"
    for at in line.stations:
        if at.station.key == branches_after:
            start = f"M{length(_x(at.station))} {LINE_Y[at.station.line]}l98 98q10 10 24 10"
    reached = next((_x(at.station) for at in way if not at.station.stands), END)
    if not way[0].station.stands:
        return "", f"{start}H{length(END)}"
    return f"{start}H{length(reached)}", "" if reached == END else f"M{length(reached)} {y}H{length(END)}"


def _station(at: AtStation, end: float) -> DrawnStation:
    x, y = _x(at.station), LINE_Y[at.station.line]
    stretch = _on_the_map(x, end, at.station.line)
    above = at.station.line == "child"
    top = 0 if above else 296
    is_fork = at.station.key in {one.branches_after for one in lines()}
    limit = "" if at.station.limit_hours is None else f"M{length(stretch.limit)} {y - 4 * stretch.direction}"
    return DrawnStation(
        at=at,
        x=length(x),
        y=str(y),
        text_x=length(x - 8),
        plate_y=str(top),
        name_y=str(top + 18),
        count_y=str(top + 46),
        late_y=str(top + 65),
        house=f"M{length(x - 11)} {y + 9}v-14l11 -10l11 10v14z" if at.station.key == "safe_home" else "",
        marks=marks_on(at, stretch),
        limit=f"{limit}v{36 * stretch.direction}" if limit else "",
        limit_x=length(stretch.limit - 4),
        limit_y=str(y - 34 if above else y + 43),
        jam_x=length(x + 15),
        jam_box_y=str(y - 48 if above else y - 8),
        jam_height=str(60 if above else 54),
        words_x=length(x + 15 + (BRANCH_WIDTH if is_fork else 0)),
        words_y=str(y + 33 if above else 402),
        act_y=str(y + 53 if above else 421),
        jam_width=length(end - x - 30),
        strip=marks_on(at, STRIP),
        strip_limit="" if at.station.limit_hours is None else f"M{length(STRIP.limit)} 24v-22",
    )


def _on_the_map(x: float, end: float, line: str) -> Stretch:
    """Cut the way to the next station: two thirds for those in time, a third for the late, room for both stops."""
    direction = -1 if line == "child" else 1
    inner = end - x - 28
    return Stretch(
        start=x + 14,
        limit=x + 14 + inner * 0.68,
        late_start=x + 14 + inner * 0.68 + 6,
        end=end - 16,
        ground=LINE_Y[line] + 7 * direction,
        direction=direction,
    )


def _x(one: Station) -> float:
    return LEFT + COLUMN * one.column
