"""An import killed in the middle goes on by the same command, and nothing is lost or doubled; a sample of `rows`."""

import pytest

from tests.prove.rows import killed_and_gone_on


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_import_goes_on_and_every_row_stands_once():
    figures = killed_and_gone_on(3_000, bad_every=500)

    assert (figures["lost"], figures["doubled"], figures["set_aside"]) == (0, 0, 6)
    assert figures["public_tips_meanwhile"] > 0
