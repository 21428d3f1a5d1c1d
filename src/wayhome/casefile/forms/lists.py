"""What narrows a list; it comes from an address, so that anything odd in it narrows nothing."""

from django.http import QueryDict

from wayhome.casefile.queries import CaseFilter, PeopleFilter
from wayhome.kernel.vocabularies import vocabulary

_STATES = ("open", "waiting", "closed")
_YEAR_DIGITS = 4


def people_filter(given: QueryDict) -> PeopleFilter:
    """Read what to narrow the people by."""
    country = given.get("country", "")
    return PeopleFilter(
        kinds=tuple(kind for kind in vocabulary("subject_kinds").codes if kind in given.getlist("kind")),
        year_from=_year(given.get("year_from", "")),
        year_to=_year(given.get("year_to", "")),
        country=country if country in vocabulary("countries") else "",
    )


def case_filter(given: QueryDict) -> CaseFilter:
    """Read what to narrow the cases by."""
    only = given.getlist("only")
    return CaseFilter(
        states=tuple(state for state in _STATES if state in given.getlist("state")),
        is_mine="mine" in only,
        is_late="late" in only,
    )


def page_number(given: QueryDict) -> int:
    """Read which part of a list is asked for."""
    told = given.get("page", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 1  # noqa: PLR2004 -- no list is longer


def _year(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdecimal() and len(told) == _YEAR_DIGITS else None
