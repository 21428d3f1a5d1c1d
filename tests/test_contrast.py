"""
Every pair of colours that carries meaning can be told apart in all four themes, and no page makes a colour of its own.

Ratios follow WCAG 2.2: 4.5 for text (7 where it is read at length), 3 for marks and the borders of controls. Where the
reader asks for more contrast, all text reaches 7.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[1] / "frontend" / "src" / "css"
THEMES = ("light, more contrast", "dark, more contrast", "light", "dark")
FOUR = r"color-mix\(in srgb, light-dark\((#\w{6}), (#\w{6})\) var\(--more\), light-dark\((#\w{6}), (#\w{6})\)\)"
ROW = re.compile(rf"--([a-z-]+):\s*{FOUR}")
SIDE = r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)"
EDGE = r"(?:left|right|top|bottom|(?:(?:min|max)-)?(?:width|height))\s*:"

GROUNDS = ("ground", "surface", "sunken")
WASHES = ("lamp-soft", "late-soft", "danger-soft", "child-soft", "case-soft")
MARKS = ("child", "case", "late", "danger", "link")
PAIRS = [
    *(("ink", ground, 7.0) for ground in (*GROUNDS, *WASHES)),
    *(("ink-quiet", ground, 7.0) for ground in ("ground", "surface")),
    *(("ink-quiet", ground, 4.5) for ground in ("sunken", "lamp-soft")),
    *(("ink-faint", ground, 4.5) for ground in (*GROUNDS, "lamp-soft")),
    *((mark, ground, 4.5) for mark in MARKS for ground in (*GROUNDS, "lamp-soft")),
    *((mark, f"{mark}-soft", 4.5) for mark in ("child", "case", "late", "danger")),
    *(("edge", ground, 3.0) for ground in GROUNDS),
    ("on-ink", "ink", 7.0),
    ("on-ink", "ink-quiet", 4.5),
    ("on-lamp", "lamp", 7.0),
]


def themes():
    rows = {name: four for name, *four in ROW.findall((CSS / "tokens.css").read_text("utf-8"))}
    return {theme: {name: four[at] for name, four in rows.items()} for at, theme in enumerate(THEMES)}


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rules():
    """Give every style sheet but the tokens, without its comments."""
    sheets = [sheet for sheet in sorted(CSS.glob("*.css")) if sheet.name != "tokens.css"]
    return {sheet.name: re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL) for sheet in sheets}


def test_a_ratio_worked_by_hand():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_that_carries_meaning_can_be_told_apart(theme):
    colours = themes()[theme]
    needed = {(mark, ground): 7.0 if "more" in theme and least == 4.5 else least for mark, ground, least in PAIRS}
    got = {pair: ratio(*(colours[name] for name in pair)) for pair in needed}
    assert {pair: round(got[pair], 2) for pair, least in needed.items() if got[pair] < least} == {}


def test_every_token_that_is_used_exists():
    tokens = (CSS / "tokens.css").read_text("utf-8")
    known = set(re.findall(r"(--[a-z-]+):", tokens))
    used = {name for sheet in [*rules().values(), tokens] for name in re.findall(r"var\((--[a-z-]+)", sheet)}
    assert used - known == set()


@pytest.mark.parametrize(("name", "sheet"), rules().items())
def test_no_sheet_makes_a_colour_of_its_own(name, sheet):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\brgba?\(|\bhsl|\boklch", sheet) == []


@pytest.mark.parametrize(("name", "sheet"), rules().items())
def test_sides_are_logical_so_that_every_page_can_be_read_from_right_to_left(name, sheet):
    declarations = re.sub(r"@media[^{]*\{", "{", sheet)
    assert re.findall(rf"(?<![\w-])(?:{SIDE}|{EDGE})", declarations) == []
    assert re.findall(r"text-align:\s*(?:left|right)|float:", sheet) == []


def test_the_bundle_takes_every_sheet():
    imported = re.findall(r'@import "\./([a-z]+\.css)"', (CSS / "site.css").read_text("utf-8"))
    assert sorted(imported) == sorted(sheet.name for sheet in CSS.glob("*.css") if sheet.name != "site.css")
    assert (imported[0], imported[-1]) == ("tokens.css", "media.css"), "paper and forced colours overrule the rest"
