"""Register the room with Django."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """The room that knows all: each case's place on the line."""

    name = "wayhome.journey"
    label = "journey"
