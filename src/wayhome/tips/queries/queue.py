"""The queue: which tips wait, the most urgent first, each with its reasons; and by what they can be narrowed."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Q, QuerySet, TextField, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.queries import id_of_reference
from wayhome.casefile.queries.paging import Paged, page_of
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import term_label
from wayhome.tips.models import Tip
from wayhome.tips.queries.reasons import ReasonShown, newest_why, reason_labels, reasons_shown

ROWS = 50
SHORT_CHARACTERS = 90
OPTIONS_MAX = 12
STATES = ("new", "in_case", "refused", "split")


@dataclass(frozen=True)
class QueueFilter:
    """What narrows the queue; empty narrows nothing. `case` is the reference of a case."""

    states: tuple[str, ...] = ("new",)
    reasons: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_mine: bool = False
    is_late: bool = False
    case: str = ""


@dataclass(frozen=True)
class QueueRow:
    """
    One tip in the queue: the beginning of its words, why it is urgent, and how long it may still wait.

    `because` names each rule that spoke in a few words, so that a night's queue is read at a glance; `reasons` say the
    same in whole sentences, with the day or age that they rest on.
    """

    tip_id: UUID
    version: int
    reference: str
    short: str
    lang: str
    because: tuple[str, ...]
    channel: str
    state: str
    due_at: datetime
    urgency: Decimal
    reasons: tuple[ReasonShown, ...]
    assigned_to: str

    @property
    def waits(self) -> bool:
        """Say whether somebody must still read it."""
        return self.state == "new"


@dataclass(frozen=True)
class Option:
    """One value by which the queue can be narrowed, with how many tips have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class QueuePage:
    """One part of the queue; `waiting` and `late` count what waits in the actor's whole scope."""

    rows: tuple[QueueRow, ...]
    paged: Paged
    waiting: int
    late: int
    mine: int
    reasons: tuple[Option, ...]
    channels: tuple[Option, ...]
    languages: tuple[Option, ...]
    states: tuple[Option, ...]


class _Kind(NamedTuple):
    """Tips that are told of in the same way, and how many there are."""

    reasons: frozenset[str]
    channel: str
    language: str
    is_late: bool
    is_mine: bool
    tips: int


@query
def queue_page(actor: Actor, purpose: str, *, narrow: QueueFilter, page: int = 1) -> QueuePage:
    """List the tips that the actor may see, the most urgent first, as far as they are asked for."""
    everything = scope(actor, purpose, Tip)
    waits = _waiting_kinds(actor, everything)
    chosen = _narrowed(actor, purpose, everything, narrow)
    paged = page_of(chosen.count(), page, ROWS)
    rows = list(chosen.order_by("-urgency", "due_at", "id")[paged.start : paged.stop])
    staff, names = staff_names(row.assigned_to_id for row in rows if row.assigned_to_id), reason_labels()
    newest = newest_why(actor, purpose, tip_ids=[row.pk for row in rows])
    return QueuePage(
        rows=tuple(
            _row(row, staff.get(row.assigned_to_id, "") if row.assigned_to_id else "", names, newest.get(row.pk))
            for row in rows
        ),
        paged=paged,
        waiting=sum(kind.tips for kind in waits),
        late=sum(kind.tips for kind in waits if kind.is_late),
        mine=sum(kind.tips for kind in waits if kind.is_mine),
        reasons=_reason_options(waits),
        channels=_options(((kind.channel, kind.tips) for kind in waits), "channels"),
        languages=_options(((kind.language, kind.tips) for kind in waits), "languages"),
        states=_state_options(everything),
    )


def _narrowed(actor: Actor, purpose: str, tips: QuerySet[Tip], narrow: QueueFilter) -> QuerySet[Tip]:
    if narrow.case:
        found = id_of_reference(actor, purpose, text=narrow.case, prefix="C")
        return tips.filter(case_id=found) if found else tips.none()
    tips = tips.filter(state__in=narrow.states or ("new",))
    if narrow.channels:
        tips = tips.filter(channel__in=narrow.channels)
    if narrow.languages:
        tips = tips.filter(language__in=narrow.languages)
    if narrow.is_mine:
        tips = tips.filter(assigned_to_id=actor.user_id)
    if narrow.is_late:
        tips = tips.filter(due_at__lt=timezone.now())
    if narrow.reasons:
        spoke = Q()
        for code in narrow.reasons:
            spoke |= _spoke(code)
        tips = _with_reasons(tips).filter(spoke)
    return tips


def _with_reasons(tips: QuerySet[Tip]) -> QuerySet[Tip]:
    """Add the reasons as text: both databases keep JSON, and neither can search it as the other does."""
    return tips.annotate(reasons_text=Cast("reasons", TextField()))


def _spoke(code: str) -> Q:
    return Q(reasons_text__contains=f'["{code}"')


def _waiting_kinds(actor: Actor, tips: QuerySet[Tip]) -> list[_Kind]:
    """Count what waits by all that is told of it, in one look through the table."""
    waiting = _with_reasons(tips.filter(state="new")).annotate(
        is_late=ExpressionWrapper(Q(due_at__lt=timezone.now()), BooleanField()),
        is_mine=Case(When(assigned_to_id=actor.user_id, then=True), default=False, output_field=BooleanField()),
    )
    told = waiting.values_list("reasons_text", "channel", "language", "is_late", "is_mine")
    return [
        _Kind(frozenset(code for code, _ in json.loads(reasons)), *rest)
        for reasons, *rest in told.annotate(count=Count("pk")).order_by()
    ]


def _reason_options(waits: Iterable[_Kind]) -> tuple[Option, ...]:
    counts = Counter[str]()
    for kind in waits:
        counts.update(dict.fromkeys(kind.reasons, kind.tips))
    return tuple(Option(code, label, counts[code]) for code, label in reason_labels().items() if counts[code])


def _options(counted: Iterable[tuple[str, int]], names: str) -> tuple[Option, ...]:
    counts = Counter[str]()
    for code, count in counted:
        counts[code] += count
    del counts[""]
    return tuple(Option(code, term_label(names, code), count) for code, count in counts.most_common(OPTIONS_MAX))


def _state_options(tips: QuerySet[Tip]) -> tuple[Option, ...]:
    labels = {
        "new": gettext("waiting"),
        "in_case": gettext("in a case"),
        "refused": gettext("refused"),
        "split": gettext("split"),
    }
    counts = dict(tips.values_list("state").annotate(count=Count("pk")))
    return tuple(Option(state, labels[state], counts.get(state, 0)) for state in STATES)


def _row(row: Tip, assigned_to: str, names: Mapping[str, str], newest: Mapping[str, Any] | None) -> QueueRow:
    values = seal.opened(row, "sealed")
    shown = reasons_shown(row.reasons, newest or values.get("why", {}))
    return QueueRow(
        tip_id=row.pk,
        version=row.version,
        reference=row.reference,
        short=short_of(values.get("text") or " · ".join(_said(cell for _, cell in values.get("raw", [])))),
        lang=row.language,
        because=tuple(names.get(reason.code, reason.code) for reason in shown),
        channel=term_label("channels", row.channel),
        state=row.state,
        due_at=row.due_at,
        urgency=row.urgency,
        reasons=shown,
        assigned_to=assigned_to,
    )


def short_of(text: str) -> str:
    """Take the beginning of a text, cut at a word, for one line of a list."""
    line = " ".join(text.split())
    if len(line) <= SHORT_CHARACTERS:
        return line
    return line[:SHORT_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _said(cells: Iterable[str]) -> list[str]:
    return [cell for cell in cells if cell.strip()]
