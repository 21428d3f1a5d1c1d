"""Who waits where on the way, what needs somebody today, and what changed: read from every room below."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wayhome.accounts.door import Actor, demand, query
from wayhome.accounts.engine.deeds import deed
from wayhome.accounts.journal import Change
from wayhome.accounts.queries import changes_since, may
from wayhome.casefile.queries import TaskShown, my_tasks
from wayhome.casefile.queries.waiting import CaseClock, case_clocks, cases_in_sight
from wayhome.journey.engine import Line, Wait, lay_out, station
from wayhome.tips.queries.nearest import NextTip, next_tips
from wayhome.tips.queries.waiting import waiting_ages

NEXT_TIPS = 5  # beyond these a list is a queue, and that has its page
NEWS_HOURS = 24
NEWS_MAX = 10  # what is told of a day on one page


@dataclass(frozen=True)
class Needs:
    """What needs the actor: tips with the least time left, their own tasks, and their own cases past the limit."""

    tips: tuple[NextTip, ...]
    tips_count: int
    tasks: tuple[TaskShown, ...]
    cases: tuple[CaseClock, ...]

    @property
    def count(self) -> int:
        """How many acts these are."""
        return self.tips_count + len(self.tasks) + len(self.cases)


@dataclass(frozen=True)
class News:
    """How often something was done, and when last; `count_label` stands before the number."""

    at: datetime
    count_label: str
    count: int


@query
def line_of(actor: Actor, purpose: str, *, now: datetime, is_mine: bool = False) -> Line:
    """
    Lay out the line of all that the actor may see; with `is_mine` what is given to the actor is chosen among it.

    A station whose kind of record the actor may not read has nobody.
    """
    demand(actor, purpose, "read", "line")
    waiting: dict[str, list[Wait]] = {}
    if may(actor, purpose, "read", "tip"):
        limit = station("tip").limit_hours or 1.0
        waiting["tip"] = [
            Wait(_share(tip.received_at, tip.due_at, now=now, limit_hours=limit), tip.is_mine or not is_mine)
            for tip in waiting_ages(actor, purpose)
        ]
    if may(actor, purpose, "read", "case"):
        waiting["linked"] = [
            Wait(max(0.0, _hours(now - clock.since)), clock.is_mine or not is_mine)
            for clock in case_clocks(actor, purpose)
        ]
    return lay_out(waiting)


@query
def needs_of(actor: Actor, purpose: str, *, now: datetime) -> Needs:
    """Find what needs the actor today; whoever can refuse a tip also answers for some that are not given to them."""
    demand(actor, purpose, "read", "line")
    tips: list[NextTip] = []
    tips_count = 0
    if may(actor, purpose, "read", "tip"):
        tips, tips_count = next_tips(actor, purpose, most=NEXT_TIPS, answers_for=_answers_for(actor, purpose))
    tasks = my_tasks(actor, purpose) if may(actor, purpose, "read", "task") else ()
    cases = case_clocks(actor, purpose) if may(actor, purpose, "read", "case") else []
    past = [clock for clock in cases if clock.is_mine and case_due_at(clock) < now]
    return Needs(tuple(tips), tips_count, tasks, tuple(sorted(past, key=lambda clock: clock.since)))


@query
def news_of(actor: Actor, purpose: str, *, now: datetime) -> list[News]:
    """Count what was done since yesterday by the people of the actor's agency, the latest first; never whose it was."""
    demand(actor, purpose, "read", "line")
    changes = list(changes_since(actor, purpose, moment=now - timedelta(hours=NEWS_HOURS)))
    case_ids = {change.case_id for change in changes if change.case_id is not None}
    seen = cases_in_sight(actor, purpose, case_ids=case_ids) if may(actor, purpose, "read", "case") else set()
    counted = _counted(change for change in changes if change.case_id is None or change.case_id in seen)
    return sorted(counted, key=lambda news: news.at, reverse=True)[:NEWS_MAX]


def case_due_at(clock: CaseClock) -> datetime:
    """Say until when a case may stand as it does: the limit of its station, which is a promise and no law."""
    return clock.since + timedelta(hours=station("linked").limit_hours or 0)


def _answers_for(actor: Actor, purpose: str) -> str:
    """Say for whose tips the actor answers: whoever can refuse one for the queue, with the history for the unit."""
    if not may(actor, purpose, "refuse", "tip"):
        return "self"
    return "unit" if may(actor, purpose, "read", "journal") else "queue"


def _counted(changes: Iterable[Change]) -> list[News]:
    counts: defaultdict[str, int] = defaultdict(int)
    latest: dict[str, datetime] = {}
    for change in changes:
        label = deed(change.verb, change.kind).count
        if label:
            counts[label] += 1
            latest[label] = max(change.at, latest.get(label, change.at))
    return [News(latest[label], label, count) for label, count in counts.items()]


def _share(arrived: datetime, due: datetime, *, now: datetime, limit_hours: float) -> float:
    """
    Give the hours at which a tip stands on its stretch, where each tip has a limit of its own.

    In time it stands at the share of its own limit that has passed; late, as far past the mark as it is late. So a tip
    is late on the line exactly when it is late in the queue.
    """
    if now > due:
        return limit_hours + _hours(now - due)
    whole = due - arrived
    return limit_hours * max(0.0, (now - arrived) / whole) if whole > timedelta(0) else limit_hours


def _hours(length: timedelta) -> float:
    return length / timedelta(hours=1)
