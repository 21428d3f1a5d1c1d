"""
Formats: which one a file is, told by what it holds and never by its name.

A name is what somebody typed; the first bytes are what a program wrote. Each answer comes with its evidence in one
plain sentence, which says nothing of what the file holds. What is none of the formats is refused with what it is and
what to do. Nothing is unpacked here: a file compressed inside a file is how bombs are sent.

The place of what was read, in the words of each format (a name of a file or a sheet is never part of it, because names
can name a child, and places stand in the clear):

    row 12                   a table: row 1 is the first line under the header
    sheet 2 row 12           a workbook, where rows of more than one of its sheets are read
    report 3                 a CyberTipline report; one file may hold several
    call 3                   a call, in the order of the list or of the lines
    message                  the words of a mail; `message 1` is the first mail that is attached to it
    attachment 2 row 12      what is attached, in the order of the mail, then the place in it
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.encodings import plain_head
from wayhome.tips.engine.first_bytes import foreign
from wayhome.tips.engine.rows import FormatRead

FORMATS: Final = ("auto", "htcds", "cybertipline", "calls", "table", "mail")
WORDS: Final = {
    "auto": "not known yet",
    "htcds": "IOM Human Trafficking Case Data Standard",
    "cybertipline": "NCMEC CyberTipline report",
    "calls": "calls as JSON",
    "table": "table",
    "mail": "e-mail",
}
HEAD_BYTES: Final = 2**16
WORKBOOK: Final = b"PK\x03\x04"

_HTCDS_COLUMN = re.compile(r"\b(?:prs|vic|per|hte|org|cas|leg|srv|ref|inv)_[A-Za-z]{2,40}\b", re.IGNORECASE)
_HTCDS_COLUMNS_MIN = 3
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]{0,60})[\s/>]")
_CYBERTIPLINE_ROOTS = frozenset({"report", "reports", "cybertip", "cybertips", "cybertipline", "filedetails"})
_CYBERTIPLINE_FIELDS = ("incidentSummary", "reporter", "fileDetails", "reportId")
_MAIL_FIELD = re.compile(
    r"(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Content-Type|Delivered-To|Reply-To|Sender"
    r"|DKIM-Signature|X-[\w-]{1,60}|ARC-[\w-]{1,60}|Authentication-Results|In-Reply-To|References|Bcc"
    r"|Content-Transfer-Encoding)[ \t]*:",
    re.IGNORECASE,
)  # fmt: skip
_MAIL_FIELDS_MIN = 2


def recognise(head: bytes, *, is_whole: bool = False) -> FormatRead:
    """
    Say which format a file is in.

    Args:
        head: its first HEAD_BYTES, or all of it.
        is_whole: whether that is all of it.

    Returns:
        One of FORMATS but `auto`, with its evidence. A workbook counts as a table until its header is read.

    Raises:
        FileRefused: it is none of them; the sentence says what it is and what to do.
    """
    if not head:
        raise FileRefused("The file is empty.")
    if head.startswith(WORKBOOK):
        return FormatRead("table", "It begins like a workbook.")
    text = plain_head(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _of_markup(start)
    named = foreign(head)
    if named:
        raise FileRefused(named)
    if start[:1] in {"[", "{"} and _is_json(start, is_whole=is_whole):
        return FormatRead("calls", "It begins like JSON: a list, or an object in its first line.")
    if _mail_fields(start) >= _MAIL_FIELDS_MIN:
        return FormatRead("mail", "It begins with the lines of a mail's header.")
    if start == "" and is_whole:
        raise FileRefused("The file is empty but for blanks.")
    header = start.partition("\n")[0]
    known = len(set(_HTCDS_COLUMN.findall(header)))
    if known >= _HTCDS_COLUMNS_MIN:
        return FormatRead(
            "htcds", f"{known} columns of its first line are called as the case data standard calls them."
        )
    return FormatRead("table", "It is text without the marks of another format.")


def head_of(chunks: Iterator[bytes]) -> tuple[bytes, bool, Iterator[bytes]]:
    """Take the first bytes of a stream: they, whether that is all, and the whole stream again."""
    taken, length = [], 0
    for chunk in chunks:
        taken.append(chunk)
        length += len(chunk)
        if length >= HEAD_BYTES:
            return b"".join(taken), False, chain(taken, chunks)
    return b"".join(taken), True, iter(taken)


def demand_format(asked: str, found: FormatRead) -> None:
    """Refuse a file that is not of the format that somebody named, instead of reading it wrongly."""
    if asked in {"auto", found.format} or (asked == "htcds" and found.format == "table"):
        return
    if asked == "table" and found.format == "htcds":
        return  # a table by a mapping of one's own
    raise FileRefused(
        f"The file was to be read as {asked}, but is {found.format}: {found.evidence} Leave the format to be found."
    )


def _of_markup(start: str) -> FormatRead:
    low = start[:200].lower()
    if low.startswith(("<!doctype html", "<html")):
        raise FileRefused("The file is a web page. Save what it shows as a sheet or as text.")
    if "<!doctype" in start.lower() or "<!entity" in start.lower():
        raise FileRefused("The file declares a document type, which no report needs; it is not read, for safety.")
    found = _ROOT.search(start)
    root = found[1] if found else ""
    if root.lower() in _CYBERTIPLINE_ROOTS and any(f"{name}" in start for name in _CYBERTIPLINE_FIELDS):
        return FormatRead("cybertipline", f"It is XML, and its outermost element is <{root}>.")
    if root.lower() == "svg":
        raise FileRefused("The file is a picture (SVG). Media never comes in: only its hash and what is said of it.")
    raise FileRefused("The file is XML, but no CyberTipline report: its outermost element is another one.")


def _is_json(start: str, *, is_whole: bool) -> bool:
    """Tell JSON from a table whose first header begins with a bracket."""
    after = start[1:].lstrip()
    return after[:1] in ({"{", "]", "["} if start[0] == "[" else {'"', "}"}) or (not after and is_whole)


def _mail_fields(start: str) -> int:
    """Count the lines of a mail's header before the first line that is none."""
    count = 0
    for line in start.split("\n")[:200]:
        if line[:1] in {" ", "\t"}:
            continue
        if line.startswith("From ") and count == 0:
            continue  # how a mailbox marks the next mail
        if not _MAIL_FIELD.match(line):
            other = re.match(r"[\w-]{1,60}:[ \t]", line)
            if other is None:
                break
            continue
        count += 1
    return count
