"""
What is kept of an urgency beside a tip.

Codes and points are plain, so that the queue sorts and counts in SQL. What fills the sentences (an age, a day that the
tip names) would tell more than it must of a tip behind a restricted case: it is sealed with the words, and opened with
them.
"""

from typing import Any

from wayhome.tips.engine.urgency import Urgency


def plain_reasons(found: Urgency) -> list[list[str]]:
    """List the rules that spoke with their points, as pairs of text."""
    return [[reason.code, str(reason.points)] for reason in found.reasons]


def sealed_why(found: Urgency) -> dict[str, Any]:
    """Give what the sentences are filled with, by rule, and the limit that set the clock."""
    return {"limit": found.limit_code, "values": {one.code: dict(one.values) for one in found.reasons if one.values}}
