"""
Turn the line that was laid out into lengths: the map for a desk, and a strip a station for the hand.

The picture is drawn by the page as SVG, with these numbers as attributes and the colours as classes,
so that every theme and print follows. All lengths are text with a point, because a template would
write numbers in the reader's language, and a picture has none. Right to left the page turns the
picture whole; nothing here knows of it.

Ticks must not touch. Those that wait equally long are pushed apart, in order, and as soon as one
row cannot hold them every second one stands in a second row. So a place is true to about a
hundredth of the limit where many wait, and exact where few do; the numbers beside it are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wayhome.journey.engine.line import AtStation, Line, Pile, Tick
from wayhome.journey.engine.stations import Station, lines

WIDTH: Final = 1360
HEIGHT: Final = 386
HEIGHT_OF_JAM_WORDS: Final = 42  # under the lower line, where it is jammed
LEFT: Final = 16.0
COLUMN: Final = 166.0
END: Final = 1336.0
BRANCH_WIDTH: Final = 52  # the other line leaves here, and words must not lie on it
LINE_Y: Final = {"child": 144, "case": 252}

GAP_MIN: Final = 3.0  # a tick of 2 and the eye's need of a space
LATE_GAP_MIN: Final = 4.0  # a late tick is broader
TICK, LATE_TICK, ROW, PILE = 11, 19, 13, 24


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hold where a stretch lies: from arrival to the limit, from there to the end; its ground line; 1 down or -1 up."""

    start: float
    limit: float
    late_start: float
    end: float
    ground: float
    direction: int


# The strip of the upright line: the same stretch in a box of 132 by 24, which the page pulls to the width of the hand.
STRIP: Final = Stretch(start=2, limit=90, late_start=95, end=130, ground=24, direction=-1)


@dataclass(frozen=True, slots=True)
class Bar:
    """Hold one pile as a rectangle; the part of those asked for stands in front of the whole."""

    x: str
    width: str
    y: str
    height: str
    chosen_y: str
    chosen_height: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Hold the marks of a stretch as paths: in time and late, those asked for and the others, and the piles."""

    in_time: str
    in_time_others: str
    late: str
    late_others: str
    bars: tuple[Bar, ...]


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


def marks_on(at: AtStation, stretch: Stretch) -> Marks:
    """Draw what waits at a station onto a stretch."""
    in_time = _paths([tick for tick in at.ticks if not tick.is_late], stretch)
    late = _paths([tick for tick in at.ticks if tick.is_late], stretch)
    tallest = max((pile.count for pile in at.piles), default=1)
    return Marks(
        in_time=in_time[0],
        in_time_others=in_time[1],
        late=late[0],
        late_others=late[1],
        bars=tuple(_bar(pile, stretch, tallest) for pile in at.piles),
    )


def spread(places: Sequence[float], *, start: float, end: float, gap_min: float) -> list[float]:
    """
    Push places apart until none is nearer to the next than `gap_min`, within start and end and in their order.

    Places that lie far enough apart stay where they are. Where they cannot all have that gap, they share what there is.
    """
    if not places:
        return []
    gap = min(gap_min, (end - start) / max(1, len(places) - 1))
    apart: list[float] = []
    for wanted in places:
        apart.append(max(wanted, start) if not apart else max(wanted, apart[-1] + gap))
    ceiling = end
    for number in reversed(range(len(apart))):
        apart[number] = min(apart[number], ceiling)
        ceiling = apart[number] - gap
    return apart


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
        buffer=f"M{_length(END)} {y - 9}v18",
    )


def _tracks(line: Line, way: Sequence[AtStation], branches_after: str | None) -> tuple[str, str]:
    """Draw the track as far as the rooms of its stations are built, and the rest of it."""
    y = LINE_Y[way[0].station.line]
    start = f"M{_length(_x(way[0].station))} {y}"
    for at in line.stations:
        if at.station.key == branches_after:
            start = f"M{_length(_x(at.station))} {LINE_Y[at.station.line]}l98 98q10 10 24 10"
    reached = next((_x(at.station) for at in way if not at.station.stands), END)
    if not way[0].station.stands:
        return "", f"{start}H{_length(END)}"
    return f"{start}H{_length(reached)}", "" if reached == END else f"M{_length(reached)} {y}H{_length(END)}"


def _station(at: AtStation, end: float) -> DrawnStation:
    x, y = _x(at.station), LINE_Y[at.station.line]
    stretch = _on_the_map(x, end, at.station.line)
    above = at.station.line == "child"
    top = 0 if above else 296
    is_fork = at.station.key in {one.branches_after for one in lines()}
    limit = "" if at.station.limit_hours is None else f"M{_length(stretch.limit)} {y - 4 * stretch.direction}"
    return DrawnStation(
        at=at,
        x=_length(x),
        y=str(y),
        text_x=_length(x - 8),
        plate_y=str(top),
        name_y=str(top + 18),
        count_y=str(top + 46),
        late_y=str(top + 65),
        house=f"M{_length(x - 11)} {y + 9}v-14l11 -10l11 10v14z" if at.station.key == "safe_home" else "",
        marks=marks_on(at, stretch),
        limit=f"{limit}v{36 * stretch.direction}" if limit else "",
        limit_x=_length(stretch.limit - 4),
        limit_y=str(y - 34 if above else y + 43),
        jam_x=_length(x + 15),
        jam_box_y=str(y - 48 if above else y - 8),
        jam_height=str(60 if above else 54),
        words_x=_length(x + 15 + (BRANCH_WIDTH if is_fork else 0)),
        words_y=str(y + 33 if above else 402),
        act_y=str(y + 53 if above else 421),
        jam_width=_length(end - x - 30),
        strip=marks_on(at, STRIP),
        strip_limit="" if at.station.limit_hours is None else f"M{_length(STRIP.limit)} 24v-22",
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


def _paths(ticks: Sequence[Tick], stretch: Stretch) -> tuple[str, str]:
    """Draw ticks of one kind: those asked for, and the others."""
    if not ticks:
        return "", ""
    is_late = ticks[0].is_late
    start, end = (stretch.late_start, stretch.end) if is_late else (stretch.start, stretch.limit - 3)
    wanted = [start + (tick.at - is_late) * (end - start) for tick in ticks]
    gap = LATE_GAP_MIN if is_late else GAP_MIN
    is_crowded = (len(ticks) - 1) * gap > end - start
    rows = 2 if is_crowded else 1
    placed = spread(wanted, start=start, end=end, gap_min=gap / rows)
    height = (TICK if is_crowded or not is_late else LATE_TICK) * stretch.direction
    chosen: list[str] = []
    others: list[str] = []
    for number, (tick, x) in enumerate(zip(ticks, placed, strict=True)):
        ground = stretch.ground + ROW * (number % rows) * stretch.direction
        (chosen if tick.is_chosen else others).append(f"M{_length(x)} {_length(ground)}v{height}")
    return "".join(chosen), "".join(others)


def _bar(pile: Pile, stretch: Stretch, tallest: int) -> Bar:
    whole = max(1.0, PILE * pile.count / tallest)
    chosen = max(1.0, PILE * pile.chosen_count / tallest) if pile.chosen_count else 0.0
    start, end = (stretch.late_start, stretch.end) if pile.is_late else (stretch.start, stretch.limit - 3)
    left = start + (pile.start - pile.is_late) * (end - start)
    right = start + (pile.end - pile.is_late) * (end - start)
    down = stretch.direction > 0
    return Bar(
        x=_length(left),
        width=_length(right - left - 1),
        y=_length(stretch.ground if down else stretch.ground - whole),
        height=_length(whole),
        chosen_y=_length(stretch.ground if down else stretch.ground - chosen),
        chosen_height=_length(chosen),
        is_late=pile.is_late,
    )


def _x(one: Station) -> float:
    return LEFT + COLUMN * one.column


def _length(value: float) -> str:
    """Write a length: one decimal at most, always with a point."""
    return f"{value:.1f}".removesuffix(".0")
