"""
A mail: its words become a tip, the tables attached to it are read as what they are, everything else is cut out.

Somebody forwards what a shelter sent: a few words and a sheet. The words are a tip like any other; each row of the
sheet is one too. A picture that is attached, or any other file that is no table, never stays: its hash, size and kind
do, and it stands among what was set aside with the reason.

A mail is small, so it is held whole. Nothing in it is opened, fetched or followed.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Final

from wayhome.kernel.errors import BadInput, FileRefused
from wayhome.tips.engine.cutting import MARK, OUT, Splice, encoding_of_marks, find_cuts, without
from wayhome.tips.engine.dates_written import read_date
from wayhome.tips.engine.encodings import ENCODINGS, decoded, known_as, shown
from wayhome.tips.engine.formats import WORKBOOK, recognise
from wayhome.tips.engine.lines import FORBIDDEN, forbidden_in
from wayhome.tips.engine.mail_parts import HEADER_CHARS_MAX, MAIL_BYTES_MAX, Part, parts_of
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.media_bytes import HEAD_BYTES, kind_of
from wayhome.tips.engine.people_told import ISO
from wayhome.tips.engine.row_digest import row_digest, text_digest
from wayhome.tips.engine.rows import FormatRead, HeaderRead, Item, Progress, ReadRow, SetAside
from wayhome.tips.engine.tip_fields import FIELD_CHARS_MAX, TEXT_CHARS_MAX, Tip, when_told

ReadAttached = Callable[[bytes], Iterator[Item]]
HoldsMedia = Callable[[bytes], str | None]

TABLES: Final = frozenset({"table", "htcds", "calls", "cybertipline"})
PAGE_CHARS_MAX: Final = 2_000_000  # the words of a longer page would not fit either
_HEADERS = ("Subject", "From", "To", "Cc", "Date", "Message-ID")
_SILENT_TAGS = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table"})
_ALIKE = {
    "picture": "a picture", "video": "a video", "sound": "sound", "document": "a document", "archive": "an archive",
    "program": "a program or a database",
}  # fmt: skip


def read_mail(chunks: Iterable[bytes], read_attached: ReadAttached, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read a mail out of which media was cut already.

    Args:
        chunks: its bytes, cut anywhere.
        read_attached: reads the content of one attachment, whatever table it is.
        skip_rows: what an earlier run has done, counted over the whole mail.

    Yields:
        HeaderRead without columns, the words (`message`), then what is attached, each with the place of its attachment
        before its own, with a HeaderRead before and after each table; Progress at the end.

    Raises:
        FileRefused: it cannot be taken apart.
    """
    mail = whole(chunks)
    yield HeaderRead((), ())
    rows, place = 0, "the header"
    for item in _items(parts_of(mail), read_attached):
        if isinstance(item, ReadRow | SetAside):
            rows += 1
            place = item.place
            if rows <= skip_rows:
                continue
        yield item
    yield Progress(place, rows, len(mail))


def cuts_of_mail(chunks: Iterable[bytes], holds_media: HoldsMedia) -> list[Splice]:
    """
    Find what may not stay in a mail: every attachment that is no table, and media in words and tables.

    Args:
        chunks: its bytes, cut anywhere.
        holds_media: says which kind of media stands in a workbook; None where none does.

    Raises:
        FileRefused: it cannot be taken apart, or media stands where it cannot be cut out.
    """
    mail = whole(chunks)
    splices: list[Splice] = []
    kept: list[Splice] = []
    for part in parts_of(mail):
        if part.kind == "attached" and not _may_be_table(part.content):
            splices.append(_whole_part(part, kind_of(part.content[:HEAD_BYTES]) or "other"))
            continue
        within = _media_within(part, holds_media)
        if within is None:
            kept += [_whole_part(part, "other")] if part.content.startswith(WORKBOOK) else []
        elif isinstance(within, str):
            splices.append(_whole_part(part, within))
        else:
            splices += within
    _demand_clean(mail, sorted([*splices, *kept]))
    return sorted(splices)


def whole(chunks: Iterable[bytes]) -> bytes:
    """Hold a mail whole; FileRefused where it is larger than a mail."""
    taken, size = [], 0
    for chunk in chunks:
        taken.append(chunk)
        size += len(chunk)
        if size > MAIL_BYTES_MAX:
            raise FileRefused(
                f"The mail is larger than {MAIL_BYTES_MAX // 2**20} MB. Save what is attached and bring it in."
            )
    return b"".join(taken)


def load() -> None:
    """Load what the library loads at its first use: in the confined child no file can be opened any more."""
    part = "--b\nContent-Transfer-Encoding: {way}\nContent-Type: text/plain; charset=utf-8\n\nQUJD\n"
    parts = "".join(part.format(way=way) for way in ("base64", "quoted-printable", "x-uuencode", "8bit"))
    sample = (
        "From: =?utf-8?b?QQ==?= =?utf-8?q?B?=\nDate: Wed, 04 Mar 2026 21:30:00 +0200\n"
        f'Content-Type: multipart/mixed; boundary="b"\n\n{parts}'
        "--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n--b--\n"
    )
    for _ in read_mail([sample.encode()], lambda _: iter(())):
        pass
    unescape("&amp;&#1;")


def _whole_part(part: Part, kind: str) -> Splice:
    digest = _sha256(part.content)
    return Splice(part.start, part.end, Cut(part.place, digest, len(part.content), kind))


def _media_within(part: Part, holds_media: HoldsMedia) -> list[Splice] | str | None:
    """Find media in words or a table: cuts where it stands as it is, its kind where the whole part must go, or None."""
    if part.content.startswith(WORKBOOK):
        return holds_media(part.content)
    try:
        found = list(find_cuts([part.content]))
    except FileRefused:
        return "picture"
    if not found:
        return None
    if not part.is_plain:
        return found[0].cut.kind
    return [
        Splice(part.start + one.start, part.start + one.end, one.cut._replace(place=f"{part.place} {one.cut.place}"))
        for one in found
    ]


def _demand_clean(mail: bytes, splices: list[Splice]) -> None:
    """Look through all that is left, between the parts and in every header, for media that was not cut."""
    try:
        left = next(find_cuts(without([mail], splices)), None)
    except FileRefused:
        left = Splice(0, 0, Cut("", "", 0, "other"))
    if left is not None:
        raise FileRefused(f"Bytes of media stand in the mail where no part of it should be. {OUT}")


def _may_be_table(content: bytes) -> bool:
    try:
        if b"\0" in content[:HEAD_BYTES] and not encoding_of_marks(content[:HEAD_BYTES]):
            return False
        return recognise(content[: 2**16], is_whole=len(content) <= 2**16).format in TABLES
    except FileRefused:
        return MARK.fullmatch(content.decode("ascii", "replace").strip()) is not None


def _items(parts: list[Part], read_attached: ReadAttached) -> Iterator[Item]:
    mails: dict[int, tuple[str, Message, list[Part]]] = {}
    for part in parts:
        place = part.place if part.kind != "attached" else _message_place(part.place)
        mails.setdefault(id(part.mail), (place, part.mail, []))[2].append(part)
    if not mails:
        yield _empty("message")
    for place, mail, own in mails.values():
        yield from _message(place, mail, [part for part in own if part.kind != "attached"], has_attached=len(own) > 0)
        for part in own:
            if part.kind == "attached":
                yield from _attached(part, read_attached)


def _message_place(place: str) -> str:
    """Name the mail to which an attachment belongs."""
    before = place.rpartition("attachment ")[0].strip()
    return before or "message"


def _message(place: str, mail: Message, bodies: list[Part], *, has_attached: bool) -> Iterator[Item]:
    raw = {name: text for name in _HEADERS if (text := header(mail, name))}
    words = [_text(part) for part in bodies if part.kind == "words"]
    words = words or [words_of_page(_text(part)[:PAGE_CHARS_MAX]) for part in bodies if part.kind == "page"]
    text = "\n\n".join(one.strip() for one in words if one.strip())
    if text:
        raw["Text"] = text
    elif has_attached and not raw.get("Subject"):
        return
    clean = {name: shown(told) for name, told in raw.items()}
    digest = row_digest(tuple(clean))(list(clean.values()))
    try:
        yield ReadRow(place, digest, None, _tip(raw), (), (), (), raw)
    except BadInput as wrong:
        yield SetAside(place, f"The mail cannot be read: {str(wrong).rstrip('.')}.", clean, None, digest)


def _tip(raw: dict[str, str]) -> Tip:
    for name, told in raw.items():
        if not told.isprintable() and FORBIDDEN.search(told):
            raise BadInput(f"its {name.lower()} {forbidden_in(told)}")
    text = "\n\n".join(raw[name] for name in ("Subject", "Text") if name in raw)
    if not text.strip():
        raise BadInput("it has no words")
    if len(text) > TEXT_CHARS_MAX:
        raise BadInput(f"it has {len(text):,} characters, at most {TEXT_CHARS_MAX:,} fit")
    tip: Tip = {"channel": "email", "text": text}
    if "From" in raw:
        tip["contact"] = raw["From"][:FIELD_CHARS_MAX]
    try:
        sent = parsedate_to_datetime(raw["Date"])
        tip |= when_told(read_date(sent.isoformat(sep=" ", timespec="minutes"), ISO))
    except (KeyError, ValueError, TypeError, IndexError, OverflowError, BadInput):
        pass  # a mail without a day of its own counts from the day on which it came in
    return tip


def _attached(part: Part, read_attached: ReadAttached) -> Iterator[Item]:
    mark = MARK.fullmatch(part.content.decode("ascii", "replace").strip())
    if mark:
        size, digest = int(mark[3]), mark[4]
        alike = f"begins like {_ALIKE[mark[2]]}" if mark[2] in _ALIKE else "is no table that is read here"
        what = f"What was attached {alike}"
        reason = f"{what}, {size:,} bytes; only its SHA-256 is kept: {digest}."
        yield SetAside(part.place, reason, None, mark[0], text_digest(mark[0]))
        return
    try:
        for item in read_attached(part.content):
            if isinstance(item, ReadRow | SetAside):
                yield item._replace(place=f"{part.place} {item.place}")
            elif isinstance(item, HeaderRead):
                yield item
            elif isinstance(item, FormatRead | Progress):
                continue
    except FileRefused as refusal:
        yield HeaderRead((), ())
        digest = _sha256(part.content)
        yield SetAside(part.place, f"{refusal} SHA-256: {digest}.", None, None, digest)
    yield HeaderRead((), ())


def _empty(place: str) -> SetAside:
    return SetAside(place, "The mail has no words, and nothing is attached to it.", {}, None, text_digest(""))


def header(mail: Message, name: str) -> str:
    """Give a line of a header in letters; what cannot be decoded stays as it is written."""
    told = str(mail.get(name, ""))[:HEADER_CHARS_MAX]
    pieces = []
    try:
        for content, charset in decode_header(told):
            if isinstance(content, bytes):
                encoding = known_as(charset or "ascii") or "utf-8"
                pieces.append(content.decode(encoding, "replace"))
            else:
                pieces.append(content)
    except (ValueError, LookupError):  # HeaderParseError is a ValueError
        pieces = [told]
    return " ".join("".join(pieces).split())


def words_of_page(page: str) -> str:
    """Take the words out of a page, tag by tag; nothing of it is run, and it costs in proportion to its length."""
    words, silent = [], ""
    for number, piece in enumerate(page.split("<")):
        tag, closed, text = piece.partition(">") if number else ("", ">", piece)
        name = tag.split(None, 1)[0].lower().rstrip("/") if tag.strip() else ""
        if silent:
            if name == f"/{silent}":
                silent = ""
            else:
                continue
        elif name in _SILENT_TAGS:
            silent = name
            continue
        if name.lstrip("/") in _BREAKS:
            words.append("\n")
        words.append(text if closed else "")
    lines = (" ".join(line.split()) for line in unescape("".join(words)).split("\n"))
    return "\n".join(line for line in lines if line)


def _text(part: Part) -> str:
    encoding = known_as(part.charset) if part.charset else None
    told = "".join(decoded(iter([part.content]), encoding or ENCODINGS[0]))
    return told.replace("\r\n", "\n").replace("\r", "\n")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
