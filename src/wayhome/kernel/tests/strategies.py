"""Dates and grades for the properties: every shape that people use, at every edge of the calendar."""

from datetime import date

from hypothesis import strategies as st

from wayhome.kernel.dates import PartialDate
from wayhome.kernel.errors import BadInput

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
marks = st.sampled_from(["", "~", "?", "%"])
months = st.integers(1, 12)


def _written(shape, day, month, mark):
    return {
        "day": f"{day.isoformat()}{mark}",
        "month": f"{day.year}-{month:02}{mark}",
        "year": f"{day.year}{mark}",
        "decade": f"{day.year // 10}X{mark}",
        "century": f"{day.year // 100}XX{mark}",
    }[shape]


points = st.builds(_written, st.sampled_from(["day", "month", "year", "decade", "century"]), days, months, marks)
open_intervals = st.builds("../{}".format, points) | st.builds("{}/..".format, points)


@st.composite
def closed_intervals(draw):
    one, two = draw(points), draw(points)
    try:
        PartialDate.parse(f"{one}/{two}")
    except BadInput:  # ends before it begins
        return f"{two}/{one}"
    return f"{one}/{two}"


texts = points | open_intervals | closed_intervals() | st.just("XXXX")
partial_dates = texts.map(PartialDate.parse)
