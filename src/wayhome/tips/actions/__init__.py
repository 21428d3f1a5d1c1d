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

__all__ = [
    "Begun",
    "Receipt",
    "Settled",
    "SplitPart",
    "add_to_tip",
    "answer_tip",
    "assign_tip",
    "assign_tips",
    "begin_import",
    "describe_tip",
    "file_tip",
    "finish_import",
    "join_tips",
    "refuse_import",
    "refuse_tip",
    "refuse_tips",
    "restore_tip",
    "settle_import",
    "split_tip",
    "store_batch",
]
