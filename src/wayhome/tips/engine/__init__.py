"""
The engines of tips: reading sheets and texts, the order of the queue, receipts. Pure: values in, values out.

    read_mapping(text) -> Mapping                what a sender's columns mean
    read_sheet(chunks, mapping) -> items         bytes in, rows out (`wayhome.tips.store` runs it in a limited process)
    find_readings(text) -> readings              what a free text says that can be proposed
    weigh(facts, now=…) -> Urgency               the order of the queue, with its reasons and its clock
    canonical_body, secret_of, …                 receipts
"""

from wayhome.tips.engine.mapping import Mapping, read_mapping
from wayhome.tips.engine.reading import Reading, find_readings
from wayhome.tips.engine.receipts import canonical_body, hash_of, is_secret_of, normal, secret_of
from wayhome.tips.engine.rows import (
    HeaderRead,
    Progress,
    ReadEvent,
    ReadPerson,
    ReadRelation,
    ReadRow,
    ReadStatement,
    SetAside,
)
from wayhome.tips.engine.sheet import read_sheet
from wayhome.tips.engine.urgency import Reason, TipFacts, Urgency, facts_of_row, facts_of_text, join_facts, weigh

__all__ = [
    "HeaderRead", "Mapping", "Progress", "ReadEvent", "ReadPerson", "ReadRelation", "ReadRow", "ReadStatement",
    "Reading", "Reason", "SetAside", "TipFacts", "Urgency", "canonical_body", "facts_of_row", "facts_of_text",
    "find_readings", "hash_of", "is_secret_of", "join_facts", "normal", "read_mapping", "read_sheet", "secret_of",
    "weigh",
]  # fmt: skip
