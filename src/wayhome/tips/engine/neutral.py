r"""
Cells that a program for sheets would run as a formula: made harmless when they go out, whole when they come back.

A name such as `=HYPERLINK(…)` that a stranger sent must not do anything on the desk of the partner
who opens our export. So a text that begins with one of the marks of a formula, of either width, a
tab or a line end goes out with an apostrophe before it, in workbooks and in CSV. A text that has
apostrophes before such a mark already gets one more, so that taking one away on the way back is
always right: `restored(neutral(text)) == text` for every text.

Telephone numbers and plain numbers (`+57 300 1234567`, `-99`) begin like formulas and call nothing;
they stay as they are, or no partner could dial them.

Source: OWASP ASVS 5.0, 1.2.10.
"""

import re
from typing import Final

MARK: Final = "'"

_FORMULA = re.compile(f"{MARK}*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")
_MARKED = re.compile(f"{MARK}+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212]")
_NUMBER = re.compile(r"[+-][0-9][0-9 ()./-]*")


def neutral(text: str) -> str:
    """
    Make a cell harmless.

    >>> neutral("=1+1"), neutral("'=1+1"), neutral("+57 300 1234567"), neutral("Ana")
    ("'=1+1", "''=1+1", '+57 300 1234567', 'Ana')
    """
    if _FORMULA.match(text) is None or _NUMBER.fullmatch(text):
        return text
    return MARK + text


def restored(text: str) -> str:
    """
    Give the cell that `neutral` made harmless.

    >>> restored("'=1+1"), restored("''=1+1"), restored("'t Hooft")
    ('=1+1', "'=1+1", "'t Hooft")
    """
    return text[len(MARK) :] if text.startswith(MARK) and _MARKED.match(text) else text
