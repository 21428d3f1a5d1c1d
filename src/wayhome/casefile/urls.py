"""Addresses of people, cases, investigations, sources and the search; no name of anybody is ever in one."""

from django.urls import path

from wayhome.casefile.views import (
    cases,
    casework,
    consents,
    investigations,
    moves,
    people,
    searching,
    sources,
    statements,
)

app_name = "casefile"

_PERSON = "people/<str:reference>/"
_STATEMENT = f"{_PERSON}statements/<uuid:statement_id>/"
_CASE = "cases/<str:reference>/"
_INVESTIGATION = "investigations/<str:reference>/"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}statements/new/", statements.statement_new, name="statement_new"),
    path(f"{_STATEMENT}correct/", statements.statement_correct, name="statement_correct"),
    path(f"{_STATEMENT}withdraw/", statements.statement_withdraw, name="statement_withdraw"),
    path(f"{_STATEMENT}prefer/", statements.statement_prefer, name="statement_prefer"),
    path(f"{_PERSON}consents/new/", consents.consent_new, name="consent_new"),
    path(f"{_PERSON}consents/<uuid:consent_id>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.case_new, name="case_new"),
    path(_CASE, cases.case, name="case"),
    path(f"{_CASE}assign/", moves.case_assign, name="case_assign"),
    path(f"{_CASE}wait/", moves.case_wait, name="case_wait"),
    path(f"{_CASE}close/", moves.case_close, name="case_close"),
    path(f"{_CASE}reopen/", moves.case_reopen, name="case_reopen"),
    path(f"{_CASE}restrict/", moves.case_restrict, name="case_restrict"),
    path(f"{_CASE}grant/", moves.case_grant, name="case_grant"),
    path(f"{_CASE}sight/withdraw/", moves.case_withdraw_sight, name="case_withdraw_sight"),
    path(f"{_CASE}people/new/", casework.case_add_person, name="case_add_person"),
    path(f"{_CASE}notes/new/", casework.note_new, name="note_new"),
    path(f"{_CASE}tasks/new/", casework.task_new, name="task_new"),
    path(f"{_CASE}tasks/<uuid:task_id>/finish/", casework.task_finish, name="task_finish"),
    path(f"{_CASE}evidence/new/", casework.evidence_new, name="evidence_new"),
    path(f"{_CASE}evidence/<uuid:evidence_id>/withdraw/", casework.evidence_withdraw, name="evidence_withdraw"),
    path("investigations/", investigations.investigations, name="investigations"),
    path("investigations/new/", investigations.investigation_new, name="investigation_new"),
    path(_INVESTIGATION, investigations.investigation, name="investigation"),
    path(f"{_INVESTIGATION}cases/new/", investigations.investigation_add_case, name="investigation_add_case"),
    path(f"{_INVESTIGATION}close/", investigations.investigation_close, name="investigation_close"),
    path("sources/<uuid:source_id>/", sources.source, name="source"),
    path("sources/<uuid:source_id>/file/", sources.source_file, name="source_file"),
    path("search/", searching.search, name="search"),
]
