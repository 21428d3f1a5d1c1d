"""Every read about staff, agencies and the journal that a page or another room needs."""

from wayhome.accounts.queries.agencies import AgencyAtWork, agencies, agency_for_public_tips, agency_named
from wayhome.accounts.queries.history import HistoryPage, changes_since, journal_page, journal_root, verify_journal
from wayhome.accounts.queries.people import (
    Colleague,
    OwnAccount,
    colleague,
    colleagues,
    link_owner,
    own_account,
    parts_to_play,
    who_sees,
)
from wayhome.accounts.queries.receivers import is_open_to_anybody, readers, receiver, receivers
from wayhome.accounts.queries.rights import may

__all__ = [
    "AgencyAtWork",
    "Colleague",
    "HistoryPage",
    "OwnAccount",
    "agencies",
    "agency_for_public_tips",
    "agency_named",
    "changes_since",
    "colleague",
    "colleagues",
    "is_open_to_anybody",
    "journal_page",
    "journal_root",
    "link_owner",
    "may",
    "own_account",
    "parts_to_play",
    "readers",
    "receiver",
    "receivers",
    "verify_journal",
    "who_sees",
]
