"""
The page of a raw source: how it came, its hash, and its content as text, a window at a time.

Only the window that is shown is opened. A source is shown as text and never drawn, so that nothing in it can act.
"""

import codecs
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wayhome.accounts import journal, seal
from wayhome.accounts.door import Actor, find, query, scope
from wayhome.casefile.models import PART_BYTES_MAX, Source, SourcePart
from wayhome.casefile.queries.paging import Paged, page_of
from wayhome.casefile.queries.showing import source_label
from wayhome.casefile.queries.staff import staff_names

WINDOW_BYTES = 65_536  # it divides PART_BYTES_MAX, so that a window lies in one part
# UTF-8 spreads a character over at most four bytes; all but the first begin with the bits 10.
_CONTINUED_BYTES_MAX = 3
_CONTINUED = range(0b1000_0000, 0b1100_0000)
_LOOKED_AT_BYTES = 4_096


@dataclass(frozen=True)
class SourcePage:
    """
    One window of a raw source.

    Args:
        source_id: its id.
        label: how it came.
        received_at: when.
        received_by: who took it in.
        file_name: its name, where it had one.
        media_type: what it was said to be.
        size_bytes: its size.
        sha256: its SHA-256 in hexadecimal.
        text: the window as text; empty when the source is no text.
        is_text: whether it could be shown as text.
        has_odd_bytes: whether some bytes are no UTF-8, and stand as marks in the text.
        paged: which window of how many.
    """

    source_id: UUID
    label: str
    received_at: datetime
    received_by: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    text: str
    is_text: bool
    has_odd_bytes: bool
    paged: Paged


@query
def may_open_source(actor: Actor, purpose: str, *, source_id: UUID) -> bool:
    """Say whether the actor may open this raw source, so that no link leads nowhere."""
    return scope(actor, purpose, Source, "open").filter(pk=source_id).exists()


@query
def source_page(actor: Actor, purpose: str, *, source_id: UUID, page: int = 1) -> SourcePage:
    """
    Open one window of a raw source; that it was opened is journalled.

    Raises:
        NotFound: there is none of this id, or none that the actor may open.
    """
    source = find(actor, purpose, Source, source_id, verb="open")
    paged = page_of(source.size_bytes, page, WINDOW_BYTES)
    journal.record(actor.user_id, purpose, "open", "source", source.pk, count=paged.page)
    encoding = _encoding(_bytes(actor, purpose, source, start=0, stop=_LOOKED_AT_BYTES))
    content = _bytes(actor, purpose, source, start=paged.start, stop=paged.stop) if encoding else b""
    text = _text(content, encoding, is_first=paged.page == 1)
    facts = seal.opened(source, "sealed")
    return SourcePage(
        source_id=source.pk,
        label=source_label(source.what),
        received_at=source.received_at,
        received_by=staff_names([source.received_by_id]).get(source.received_by_id, "")
        if source.received_by_id
        else "",
        file_name=facts.get("file_name", ""),
        media_type=source.media_type,
        size_bytes=source.size_bytes,
        sha256=source.sha256,
        text=text,
        is_text=bool(encoding),
        has_odd_bytes="\N{REPLACEMENT CHARACTER}" in text,
        paged=paged,
    )


def _bytes(actor: Actor, purpose: str, source: Source, *, start: int, stop: int) -> bytes:
    """Read a window, with the bytes that finish its last character."""
    parts = scope(actor, purpose, SourcePart, "open").filter(source=source)
    content = b""
    wanted = range(start // PART_BYTES_MAX, (stop + _CONTINUED_BYTES_MAX) // PART_BYTES_MAX + 1)
    for part in parts.filter(number__in=wanted).order_by("number"):
        content += seal.opened_bytes(part, "sealed")
    at = start - wanted.start * PART_BYTES_MAX
    window, after = content[at : at + stop - start], content[at + stop - start :][:_CONTINUED_BYTES_MAX]
    return window + _continued(after)


def _encoding(beginning: bytes) -> str:
    """Tell from its beginning how a source is to be read; empty for what is no text."""
    marks = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    marked = marks.get(beginning[:2], "")
    return marked or ("" if b"\0" in beginning else "utf-8")


def _text(content: bytes, encoding: str, *, is_first: bool) -> str:
    """Read a window as text; what cannot be read stands as a mark."""
    if encoding == "utf-8" and not is_first:
        content = content[len(_continued(content[:_CONTINUED_BYTES_MAX])) :]
    text = content.decode(encoding, errors="replace") if encoding else ""
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}") if is_first else text


def _continued(content: bytes) -> bytes:
    """Take from the start the bytes that belong to a character which began before."""
    length = next((at for at, byte in enumerate(content) if byte not in _CONTINUED), len(content))
    return content[:length]
