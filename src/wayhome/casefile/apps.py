"""Register the room with Django."""

from django.apps import AppConfig


class CasefileConfig(AppConfig):
    """The room of the case file."""

    name = "wayhome.casefile"
    label = "casefile"
