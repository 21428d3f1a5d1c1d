"""The tips of the made-up story, and the sheet of the made-up shelter."""

from datetime import timedelta
from importlib import import_module, resources
from uuid import UUID

from django.utils import timezone

from wayhome.accounts.door import PUBLIC
from wayhome.site.demo.people import Troupe, read_data
from wayhome.tips import actions

TASKS = "wayhome.tips.tasks"  # the site joins what runs in a room by its dotted name, as it joins addresses
FIELDS = ("text", "place", "when", "language", "contact")


def tell_tips(troupe: Troupe) -> dict[str, UUID]:
    """File every tip of the story; give their ids by key."""
    ids = {}
    for tip in read_data("tips.toml")["tips"]:
        who = troupe.as_(tip["by"], "intake") if "by" in tip else (PUBLIC, "intake")
        came = timezone.now() - timedelta(hours=tip["hours_ago"]) if "hours_ago" in tip else None
        receipt = actions.file_tip(
            *who,
            body={name: " ".join(tip[name].split()) for name in FIELDS if name in tip},
            channel=tip["channel"],
            danger_now=tip.get("danger_now", False),
            received_at=came,
        )
        ids[tip["key"]] = receipt.tip_id
    return ids


def bring_in_sheet(troupe: Troupe) -> UUID:
    """Bring in the shelter's sheet, one row of which has a date that no calendar has; give the import's id."""
    folder = resources.files(__package__)
    sheet = folder.joinpath("shelter.csv").read_bytes()
    who = troupe.as_("noor")
    begun = actions.begin_import(
        *who,
        content=lambda: [sheet],
        file_name="quay shelter, November.csv",
        mapping_text=folder.joinpath("shelter.toml").read_text(encoding="utf-8"),
    )
    import_module(TASKS).run_import(*who, import_id=begun.import_id)
    return begun.import_id
