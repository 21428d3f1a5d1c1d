"""
Geometry of the small pictures that pages draw: the sum of reasons, and one case on its line.

Numbers come out as text with a point, because a template would write them in the reader's own
language, and a picture has no language. Colours and sizes of letters are the style sheet's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

URGENCY_WIDTH: Final = 64.0
URGENCY_FULL: Final = 8.0  # the bar is full at this urgency; a greater sum fills it and is told by its number
OWN_LINE_START: Final = 14.0
OWN_LINE_END: Final = 840.0
OWN_LINE_Y: Final = 52
TRAIN_AHEAD: Final = 38.0  # the train has left its station and has not reached the next


@dataclass(frozen=True, slots=True)
class Weight:
    """Hold one summand of a bar: where it starts and how wide it is."""

    x: str
    width: str
    is_danger: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Hold one stop of a case's own line, ready to be drawn."""

    x: str
    text_x: str
    key: str
    label: str
    state: str
    note: str
    is_late: bool
    house: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Hold the line of one case: its stops, the track behind it and ahead of it, and where the train stands."""

    stops: tuple[Stop, ...]
    passed: tuple[Stop, ...]
    here: Stop | None
    number: int
    behind: str
    ahead: str
    train: str


def value_of(item: Any, name: str, default: Any = "") -> Any:
    """Read a value that a page handed over, from a mapping or from an object."""
    if isinstance(item, dict):
        return item.get(name, default)
    return getattr(item, name, default)


def number(value: float) -> str:
    """Write a length for SVG: one decimal, always with a point."""
    return f"{value:.1f}".removesuffix(".0")


def urgency_weights(reasons: Iterable[Any], full: float = URGENCY_FULL) -> tuple[Weight, ...]:
    """Lay the reasons of an urgency side by side; reasons that weigh nothing or less are left to the list."""
    weighing = [reason for reason in reasons if float(value_of(reason, "weight", 0)) > 0]
    scale = URGENCY_WIDTH / max(full, sum(float(value_of(reason, "weight")) for reason in weighing))
    drawn, at = [], 0.0
    for reason in weighing:
        width = float(value_of(reason, "weight")) * scale
        drawn.append(Weight(number(at), number(width), bool(value_of(reason, "danger", False))))
        at += width
    return tuple(drawn)


def own_line(stops: Sequence[Any]) -> OwnLine:
    """Lay the stops of one case at even distances; the train stands past the stop whose state is "here"."""
    step = (OWN_LINE_END - OWN_LINE_START) / max(1, len(stops) - 1)
    drawn = tuple(_stop(stop, OWN_LINE_START + at * step) for at, stop in enumerate(stops))
    at_here = next((at for at, stop in enumerate(drawn) if stop.state == "here"), -1)
    here = drawn[at_here] if at_here >= 0 else None
    passed = tuple(stop for stop in drawn if stop.state == "passed")
    reached = float(here.x) + TRAIN_AHEAD if here else float(passed[-1].x) if passed else OWN_LINE_START
    return OwnLine(
        stops=drawn,
        passed=passed,
        here=here,
        number=at_here + 1,
        behind=f"M{number(OWN_LINE_START)} {OWN_LINE_Y}H{number(reached)}" if here or passed else "",
        ahead=f"M{number(reached)} {OWN_LINE_Y}H{number(OWN_LINE_END)}",
        train=_train(float(here.x)) if here else "",
    )


def _stop(stop: Any, x: float) -> Stop:
    key = str(value_of(stop, "key"))
    return Stop(
        x=number(x),
        text_x=number(x - 8),
        key=key,
        label=str(value_of(stop, "label")),
        state=str(value_of(stop, "state", "ahead")),
        note=str(value_of(stop, "note")),
        is_late=bool(value_of(stop, "late", False)),
        house=f"M{number(x - 9)} 60v-12l9 -9l9 9v12z" if key == "safe_home" else "",
    )


def _train(x: float) -> str:
    return f"M{number(x + 40)} 43h32v18h-32zM{number(x + 72)} 43h2q6 4 6 9t-6 9h-2z"
