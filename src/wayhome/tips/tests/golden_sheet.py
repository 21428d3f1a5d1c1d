"""
Make `golden/shelter_1000.csv`: what a shelter's sheet looks like, with its faults, the same on every machine.

Everything in it is invented: names put together by chance, numbers that nobody has. Run
`python -m wayhome.tips.tests.golden_sheet` to write it again; a test compares the file with what is made here.
"""

import csv
import hashlib
import io
from datetime import date, timedelta
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
SHEET = GOLDEN / "shelter_1000.csv"
MAPPING = GOLDEN / "shelter.toml"

ROWS = 1_000
BLANK_ROWS = (200, 700)
COLUMNS = (
    "Ref", "Reported", "Channel", "Account", "Town", "Country", "Child's name", "Name in own script", "Age", "Born",
    "Sex", "Nationality", "Languages", "Passport", "Phone", "Last seen at", "Last seen on", "Recruiter",
    "Recruiter phone", "Recruiter looks", "In danger now", "Clerk notes",
)  # fmt: skip

# Number of the row, counted from 1 without the blank ones -> its fault. 23 of them.
FAULTS = {
    17: "byte", 318: "byte", 842: "byte",
    44: "nul", 511: "nul",
    71: "direction", 604: "direction",
    99: "short", 402: "short", 977: "short",
    123: "long", 730: "long",
    150: "quote inside", 333: "quote inside",
    222: "open quote",
    256: "no such day", 480: "no such day", 901: "no such day",
    290: "year of two digits",
    365: "age", 666: "age",
    555: "sex", 820: "sex",
}  # fmt: skip
# Row -> the earlier row that it repeats to the letter. 11 of them.
REPEATS = {
    30: 5, 80: 12, 160: 40, 240: 100, 300: 33, 420: 77, 500: 321, 610: 444, 705: 650, 800: 2, 999: 998,
}  # fmt: skip

_GIVEN = ("Ana", "Lucía", "Daniela", "Mateo", "Ioana", "Andrei", "Linh", "Minh", "Grace", "Kwame", "Aylin", "Zuzana")
_FAMILY = ("Quintero", "Paredes", "Ibarra", "Munteanu", "Dobre", "Nguyen", "Asante", "Mensah", "Yildiz", "Novak")
_OWN_SCRIPT = (
    "Олена Коваль", "Иван Петренко", "فاطمة الحسن", "يوسف منصور", "王小梅", "李明", "माया शर्मा",
    "ሰላም ታደሰ", "김서연", "สมหญิง ใจดี",
)  # fmt: skip
_TOWNS = (("Cali", "Colombia"), ("Cúcuta", "Colombia"), ("Iași", "Romania"), ("Huế", "Viet Nam"), ("Kumasi", "Ghana"))
_NATIONS = ("Colombia", "VEN", "RO", "Vietnam", "Ghana", "n/a", "")
_CHANNELS = ("Hotline", "Walk-in", "Partner agency", "E-mail")
_AGES = ("14", "about 13", "15-16", "unos 12 años", "under 18", "17", "n/a", "", "9", "11")
_LOOKS = ("Tall, grey jacket", "Woman of about 40, short hair", "Drives a white van", "", "n/a")
_ACCOUNTS = (
    "The caller saw two girls at the bus station. One said that she was about 14 years old.",
    'A neighbour writes: "they were promised work in another town", and has not seen them since.',
    "Came in alone, asked for a bed.\nWill not say who brought her.",
    "La maestra dice que la niña, de 12 años, no vino a clase esta semana.",
    "Seen in a restaurant kitchen; the owner keeps the documents. Call back tonight.",
    "Was offered a job online, a ticket is booked for tomorrow.",
)
# Fault -> the column that it spoils, and what stands there. A lone surrogate stands for a byte that is no UTF-8.
_WRONG_CELLS = {
    "byte": ("Town", "C\udcfacuta"),
    "nul": ("Town", "Ca\0li"),
    "direction": ("Town", "\u202eilaC"),
    "quote inside": ("Town", '"Cali" centre'),
    "open quote": ("Town", '"Cali centre'),
    "no such day": ("Reported", "31/02/2026"),
    "year of two digits": ("Reported", "03/02/26"),
    "age": ("Age", "333"),
    "sex": ("Sex", "Q"),
}


def make() -> bytes:
    """Make the sheet."""
    lines = [_line(COLUMNS)]
    for number in range(1, ROWS + 1):
        if number in BLANK_ROWS:
            lines.append("," * (len(COLUMNS) - 1) + "\r\n")
        cells = _cells(REPEATS.get(number, number))
        lines.append(_faulty(cells, FAULTS[number]) if number in FAULTS else _line(cells))
    return "".join(lines).encode("utf-8-sig", "surrogateescape")


def place(number: int) -> str:
    """Say where a row stands: the blank rows before it count."""
    return f"row {number + sum(blank <= number for blank in BLANK_ROWS)}"


def _cells(number: int) -> list[str]:
    town, country = _pick(_TOWNS, number, "town")
    reported = date(2026, 1, 5) + timedelta(days=_draw(number, "day") % 300)
    seen = reported - timedelta(days=_draw(number, "seen") % 9)
    has_recruiter = _draw(number, "recruiter") % 3 == 0
    return [
        f"CL-{number:05}",
        f"{reported:%d/%m/%Y}",
        _pick(_CHANNELS, number, "channel"),
        _pick(_ACCOUNTS, number, "account"),
        town,
        country,
        f"{_pick(_GIVEN, number, 'given')} {_pick(_FAMILY, number, 'family')}" if number % 7 else "unknown",
        _pick(_OWN_SCRIPT, number, "script") if number % 5 == 0 else "",
        _pick(_AGES, number, "age"),
        f"{_draw(number, 'month') % 12 + 1:02}/{2009 + _draw(number, 'year') % 8}" if number % 4 == 0 else "",
        _pick(("F", "F", "M", "-99"), number, "sex"),
        _pick(_NATIONS, number, "nation"),
        _pick(("Spanish", "Spanish; English", "ro", "Vietnamese", ""), number, "language"),
        f"X{_draw(number, 'passport') % 10**7:07}" if number % 6 == 0 else "",
        f"+57 300 555 {number:04}" if number % 3 == 0 else "n/a",
        _pick(("Central bus station", "Market street 4", "", "Near the port"), number, "seen at"),
        f"{seen:%d/%m/%Y}",
        _pick(("Tía", "El Flaco", "Madam R", "Uncle"), number, "alias") if has_recruiter else "",
        f"+57 301 555 {number % 40:04}" if has_recruiter and number % 2 else "",
        _pick(_LOOKS, number, "looks") if has_recruiter else "",
        _pick(("yes", "no", "no", "", "n/a"), number, "danger"),
        f"file {number % 12}, shelf B",
    ]


def _faulty(cells: list[str], fault: str) -> str:
    """Write a row with one fault."""
    if fault == "short":
        return _line(cells[:-3])
    if fault == "long":
        return _line([*cells, "one", "two"])
    column, wrong = _WRONG_CELLS[fault]
    # Put in after the writing, because a writer would make a good cell of a bad quote.
    return _line(_with(cells, COLUMNS.index(column), "@")).replace("@", wrong)


def _with(cells: list[str], index: int, text: str) -> list[str]:
    return [*cells[:index], text, *cells[index + 1 :]]


def _line(cells) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _draw(number: int, what: str) -> int:
    """Draw a number that depends on nothing but its name, so that no version of Python changes the sheet."""
    return int.from_bytes(hashlib.sha256(f"shelter {number} {what}".encode()).digest()[:6])


def _pick(choices, number: int, what: str):
    return choices[_draw(number, what) % len(choices)]


if __name__ == "__main__":
    SHEET.write_bytes(make())
