"""No byte of media lies on the disk, in any file of the house or of the system's temporary ones, in any writing."""

import json
import os
import subprocess

import pytest

from tests.canaries import found_on_disk
from tests.running import PROGRAM
from wayhome.tips.tests.bringing import SMALL_MAPPING, sheet
from wayhome.tips.tests.reports_xml import report
from wayhome.tips.tests.test_cutting import coded
from wayhome.tips.tests.test_mail import CANARY, PICTURE, mail

CARRIERS = {
    "bare.png": PICTURE,
    "night.eml": mail((PICTURE, "image", "png", "b.png"), (sheet(("a", "b", "c", "9")), "text", "csv", "a.csv")),
    "cell.csv": sheet((coded(PICTURE), "Quay", "Ana", "13")),
    "calls.json": json.dumps([{"text": coded(PICTURE)}]).encode(),
    "report.xml": report(f"<additionalInfo>{coded(PICTURE)}</additionalInfo>").encode(),
    "beside.csv": sheet(("Two girls", "Quay", "Ana", "13")) + PICTURE,
}


@pytest.mark.slow
def test_no_byte_of_media_stays_anywhere(tmp_path):
    home, outside, temporary = (tmp_path / name for name in ("home", "outside", "temporary"))
    outside.mkdir()
    temporary.mkdir()
    (outside / "m.toml").write_text(SMALL_MAPPING)
    codes = {}
    for name, content in CARRIERS.items():
        (outside / name).write_bytes(content)
        done = subprocess.run(
            [*PROGRAM, "tips", "import", str(outside / name), "--mapping", str(outside / "m.toml")],
            env={**os.environ, "WAYHOME_HOME": str(home), "TMPDIR": str(temporary)}, capture_output=True, check=False,
        )  # fmt: skip
        codes[name] = done.returncode

    assert codes == {**dict.fromkeys(CARRIERS, 0), "bare.png": 2, "beside.csv": 2}
    assert found_on_disk(outside, [CANARY.decode()])  # the search finds what is there
    assert found_on_disk(home, [CANARY.decode()]) == []
    assert found_on_disk(temporary, [CANARY.decode()]) == []
