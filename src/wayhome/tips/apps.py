"""Register the room with Django."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """The room where tips arrive."""

    name = "wayhome.tips"
    label = "tips"
