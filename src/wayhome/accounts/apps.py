"""Register the room with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room of accounts and of the three doors."""

    name = "wayhome.accounts"
    label = "accounts"
