"""Trees for the properties: small, of every shape, with leaves of every length."""

from hypothesis import strategies as st

leaves = st.lists(st.binary(max_size=40), max_size=40)
some_leaves = st.lists(st.binary(max_size=40), min_size=1, max_size=40)


@st.composite
def places(draw):
    """Draw leaves and the place of one of them, from 0."""
    drawn = draw(some_leaves)
    return drawn, draw(st.integers(0, len(drawn) - 1))


@st.composite
def growths(draw):
    """Draw leaves and how many of them an older tree had, at least one."""
    drawn = draw(some_leaves)
    return drawn, draw(st.integers(1, len(drawn)))
