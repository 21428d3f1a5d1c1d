"""What people allowed or refused, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from wayhome.accounts import seal
from wayhome.accounts.door import Actor, query, scope
from wayhome.casefile.models import Consent
from wayhome.casefile.queries.staff import staff_names
from wayhome.casefile.queries.words import term_label


@dataclass(frozen=True)
class ConsentShown:
    """What a person allowed or refused."""

    consent_id: UUID
    version: int
    purpose: str
    is_given: bool
    given_by: str
    words: str
    given_on: date
    expires_on: date | None
    has_expired: bool
    state: str
    written_by: str


@query
def consents_of(actor: Actor, purpose: str, subject_ids: Sequence[UUID]) -> dict[UUID, tuple[ConsentShown, ...]]:
    """Read what some people allowed or refused, the newest first."""
    rows = list(scope(actor, purpose, Consent).filter(subject_id__in=subject_ids).order_by("-given_on", "-id"))
    names = staff_names(row.written_by_id for row in rows)
    found: dict[UUID, tuple[ConsentShown, ...]] = {}
    for row in rows:
        shown = _consent(row, names.get(row.written_by_id, ""))
        found[row.subject_id] = (*found.get(row.subject_id, ()), shown)
    return found


def _consent(row: Consent, written_by: str) -> ConsentShown:
    values = seal.opened(row, "sealed")
    return ConsentShown(
        row.pk, row.version, term_label("consent_purposes", row.purpose), row.is_given,
        values.get("given_by", ""), values.get("words", ""), row.given_on, row.expires_on,
        row.expires_on is not None and row.expires_on < timezone.localdate(), row.state, written_by,
    )  # fmt: skip
