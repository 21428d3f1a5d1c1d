"""Tell Django who a session belongs to. It holds no permissions: whether somebody may do something, the door says."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

if TYPE_CHECKING:
    from wayhome.accounts.models import User


class Backend(BaseBackend):
    """Find the colleague of a session, for as long as the account is open."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> "User | None":
        """Say no: `accounts.actions.sign_in` checks passwords, slows tries down and journals; there is no other way."""
        return None

    def get_user(self, user_id: UUID | str) -> "User | None":
        """Find the colleague; an account that was shut signs nobody in, from the next click on."""
        return get_user_model().objects.filter(pk=user_id, is_active=True, is_system=False).first()
