"""
Draw what waits at a station onto a stretch: ticks for single cases, bars for piles, the late ones apart.

Ticks must not touch. Those that wait equally long are pushed apart, in order, and as soon as one
row cannot hold them every second one stands in a second row. So a place is true to about a
hundredth of the limit where many wait, and exact where few do; the numbers beside it are exact.

All lengths are text with a point, because a template would write numbers in the reader's language,
and a picture has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wayhome.journey.engine.line import AtStation, Pile, Tick

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


def length(value: float) -> str:
    """Write a length: one decimal at most, always with a point."""
    return f"{value:.1f}".removesuffix(".0")


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
        (chosen if tick.is_chosen else others).append(f"M{length(x)} {length(ground)}v{height}")
    return "".join(chosen), "".join(others)


def _bar(pile: Pile, stretch: Stretch, tallest: int) -> Bar:
    whole = max(1.0, PILE * pile.count / tallest)
    chosen = max(1.0, PILE * pile.chosen_count / tallest) if pile.chosen_count else 0.0
    start, end = (stretch.late_start, stretch.end) if pile.is_late else (stretch.start, stretch.limit - 3)
    left = start + (pile.start - pile.is_late) * (end - start)
    right = start + (pile.end - pile.is_late) * (end - start)
    down = stretch.direction > 0
    return Bar(
        x=length(left),
        width=length(right - left - 1),
        y=length(stretch.ground if down else stretch.ground - whole),
        height=length(whole),
        chosen_y=length(stretch.ground if down else stretch.ground - chosen),
        chosen_height=length(chosen),
        is_late=pile.is_late,
    )
