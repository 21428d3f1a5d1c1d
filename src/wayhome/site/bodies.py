"""
The bodies of requests on their way in: how long one may take, how large it may be, and how many are held at once.

A body may pause, but not for long, and must keep the pace of a poor line. Files are taken at the few addresses that
ask for one, and have room of their own, so that sheets, or whoever pretends to send one, never keep a tip out. What is
too large is read to its end and thrown away, so that its sender hears why. A body that ends before its length is a
sentence cut in half, and no page sees it: the server hands it over as if it were whole.

Left: whoever holds a thousand sockets open, even silent ones, stops the site; that is for the proxy in front.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve

PAUSE_SECONDS = 20  # in which a body may stand still
PACE_BYTES = 10_000  # a second, over the whole of it
WORDS_BYTES_MAX = 3_000_000  # of a form without a file; Django refuses a little less, with the page's own sentence
WORDS_AT_ONCE = 64  # bodies of the largest size
FILES_AT_ONCE = 4
SHORT_BYTES = 32_000  # what nearly every tip is shorter than
SHORT_BYTES_KEPT = 32_000_000  # of the room, which no long body may take: whoever fills the rest keeps no tip out
READ_BYTES_MAX = 300_000_000  # beyond it, nobody is read to the end only to hear why
TAKE_FILES = {"tips:import_new"}  # names of addresses
TAKE_PASSWORDS = {"accounts:sign_in", "accounts:welcome"}  # where a password is hashed, slowly on purpose


@dataclass
class Room:
    """How large one body may be, how many bytes are still free for all, and how many of them for short bodies alone."""

    size_bytes_max: int
    free_bytes: int
    kept_bytes: int = 0


@dataclass
class Body:
    """What came, and with which status and sentence it is refused."""

    room: Room
    held: io.BytesIO = field(default_factory=io.BytesIO)
    held_bytes: int = 0
    size_bytes: int = 0
    refused: tuple[int, str] | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether all that came is held."""
        return self.held_bytes == self.size_bytes

    def keep(self, piece: bytes) -> None:
        """Hold a piece while it fits and there is room; then let go of all."""
        was_whole = self.is_whole
        self.size_bytes += len(piece)
        kept = self.room.kept_bytes if self.size_bytes > SHORT_BYTES else 0
        fits, has_room = self.size_bytes <= self.room.size_bytes_max, len(piece) <= self.room.free_bytes - kept
        if was_whole and fits and has_room:
            self.held.write(piece)
            self.held_bytes += len(piece)
            self.room.free_bytes -= len(piece)
            return
        if was_whole and fits:
            self.refused = 503, "Too much is being sent at once. Send it again in a minute.\n"
        self.let_go()

    def let_go(self) -> None:
        """Give the room back."""
        self.room.free_bytes += self.held_bytes
        self.held, self.held_bytes = io.BytesIO(), 0


class Bodies:
    """The room for all bodies that are held at one moment."""

    def __init__(self) -> None:
        file_bytes_max = settings.UPLOAD_BYTES_MAX + WORDS_BYTES_MAX
        self.words = Room(WORDS_BYTES_MAX, WORDS_AT_ONCE * WORDS_BYTES_MAX, kept_bytes=SHORT_BYTES_KEPT)
        self.files = Room(file_bytes_max, FILES_AT_ONCE * file_bytes_max)

    @asynccontextmanager
    async def taken(self, scope: Any, protocol: Any) -> AsyncIterator[Body]:
        """Take a body in, and let go of it at the end."""
        body = Body(self.files if is_posted_to(scope, TAKE_FILES) else self.words)
        try:
            await _read(protocol, body)
            body.refused = body.refused or self._wrong(scope, body)
            yield body
        finally:
            body.let_go()

    def _wrong(self, scope: Any, body: Body) -> tuple[int, str] | None:
        """Find what is wrong with a body that came; words that are too many are left to the page, which says it."""
        length = scope.headers.get("content-length")
        if length is None and body.size_bytes:
            return 411, "Say with a Content-Length how much is sent.\n"
        if body.size_bytes < int(length or 0):
            return 400, "This was cut off on its way. Send it again.\n"
        if body.room is self.files and not body.is_whole:
            return 413, _too_large()
        return None


async def _read(protocol: Any, body: Body) -> None:
    now = asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(PAUSE_SECONDS) as limit:
            async for piece in protocol:
                body.keep(piece)
                if body.size_bytes > READ_BYTES_MAX:
                    body.refused = 413, _too_large()
                    return
                # A fast start earns no long rest: the time that is left never exceeds one pause.
                earned = (limit.when() or now()) + len(piece) / PACE_BYTES
                limit.reschedule(min(earned, now() + PAUSE_SECONDS))
    except TimeoutError:
        body.refused = 408, "This took too long to arrive. Send it again.\n"


def is_posted_to(scope: Any, names: Collection[str]) -> bool:
    """Say whether a request posts to an address of one of these names."""
    try:
        return scope.method == "POST" and resolve(scope.path).view_name in names
    except Resolver404:
        return False


def _too_large() -> str:
    megabytes = settings.UPLOAD_BYTES_MAX / 1_000_000
    return (
        f"This is larger than the {megabytes:,.1f} MB that this site takes at once. "
        "Split it, or hand it to the operator, who can import it from the command line.\n"
    )
