"""Where statements come from: the raw source, kept sealed with its hash, and the places in it that name somebody."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet

from wayhome.accounts.door import Guarded, Reach
from wayhome.accounts.seal import SealedColumn
from wayhome.casefile.models.cases import CaseMember, of_given_cases, of_shut_cases, shut_cases, shut_members
from wayhome.casefile.models.subjects import Subject

PART_BYTES_MAX = 1 << 20  # one part is sealed and opened in memory; 1 MiB keeps that small and the rows few
SOURCE_KINDS = ("file", "call", "form", "api", "hand")


def sources_of_given_cases(user: UUID) -> Q:
    """
    Write the condition that a source names somebody of a case that is given to a user, or was typed about them.

    A whole file tells of many others besides, so that one row of it opens it to nobody.
    """
    mine = CaseMember.everyone_unscoped.filter(case__assigned_to_id=user).values("subject_id")
    return _naming(mine) & ~Q(what="file")


def sources_of_shut_cases(open_ones: frozenset[UUID]) -> Q:
    """
    Write the bar for sources that name anybody of a restricted case that is not open, or whose tip went to it.

    A tip of which nobody was written down yet names no one, and its source still holds every word of it. The tips are
    reached by the name of their relation, since their room lies above this one.
    """
    came = Source.everyone_unscoped.filter(tips__case__in=shut_cases(open_ones)).values("pk")
    return _naming(shut_members(open_ones)) | Q(pk__in=came)


def _naming(subjects: QuerySet[CaseMember, Any]) -> Q:
    # Two subqueries, not one with two joins: a file has many mentions and many statements, and each would meet each.
    mentioned = Source.everyone_unscoped.filter(mentions__subject_id__in=subjects).values("pk")
    said = Source.everyone_unscoped.filter(statements__subject_id__in=subjects).values("pk")
    return Q(pk__in=mentioned) | Q(pk__in=said)


class Source(Guarded):
    """One raw source as it came: a file, a call, a form. Its parts hold it, sealed."""

    kind = "source"
    reach = Reach(agency="agency_id", own=sources_of_given_cases, barred=sources_of_shut_cases)

    what = models.CharField(max_length=6, help_text="file, call, form, api or hand")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = SealedColumn(ring="source")  # file name, who sent it

    class Meta(Guarded.Meta):
        constraints = [models.CheckConstraint(name="source_kind_is_known", condition=Q(what__in=SOURCE_KINDS))]


class SourcePart(Guarded):
    """A piece of a raw source, small enough to be sealed and opened at once."""

    kind = "source"
    reach = Reach(
        agency="source__agency_id",
        own=lambda user: Q(source__in=Source.everyone_unscoped.filter(sources_of_given_cases(user))),
        barred=lambda open_ones: Q(source__in=Source.everyone_unscoped.filter(sources_of_shut_cases(open_ones))),
    )

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = SealedColumn(ring="source", owner="source_id")

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="part_once_a_source")]


class Mention(Guarded):
    """One person in one place of a source; nothing merges two mentions before a human says that they are one."""

    kind = "mention"
    reach = Reach(agency="subject__agency_id", own=of_given_cases(), barred=of_shut_cases("subject_id"))

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="mentions")
    place = models.CharField(max_length=300, help_text="row N, an XPath, or a JSON pointer")
    slot = models.CharField(max_length=60, default="person")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="mentions")

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["source", "place", "slot"], name="mention_once_a_slot")]
