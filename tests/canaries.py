"""
Canaries: words that stand nowhere else, put in by every way in, and looked for in every byte on the disk.

Each canary stands for something that can identify a person: a name, a telephone number, an address, what somebody
wrote. They come in through the public form, the interface and a sheet; then the system is used as people use it. No
file under WAYHOME_HOME may hold one, in any of the ways in which text is usually written down.
"""

import base64
import contextlib
import csv
import io
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.killing import command
from tests.running import Running

LETTERS = "bcdfghjklmnprstvwz"
COLUMNS = ("No", "Told", "Where", "Name", "Phone", "Address")
MAPPING = """
profile = "canaries"
version = 1
sender = "A made-up shelter"
grade = "B2"

[tip]
text = "Told"
place = "Where"

[slots.victim]
name = "Name"
address = "Address"
contact = { column = "Phone", contact_kind = "phone" }
"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Canaries:
    """Words and numbers that are drawn once and remembered."""

    dice: random.Random
    drawn: list[str] = field(default_factory=list)

    def word(self) -> str:
        """Draw a word that no language has, like a name."""
        word = "Q" + "".join(self.dice.choice(LETTERS) for _ in range(11))
        self.drawn.append(word)
        return word

    def number(self) -> str:
        """Draw a telephone number of a country code that nobody has."""
        number = "+999" + "".join(self.dice.choice("0123456789") for _ in range(11))
        self.drawn.append(number)
        return number


def send_all(site: Running, home: Path, folder: Path, *, count: int, seed: int) -> Canaries:
    """
    Put canaries in: a third each by the form, the interface and a sheet.

    Args:
        site: the running installation.
        home: its folder.
        folder: where the sheet is written; it lies outside the home.
        count: how many, at the least.
        seed: draws them.
    """
    canaries = Canaries(random.Random(seed))
    with httpx.Client(base_url=site.url, timeout=30) as client:
        while len(canaries.drawn) < count / 3:
            body = {"text": f"She is called {canaries.word()}", "contact": canaries.number(), "place": canaries.word()}
            answer = client.post("/api/tips", json=body, headers={"Idempotency-Key": canaries.dice.randbytes(8).hex()})
            assert answer.status_code == httpx.codes.CREATED, answer.text
        while len(canaries.drawn) < count * 2 / 3:
            page = client.get("/tip/").text
            found = re.search(r'name="submission_id"[^>]*value="([^"]+)"', page)
            assert found, page
            answer = client.post(
                "/tip/",
                data={"text": f"I saw {canaries.word()}", "contact": canaries.number(), "submission_id": found[1]},
            )
            assert answer.status_code == httpx.codes.OK, answer.text
    import_sheet(home, folder, canaries, count=count)
    return canaries


def sign_in_client(site: Running, home: Path) -> httpx.Client:
    """Sign in as the first administrator, who is a supervisor too, with a link from the command line."""
    link = re.search(r"/welcome/\S+", command(home, "accounts", "recover"))
    assert link, "no link was printed"
    client = httpx.Client(base_url=site.url, timeout=30, follow_redirects=True)
    password = "a long enough sentence 7"
    _submit(client, link[0], {"password": password, "again": password, "name": "A supervisor"})
    return client


def use_everything(site: Running, home: Path, canaries: Canaries) -> int:
    """Sign in, open and search; give how many pages showed a canary, so that the proof is not an empty one."""
    shown = 0
    with contextlib.closing(sign_in_client(site, home)) as client:
        pages = ["/", "/tips/", "/people/", "/cases/", "/imports/", "/history/"]
        queue = client.get("/tips/").text
        pages += sorted(set(re.findall(r"/tips/WH-[0-9A-Z-]+/", queue)))[:20]
        pages += sorted(set(re.findall(r"/people/P-[0-9A-Z-]+/", client.get("/people/").text)))[:20]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == httpx.codes.OK, f"{page}: {answer.status_code}"
            shown += any(canary in answer.text for canary in canaries.drawn)
        for canary in canaries.dice.sample(canaries.drawn, 10):
            answer = _submit(client, "/search/", {"q": canary})
            shown += canary in answer.text
    command(home, "tips", "list", "--json")
    return shown


def found_on_disk(home: Path, canaries: Iterable[str]) -> list[tuple[str, str]]:
    """Read every file under the home, as `grep -a` does, and list what holds a canary."""
    wanted = list(canaries)
    found = []
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found += [(str(path.relative_to(home)), canary) for canary in wanted if any(_written(canary, content))]
    return found


def _written(canary: str, content: bytes) -> Iterator[bool]:
    """Ask for the ways in which text is written down: plain, lower case, wide, hexadecimal, Base64 at each offset."""
    plain = canary.encode()
    yield plain in content
    yield plain.lower() in content
    yield canary.encode("utf-16-le") in content
    yield plain.hex().encode() in content
    for offset in range(3):
        coded = base64.b64encode(b"\x00" * offset + plain)[4 * bool(offset) : -4]
        yield coded in content


def import_sheet(home: Path, folder: Path, canaries: Canaries, *, count: int) -> None:
    rows = io.StringIO()
    sheet = csv.writer(rows)
    sheet.writerow(COLUMNS)
    number = 0
    while len(canaries.drawn) < count:
        number += 1
        told = f"Told by a neighbour of {canaries.word()}"
        sheet.writerow([number, told, canaries.word(), canaries.word(), canaries.number(), canaries.word()])
    (folder / "canaries.csv").write_text(rows.getvalue(), encoding="utf-8")
    (folder / "canaries.toml").write_text(MAPPING, encoding="utf-8")
    words = ["--mapping", str(folder / "canaries.toml"), "--report", str(folder / "report.json")]
    command(home, "tips", "import", str(folder / "canaries.csv"), *words)


def _submit(client: httpx.Client, address: str, fields: dict[str, str]) -> httpx.Response:
    """Fill in a form of ours and send it, with its token."""
    token = TOKEN.search(client.get(address).text)
    assert token, f"{address} has no form"
    answer = client.post(
        address, data={**fields, "csrfmiddlewaretoken": token[1]}, headers={"Referer": str(client.base_url)}
    )
    assert answer.status_code == httpx.codes.OK, f"{address}: {answer.status_code}\n{answer.text[:2000]}"
    return answer
