"""Every read of tips and imports that a page, a command or another room needs."""

from wayhome.tips.queries.exporting import rows_of_import
from wayhome.tips.queries.finding import demand_import, demand_tip
from wayhome.tips.queries.importing import Job, Report, import_report, job_of, unfinished_imports
from wayhome.tips.queries.imports import AsideShown, ImportPage, ImportRow, ImportsPage, import_page, imports_page
from wayhome.tips.queries.listing import list_tips
from wayhome.tips.queries.profiles import ProfileUsed, mapping_of, profiles_used
from wayhome.tips.queries.senders import SenderLine, SenderPage, sender_page
from wayhome.tips.queries.verifying import BatchChecked, verify_batches
from wayhome.tips.queries.waiting import Waiting, WaitingCounts, waiting_ages, waiting_counts

__all__ = [
    "AsideShown",
    "BatchChecked",
    "ImportPage",
    "ImportRow",
    "ImportsPage",
    "Job",
    "ProfileUsed",
    "Report",
    "SenderLine",
    "SenderPage",
    "Waiting",
    "WaitingCounts",
    "demand_import",
    "demand_tip",
    "import_page",
    "import_report",
    "imports_page",
    "job_of",
    "list_tips",
    "mapping_of",
    "profiles_used",
    "rows_of_import",
    "sender_page",
    "unfinished_imports",
    "verify_batches",
    "waiting_ages",
    "waiting_counts",
]
