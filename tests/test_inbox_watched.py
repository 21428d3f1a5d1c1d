"""The worker of a running installation watches the inbox, without anybody asking it to."""

import json
import time

import pytest

from tests.running import Running

SECONDS_MAX = 60


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_a_file_that_lies_still_in_the_inbox_is_taken_by_the_worker(tmp_path):
    folder = tmp_path / "inbox" / "Nobody knows this sender"
    folder.mkdir(parents=True)
    (folder / "march.csv").write_text("Told,Age\nTwo girls,13\n")
    report = folder / "refused/march.csv.json"
    with Running(tmp_path / "home", variables={"WAYHOME_INBOX": str(tmp_path / "inbox")}) as site:
        site.wait_until_ready()
        began = time.monotonic()
        while not report.exists() and time.monotonic() - began < SECONDS_MAX:
            time.sleep(0.2)

    assert "No mapping is kept" in json.loads(report.read_text())["refused"]
    assert (folder / "refused/march.csv").exists()
    assert not (folder / "march.csv").exists()
