"""
Lay out the line: at every station, who waits, how near each is to the limit, who is past it, where it jams.

Every mark is a case. Between a station and the next lies a stretch of two parts: the first from
arrival to the limit, the second beyond it. A case's place in the first part is the share of its
limit that it has waited; in the second it is drawn closer and closer to the end, because the way
has an end and lateness has none. Places are numbers from 0 (arrived now) over 1 (at the limit)
to 2 (late without measure), and keep the order of waiting.

Marks are legible up to some number. Where more than `SINGLE_COUNT_MAX` wait, those in time are
gathered into piles on the same axis; the late ones stay single, because each of them must be
seen. Where even they are too many, the longest late stay single and the rest are one pile. So
every case is drawn exactly once, as a tick or in a pile, from none to a hundred thousand.

Whoever asks for the own cases alone, or for one zone, sees them chosen within the whole: the
others are laid out too, and the jam is told from all, because it holds up all.

Limits: waits are hours since arrival at the station, not working hours; a pause that the law
allows must be taken off before they come here.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from wayhome.journey.engine.stations import JamRule, Station, jam_rule, stations
from wayhome.kernel.errors import BadInput

SINGLE_COUNT_MAX: Final = 60  # two rows of ticks that a reader can still tell apart
LATE_SINGLE_COUNT_MAX: Final = 20
LATE_SINGLE_BESIDE_PILE: Final = 12
PILE_COUNT: Final = 12
LATE_PILE_WIDTH: Final = 0.35  # of the stretch beyond the limit, where the rest of the late ones are gathered
# Where nothing is ever late, a case stands in the middle of the stretch after half a year: far, but on the way.
HALF_WAY_HOURS: Final = 4380.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Hold how long one case has waited at its station, and whether it is among those that the reader asked for."""

    age_hours: float
    is_chosen: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """Hold one case that is drawn by itself."""

    at: float
    is_late: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pile:
    """Hold cases that are drawn together, between two places of the stretch."""

    start: float
    end: float
    count: int
    chosen_count: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class AtStation:
    """
    Hold what waits at one station.

    Attributes:
        total, late_total: of all that wait here.
        count, late_count: of those that the reader asked for; the same numbers when all were asked for.
        late_hours_max: by how many hours the longest late of those asked for is late; None when none is.
        is_jammed: by the rule, over all that wait here.
        ticks, piles: the marks, each in the order of waiting, the longest last.
    """

    station: Station
    total: int
    count: int
    late_total: int
    late_count: int
    late_hours_max: float | None
    is_jammed: bool
    ticks: tuple[Tick, ...]
    piles: tuple[Pile, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Hold the whole line, station by station in the order of the way, and the rule by which it jams."""

    stations: tuple[AtStation, ...]
    rule: JamRule

    def of(self, line: str) -> tuple[AtStation, ...]:
        """Give the stations of one line, "child" or "case", in the order of the way."""
        return tuple(at for at in self.stations if at.station.line == line)


@dataclass(frozen=True, slots=True)
class Heading:
    """
    Hold what the heading sentence says of the child's line: how many, how many of them late, and before what it jams.

    Attributes:
        count, late_count: of those asked for; total, late_total: of all.
        jams: each jammed station with the station that its cases wait for, None at the end of the way.
    """

    count: int
    late_count: int
    total: int
    late_total: int
    jams: tuple[tuple[Station, Station | None], ...]


def waits_since(arrivals: Iterable[datetime], now: datetime) -> list[Wait]:
    """
    Turn moments of arrival into waits.

    An arrival after `now`, from a computer whose clock runs ahead, counts as just arrived: the case must not vanish.
    """
    return [Wait(max(0.0, (now - arrival) / timedelta(hours=1))) for arrival in arrivals]


def place(age_hours: float, limit_hours: float | None) -> float:
    """Give the place of a wait on its stretch: 0 just arrived, 1 at the limit, towards 2 the later it is."""
    if limit_hours is None:
        return age_hours / (age_hours + HALF_WAY_HOURS)
    return age_hours / limit_hours if age_hours <= limit_hours else 2 - limit_hours / age_hours


def lay_out(
    waiting: Mapping[str, Sequence[Wait]], *, way: Sequence[Station] | None = None, rule: JamRule | None = None
) -> Line:
    """
    Lay out the line of those who wait.

    Args:
        waiting: the waits by station key, in any order; a station that is left out has none.
        way: the stations in order; those of `stations.toml` unless given.
        rule: when a station is jammed; that of `stations.toml` unless given.

    Raises:
        BadInput: a key is no station, waits are given where the room is not built, or an age is no length of time.
    """
    way = stations() if way is None else way
    rule = jam_rule() if rule is None else rule
    _check(waiting, way)
    return Line(tuple(_at_station(one, waiting.get(one.key, ()), rule) for one in way), rule)


def heading_of(line: Line) -> Heading:
    """Sum up the child's line for the sentence at the head of the page."""
    way = line.of("child")
    after: list[Station | None] = [*(at.station for at in way[1:]), None]
    return Heading(
        count=sum(at.count for at in way),
        late_count=sum(at.late_count for at in way),
        total=sum(at.total for at in way),
        late_total=sum(at.late_total for at in way),
        jams=tuple((at.station, next_one) for at, next_one in zip(way, after, strict=True) if at.is_jammed),
    )


def _check(waiting: Mapping[str, Sequence[Wait]], way: Sequence[Station]) -> None:
    standing = {one.key: one.stands for one in way}
    for key, waits in waiting.items():
        if key not in standing:
            raise BadInput(f"There is no station “{key}”; expected one of {', '.join(standing)}.")
        if waits and not standing[key]:
            raise BadInput(f"{len(waits)} waits were given for “{key}”, whose room is not built; expected none.")
        if not all(0 <= wait.age_hours < math.inf for wait in waits):
            raise BadInput(f"A wait at “{key}” is no length of time; expected hours from 0 on.")


def _at_station(one: Station, waits: Sequence[Wait], rule: JamRule) -> AtStation:
    ordered = sorted(waits, key=lambda wait: wait.age_hours)
    limit = math.inf if one.limit_hours is None else one.limit_hours
    split = bisect_right(ordered, limit, key=lambda wait: wait.age_hours)
    in_time, late = ordered[:split], ordered[split:]
    chosen_late = [wait for wait in late if wait.is_chosen]
    early_ticks, early_piles = _marks_in_time(in_time, one.limit_hours, gathered=len(ordered) > SINGLE_COUNT_MAX)
    late_ticks, late_piles = _marks_late(late, limit)
    return AtStation(
        station=one,
        total=len(ordered),
        count=sum(wait.is_chosen for wait in ordered),
        late_total=len(late),
        late_count=len(chosen_late),
        late_hours_max=chosen_late[-1].age_hours - limit if chosen_late else None,
        is_jammed=rule.holds(late_count=len(late), count=len(ordered)),
        ticks=(*early_ticks, *late_ticks),
        piles=(*early_piles, *late_piles),
    )


def _marks_in_time(
    waits: Sequence[Wait], limit_hours: float | None, *, gathered: bool
) -> tuple[list[Tick], list[Pile]]:
    placed = [(place(wait.age_hours, limit_hours), wait) for wait in waits]
    if not gathered:
        return [Tick(at, is_late=False, is_chosen=wait.is_chosen) for at, wait in placed], []
    piles = []
    for number, members in groupby(placed, key=lambda pair: min(PILE_COUNT - 1, int(pair[0] * PILE_COUNT))):
        together = [wait for _, wait in members]
        piles.append(_pile(together, start=number / PILE_COUNT, end=(number + 1) / PILE_COUNT, is_late=False))
    return [], piles


def _marks_late(waits: Sequence[Wait], limit_hours: float) -> tuple[list[Tick], list[Pile]]:
    fits = len(waits) <= LATE_SINGLE_COUNT_MAX
    rest, single = ([], waits) if fits else (waits[:-LATE_SINGLE_BESIDE_PILE], waits[-LATE_SINGLE_BESIDE_PILE:])
    piles = [_pile(rest, start=1.0, end=1 + LATE_PILE_WIDTH, is_late=True)] if rest else []
    taken = LATE_PILE_WIDTH if rest else 0.0
    ticks = [
        Tick(1 + taken + (1 - taken) * (place(wait.age_hours, limit_hours) - 1), is_late=True, is_chosen=wait.is_chosen)
        for wait in single
    ]
    return ticks, piles


def _pile(waits: Sequence[Wait], *, start: float, end: float, is_late: bool) -> Pile:
    return Pile(start, end, len(waits), sum(wait.is_chosen for wait in waits), is_late)
