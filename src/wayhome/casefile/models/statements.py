"""Statements: who said what, of whom, when, from where, and how far it can be relied on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wayhome.accounts.door import Guarded, Reach
from wayhome.accounts.seal import SealedColumn
from wayhome.casefile.models.cases import of_given_cases, of_shut_cases
from wayhome.casefile.models.sources import Source
from wayhome.casefile.models.subjects import Subject

# What a statement is worth and where it comes from: bound to its sealed value, so that none can be changed unseen.
BESIDE = ("what", "object_id", "agency_id", "source_id", "grade_source", "grade_information")
STATES = ("standing", "superseded", "withdrawn")


class Statement(Guarded):
    """
    One thing that somebody said. It is never overwritten: a correction is a new statement that supersedes this one.

    The sealed value has the keys that the vocabulary `statement_kinds` gives to its kind, and `said_by` where known.
    """

    kind = "statement"
    reach = Reach(agency="agency_id", own=of_given_cases(), barred=of_shut_cases("subject_id", "object_id"))

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="statements")
    object = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="named_in")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, help_text="a kind of the vocabulary statement_kinds")
    ring = models.CharField(max_length=12, help_text="the ring that seals the value; follows from the kind")
    sealed = SealedColumn(ring_from="ring", owner="subject_id", beside=BESIDE)

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="statements")
    place = models.CharField(max_length=300, blank=True)
    slot = models.CharField(max_length=60, blank=True)
    column = models.CharField(max_length=120, blank=True, help_text="header of the column it was read from")
    grade_source = models.CharField(max_length=1, default="F")
    grade_information = models.CharField(max_length=1, default="6")

    year = models.SmallIntegerField(null=True, help_text="year of birth, for a statement of birth")
    country = models.CharField(max_length=3, blank=True, help_text="a code of the vocabulary countries")
    on_earliest = models.DateField(null=True, help_text="first day on which it may have been so; never a birth date")
    on_latest = models.DateField(null=True)
    precision = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    said_on = models.DateField(null=True, help_text="the day on which it was said, where known")

    state = models.CharField(max_length=10, default="standing")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        constraints = [models.CheckConstraint(name="statement_state_is_known", condition=Q(state__in=STATES))]
        indexes = [
            models.Index(fields=["subject", "what"], name="statement_by_subject"),
            models.Index(fields=["what", "state"], name="statement_by_kind"),
            models.Index(fields=["source", "place"], name="statement_by_place"),
        ]


class Preference(Guarded):
    """A human's choice of the statement that holds, for one kind of one subject."""

    kind = "statement"
    reach = Reach(agency="subject__agency_id", own=of_given_cases(), barred=of_shut_cases("subject_id"))

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="preferences")
    what = models.CharField(max_length=20)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["subject", "what"], name="one_choice_a_kind")]
