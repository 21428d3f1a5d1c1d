"""Every read of tips and imports that a page, a command or another room needs."""

from wayhome.tips.queries.importing import Job, Report, import_report, job_of, unfinished_imports

__all__ = ["Job", "Report", "import_report", "job_of", "unfinished_imports"]
