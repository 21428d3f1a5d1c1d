"""
The demo: a small made-up story to click through, told by the same actions as real work.

Nothing is written past the doors, so every page, clock and history of the demo is what it would be in earnest. The
story goes in whole or not at all, once, into a folder that holds nothing else.
"""

from django.db import transaction

from wayhome.site.demo.cases import tell_cases
from wayhome.site.demo.people import Troupe, is_told, meet_people
from wayhome.site.demo.tips import bring_in_sheet, let_sheet_wait, tell_tips


def tell_story() -> None:
    """Tell the story, unless it was told already."""
    if is_told():
        return
    with transaction.atomic():
        troupe: Troupe = meet_people()
        tips = tell_tips(troupe)
        rows = bring_in_sheet(troupe)
        let_sheet_wait(troupe)
        tell_cases(troupe, tips, rows)
