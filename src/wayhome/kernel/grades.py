"""
Grades: how far a source and what it says can be trusted, in the Admiralty code.

A letter judges the source (A to E), a digit the information (1 to 5), each apart from the
other: a reliable source may repeat a rumour, a liar may tell the truth. F and 6 are not the
worst grades but no grade: "there is no basis to judge". A child who calls for the first time
is F. To rank F below E would put the unknown child after the known liar; to rank it high
would let anybody overrule what was checked. So it stands where no verdict belongs, between
those that speak for (A, B, C; 1, 2, 3) and those that speak against (D, E; 4, 5):

    best  A  B  C  F  D  E  worst        best  1  2  3  6  4  5  worst

Of two grades the better source wins; the information decides between equal sources.

Source: NATO AJP-2.1, Allied Joint Doctrine for Intelligence Procedures (edition B, 2016).
"""

import re
from dataclasses import dataclass
from typing import Final, Self

from wayhome.kernel.errors import BadInput

SOURCES_BEST_FIRST: Final = "ABCFDE"
INFORMATION_BEST_FIRST: Final = "123645"

_UNJUDGED_SOURCE, _UNJUDGED_INFORMATION = "F", "6"
_GRADE = re.compile(r"([A-F])[\s/-]*([1-6])")


@dataclass(frozen=True, slots=True)
class Grade:
    """Hold the letter of a source, A to F, and the digit of its information, 1 to 6."""

    source: str
    information: str

    def __post_init__(self) -> None:
        if len(self.source) != 1 or self.source not in SOURCES_BEST_FIRST:
            raise BadInput("The grade of a source must be a letter A to F.")
        if len(self.information) != 1 or self.information not in INFORMATION_BEST_FIRST:
            raise BadInput("The grade of information must be a digit 1 to 6.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a grade such as B2, b-2 or B/2."""
        match = _GRADE.fullmatch(text.strip().upper())
        if match is None:
            raise BadInput("A grade is a letter A to F and a digit 1 to 6, such as B2; F6 if neither can be judged.")
        return cls(match[1], match[2])

    @classmethod
    def unjudged(cls) -> Self:
        """Give F6: nothing is known of the source or of what it says."""
        return cls(_UNJUDGED_SOURCE, _UNJUDGED_INFORMATION)

    @property
    def text(self) -> str:
        """Write the grade as people say it, such as B2."""
        return self.source + self.information

    @property
    def rank(self) -> tuple[int, int]:
        """Give a pair that is greater for a better grade: the source first, then the information."""
        return -SOURCES_BEST_FIRST.index(self.source), -INFORMATION_BEST_FIRST.index(self.information)

    @property
    def is_judged(self) -> bool:
        """Say whether somebody judged both the source and the information."""
        return self.source != _UNJUDGED_SOURCE and self.information != _UNJUDGED_INFORMATION

    @property
    def is_doubtful(self) -> bool:
        """Say whether a verdict speaks against the source or the information; no verdict is no doubt."""
        return self.source in "DE" or self.information in "45"

    def is_better_than(self, other: "Grade") -> bool:
        """Say whether this grade is strictly better."""
        return self.rank > other.rank
