"""
Forty people at once on two cores: thirty read and ten send, for five minutes, on SQLite.

The installation holds 2,000 tips from a sheet. Readers are signed in and go from the queue to a tip, the people and the
line; senders post tips. Every answer must be the one that was asked for; how long each takes is printed.
"""

import re
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles

import httpx

from tests.canaries import Canaries, import_sheet, sign_in_client
from tests.killing import command
from tests.running import Running

READERS, SENDERS = 30, 10
SECONDS = 300
TIPS = 2_000
PAUSE_SECONDS = 1.0


def steps():
    """Give the one step."""
    yield "40 people for five minutes", forty_people


def forty_people() -> dict[str, object]:
    """Fill an installation, let forty people work, and count."""
    import random

    with tempfile.TemporaryDirectory(prefix="wayhome-load-") as name:
        home, outside = Path(name) / "home", Path(name) / "outside"
        outside.mkdir()
        with Running(home) as site:
            site.wait_until_ready()
            import_sheet(home, outside, Canaries(random.Random(3)), count=TIPS * 5)
            cookies = sign_in_client(site, home).cookies
            took: dict[str, list[float]] = {"read": [], "send": []}
            wrong: list[str] = []
            until = time.monotonic() + SECONDS
            people = [
                *(
                    threading.Thread(target=_read, args=(site.url, cookies, until, took["read"], wrong))
                    for _ in range(READERS)
                ),
                *(threading.Thread(target=_send, args=(site.url, until, took["send"], wrong)) for _ in range(SENDERS)),
            ]
            for person in people:
                person.start()
            for person in people:
                person.join()
        assert not wrong, wrong[:5]
        command(home, "journal", "verify")
        figures: dict[str, object] = {"people": READERS + SENDERS, "seconds": SECONDS, "wrong_answers": 0}
        for what, seconds in took.items():
            cut = quantiles(seconds, n=100)
            figures |= {
                f"{what}s": len(seconds),
                f"{what}_seconds_median": round(cut[49], 3),
                f"{what}_seconds_p95": round(cut[94], 3),
            }
        return figures


def _read(url: str, cookies: httpx.Cookies, until: float, took: list[float], wrong: list[str]) -> None:
    with httpx.Client(base_url=url, cookies=cookies, timeout=60) as client:
        while time.monotonic() < until:
            queue = _timed(client, "GET", "/tips/", took, wrong)
            found = re.search(r"/tips/WH-[0-9A-Z-]+/", queue)
            for page in [found[0] if found else "/tips/", "/people/", "/"]:
                _timed(client, "GET", page, took, wrong)


def _send(url: str, until: float, took: list[float], wrong: list[str]) -> None:
    with httpx.Client(base_url=url, timeout=60) as client:
        while time.monotonic() < until:
            _timed(client, "POST", "/api/tips", took, wrong)


def _timed(client: httpx.Client, method: str, page: str, took: list[float], wrong: list[str]) -> str:
    began = time.monotonic()
    answer = client.request(method, page, json={"text": "Somebody waits at the hall"} if method == "POST" else None)
    took.append(time.monotonic() - began)
    if answer.status_code not in {httpx.codes.OK, httpx.codes.CREATED}:
        wrong.append(f"{page}: {answer.status_code}")
    time.sleep(PAUSE_SECONDS)
    return answer.text
