"""The tips of the made-up story, and the sheet of the made-up shelter."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module, resources
from uuid import UUID

from django.utils import timezone

from wayhome.accounts.door import PUBLIC
from wayhome.site.demo.people import Troupe, read_data
from wayhome.tips import actions
from wayhome.tips.queries import grid_of, sheet_page

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
        if "added" in tip:
            told = {"reference": receipt.reference, "secret": receipt.secret, "text": " ".join(tip["added"].split())}
            actions.add_to_tip(PUBLIC, "intake", **told)
        ids[tip["key"]] = receipt.tip_id
    return ids


def bring_in_sheet(troupe: Troupe) -> UUID:
    """Bring in the shelter's sheet: one row has a day that no calendar has, one age was mended."""
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
    waiting = grid_of(*who, reference=begun.reference).rows[-1]
    cells = [(cell.column, "about 12" if cell.is_wrong else cell.text) for cell in waiting.cells]
    actions.mend_row(*who, aside_id=waiting.aside_id, cells=cells)
    return begun.import_id


def let_sheet_wait(troupe: Troupe) -> UUID:
    """Let a sheet in Spanish wait for somebody to agree with the mapping that it proposes; keep that as a profile."""
    who = troupe.as_("noor")
    sheet = resources.files(__package__).joinpath("hoja.csv").read_bytes()
    sheet_id = actions.receive_sheet(*who, content=lambda: [sheet], file_name="línea 141, abril.csv")
    proposed = sheet_page(*who, sheet_id=sheet_id).draft
    draft = replace(proposed, profile="Línea 141, monthly list", sender="Línea 141", grade="C3")
    actions.save_profile(*who, sheet_id=sheet_id, draft=draft)
    return sheet_id
