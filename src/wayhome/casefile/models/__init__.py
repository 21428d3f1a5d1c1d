"""Tables of the case file; no rule beyond a row. What can identify anyone lies in sealed columns."""

from wayhome.casefile.models.cases import Case, CaseMember, Investigation
from wayhome.casefile.models.sources import PART_BYTES_MAX, Mention, Source, SourcePart
from wayhome.casefile.models.statements import Preference, Statement
from wayhome.casefile.models.subjects import Event, Organisation, Person, Place, Subject, Vehicle
from wayhome.casefile.models.work import Consent, Evidence, Note, Task

__all__ = [
    "PART_BYTES_MAX",
    "Case",
    "CaseMember",
    "Consent",
    "Event",
    "Evidence",
    "Investigation",
    "Mention",
    "Note",
    "Organisation",
    "Person",
    "Place",
    "Preference",
    "Source",
    "SourcePart",
    "Statement",
    "Subject",
    "Task",
    "Vehicle",
]
