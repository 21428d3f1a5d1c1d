"""
A mail taken apart: its words and what is attached to it, each with the bytes of the mail that it stands in.

The library reads MIME; here it is given bounds first, because a mail can nest parts in parts until the reader ends, and
each part is found again in the bytes, so that what may not stay can be cut out of the very mail that came. A part that
cannot be found again refuses the mail: nobody could say what of it is left.

Source: RFC 5322 (mail), RFC 2045 to 2047 and 2183 (MIME).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Any, Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.cutting import MARK

MAIL_BYTES_MAX: Final = 48 * 2**20
PARTS_MAX: Final = 500
CONTAINERS_MAX: Final = 200
DEPTH_MAX: Final = 8
HEADER_CHARS_MAX: Final = 2_000
_HEADER_BYTES_MAX = 2**20

_CONTAINER = re.compile(rb"^content-type:[ \t]*(?:\r?\n[ \t]+)?(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_HEADER_LINE = re.compile(rb"^[\x21-\x39\x3b-\x7e]{1,200}:", re.MULTILINE)
_BLANK_LINE = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
_HEADER_LINES_MAX = 20_000
_BOUNDARY = re.compile(rb"^--[^\s-]", re.MULTILINE)
_BOUNDARIES_MAX = 20_000  # lines that may be one; counted before the library, which takes its time with each
_CERTAIN_BYTES = 64  # so many bytes do not stand twice by chance
_PLAIN_WAYS = frozenset({"", "7bit", "8bit", "binary"})


@dataclass(frozen=True, slots=True)
class Part:
    """
    One leaf of a mail.

    Fields:
        place: where it stands: `message`, `attachment 2`, `message 1 attachment 1`.
        mail: the mail that it belongs to, for its header.
        kind: words, page (HTML) or attached.
        start, end: its bytes in the mail as it came, still encoded.
        is_plain: whether those bytes are its content, and not an encoding of it.
        content: its content, decoded.
        charset: the encoding that it says it has; empty where it says none.
    """

    place: str
    mail: Message
    kind: str
    start: int
    end: int
    is_plain: bool
    content: bytes
    charset: str


def parts_of(mail: bytes) -> list[Part]:
    """
    Take a mail apart.

    Raises:
        FileRefused: it is too large, has too many parts, or cannot be told apart; the sentence names the part.
    """
    _check(mail)
    try:
        message = message_from_bytes(mail, policy=policy.compat32)
        return list(_Walk(mail).parts(message))
    except RecursionError:
        raise FileRefused(
            "The parts of the mail stand too deep in each other. Save what is attached and bring it in."
        ) from None
    except (LookupError, ValueError, TypeError, AssertionError):
        raise FileRefused(
            "The parts of the mail cannot be told apart. Save what is attached and bring it in."
        ) from None


def _check(mail: bytes) -> None:
    if len(mail) > MAIL_BYTES_MAX:
        raise FileRefused(
            f"The mail is larger than {MAIL_BYTES_MAX // 2**20} MB. Save what is attached and bring it in."
        )
    if sum(1 for _ in _CONTAINER.finditer(mail)) > CONTAINERS_MAX:
        raise FileRefused(f"The mail has more than {CONTAINERS_MAX} parts that hold others. Bring in what it holds.")
    if sum(1 for _ in _BOUNDARY.finditer(mail)) > _BOUNDARIES_MAX:
        raise FileRefused(f"The mail has more than {PARTS_MAX} parts. Save what is attached and bring it in.")
    head_end = _BLANK_LINE.search(mail)
    head = mail[: head_end.start()] if head_end else mail
    if len(head) > _HEADER_BYTES_MAX or sum(1 for _ in _HEADER_LINE.finditer(head)) > _HEADER_LINES_MAX:
        raise FileRefused("The header of the mail is longer than that of any mail. Save its text and bring it in.")


class _Walk:
    """Go through the parts in the order of the bytes."""

    def __init__(self, mail: bytes) -> None:
        self._mail = mail
        self._count = 0
        self._numbers: dict[tuple[str, str], int] = {}

    def parts(self, message: Message) -> Iterator[Part]:
        """Give every leaf."""
        yield from self._part(message, message, "", 0, depth=0)

    def _part(self, part: Message, mail: Message, place: str, at: int, *, depth: int) -> Iterator[Part]:
        if depth > DEPTH_MAX:
            raise FileRefused(
                f"Parts of the mail stand more than {DEPTH_MAX} deep in each other. Bring in what it holds."
            )
        self._count += 1
        if self._count > PARTS_MAX:
            raise FileRefused(f"The mail has more than {PARTS_MAX} parts. Save what is attached and bring it in.")
        start = self._body(at)
        inner: Any = _payload(part)
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and _way(part) in _PLAIN_WAYS:
            under = self._next(place, "message")
            for one in inner:
                yield from self._part(one, one, under, start, depth=depth + 1)
        elif isinstance(inner, list):
            boundary = str(part.get_boundary() or "").encode("ascii", "surrogateescape")
            for one in inner:
                start = self._after(b"--" + boundary, start) if part.is_multipart() and boundary else start
                yield from self._part(one, mail, place, start, depth=depth + 1)
        elif inner:
            yield self._leaf(part, mail, place, start, at)

    def _leaf(self, part: Message, mail: Message, place: str, start: int, at: int) -> Part:
        body = str(_payload(part)).encode("utf-8", "surrogateescape")
        start = self._found(body, start, at)
        kind = _kind(part)
        # What was cut has left a mark, which is plain whatever the part says of its encoding.
        is_mark = MARK.fullmatch(body.decode("ascii", "replace").strip()) is not None
        content = body if is_mark else part.get_payload(decode=True)
        where = self._next(place, "attachment") if kind == "attached" else _joined(place, "" if place else "message")
        return Part(
            where, mail, kind, start, start + len(body), _way(part) in _PLAIN_WAYS,
            content if isinstance(content, bytes) else body, _charset(part),
        )  # fmt: skip

    def _body(self, at: int) -> int:
        """Find where the body begins of the part whose header begins here."""
        if self._mail[at : at + 1] in {b"\n", b"\r"}:
            return at + (2 if self._mail[at : at + 2] == b"\r\n" else 1)
        found = _BLANK_LINE.search(self._mail, at)
        return found.end() if found else len(self._mail)

    def _after(self, mark: bytes, at: int) -> int:
        """Find the line after the one that begins with a mark."""
        found = self._mail.find(mark, at)
        if found < 0:
            raise ValueError
        end = re.compile(rb"\r\n|\n|\r").search(self._mail, found)
        return end.end() if end else len(self._mail)

    def _found(self, body: bytes, start: int, at: int) -> int:
        if self._mail.startswith(body, start):
            return start
        found = self._mail.find(body, at)
        if found < 0 or len(body) < _CERTAIN_BYTES:
            raise ValueError
        return found

    def _next(self, place: str, word: str) -> str:
        numbers = self._numbers
        numbers[place, word] = numbers.get((place, word), 0) + 1
        return _joined(place, f"{word} {numbers[place, word]}")


def _payload(part: Message) -> Any:
    """Give what stands in a part, as it is written: the public way would decode it by the charset that it claims."""
    return part._payload  # type: ignore[attr-defined]  # noqa: SLF001 -- there is no other way to the raw letters


def _kind(part: Message) -> str:
    is_attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
    what = part.get_content_type()
    if is_attached or what not in {"text/plain", "text/html"}:
        return "attached"
    return "words" if what == "text/plain" else "page"


def _way(part: Message) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, ValueError, TypeError):
        return ""


def _joined(place: str, step: str) -> str:
    return " ".join(one for one in (place, step) if one)
