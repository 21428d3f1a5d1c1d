"""The reference says what the engines do: every key, every kind, every number."""

import re
import tomllib
from pathlib import Path

import pytest

from wayhome.kernel.statements import statement_kinds
from wayhome.tips.engine.encodings import ENCODINGS
from wayhome.tips.engine.lines import ROW_CHARS_MAX, ROW_LINES_MAX
from wayhome.tips.engine.mapping import TIP_FIELDS, read_mapping
from wayhome.tips.engine.mapping_values import DANGER, TABLES
from wayhome.tips.engine.sheet import COLUMNS_MAX, HEADER_CHARS_MAX, TEXT_KEPT_CHARS_MAX
from wayhome.tips.engine.tip_facts import TipFacts
from wayhome.tips.engine.urgency_rules import default_rules

REFERENCE = Path(__file__).parents[4] / "docs/reference"
MAPPING = (REFERENCE / "mapping.md").read_text()
URGENCY = (REFERENCE / "urgency.md").read_text()
TOP = (
    "profile",
    "version",
    "sender",
    "grade",
    "language",
    "country",
    "channel",
    "time_zone",
    "record_id",
    "opens_case",
)


def test_the_example_is_a_mapping():
    example = re.search(r"```toml\n(.*?)```", MAPPING, re.DOTALL)[1]

    assert tomllib.loads(example)
    assert read_mapping(example).profile == "Casa Luz intake"


@pytest.mark.parametrize(
    "word", [*TOP, *ENCODINGS, *TIP_FIELDS, *TABLES, DANGER, "unknown", "header_row", "two_digit_from"]
)
def test_every_key_of_a_mapping_is_explained(word):
    assert f"`{word}`" in MAPPING


def test_every_kind_that_can_be_said_of_a_person_is_explained():
    kinds = [code for code, kind in statement_kinds().items() if "person" in kind.about and kind.object_kind is None]

    assert [code for code in kinds if f"\n| `{code}` |" not in MAPPING] == []


@pytest.mark.parametrize("bound", [ROW_CHARS_MAX, ROW_LINES_MAX, COLUMNS_MAX, TEXT_KEPT_CHARS_MAX, HEADER_CHARS_MAX])
def test_every_bound_stands_there(bound):
    assert f"{bound:,}" in MAPPING


@pytest.mark.parametrize("rule", default_rules().rules, ids=lambda rule: rule.code)
def test_every_rule_of_urgency_stands_there_with_its_points(rule):
    assert f"\n| `{rule.code}` | {rule.group or ''}{' ' if rule.group else ''}| {rule.points} |" in URGENCY


@pytest.mark.parametrize("limit", default_rules().limits, ids=lambda limit: limit.code)
def test_every_clock_stands_there_with_its_hours(limit):
    assert f"\n| `{limit.code}` | {limit.hours} |" in URGENCY


def test_every_fact_stands_there():
    assert [name for name in TipFacts.__dataclass_fields__ if f"`{name}`" not in URGENCY] == ["received_at"]


def test_every_limit_of_a_workbook_is_told():
    from wayhome.tips.engine import xlsx_book, xlsx_markup, xlsx_merges, zip_directory

    told = MAPPING.partition("## Workbooks")[2].partition("## What becomes")[0]
    limits = (
        zip_directory.ENTRIES_MAX, zip_directory.RATIO_MAX, xlsx_markup.DEPTH_MAX, xlsx_markup.TAG_BYTES_MAX,
        xlsx_book.SHEETS_MAX, xlsx_merges.MERGES_MAX,
    )  # fmt: skip

    assert [limit for limit in limits if f"{limit:,}" not in told] == []
