"""Cases, who belongs to them, and the investigations that hold them together."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from wayhome.accounts.door import Guarded, Reach
from wayhome.accounts.seal import SealedColumn


def behind(path: str) -> Callable[[frozenset[UUID]], Q]:
    """Write the bar for rows that hang on one case: its compartment is set and not among the open ones."""
    return lambda open_ones: Q(**{f"{path}__isnull": False}) & ~Q(**{f"{path}__in": open_ones})


def given(path: str) -> Callable[[UUID], Q]:
    """Write the condition that a record, or the case it hangs on, is given to a user."""
    return lambda user: Q(**{path: user})


class Investigation(Guarded):
    """Several cases that are worked as one."""

    kind = "investigation"
    reach = Reach(agency="agency_id", own=given("assigned_to_id"))

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    sealed = SealedColumn(ring="narrative")  # title, summary, closing reason


class Case(Guarded):
    """One matter with its people, from the first tip to the end."""

    kind = "case"
    reach = Reach(agency="agency_id", own=given("assigned_to_id"), barred=behind("compartment"))

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    investigation = models.ForeignKey(Investigation, null=True, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, default="open", help_text="open, waiting or closed")
    state_reason = models.CharField(max_length=40, blank=True, help_text="a code of the vocabulary closing_reasons")
    state_since = models.DateTimeField()
    compartment = models.UUIDField(null=True, db_index=True, help_text="set when the case is restricted")
    sealed = SealedColumn(ring="narrative")  # title, summary, words on the state

    class Meta(Guarded.Meta):
        constraints = [
            models.CheckConstraint(name="case_state_is_known", condition=Q(state__in=["open", "waiting", "closed"])),
        ]
        indexes = [models.Index(fields=["agency", "state", "created_at"], name="case_by_state")]


class CaseMember(Guarded):
    """A person, place or thing that a case is about."""

    kind = "case"
    reach = Reach(agency="case__agency_id", own=given("case__assigned_to_id"), barred=behind("case__compartment"))

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    subject = models.ForeignKey("casefile.Subject", on_delete=models.PROTECT, related_name="memberships")

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["case", "subject"], name="member_once_a_case")]


def of_given_cases(path: str = "subject_id") -> Callable[[UUID], Q]:
    """Write the condition that a row's subject belongs to a case that is given to a user."""
    return lambda user: Q(
        **{f"{path}__in": CaseMember.everyone_unscoped.filter(case__assigned_to_id=user).values("subject_id")}
    )


def shut_cases(open_ones: frozenset[UUID]) -> "QuerySet[Case, Any]":
    """Select the restricted cases that are not open."""
    shut = Case.everyone_unscoped.filter(compartment__isnull=False)
    return shut.exclude(compartment__in=open_ones).values("pk")


def shut_members(open_ones: frozenset[UUID]) -> QuerySet[CaseMember, Any]:
    """Select who belongs to a restricted case that is not open."""
    shut = CaseMember.everyone_unscoped.filter(case__compartment__isnull=False)
    return shut.exclude(case__compartment__in=open_ones).values("subject_id")


def of_shut_cases(*paths: str) -> Callable[[frozenset[UUID]], Q]:
    """Write the bar for rows any of whose subjects belongs to a restricted case that is not open."""

    def bar(open_ones: frozenset[UUID]) -> Q:
        barred = shut_members(open_ones)
        return reduce(or_, (Q(**{f"{path}__isnull": False, f"{path}__in": barred}) for path in paths))

    return bar
