"""Every read of the case file that a page or another room needs."""

from wayhome.casefile.queries.case import CasePage, case_page
from wayhome.casefile.queries.cases import CaseCounts, CaseFilter, CaseRow, CasesPage, case_counts, cases_page
from wayhome.casefile.queries.finding import (
    demand_reference,
    demand_right,
    find_case,
    id_of_reference,
    source_content,
    subjects_at,
    version_of,
)
from wayhome.casefile.queries.investigations import (
    InvestigationPage,
    InvestigationRow,
    investigation_page,
    investigations_page,
)
from wayhome.casefile.queries.known import Known, known_subjects
from wayhome.casefile.queries.paging import Paged
from wayhome.casefile.queries.people import PeopleFilter, PeoplePage, people_page
from wayhome.casefile.queries.searching import FoundPerson, SearchPage, search_people
from wayhome.casefile.queries.sources import SourcePage, may_open_source, source_page
from wayhome.casefile.queries.statements import StatementAct, kinds_for, statement_to_act_on
from wayhome.casefile.queries.subjects import PersonPage, person_page
from wayhome.casefile.queries.tasks import TaskShown, my_tasks
from wayhome.casefile.queries.touched import ReadRow, rows_touched
from wayhome.casefile.queries.words import Words

__all__ = [
    "CaseCounts",
    "CaseFilter",
    "CasePage",
    "CaseRow",
    "CasesPage",
    "FoundPerson",
    "InvestigationPage",
    "InvestigationRow",
    "Known",
    "Paged",
    "PeopleFilter",
    "PeoplePage",
    "PersonPage",
    "ReadRow",
    "SearchPage",
    "SourcePage",
    "StatementAct",
    "TaskShown",
    "Words",
    "case_counts",
    "case_page",
    "cases_page",
    "demand_reference",
    "demand_right",
    "find_case",
    "id_of_reference",
    "investigation_page",
    "investigations_page",
    "kinds_for",
    "known_subjects",
    "may_open_source",
    "my_tasks",
    "people_page",
    "person_page",
    "rows_touched",
    "search_people",
    "source_content",
    "source_page",
    "statement_to_act_on",
    "subjects_at",
    "version_of",
]  # fmt: skip
