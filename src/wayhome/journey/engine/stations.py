"""
The stations of the way, read from `stations.toml`: a child's from the tip to the follow-up, a suspect's beside it.

A limit is not a truth about cases but a promise of the people who work on them, so it is data with
its source. A station whose room is not built yet has its place on the line and no count: a zero
there would say that nobody waits, and that is not known.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from wayhome.kernel.errors import BadInput


@dataclass(frozen=True, slots=True)
class StationLine:
    """Hold one line: its key, its English name, and the station after which it leaves the child's line, if any."""

    key: str
    name: str
    branches_after: str | None


@dataclass(frozen=True, slots=True)
class Station:
    """Hold one station; `limit_hours` of None means that nothing is ever late there."""

    key: str
    line: str
    name: str
    limit_hours: float | None
    limit_source: str
    stands: bool
    column: int


@dataclass(frozen=True, slots=True)
class JamRule:
    """Hold when a station counts as jammed: at least so many late, and at least that share of all who wait."""

    late_count_min: int
    late_share_min: float
    source: str

    def holds(self, *, late_count: int, count: int) -> bool:
        """Tell whether a station is jammed where `late_count` of `count` are late."""
        return late_count >= self.late_count_min and late_count >= self.late_share_min * count


@cache
def lines() -> tuple[StationLine, ...]:
    """Give the lines, the child's first."""
    return tuple(StationLine(row["key"], row["name"], row.get("branches_after")) for row in _read()["lines"])


@cache
def stations() -> tuple[Station, ...]:
    """Give every station, line by line, in the order of the way."""
    return tuple(_station(row) for row in _read()["stations"])


@cache
def jam_rule() -> JamRule:
    """Give the rule by which a station counts as jammed."""
    return JamRule(**_read()["jam"])


def station(key: str) -> Station:
    """Give the station of a key; BadInput names the keys there are."""
    found = {one.key: one for one in stations()}
    if key not in found:
        raise BadInput(f"There is no station “{key}”; expected one of {', '.join(found)}.")
    return found[key]


def _station(row: Mapping[str, Any]) -> Station:
    return Station(
        key=row["key"],
        line=row["line"],
        name=row["name"],
        limit_hours=row.get("limit_hours"),
        limit_source=row.get("limit_source", ""),
        stands=row["stands"],
        column=row["column"],
    )


def _read() -> dict[str, Any]:
    return tomllib.loads(files(__name__.rpartition(".")[0]).joinpath("stations.toml").read_text("utf-8"))
