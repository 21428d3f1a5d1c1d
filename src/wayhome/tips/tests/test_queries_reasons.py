"""Reasons in words: filled from what was sealed, adding up, and whole even where a rule is gone."""

from decimal import Decimal

import pytest

from wayhome.tips.engine.urgency_rules import default_rules
from wayhome.tips.queries.reasons import limit_shown, reason_labels, reasons_shown

KEPT = [["danger_now", "40.0"], ["age_up_to_14", "11.0"], ["gone", "2.5"]]
WHY = {"limit": "child_now_in_text", "values": {"age_up_to_14": {"youngest_age_years": "13"}}}


def test_a_reason_is_filled_with_what_was_sealed_and_the_weights_add_up():
    shown = reasons_shown(KEPT, WHY)

    assert [one.label for one in shown] == [
        "Somebody says that a child is in danger now.",
        "The youngest person named may be 13 years old: a child under 15.",
        "gone",
    ]
    assert sum(one.weight for one in shown) == Decimal("53.5")
    assert [one.danger for one in shown] == [True, False, False]


def test_without_what_was_sealed_a_reason_still_stands_in_words():
    shown = reasons_shown(KEPT, {})

    assert shown[1].label == "A child under 15."


@pytest.mark.parametrize("rule", default_rules().rules, ids=lambda rule: rule.code)
def test_every_rule_has_a_name_without_holes(rule):
    label = reason_labels()[rule.code]

    assert label
    assert "%(" not in label
    assert not label.endswith(".")


def test_the_limit_is_told_with_whose_number_it_is():
    shown = limit_shown(WHY)

    assert (shown.hours, shown.source) == (6, "Local practice: set by your unit.")
    assert limit_shown({}) is None
