"""The search: what is looked for is posted, so that no name stands in an address or a log."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from wayhome.accounts.door import Asked
from wayhome.casefile.queries import demand_right, search_people
from wayhome.casefile.views.acting import rights
from wayhome.kernel.errors import BadInput


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Asked) -> HttpResponse:
    """Show the empty form, or what was found; a reference leads to its record at once, if it names anything here."""
    demand_right(request.actor, request.purpose, verb="ask", kind="search")
    text = request.POST.get("q", "")
    context = {"may": rights(request, "create subject"), "text": text}
    if request.method != "POST":
        return render(request, "casefile/search.html", context)
    try:
        page = search_people(request.actor, request.purpose, text=text)
    except BadInput as problem:
        return render(request, "casefile/search.html", {**context, "problem": problem.sentence}, status=422)
    to = _url(page.reference)
    if to and not page.found and not page.cases:
        return redirect(to)
    tried = [gettext(_TRIED[way]) for way in page.tried]
    told = {"page": page, "tried": tried, "fits": {fits: gettext(words) for fits, words in _FITS.items()}}
    return render(request, "casefile/search.html", {**context, **told, "reference_url": to})


def _url(reference: tuple[str, str] | None) -> str:
    """Find the page of a reference; whether there is such a record is seen there."""
    if reference is None:
        return ""
    text, prefix = reference
    try:
        return reverse(_PAGES[prefix], args=[text])
    except NoReverseMatch:
        return ""


_PAGES = {
    "P": "casefile:person",
    "C": "casefile:case",
    "I": "casefile:investigation",
    "WH": "tips:tip",
    "M": "tips:import",
}
_FITS: dict[str, str] = {
    "exact": gettext_noop("the same"),
    "starts": gettext_noop("begins so"),
    "contains": gettext_noop("holds it"),
    "consonants": gettext_noop("sounds alike: the same consonants"),
}
_TRIED: dict[str, str] = {
    "spelling": gettext_noop("the words in any order, whole and in part; the titles of cases too"),
    "scripts": gettext_noop("Cyrillic, Arabic, Han and every other script"),
    "consonants": gettext_noop("names with the same consonants"),
    "number": gettext_noop("telephones, documents and number plates by their digits"),
}
