"""What the tutorial promises happens, with the very files that it names."""

import json
import re
from pathlib import Path

import pytest

from tests.killing import command
from wayhome.accounts.actions import ensure_first_administrator
from wayhome.tips.tests.bringing import brought

TUTORIAL = Path(__file__).parent.parent / "docs/tutorials"
PASSWORD = "four words that fit nowhere"
SHEET, MAPPING = str(TUTORIAL / "shelter.csv"), str(TUTORIAL / "shelter.toml")


@pytest.mark.slow
def test_the_sheet_of_the_tutorial_reads_and_goes_in_as_the_tutorial_says(tmp_path):
    home, report = tmp_path / "home", tmp_path / "report.json"
    said = (TUTORIAL / "first-sheet.md").read_text()

    last = command(home, "tips", "read", SHEET, "--mapping", MAPPING).splitlines()[-1]
    command(home, "tips", "import", SHEET, "--mapping", MAPPING, "--report", str(report))
    first = json.loads(report.read_text())
    command(home, "tips", "import", SHEET, "--mapping", MAPPING, "--report", str(report))
    again = json.loads(report.read_text())
    tips = [json.loads(line) for line in command(home, "tips", "list", "--json").splitlines()]
    by_urgency = [tip["text"] for tip in sorted(tips, key=lambda tip: -tip["urgency"])]

    assert last == '{"read": 7, "set_aside": 1}'
    assert last in said
    assert (first["read"], first["stored"], len(first["set_aside"]), first["already_known"]) == (7, 6, 1, 0)
    assert (again["read"], again["stored"], len(again["set_aside"]), again["already_known"]) == (7, 0, 1, 6)
    assert "7 rows read, 6 stored, 1 set aside, 0 already known" in said
    boat = next(place for place, text in enumerate(by_urgency) if "late boat" in text)
    pupil = next(place for place, text in enumerate(by_urgency) if "three weeks" in text)
    assert boat < pupil
    files = list(home.glob("wayhome.sqlite3*"))
    assert files
    assert all(b"Sarovan" not in file.read_bytes() for file in files)
    command(home, "journal", "verify")


@pytest.fixture
def walker(open_page, transactional_db):
    """Come in as the tutorial's reader does: by the link, with a name and a password; the sheet is in already."""
    token = ensure_first_administrator()
    brought(Path(SHEET).read_bytes(), Path(MAPPING).read_text(), name="shelter.csv")
    page = open_page()
    page.goto(f"/welcome/{token}/")
    page.get_by_label("Your name, as colleagues know you").fill("Ines")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Choose this password and come in").click()
    page.get_by_role("heading", name="needs me today").wait_for()
    return page


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_have_the_words_that_the_tutorial_tells_to_press(walker):
    page, said = walker, (TUTORIAL / "first-sheet.md").read_text()
    # back tomorrow, with the address that the tutorial names
    page.locator("summary", has_text="Ines").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(re.search(r"sign in as `(\S+)`", said).group(1))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    # read the queue, follow the first tip to a case
    page.get_by_role("link", name="Tips", exact=True).click()
    page.get_by_role("link", name="late boat").click()
    page.get_by_role("link", name="Open the tip").click()
    page.get_by_role("link", name=bold(said, "Open or join a case")).click()
    page.get_by_label("Or the title of a new case").fill("Ferry hall")
    page.get_by_role("button", name=bold(said, "Open or join")).click()
    page.get_by_role("link", name=bold(said, "Its tips")).wait_for()
    # find the case by its title, and the girl by her name
    search(page, "ferry")
    page.get_by_role("link", name="Ferry hall").wait_for()
    search(page, "Lina")
    page.get_by_role("link", name="Лина Сарован").wait_for()
    page.get_by_role("link", name="Lina Sarovan").click()
    # say when she was born
    page.get_by_role("link", name=bold(said, "Add a statement")).first.click()
    assert page.get_by_role("button", name=bold(said, "Show its fields")).is_visible()
    page.get_by_label("What is it?").select_option(label="Date of birth")
    page.get_by_label("Date of birth").fill("2012")
    page.get_by_label("How reliable is the source?").select_option("A")
    page.get_by_label("How credible is what it says?").select_option("2")
    page.get_by_role("button", name=bold(said, "Add this statement")).click()
    page.get_by_text("The statement was added.").wait_for()

    assert "2012" in page.locator("main").inner_text()


def bold(said, words):
    """Take words that the tutorial prints in bold, as it prints what to press."""
    assert f"**{words}**" in " ".join(said.split()), words
    return words


def search(page, words):
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")
