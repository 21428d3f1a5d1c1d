"""Every write of a tip: filed, added to, described, given away, split, joined, refused; or a sheet brings many."""

from wayhome.tips.actions.beginning import Begun, Settled, begin_import, settle_import
from wayhome.tips.actions.filing import Receipt, add_to_tip, answer_tip, file_tip
from wayhome.tips.actions.handling import (
    SplitPart,
    assign_tip,
    assign_tips,
    describe_tip,
    join_tips,
    refuse_tip,
    refuse_tips,
    restore_tip,
    split_tip,
)
from wayhome.tips.actions.importing import finish_import, refuse_import, store_batch
from wayhome.tips.actions.mending import mend_row
from wayhome.tips.actions.undoing import begin_undo, finish_undo, undo_batch
from wayhome.tips.actions.waiting_sheets import drop_sheet, look_again, receive_sheet, save_profile, settle_sheet
from wayhome.tips.actions.weighing import Weighed, weigh_places, weigh_waiting

__all__ = [
    "Begun",
    "Receipt",
    "Settled",
    "SplitPart",
    "Weighed",
    "add_to_tip",
    "answer_tip",
    "assign_tip",
    "assign_tips",
    "begin_import",
    "begin_undo",
    "describe_tip",
    "drop_sheet",
    "file_tip",
    "finish_import",
    "finish_undo",
    "join_tips",
    "look_again",
    "mend_row",
    "receive_sheet",
    "refuse_import",
    "refuse_tip",
    "refuse_tips",
    "restore_tip",
    "save_profile",
    "settle_import",
    "settle_sheet",
    "split_tip",
    "store_batch",
    "undo_batch",
    "weigh_places",
    "weigh_waiting",
]
