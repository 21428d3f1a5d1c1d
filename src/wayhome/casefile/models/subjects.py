"""
Who and what statements are made of: people, places, organisations, vehicles, events.

One table, so that a statement needs one foreign key and a graph of them one join; a proxy for each kind, so that
the code of later rooms can speak of a Person. A person may be known by nothing but a description.
"""

from django.db import models
from django.db.models import Q

from wayhome.accounts.door import Guarded, Reach
from wayhome.casefile.models.cases import of_given_cases, of_shut_cases

KINDS = ("person", "place", "organisation", "vehicle", "event")


class Subject(Guarded):
    """Anything that a statement can be about."""

    kind = "subject"
    reach = Reach(agency="agency_id", own=of_given_cases("pk"), barred=of_shut_cases("pk"))

    reference = models.CharField(max_length=20, unique=True)
    what = models.CharField(max_length=12, help_text="person, place, organisation, vehicle or event")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        constraints = [models.CheckConstraint(name="subject_kind_is_known", condition=Q(what__in=KINDS))]


class Person(Subject):
    """A human being."""

    class Meta:
        proxy = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class Place(Subject):
    """Somewhere: a house, a hall, a stretch of road."""

    class Meta:
        proxy = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class Organisation(Subject):
    """A company, a shelter, a school."""

    class Meta:
        proxy = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class Vehicle(Subject):
    """Something that people are moved in."""

    class Meta:
        proxy = True
        base_manager_name = "objects"
        default_manager_name = "objects"


class Event(Subject):
    """Something that happened at a time: a crossing, a call, a payment."""

    class Meta:
        proxy = True
        base_manager_name = "objects"
        default_manager_name = "objects"
