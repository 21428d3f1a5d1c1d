"""Name the colleagues who appear in a history or beside a case, whatever their agency; staff names are not sealed."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth import get_user_model


def staff_names(user_ids: Iterable[UUID | str | None]) -> dict[UUID, str]:
    """Find the names of some colleagues by their ids; an unknown id is left out."""
    wanted = {UUID(str(user_id)) for user_id in user_ids if user_id}
    if not wanted:
        return {}
    return dict(get_user_model().objects.filter(pk__in=wanted).values_list("pk", "name"))
