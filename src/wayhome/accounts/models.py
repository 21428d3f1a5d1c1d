"""
Staff, what they hold, and the ledger of what was done.

Staff sign-in data is plain: these are colleagues, not the people of a case. Everything else that can identify
anyone is sealed by the rooms above.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from wayhome.accounts.engine import sitting

_Row = TypeVar("_Row", bound=models.Model)
_Person = TypeVar("_Person", bound=AbstractBaseUser)

# The three accounts that nobody can sign in to; every installation has them, so that a leaf always has an actor.
PUBLIC_ID = UUID("00000000-0000-7000-8000-000000000001")
OPERATOR_ID = UUID("00000000-0000-7000-8000-000000000002")
SYSTEM_ID = UUID("00000000-0000-7000-8000-000000000003")


class WrittenRows(models.QuerySet[_Row]):
    """Rows that may be read by their room, and are written only inside an action, many at once too."""

    def update(self, **kwargs: Any) -> int:
        """Update rows, inside an action."""
        sitting.require_writing(self.model._meta.label)
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[_Row], *args: Any, **kwargs: Any) -> list[_Row]:
        """Insert rows, inside an action."""
        sitting.require_writing(self.model._meta.label)
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[_Row], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Update rows, inside an action."""
        sitting.require_writing(self.model._meta.label)
        return super().bulk_update(objs, fields, batch_size)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows, inside an action."""
        sitting.require_writing(self.model._meta.label)
        return super().delete()


class Written(models.Manager[_Row]):
    """Every row, to be read freely and written only inside an action."""

    def get_queryset(self) -> WrittenRows[_Row]:
        """Give the rows."""
        return WrittenRows(self.model, using=self._db)


class People(Written[_Person], BaseUserManager[_Person]):
    """The rows of colleagues."""


class WrittenInActions(models.Model):
    """A table that may be read by its room and is written only inside an action."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Written[Self]] = Written()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to be saved outside an action that has asked the door."""
        sitting.require_writing(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to be deleted outside an action that has asked the door."""
        sitting.require_writing(self._meta.label)
        return super().delete(*args, **kwargs)


class Agency(WrittenInActions):
    """An authority or organisation whose staff work here: a police unit, a hotline, a shelter, an embassy."""

    name = models.CharField(max_length=200, unique=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    takes_public_tips = models.BooleanField(default=False, help_text="whose queue the public form fills; one agency")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["takes_public_tips"],
                condition=models.Q(takes_public_tips=True),
                name="one_agency_takes_public_tips",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Team(WrittenInActions):
    """People of one agency who share their work."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_name_once_an_agency")]

    def __str__(self) -> str:
        return self.name


class User(WrittenInActions, AbstractBaseUser):
    """A colleague, or one of the three system accounts."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)

    last_login = None  # the journal knows who signed in; a second, silent record would be written on every visit
    objects: ClassVar[People[Self]] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="system_accounts_cannot_sign_in",
                condition=models.Q(is_system=False) | models.Q(is_active=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrant(WrittenInActions):
    """A role that a colleague holds, from a day on and perhaps until another."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=30)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_held_once")]


class CompartmentGrant(WrittenInActions):
    """Leave to see what stands behind a restricted case, for one purpose, until a moment."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="compartment_grants")
    compartment = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=30)
    until = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "compartment", "purpose"], name="compartment_held_once_a_purpose")
        ]


class OneTimeLink(WrittenInActions):
    """A link that lets one colleague in once, to choose a password; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="one_time_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class SignInFailure(WrittenInActions):
    """A failed try to sign in, counted to slow down the next one; it keeps the keyed hash of what was typed."""

    key = models.CharField(max_length=64, db_index=True)


class JournalLeaf(models.Model):
    """One entry of the journal, exactly as it was hashed; the plain columns repeat it for look-ups."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField()
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField(null=True, db_index=True)
    case_id = models.UUIDField(null=True, db_index=True)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["actor_id", "seq"], name="journal_by_actor")]


class JournalTouch(models.Model):
    """A record that an act touched besides the one that its leaf is about; repeated from the leaf, for look-ups."""

    leaf = models.ForeignKey(JournalLeaf, on_delete=models.PROTECT, related_name="touches")
    object_id = models.UUIDField(db_index=True)


class JournalHead(models.Model):
    """The size of the journal and its frontier: all that is needed to add the next leaf."""

    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)
