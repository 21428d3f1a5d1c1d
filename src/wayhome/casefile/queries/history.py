"""The history of a record, from the journal: who did what, with what stood before and after and why; and who looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from wayhome.accounts import journal
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import Words, kind_label, say, term_label
from wayhome.kernel.statements import statement_kind

ENTRIES_MAX = 200
_LOOKS: Final = frozenset({"read", "open", "ask"})
# A statement that leads to somebody else says nothing more here: whoever may not see the other must not read of them.
_TEXTS: Final[Mapping[tuple[str, str], str]] = {
    ("read", "subject"): gettext_noop("looked at the page"),
    ("read", "case"): gettext_noop("looked at the page"),
    ("read", "investigation"): gettext_noop("looked at the page"),
    ("open", "source"): gettext_noop("opened the source"),
    ("create", "subject"): gettext_noop("recorded the first statements"),
    ("create", "statement"): gettext_noop("added a statement"),
    ("correct", "statement"): gettext_noop("corrected a statement"),
    ("withdraw", "statement"): gettext_noop("withdrew a statement"),
    ("prefer", "statement"): gettext_noop("chose what holds"),
    ("create", "consent"): gettext_noop("recorded a consent"),
    ("withdraw", "consent"): gettext_noop("recorded that a consent was taken back"),
    ("create", "case"): gettext_noop("opened the case"),
    ("assign", "case"): gettext_noop("gave the case to a colleague"),
    ("wait", "case"): gettext_noop("let the case wait"),
    ("close", "case"): gettext_noop("closed the case"),
    ("reopen", "case"): gettext_noop("opened the case again"),
    ("restrict", "case"): gettext_noop("restricted the case"),
    ("grant", "case"): gettext_noop("let a colleague see the case"),
    ("rescue", "case"): gettext_noop("let a colleague see the case, which nobody saw any more"),
    ("add_person", "case"): gettext_noop("added to the case"),
    ("create", "note"): gettext_noop("wrote a note"),
    ("create", "task"): gettext_noop("set a task"),
    ("finish", "task"): gettext_noop("finished a task"),
    ("create", "evidence"): gettext_noop("noted a piece of evidence"),
    ("withdraw", "evidence"): gettext_noop("withdrew a reference to evidence"),
    ("create", "investigation"): gettext_noop("opened the investigation"),
    ("add_case", "investigation"): gettext_noop("put the case into an investigation"),
    ("close", "investigation"): gettext_noop("closed the investigation"),
    ("join", "tip"): gettext_noop("joined a tip to the case"),
    ("describe", "tip"): gettext_noop("described somebody whom a tip names"),
    ("assign", "tip"): gettext_noop("gave a tip to a colleague"),
    ("answer", "tip"): gettext_noop("answered a tip"),
    ("split", "tip"): gettext_noop("split a tip"),
    ("refuse", "tip"): gettext_noop("refused a tip"),
    ("restore", "tip"): gettext_noop("took a refused tip back"),
}


@dataclass(frozen=True)
class HistoryLine:
    """One entry: what was done, of which kind of statement, what stood before and after, and the reason."""

    at: datetime
    who: str
    text: str
    about: str = ""
    before: Words | None = None
    after: Words | None = None
    reason: str = ""


@dataclass(frozen=True)
class History:
    """What was done with a record, and who looked at it, the newest first."""

    changes: tuple[HistoryLine, ...]
    looks: tuple[HistoryLine, ...]


def history_of(*, object_ids: Sequence[UUID] = (), case_id: UUID | None = None) -> History:
    """Read the history of records, or of a case; whoever asks must have found them through the door before."""
    entries = journal.entries(object_ids=object_ids, case_id=case_id, most=ENTRIES_MAX)
    names = staff_names(_people(entry.detail) for entry in entries if entry.verb in {"assign", "grant", "rescue"})
    lines = [(entry.verb, _line(entry, names)) for entry in entries if entry.decision == "allowed"]
    return History(
        changes=tuple(line for verb, line in lines if verb not in _LOOKS),
        looks=tuple(line for verb, line in lines if verb in _LOOKS),
    )


def _line(entry: journal.Entry, names: Mapping[UUID, str]) -> HistoryLine:
    text = _TEXTS.get((entry.verb, entry.kind))
    if entry.detail.get("taken_from"):
        text = gettext_noop("let a colleague see the case no longer")
    line = HistoryLine(entry.at, entry.actor, gettext(text) if text else f"{entry.verb} {entry.kind}")
    if entry.kind == "statement":
        return _with_statement(line, entry.detail)
    if entry.verb in {"assign", "grant", "rescue"}:
        person = _people(entry.detail)
        receiver = names.get(UUID(person), "") if person else ""
        return replace(line, after=Words(text=receiver) if receiver else None)
    if entry.kind == "consent" and (told := entry.detail.get("for")):
        return replace(line, about=term_label("consent_purposes", str(told)))
    return replace(line, reason=_reason(entry.detail))


def _with_statement(line: HistoryLine, detail: Mapping[str, Any]) -> HistoryLine:
    kind, reason = str(detail.get("kind", "")), str(detail.get("reason", ""))
    if not kind or statement_kind(kind).object_kind is not None:
        return replace(line, reason=reason)
    before, after = detail.get("before"), detail.get("after")
    return replace(
        line,
        about=kind_label(kind),
        before=say(kind, before) if before else None,
        after=say(kind, after) if after else None,
        reason=reason,
    )


def _people(detail: Mapping[str, Any]) -> str:
    return str(detail.get("after") or detail.get("to") or detail.get("taken_from") or "")


def _reason(detail: Mapping[str, Any]) -> str:
    code, words = str(detail.get("reason", "")), str(detail.get("words", ""))
    return ". ".join(part for part in (term_label("closing_reasons", code) if code else "", words) if part)
