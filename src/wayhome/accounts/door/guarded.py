"""
The base of every record that the door guards.

A guarded table cannot be read round the door by mistake: its manager gives out querysets that refuse to be evaluated
until `door.scope` has admitted them, and that refuse to write outside an action. `everyone_unscoped` is the one way
round, for the door itself and for work that must see all rows (a check of every seal); a test lists who uses it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from wayhome.accounts.engine import sitting
from wayhome.kernel.errors import HouseRuleBroken, StaleRecord

_Row = TypeVar("_Row", bound=models.Model)


@dataclass(frozen=True)
class Reach:
    """
    Where a model keeps what the policy's scopes look at.

    Args:
        agency: path to the agency's id.
        team: path to the team's id, or empty when the model has none.
        own: condition for "given to this user", or None when nobody can own such a record.
        barred: condition for rows that stand behind a compartment outside the given ones, or None.
    """

    agency: str
    team: str = ""
    own: Callable[[UUID], models.Q] | None = None
    barred: Callable[[frozenset[UUID]], models.Q] | None = None


class GuardedQuerySet(models.QuerySet[_Row]):
    """A queryset that must be admitted by the door before it is read, and sits in an action before it writes."""

    _is_admitted = False

    def admitted(self) -> Self:
        """Mark as come through the door; only the door calls this."""
        chain: Self = self._chain()  # type: ignore[attr-defined]  # the stubs do not show this method
        chain._is_admitted = True
        return chain

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # the stubs do not show this method
        clone._is_admitted = self._is_admitted
        return clone

    def _require_admission(self) -> None:
        if not self._is_admitted:
            raise HouseRuleBroken(f"{self.model._meta.label} was read round the door. Start from door.scope.")

    def __or__(self, other: models.QuerySet[_Row]) -> Self:
        together: Self = self._together(super().__or__(other), other)
        return together

    def __xor__(self, other: models.QuerySet[_Row]) -> Self:
        together: Self = self._together(super().__xor__(other), other)  # type: ignore[misc]  # not in the stubs
        return together

    def _combinator_query(self, combinator: str, *other_qs: models.QuerySet[_Row], all: bool = False) -> Self:  # noqa: A002 -- Django's name
        found: Self = super()._combinator_query(combinator, *other_qs, all=all)  # type: ignore[misc]  # not in the stubs
        return self._together(found, *other_qs) if combinator == "union" else found

    def _together(self, found: Any, *others: Any) -> Any:
        """Admit what holds rows of several querysets only if each of them was admitted."""
        chain: Self = found.all()
        chain._is_admitted = all(getattr(one, "_is_admitted", False) for one in (self, *others))
        return chain

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: SQL that is written by hand knows no scope."""
        raise HouseRuleBroken(f"{self.model._meta.label} was read by raw SQL. Start from door.scope.")

    def aiterator(self, chunk_size: int = 2000) -> Any:
        """Read row by row without waiting, after the door."""
        self._require_admission()
        return super().aiterator(chunk_size)

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_admission()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Any:
        """Read row by row, after the door."""
        self._require_admission()
        return super().iterator(chunk_size)

    def count(self) -> int:
        """Count, after the door."""
        self._require_admission()
        return super().count()

    def exists(self) -> bool:
        """Say whether there is a row, after the door, or for a save inside an action."""
        if (now := sitting.current()) is None or not now.may_write:
            self._require_admission()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Aggregate, after the door."""
        self._require_admission()
        return super().aggregate(*args, **kwargs)

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


class _Shut(models.Manager[_Row]):
    """Every row, shut until the door has admitted the queryset."""

    def get_queryset(self) -> GuardedQuerySet[_Row]:
        return GuardedQuerySet(self.model, using=self._db)


class _Unscoped(models.Manager[_Row]):
    """Every row, past the door; see the module's docstring."""

    def get_queryset(self) -> GuardedQuerySet[_Row]:
        return GuardedQuerySet(self.model, using=self._db).admitted()


class Scoped(models.Model):
    """What the door asks of a model: which kind the policy calls it, and where its scope lies."""

    kind: ClassVar[str]
    reach: ClassVar[Reach]

    objects: ClassVar[_Shut[Self]] = _Shut()
    everyone_unscoped: ClassVar[_Unscoped[Self]] = _Unscoped()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside an action that has asked the door."""
        sitting.require_writing(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete inside an action that has asked the door."""
        sitting.require_writing(self._meta.label)
        return super().delete(*args, **kwargs)


class Guarded(Scoped):
    """A record of a case: an id that sorts by time, a version that finds lost edits, a version of its seal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1)
    sealed_version = models.PositiveIntegerField(default=1)

    class Meta(Scoped.Meta):
        abstract = True

    def save_changes(self, fields: Sequence[str]) -> None:
        """
        Save some fields as the next version.

        Raises:
            StaleRecord: somebody saved a newer version meanwhile; theirs is kept.
        """
        rows = type(self).objects.filter(pk=self.pk, version=self.version)
        changed = rows.update(version=self.version + 1, **{name: getattr(self, name) for name in fields})
        if not changed:
            raise StaleRecord("Somebody changed this record meanwhile. Read it again; nothing was saved.")
        self.version += 1
