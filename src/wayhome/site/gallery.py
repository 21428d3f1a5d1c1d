"""
What the gallery of parts shows: every part in its less happy states, with people and places that are made up.

Only the demo and the tests show the page. It is where a change of the look is judged, by eye and by machine.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from wayhome.journey.engine import stations


class SampleForm(forms.Form):
    """Show every kind of field: with a hint, wrong, optional, long, a choice, a box, a file."""

    born = forms.RegexField(
        r"(19|20[01])\d\d.*", label="Born", help_text="A year, a month or a day; “about 13” is fine."
    )
    born.error_messages["invalid"] = "2035 lies in the future. Did you mean 2012, as in the school register?"
    place = forms.CharField(label="Place", required=False)
    text = forms.CharField(label="What was said", widget=forms.Textarea)
    channel = forms.ChoiceField(label="How it came", choices=[("call", "a call"), ("letter", "a letter")])
    danger = forms.ChoiceField(
        label="Is a child in danger now?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        widget=forms.RadioSelect,
    )
    answer = forms.BooleanField(label="The caller wishes an answer", required=False)
    sheet = forms.FileField(label="A sheet of tips", help_text="CSV, up to 20 MB.", required=False)


def sample(now: datetime) -> dict[str, Any]:
    """Give everything that `site/states.html` shows, as of a moment."""
    return {
        "now": now,
        "form": SampleForm(MultiValueDict({"born": ["2035"], "place": ["Ferry hall"], "channel": ["call"]})),
        "acts": [
            {"label": "Open a case", "url": "#acts", "main": True, "key": "C"},
            {"label": "Join to a case", "url": "#acts", "key": "M"},
            {"label": "Set aside", "url": "#acts"},
        ],
        "ways": [
            {"label": "Write down a call", "url": "#empty", "main": True},
            {"label": "Bring in a file", "url": "#empty"},
        ],
        "again": [{"label": "Save again", "url": "#wrong", "main": True}],
        "grades": [("A", "1"), ("B", "2"), ("C", "3"), ("D", "4"), ("E", "5"), ("F", "6"), ("", "")],
        "clocks": [now + timedelta(minutes=25), now + timedelta(hours=3), now + timedelta(days=3)],
        "late_clocks": [now - timedelta(hours=1), now - timedelta(hours=31), now - timedelta(days=12)],
        "tips": _tips(now),
        "reasons": [
            {"label": "leaves within 4 hours", "weight": 3.0, "danger": True},
            {"label": "phone known in an open case", "weight": 2.8, "danger": False},
            {"label": "a child, by sight", "weight": 1.3, "danger": False},
        ],
        "source_text": _TEXT,
        "spans": _spans(),
        "read": _READ,
        "cells": [("VictimGender", "F", 1), ("VictimAge", "maybe 13", 2), ("RecruiterName", "", "")],
        "file": {
            "name": "tips of the night.csv",
            "size_bytes": 1_234_567,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "media_type": "text/csv",
            "received_at": now - timedelta(hours=2),
            "rows_read": 1000,
            "stored": 981,
            "set_aside": 7,
            "already_known": 12,
        },
        "claims": _claims(),
        "entries": _entries(now),
        "stops": _stops(),
        "page": {"first": 26, "last": 50, "total": 981, "previous_url": "?page=1", "next_url": "?page=3"},
        "crumbs": [("Tips", "#main"), ("WH-7KQ2-9M", "")],
        "facets": [
            {
                "legend": "Channel",
                "name": "channel",
                "options": [
                    {"value": "hotline", "label": "Hotline", "count": 14, "checked": True},
                    {"value": "web", "label": "Web form", "count": 9, "checked": False},
                    {"value": "letter", "label": "Letter", "count": 0, "checked": False},
                ],
            },
        ],
    }


_TEXT = (
    "I work at the ferry hall in Port Selin. At about 18:20 a girl, maybe 13 or 14, stood with two adults. "
    "She spoke Orvanian to nobody. I did not speak to them."
)
_READ = [
    {"n": 1, "label": "Place", "value": "Port Selin, ferry hall", "source_grade": "B", "information_grade": "2"},
    {"n": 2, "label": "Time", "value": "13 Oct, 18:10 to 18:30", "source_grade": "B", "information_grade": "2"},
    {"n": 3, "label": "Age", "value": "12 to 15, by sight", "source_grade": "C", "information_grade": "3"},
    {"n": 4, "label": "With her", "value": "two adults", "source_grade": "B", "information_grade": "2"},
    {"n": 5, "label": "Language", "value": "Orvanian", "source_grade": "D", "information_grade": "3"},
    {"n": "", "label": "Leaves", "value": "14 Oct 05:30, by boat", "late": True, "source_grade": "B",
     "information_grade": "2"},
    {"n": "", "label": "Name", "value": "", "unknown": True},
]  # fmt: skip


def _spans() -> list[tuple[int, int, int]]:
    said = ("ferry hall in Port Selin", "about 18:20", "maybe 13 or 14", "two adults", "Orvanian")
    return [(_TEXT.index(part), _TEXT.index(part) + len(part), number) for number, part in enumerate(said, 1)]


def _tips(now: datetime) -> list[dict[str, Any]]:
    rows = [
        (
            "WH-7KQ2-9M",
            "Girl asks for help, line broke",
            "a child present now; a call back was promised",
            25 / 60,
            3.8,
            True,
        ),
        ("WH-3FDA-5X", "Ferry hall: girl with two adults", "moves tonight; phone seen in a case", -1, 2.6, True),
        ("WH-8PLC-2T", "Teacher: pupil gone for three weeks", "a child missing", -31, 2.1, False),
        ("WH-1QQB-7R", "Job offer abroad, passport asked first", "recruiting; no child named", 5, 0.9, False),
    ]
    return [
        {
            "reference": reference,
            "what": what,
            "because": because,
            "due": now + timedelta(hours=hours),
            "reasons": [
                {"label": "first reason", "weight": weight, "danger": is_danger},
                {"label": "second reason", "weight": weight / 2, "danger": False},
            ],
            "channel": "Hotline",
        }
        for reference, what, because, hours, weight, is_danger in rows
    ]


def _claims() -> list[dict[str, Any]]:
    register = {"source_grade": "A", "information_grade": "2", "source": "School register", "place": "row 12"}
    by_sight = {"source_grade": "C", "information_grade": "3", "source": "Day-centre worker, by sight"}
    paper = {"source_grade": "D", "information_grade": "4", "source": "Travel paper"}
    return [
        {
            "label": "Name",
            "held": "Lina Sarovan",
            "why": "by two sources, in three scripts",
            "statements": [
                register | {"value": "Лина Сарован", "lang": "uk", "at": date(2026, 10, 9), "precision": "day"},
                by_sight | {"value": "لينا ساروفان", "lang": "ar", "at": date(2026, 10, 1), "precision": "month"},
                paper | {"value": "莉娜", "lang": "zh", "at": date(2026, 1, 1), "precision": "year"},
            ],
        },
        {
            "label": "Born",
            "held": "between March and August 2012",
            "why": "two sources differ by a year; the record outweighs the guess",
            "apart": True,
            "statements": [
                register | {"value": "2012, spring or summer", "preferred": True, "at": date(2026, 10, 9)},
                by_sight | {"value": "“About 14.”", "at": date(2026, 10, 3)},
                paper | {"value": "2011-01-01", "state": "withdrawn", "at": date(2026, 10, 4)},
            ],
        },
        {
            "label": "Eyes",
            "held": "",
            "tie": True,
            "why": "two sources of the same grade and date",
            "apart": True,
            "statements": [by_sight | {"value": "brown"}, by_sight | {"value": "green", "state": "superseded"}],
        },
        {"label": "Papers", "held": "", "why": "", "statements": []},
    ]


def _entries(now: datetime) -> list[dict[str, Any]]:
    return [
        {"at": now - timedelta(hours=1), "who": "Noor A.", "text": "looked at the page"},
        {"at": now - timedelta(hours=7), "who": "Ivo T.", "text": "corrected the birth year", "before": "2011",
         "after": "2012", "reason": "school register, A2."},
        {"at": datetime(2025, 12, 30, 9, 0, tzinfo=UTC), "who": "Sena B.", "text": "added four statements"},
    ]  # fmt: skip


def _stops() -> list[dict[str, Any]]:
    passed = {"tip": "2 Oct, 4 h", "linked": "3 Oct, 26 h", "ring": "6 Oct, 3 d"}
    stops = [{"key": one.key, "label": one.name, "state": "ahead"} for one in stations() if one.line == "child"]
    for stop in stops:
        if stop["key"] in passed:
            stop |= {"state": "passed", "note": passed[stop["key"]]}
        elif stop["key"] == "law":
            stop |= {"state": "here", "note": "9 Oct, day 5 of 5", "late": "yes"}
    return stops
