"""Every read of tips and imports that a page, a command or another room needs."""

from wayhome.tips.queries.exporting import rows_of_import
from wayhome.tips.queries.finding import demand_import, demand_tip
from wayhome.tips.queries.importing import Job, Report, import_report, imports_being_undone, job_of, unfinished_imports
from wayhome.tips.queries.imports import AsideShown, ImportPage, ImportRow, ImportsPage, import_page, imports_page
from wayhome.tips.queries.listing import list_tips
from wayhome.tips.queries.mending import Grid, grid_of
from wayhome.tips.queries.profiles import (
    ProfileLine,
    ProfilePage,
    ProfileUsed,
    agency_called,
    agency_of_folder,
    mapping_of,
    newest_profile,
    profile_page,
    profiles,
    profiles_used,
)
from wayhome.tips.queries.senders import SenderLine, SenderPage, sender_page
from wayhome.tips.queries.undoing import (
    Undone,
    import_to_undo,
    known_of_it_later,
    undone_of,
    undone_since,
    undone_words,
)
from wayhome.tips.queries.verifying import BatchChecked, verify_batches
from wayhome.tips.queries.waiting import Waiting, WaitingCounts, waiting_ages, waiting_counts
from wayhome.tips.queries.waiting_sheets import (
    Preview,
    SheetPage,
    is_mapping_asked_for,
    preview_of,
    sheet_content,
    sheet_page,
    waiting_sheets,
)

__all__ = [
    "AsideShown",
    "BatchChecked",
    "Grid",
    "ImportPage",
    "ImportRow",
    "ImportsPage",
    "Job",
    "Preview",
    "ProfileLine",
    "ProfilePage",
    "ProfileUsed",
    "Report",
    "SenderLine",
    "SenderPage",
    "SheetPage",
    "Undone",
    "Waiting",
    "WaitingCounts",
    "agency_called",
    "agency_of_folder",
    "demand_import",
    "demand_tip",
    "grid_of",
    "import_page",
    "import_report",
    "import_to_undo",
    "imports_being_undone",
    "imports_page",
    "is_mapping_asked_for",
    "job_of",
    "known_of_it_later",
    "list_tips",
    "mapping_of",
    "newest_profile",
    "preview_of",
    "profile_page",
    "profiles",
    "profiles_used",
    "rows_of_import",
    "sender_page",
    "sheet_content",
    "sheet_page",
    "undone_of",
    "undone_since",
    "undone_words",
    "unfinished_imports",
    "verify_batches",
    "waiting_ages",
    "waiting_counts",
    "waiting_sheets",
]
