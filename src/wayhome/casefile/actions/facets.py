"""What of a sealed value stays plain beside it: a birth year, a country, days of a sighting; never a birth date."""

from collections.abc import Mapping
from typing import Any

from wayhome.kernel.dates import PartialDate


def facets_of(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """
    Take the plain columns of a statement out of its value.

    Args:
        kind: a kind of the vocabulary `statement_kinds`.
        value: its checked value.

    Returns:
        Columns of `Statement` to set; those that are not known are left out.
    """
    facets: dict[str, Any] = {}
    if country := value.get("country"):
        facets["country"] = country
    if kind == "birth":
        born = PartialDate.parse(str(value["date"]))
        if born.earliest and born.latest and born.earliest.year == born.latest.year:
            facets["year"] = born.earliest.year
    elif when := value.get("when") or value.get("at"):
        day = PartialDate.parse(str(when))
        facets |= {"on_earliest": day.earliest, "on_latest": day.latest, "precision": day.precision.value}
    return facets
