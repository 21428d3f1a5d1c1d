"""
The look's tags and filters: `{% load look %}`.

A tag takes plain values, so that a page decides what is shown and this file only how. What can be
a name goes into `<bdi>`, in its own language; what a shape or a colour says is said in words too.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from wayhome.journey.engine import station
from wayhome.kernel.dates import DateParts, PartialDate
from wayhome.kernel.vocabularies import vocabulary
from wayhome.site.templatetags import pictures, times

register = template.Library()

_SURE_SOURCES: Final = "ABC"
_SURE_INFORMATION: Final = "123"
_SHAPES: Final = {"child": "is-child", "suspect": "is-suspect"}
_THOUSAND: Final = 1000


@register.inclusion_tag("site/parts/grade.html")
def grade(source: str, information: str) -> dict[str, Any]:
    """Show an Admiralty grade with its meaning; dashed where it is doubtful, dotted where nobody graded."""
    letter, digit = str(source or ""), str(information or "")
    coded = (("grades_source", letter), ("grades_information", digit))
    meanings = [gettext(vocabulary(name).label(code)) for name, code in coded if code in vocabulary(name)]
    return {
        "code": letter + digit,
        "meaning": "; ".join(meanings),
        "is_sure": letter in _SURE_SOURCES and digit in _SURE_INFORMATION,
    }


@register.inclusion_tag("site/parts/person.html")
def person(name: str, shape: str = "other", url: str = "", lang: str = "") -> dict[str, Any]:
    """Show a person with a shape, "child", "suspect" or else of other people; a link where there is a page."""
    return {"name": name, "shape": shape, "shape_class": _SHAPES.get(shape, "is-other"), "url": url, "lang": lang}


@register.inclusion_tag("site/parts/reference.html")
def reference(code: str, url: str = "", copy: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - a tag's argument is named where it is used
    """Show a reference, as a link where there is a page, with a button that copies it where that helps."""
    return {"code": code, "url": url, "copy": copy}


@register.inclusion_tag("site/parts/clock.html", takes_context=True)
def clock(context: Context, due: datetime | None, short: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - as above
    """Show the time that is left until `due`, or how late it is; `short` leaves out "left" where the column says it."""
    if due is None:
        return {"words": ""}
    words, is_late = times.clock_words(due, _now(context))
    if short and not is_late:
        words = times.span_words((due - _now(context)).total_seconds() / 3600)
    return {"words": words, "is_late": is_late, "due": due, "machine": times.machine_time(due)}


@register.inclusion_tag("site/parts/urgency_bar.html")
def urgency_bar(reasons: Sequence[Any], full: float = pictures.URGENCY_FULL) -> dict[str, Any]:
    """Show an urgency as its sum and a bar of its summands; `reasons` have label, weight and danger."""
    return {"weights": pictures.urgency_weights(reasons, full), "total": _total(reasons), "reasons": reasons}


@register.inclusion_tag("site/parts/urgency_sum.html")
def urgency_sum(reasons: Sequence[Any]) -> dict[str, Any]:
    """Show an urgency as a sum, reason by reason; the lines add up to the last one, to the decimal."""
    return {"reasons": reasons, "total": _total(reasons)}


@register.inclusion_tag("site/parts/own_line.html")
def own_line(stops: Sequence[Any]) -> dict[str, Any]:
    """Show one case on its way; `stops` have key, label, state ("passed", "here", "ahead"), note and late."""
    return {"drawn": pictures.own_line(stops), "count": len(stops)}


@register.inclusion_tag("site/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Show above a form what of it could not be accepted, each line leading to its field."""
    return {"form": form}


@register.inclusion_tag("site/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a form field: label, hint, error, then the input; a single box has its label behind it."""
    kind = getattr(bound.field.widget, "input_type", "")
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_wrong"] if bound.errors else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    is_group = bool(bound.use_fieldset)
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs={} if is_group else attrs),
        "described_by": " ".join(described),
        "is_tick": kind == "checkbox" and not is_group,
        "is_group": is_group,
    }


@register.inclusion_tag("site/parts/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Show which part of how many is on this page, and the ways on; takes Django's Page or the same values."""
    if not isinstance(page, Page):
        names = ("first", "last", "total", "previous_url", "next_url")
        return {name: pictures.value_of(page, name) for name in names}
    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "previous_url": _page_url(context, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _page_url(context, page.next_page_number()) if page.has_next() else "",
    }


@register.simple_tag
def marked(text: str, spans: Iterable[tuple[int, int, Any]]) -> SafeString:
    """Show a source text with numbered marks under what was read from it; of overlapping spans the first holds."""
    parts, at = [], 0
    for start, end, number in sorted(spans, key=lambda span: span[:2]):
        if not at <= start < end <= len(text):
            continue
        parts.append(format_html("{}<mark>{}<sup>{}</sup></mark>", text[at:start], text[start:end], number))
        at = end
    return format_html("{}{}", format_html_join("", "{}", ((part,) for part in parts)), text[at:])


@register.simple_block_tag
def folded(content: SafeString, kind: str, detail: str) -> SafeString:
    """Fold what can hurt to read behind a line that says what kind it is, how long, and what opening costs."""
    line = format_html("<summary><b>{}.</b> <span>{}</span></summary>", kind, detail)
    return format_html('<details class="folded">{}<div>{}</div></details>', line, content)


@register.simple_tag
def dated(start: date | datetime, precision: str, end: date | datetime | None = None) -> str:
    """Say a date or a span with its precision."""
    return times.dated_words(start, precision, end)


@register.filter
def precise(moment: date | datetime | None, precision: str = "minute") -> str:
    """Say a date with its precision: year, month, day, hour or minute."""
    return "" if moment is None else times.precise_words(moment, precision)


@register.filter
def partial_date(value: PartialDate | DateParts | str | None) -> str:
    """Say a date that is only partly known; takes a PartialDate, its parts, or its EDTF text."""
    if value is None or value == "":
        return gettext("not known")
    known = PartialDate.parse(value) if isinstance(value, str) else value
    return times.partial_words(known if isinstance(known, DateParts) else known.parts())


@register.filter
def since(moment: datetime | None) -> str:
    """Say how long ago a moment was."""
    return "" if moment is None else times.since_words(moment, timezone.now())


@register.filter
def brief(moment: datetime | None) -> str:
    """Say a moment in a narrow column."""
    return "" if moment is None else times.brief_words(moment, timezone.now())


@register.filter
def machine_time(moment: date | datetime) -> str:
    """Write a moment for the `datetime` attribute of a `<time>`."""
    return times.machine_time(moment)


@register.filter
def duration(hours: float) -> str:
    """Say a number of hours as "25 min", "31 h" or "12 d"."""
    return times.span_words(float(hours))


@register.filter
def file_size(size_bytes: int) -> str:
    """Say a file's size in its largest unit, with one decimal where it is under ten."""
    size, unit = float(size_bytes), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < _THOUSAND:
            break
        size, unit = size / _THOUSAND, larger
    return f"{number_format(size, decimal_pos=1 if unit != 'B' and size < 10 else 0)} {unit}"  # noqa: PLR2004 - ten


@register.filter
def grouped(number: Any) -> str:
    """Write a whole number with the thousands grouped as the reader's language does: 6,778."""
    return "" if number in (None, "") else number_format(number, force_grouping=True)


@register.filter
def lookup(values: Mapping[Any, Any], key: Any) -> Any:
    """Read a mapping by a key that a variable holds; empty where there is none."""
    return values.get(key, "")


@register.filter
def term(code: str, name: str) -> str:
    """Say a code of a vocabulary in the reader's language; a code that it does not have is shown as it is."""
    known = vocabulary(name)
    return gettext(known.label(code)) if code in known else code


@register.filter
def station_name(key: str) -> str:
    """Say a station's name in the reader's language."""
    return gettext(station(key).name)


@register.filter
def known(value: Any) -> Any:
    """Show a value, or say that it is not known: never 0, never a dash."""
    if value is None or value == "":
        return format_html('<span class="unknown">{}</span>', gettext("not known"))
    return value


def _now(context: Context) -> datetime:
    given = context.get("now")
    return given if isinstance(given, datetime) else timezone.now()


def _total(reasons: Iterable[Any]) -> float:
    return float(sum(pictures.value_of(reason, "weight", 0) for reason in reasons))


def _page_url(context: Context, number: int) -> str:
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
