"""What is done on a case: notes, tasks, references to evidence, consent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from wayhome.accounts.door import Guarded, Reach
from wayhome.accounts.seal import SealedColumn
from wayhome.casefile.models.cases import Case, behind, given, of_given_cases, of_shut_cases
from wayhome.casefile.models.subjects import Subject

USER = settings.AUTH_USER_MODEL


class OnCase(Guarded):
    """A record that hangs on one case and is seen by whoever sees the case."""

    reach = Reach(agency="case__agency_id", own=given("case__assigned_to_id"), barred=behind("case__compartment"))

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta(Guarded.Meta):
        abstract = True


class Note(OnCase):
    """What a colleague wrote down."""

    kind = "note"

    sealed = SealedColumn(ring="narrative", beside=("case_id", "written_by_id"))  # text


class Task(OnCase):
    """Something to be done by a time."""

    kind = "task"
    reach = Reach(
        agency="case__agency_id",
        own=lambda user: Q(case__assigned_to_id=user) | Q(assigned_to_id=user),
        barred=behind("case__compartment"),
    )

    assigned_to = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    finished_at = models.DateTimeField(null=True)
    sealed = SealedColumn(ring="narrative", beside=("case_id", "written_by_id"))  # title

    class Meta(OnCase.Meta):
        indexes = [models.Index(fields=["assigned_to", "state", "due_at"], name="task_by_due")]


class Evidence(OnCase):
    """A reference to evidence that is kept elsewhere: what, where it is held, its hash. Never the thing itself."""

    kind = "evidence"

    what = models.CharField(max_length=20, help_text="a code of the vocabulary evidence_kinds")
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="standing")
    # Description, where it is held, by whom.
    sealed = SealedColumn(ring="narrative", beside=("case_id", "what", "sha256"))


class Consent(Guarded):
    """What a person allowed, to whom, for what and until when; or what was withdrawn."""

    kind = "consent"
    reach = Reach(agency="subject__agency_id", own=of_given_cases(), barred=of_shut_cases("subject_id"))

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=30, help_text="a code of the vocabulary consent_purposes")
    is_given = models.BooleanField(help_text="false: it was asked and refused")
    given_on = models.DateField()
    expires_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="standing")
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # Words, and who gave it.
    sealed = SealedColumn(
        ring="narrative", owner="subject_id", beside=("purpose", "is_given", "given_on", "expires_on")
    )
