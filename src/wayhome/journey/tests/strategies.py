"""Waits as they could come, and the way with every room built."""

from dataclasses import replace

from hypothesis import strategies as st

from wayhome.journey.engine import Wait, stations

BUILT = tuple(replace(one, stands=True) for one in stations())

waits = st.lists(
    st.builds(
        Wait,
        age_hours=st.floats(0, 20_000, allow_nan=False) | st.sampled_from([0.0, 6.0, 24.0, 48.0, 168.0]),
        is_chosen=st.booleans(),
    ),
    max_size=150,
)
waiting = st.dictionaries(st.sampled_from([one.key for one in BUILT]), waits)
