"""Every read of the case file that a page or another room needs."""

from wayhome.casefile.queries.finding import find_case, source_content, subjects_at

__all__ = ["find_case", "source_content", "subjects_at"]
