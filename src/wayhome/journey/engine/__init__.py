"""The stations of the way and the line that is drawn of them: values in, values out."""

from wayhome.journey.engine.drawing import Drawing, draw
from wayhome.journey.engine.line import AtStation, Heading, Line, Wait, heading_of, lay_out, waits_since
from wayhome.journey.engine.stations import JamRule, Station, StationLine, jam_rule, lines, station, stations

__all__ = [
    "AtStation",
    "Drawing",
    "Heading",
    "JamRule",
    "Line",
    "Station",
    "StationLine",
    "Wait",
    "draw",
    "heading_of",
    "jam_rule",
    "lay_out",
    "lines",
    "station",
    "stations",
    "waits_since",
]
