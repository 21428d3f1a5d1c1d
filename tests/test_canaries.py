"""Nothing that identifies anyone lies on the disk in the clear; a seeded sample of the proof `canaries`."""

import base64

import pytest

from tests.canaries import found_on_disk, send_all, use_everything
from tests.killing import command
from tests.running import Running


@pytest.mark.slow
def test_no_canary_is_in_the_clear_while_the_site_runs_or_after(tmp_path):
    home, outside = tmp_path / "home", tmp_path / "outside"
    outside.mkdir()
    with Running(home) as site:
        site.wait_until_ready()
        canaries = send_all(site, home, outside, count=90, seed=11)
        shown = use_everything(site, home, canaries)
        running = found_on_disk(home, canaries.drawn)

    assert shown > 0
    assert running == []
    assert found_on_disk(home, canaries.drawn) == []
    command(home, "journal", "verify")


def test_the_search_of_the_disk_finds_a_canary_however_it_is_written(tmp_path):
    for number, content in enumerate(
        [
            b"x Qbcdfghjklmn y",
            "Qbcdfghjklmn".encode("utf-16-le"),
            b"Qbcdfghjklmn".hex().encode(),
            base64.b64encode(b"x Qbcdfghjklmn y"),
        ]
    ):
        (tmp_path / f"{number}.bin").write_bytes(content)
    found = {name for name, _ in found_on_disk(tmp_path, ["Qbcdfghjklmn", "Qbcdfgjklmnh"])}

    assert found == {"0.bin", "1.bin", "2.bin", "3.bin"}
