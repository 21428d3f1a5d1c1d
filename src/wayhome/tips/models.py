"""Tips, the imports that bring many of them, and the rows that were set aside."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from wayhome.accounts.door import Guarded, Reach
from wayhome.accounts.seal import SealedColumn

USER = settings.AUTH_USER_MODEL
TIP_STATES = ("new", "in_case", "split", "refused")
IMPORT_STATES = ("waiting", "reading", "done", "refused", "undoing", "undone")
IMPORT_UNDONE = "import_undone"  # why a tip is refused whose import was taken back; never chosen by hand
SHEET_STATES = ("waiting", "used", "dropped")


def given_tip(user: UUID) -> Q:
    """Write the condition that a tip, or the case that it went to, is given to a user."""
    return Q(assigned_to_id=user) | Q(case__assigned_to_id=user)


def tip_behind(open_ones: frozenset[UUID]) -> Q:
    """
    Write the bar for tips that went to a restricted case that is not open, and for what such a tip was split from.

    A tip that was split holds the words of all its parts; they have its source and its place, whole and part alike.
    """
    shut = Tip.everyone_unscoped.filter(case__compartment__isnull=False).exclude(case__compartment__in=open_ones)
    part = shut.filter(part_of__isnull=False, source_id=OuterRef("source_id"), place=OuterRef("place"))
    return Q(case_id__in=shut.values("case_id")) | (Q(state="split") & Q(Exists(part)))


class Import(Guarded):
    """One file that brings many tips: how far it was read, and how its rows add up."""

    kind = "import"
    reach = Reach(agency="agency_id", own=lambda user: Q(received_by_id=user))

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("casefile.Source", null=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20, default="table")
    profile = models.CharField(max_length=120, blank=True)
    mapping_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, default="waiting")
    purpose = models.CharField(max_length=30, help_text="for what it was brought in")
    read = models.PositiveIntegerField(default=0, help_text="rows read, each of them counted in one of the next three")
    stored = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    already_known = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = SealedColumn(ring="source")  # name of the file, mapping, columns not mapped, why refused or undone

    class Meta(Guarded.Meta):
        constraints = [
            models.CheckConstraint(name="import_state_is_known", condition=Q(state__in=IMPORT_STATES)),
            models.CheckConstraint(
                name="import_adds_up",
                condition=Q(read=models.F("stored") + models.F("set_aside") + models.F("already_known")),
            ),
            models.UniqueConstraint(
                fields=["file_sha256", "mapping_sha256", "agency"],
                condition=~Q(state__in=("refused", "undone")),
                name="import_once",
            ),
        ]
        indexes = [models.Index(fields=["file_sha256", "agency"], name="import_by_file")]


class ImportBatch(Guarded):
    """The rows of one transaction of an import, with the root of their hashes as the journal has it."""

    kind = "import"
    reach = Reach(agency="of_import__agency_id")

    of_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="batches")
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    journal_seq = models.BigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["of_import", "first_row"], name="batch_once_a_row")]


class Tip(Guarded):
    """One tip: what somebody sent or said, or one row of a sheet."""

    kind = "tip"
    reach = Reach(agency="agency_id", own=given_tip, barred=tip_behind)

    reference = models.CharField(max_length=20, unique=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, help_text="a code of the vocabulary channels")
    language = models.CharField(max_length=12, blank=True, help_text="a code of the vocabulary languages")
    country = models.CharField(max_length=3, blank=True, help_text="a code of the vocabulary countries")
    received_at = models.DateTimeField()
    source = models.ForeignKey("casefile.Source", on_delete=models.PROTECT, related_name="tips")
    place = models.CharField(max_length=300, blank=True)
    of_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="tips")
    row = models.PositiveIntegerField(null=True)
    row_key = models.BinaryField(max_length=32, null=True, unique=True, help_text="keyed hash: is this row known")

    state = models.CharField(max_length=10, default="new")
    state_reason = models.CharField(max_length=40, blank=True, help_text="a code of the vocabulary spam_reasons")
    case = models.ForeignKey("casefile.Case", null=True, on_delete=models.PROTECT, related_name="tips")
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")

    urgency = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    reasons = models.JSONField(default=list, help_text="codes of the urgency rules that spoke, with their points")
    due_at = models.DateTimeField()

    idempotency_hash = models.BinaryField(max_length=32, null=True, unique=True)
    body_hash = models.BinaryField(max_length=32, null=True)
    secret_hash = models.BinaryField(max_length=32, null=True)

    sealed = SealedColumn(ring="narrative")  # text, where, when, raw row, what the urgency rests on
    sealed_contact = SealedColumn(ring="contact", may_be_empty=True)  # how the sender can be reached

    class Meta(Guarded.Meta):
        constraints = [
            models.CheckConstraint(name="tip_state_is_known", condition=Q(state__in=TIP_STATES)),
            models.UniqueConstraint(fields=["of_import", "row"], name="tip_once_a_row"),
        ]
        indexes = [
            models.Index(fields=["state", "-urgency", "due_at", "id"], name="tip_queue"),
            models.Index(fields=["state", "due_at"], name="tip_by_due"),
        ]


def with_its_wholes(tip: Tip) -> list[Tip]:
    """Give a tip, the whole that it is a part of, the whole of that, and so on; the door is asked elsewhere."""
    chain = [tip]
    while (whole_id := chain[-1].part_of_id) is not None:
        chain.append(Tip.everyone_unscoped.get(pk=whole_id))
    return chain


WITH_ITS_TIP = Reach(
    agency="tip__agency_id",
    own=lambda user: Q(tip__assigned_to_id=user) | Q(tip__case__assigned_to_id=user),
    barred=lambda open_ones: Q(tip_id__in=Tip.everyone_unscoped.filter(tip_behind(open_ones)).values("pk")),
)


class Addition(Guarded):
    """What the sender added later, or what staff answered to the sender."""

    kind = "tip"
    reach = WITH_ITS_TIP

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="additions")
    is_answer = models.BooleanField(default=False)
    written_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    submission_hash = models.BinaryField(max_length=32, null=True, unique=True)
    sealed = SealedColumn(ring="narrative", owner="tip_id")  # text
    sealed_facts = SealedColumn(ring="narrative", owner="tip_id", may_be_empty=True)  # what of it bears on urgency


class Weighing(Guarded):
    """
    What the urgency of a tip rests on since more was heard: a person written down, a correction, words added.

    The newest holds. What the tip was weighed by when it came stays sealed with its words, as the journal binds them.
    """

    kind = "tip"
    reach = WITH_ITS_TIP

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="weighings")
    sealed = SealedColumn(ring="narrative", owner="tip_id")  # why: the limit, and what fills the sentences


class SetAsideRow(Guarded):
    """A row that could not be read, with its place and reason, kept sealed as it came."""

    kind = "import"
    # Once it is mended it says what its tip says, and stands with that behind a restricted case.
    reach = Reach(
        agency="of_import__agency_id",
        barred=lambda open_ones: Q(mended__tip_id__in=Tip.everyone_unscoped.filter(tip_behind(open_ones)).values("pk")),
    )

    of_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows_set_aside")
    row = models.PositiveIntegerField()
    place = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    sealed = SealedColumn(ring="source", owner="of_import_id")  # the raw row

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["of_import", "row"], name="set_aside_once_a_row")]


class MendedRow(Guarded):
    """What a colleague made of a row that was set aside: its cells as mended, and the tip that came of it."""

    kind = "import"
    reach = Reach(
        agency="of_import__agency_id",
        barred=lambda open_ones: Q(tip_id__in=Tip.everyone_unscoped.filter(tip_behind(open_ones)).values("pk")),
    )

    of_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows_mended")
    aside = models.OneToOneField(SetAsideRow, on_delete=models.PROTECT, related_name="mended")
    mended_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    tip = models.ForeignKey(Tip, null=True, on_delete=models.PROTECT, related_name="+")  # None: it was known already
    journal_seq = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    sealed = SealedColumn(ring="source", owner="of_import_id")  # the cells as mended


class WaitingSheet(Guarded):
    """A sheet that was sent in without a mapping: sealed, and none of its rows stored until somebody gives it one."""

    kind = "import"
    reach = Reach(agency="agency_id", own=lambda user: Q(received_by_id=user))

    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("casefile.Source", null=True, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="waiting")
    of_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = SealedColumn(ring="source")  # file name, what was guessed

    class Meta(Guarded.Meta):
        constraints = [
            models.CheckConstraint(name="sheet_state_is_known", condition=Q(state__in=SHEET_STATES)),
        ]


class MappingProfile(Guarded):
    """One version of the mapping of a sender's sheets, and the header that it was made for."""

    kind = "import"
    reach = Reach(agency="agency_id")

    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    number = models.PositiveIntegerField(help_text="counted up with each change")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    mapping_sha256 = models.CharField(max_length=64)
    header_sha256 = models.CharField(max_length=64)
    sealed = SealedColumn(ring="source")  # mapping text, columns, what it is composed of

    class Meta(Guarded.Meta):
        constraints = [models.UniqueConstraint(fields=["agency", "name", "number"], name="profile_once_a_version")]
        indexes = [models.Index(fields=["agency", "header_sha256"], name="profile_by_header")]
