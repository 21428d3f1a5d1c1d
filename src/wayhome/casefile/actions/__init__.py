"""Every write of the case file: check the right, read, compute, save, journal; one transaction each."""

from wayhome.casefile.actions.cases import (
    add_to_case,
    assign_case,
    close_case,
    grant_case,
    open_case,
    open_cases,
    reopen_case,
    rescue_case,
    restrict_case,
    wait_on_case,
    withdraw_sight,
)
from wayhome.casefile.actions.investigations import add_case_to_investigation, close_investigation, open_investigation
from wayhome.casefile.actions.mentions import Kept, MentionedPerson, MentionedRow, MentionedStatement, record_mentions
from wayhome.casefile.actions.sayings import Mentioned, Standing, said_anew, standing_at, taken_slots
from wayhome.casefile.actions.sources import discard_source, keep_source
from wayhome.casefile.actions.statements import (
    Said,
    add_statement,
    correct_statement,
    prefer_statement,
    record_subject,
    withdraw_statement,
)
from wayhome.casefile.actions.taking_back import close_mistaken_cases, withdraw_rows
from wayhome.casefile.actions.work import (
    add_evidence,
    add_task,
    finish_task,
    record_consent,
    withdraw_consent,
    withdraw_evidence,
    write_note,
)

__all__ = [
    "Kept",
    "Mentioned",
    "MentionedPerson",
    "MentionedRow",
    "MentionedStatement",
    "Said",
    "Standing",
    "add_case_to_investigation",
    "add_evidence",
    "add_statement",
    "add_task",
    "add_to_case",
    "assign_case",
    "close_case",
    "close_investigation",
    "close_mistaken_cases",
    "correct_statement",
    "discard_source",
    "finish_task",
    "grant_case",
    "keep_source",
    "open_case",
    "open_cases",
    "open_investigation",
    "prefer_statement",
    "record_consent",
    "record_mentions",
    "record_subject",
    "reopen_case",
    "rescue_case",
    "restrict_case",
    "said_anew",
    "standing_at",
    "taken_slots",
    "wait_on_case",
    "withdraw_consent",
    "withdraw_evidence",
    "withdraw_rows",
    "withdraw_sight",
    "withdraw_statement",
    "write_note",
]
