"""The shell's place in Django's list of rooms."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Name the room."""

    name = "wayhome.site"
    label = "site"
