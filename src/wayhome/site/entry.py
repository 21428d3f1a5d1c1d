"""
The way from the network to a page: first a request's whole body, then a thread.

Django answers in one of a few threads. A request gets one when all of its body has come, and not before: whoever sends
a byte a minute holds a socket and nothing else. What comes back is handed over at once, and a thread is free again
however slowly it is read. A large one, such as a sheet, is made part by part; the server keeps in memory what its
reader has not yet taken.
"""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from wayhome.site.bodies import TAKE_PASSWORDS, Bodies, is_posted_to
from wayhome.site.environ import environ_of

THREADS = 4  # requests at once; SQLite has one writer
PASSWORDS_WAITING_MAX = 20  # one at a time, each a fifth of a second: nobody waits longer than a browser does
WHOLE_BYTES = 2_000_000  # an answer that is larger goes out part by part
UNTIL = b""  # what is asked for after the last part

_WITHOUT_BODY = {204, 304}
_PLAIN = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What goes back; `rest` gives the parts after the first, which a thread must make."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    rest: Iterator[bytes] | None = None


class Entry:
    """An application of RSGI in front of one of WSGI."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        # A thread apart: whoever tries passwords without end waits for themselves, and no tip for them.
        self.passwords = ThreadPoolExecutor(1, thread_name_prefix="password")
        self.passwords_waiting = 0
        self.bodies = Bodies()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            protocol.close(403)
            return
        run = asyncio.get_running_loop().run_in_executor
        async with self.bodies.taken(scope, protocol) as body:
            if body.refused:
                status, sentence = body.refused
                answer = Answer(status, _PLAIN, sentence.encode())
            elif is_posted_to(scope, TAKE_PASSWORDS):
                answer = await self._answer_apart(environ_of(scope, body))
            else:
                answer = await run(self.threads, self._answer, environ_of(scope, body))
        if answer.rest is not None:
            parts = protocol.response_stream(answer.status, answer.headers)
            await parts.send_bytes(answer.content)
            while part := await run(self.threads, next, answer.rest, UNTIL):
                await parts.send_bytes(part)
        elif answer.status in _WITHOUT_BODY:
            protocol.response_empty(answer.status, answer.headers)
        else:
            protocol.response_bytes(answer.status, answer.headers, answer.content)

    async def _answer_apart(self, environ: dict[str, Any]) -> Answer:
        """Answer a request that hashes a password, one after the other; too many are sent away at once."""
        if self.passwords_waiting >= PASSWORDS_WAITING_MAX:
            return Answer(503, _PLAIN, b"Too many people are signing in at this moment. Try it again in a minute.\n")
        self.passwords_waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.passwords, self._answer, environ)
        finally:
            self.passwords_waiting -= 1

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """Let Django answer, in a thread; what breaks outside its own net is told by its kind alone."""
        told: list[Any] = []
        try:
            said = self.application(environ, lambda *line: told.extend(line))
            parts = _closing(said)
            content = _first(parts)
        except Exception:
            log.exception("A request broke outside every page.")
            return Answer(500, _PLAIN, b"Something broke on our side.\n")
        is_whole = len(content) < WHOLE_BYTES
        return Answer(int(told[0].split(" ", 1)[0]), told[1], content, None if is_whole else parts)


def _closing(said: Any) -> Iterator[bytes]:
    """Give the parts that hold anything, and close what gave them when the last is out."""
    try:
        yield from filter(None, said)
    finally:
        if hasattr(said, "close"):
            said.close()


def _first(parts: Iterator[bytes]) -> bytes:
    """Take parts until they are many bytes, or all."""
    taken = bytearray()
    for part in parts:
        taken += part
        if len(taken) >= WHOLE_BYTES:
            break
    return bytes(taken)
