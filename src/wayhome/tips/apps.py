"""Register the room with Django."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """The room where tips arrive."""

    name = "wayhome.tips"
    label = "tips"

    def ready(self) -> None:
        """Listen for statements that change, since the urgency of a tip rests on them."""
        from wayhome.casefile.actions import said_anew  # noqa: PLC0415 -- models are there only now
        from wayhome.tips.actions import weigh_places  # noqa: PLC0415 -- as above

        said_anew.connect(weigh_places, dispatch_uid="tips")
