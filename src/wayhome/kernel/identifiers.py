"""
Identifiers: one type for each kind of record, so that a case is never looked up among persons.

They are UUIDv7 and are made where the dice are, outside of this room.
"""

from typing import NewType
from uuid import UUID

from wayhome.kernel.errors import BadInput

UserId = NewType("UserId", UUID)
InvestigationId = NewType("InvestigationId", UUID)
CaseId = NewType("CaseId", UUID)
SubjectId = NewType("SubjectId", UUID)
SourceId = NewType("SourceId", UUID)
MentionId = NewType("MentionId", UUID)
StatementId = NewType("StatementId", UUID)
EvidenceId = NewType("EvidenceId", UUID)
ConsentId = NewType("ConsentId", UUID)
NoteId = NewType("NoteId", UUID)
TaskId = NewType("TaskId", UUID)
TipId = NewType("TipId", UUID)
ImportId = NewType("ImportId", UUID)


def parse_id(text: str) -> UUID:
    """Read an identifier from outside; BadInput if it is none."""
    try:
        return UUID(text.strip())
    except ValueError:
        raise BadInput("This is no identifier of a record: expected 32 hexadecimal digits.") from None
