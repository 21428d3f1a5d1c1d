"""
The parent's side: feed the child, take its answers, and say in one sentence what went wrong.

One loop, no thread: a selector says when the child can take more of the file and when it has an
answer. The answers are handed out as they come, and nothing more is read until they are taken, so
a slow consumer slows the child, the child slows the feeding, and nobody holds more than a batch.
The source may come from the database, opened chunk by chunk, and its connection belongs to one
thread: another reason for one loop. (The child is also bound to the thread that started it: Linux
ends it with that thread.)

A child that stops, whatever stopped it, refuses the file; the sentence names the last place that
was reached. Nothing is restarted: a file that breaks the reader twice would break it for ever.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Final, NamedTuple

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.cutting import Splice
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.rows import FormatRead, Item
from wayhome.tips.store import wire
from wayhome.tips.store.confinement import CPU_SECONDS_MAX, MEMORY_BYTES_MAX, ROWS_PER_CPU_LIMIT

SILENT_SECONDS_MAX: Final = 120
CHUNK_BYTES: Final = 2**18
PIPE_BYTES: Final = 2**20  # the most that Linux gives to an ordinary user

_F_SETPIPE_SZ = 1031
_TELL = "Keep the file and tell whoever looks after Wayhome."
_COMMAND = ("-I", "-B", "-m", "wayhome.tips.store.child")


class Looked(NamedTuple):
    """
    What a file is, what shows it, and what must be cut out of it before it is kept.

    Fields:
        format, evidence: one of `engine.formats.FORMATS`, and a sentence that says nothing of what the file holds.
        splices: where to cut.
        cuts: what is taken out of a workbook by `copy_without_media`, since an archive must be written anew.
    """

    format: str
    evidence: str
    splices: tuple[Splice, ...]
    cuts: tuple[Cut, ...] = ()


def read_sheet(source: BinaryIO | Iterable[bytes], mapping_text: str, *, skip_rows: int = 0) -> Iterator[Item]:
    """
    Read a table by its mapping in a limited child process, as `read_file` does.

    Yields:
        HeaderRead once, then ReadRow, SetAside and Progress.

    Raises:
        BadInput: the mapping is wrong; before anything is read.
        FileRefused: the file cannot be read, or reading it broke a limit; the sentence names the last place reached.
    """
    items = read_file(source, "table", mapping_text, skip_rows=skip_rows)
    return (item for item in items if not isinstance(item, FormatRead))


def read_file(
    source: BinaryIO | Iterable[bytes],
    asked: str,
    mapping_text: str = "",
    *,
    profiles: Sequence[str] = (),
    skip_rows: int = 0,
) -> Generator[Item]:
    """
    Read a file of any format in a limited child process.

    Args:
        source: the file's bytes: an open binary file, or pieces of any size.
        asked: its format, or auto.
        mapping_text: the mapping of a table; empty means one of `profiles`.
        profiles: the texts of mappings that were used before, the one that was used last first.
        skip_rows: what an earlier run has done.

    Yields:
        FormatRead once, then what `engine.any_file.read_file` yields. Take them in one thread. Closing the iterator
        ends the child.

    Raises:
        BadInput: the mapping is wrong; before anything is read.
        FileRefused: the file cannot be read, or reading it broke a limit; the sentence names the last place reached.
    """
    if mapping_text:
        read_mapping(mapping_text)
    settings = {"format": asked, "mapping": mapping_text, "profiles": [*profiles], "skip_rows": skip_rows}
    return _items(_pieces(source), settings)


def look_at(source: BinaryIO | Iterable[bytes], asked: str) -> Looked:
    """
    Look through a file in a limited child process, before it is kept.

    Args:
        source: the file's bytes.
        asked: its format, or auto.

    Raises:
        FileRefused: nothing here reads it, or it cannot be kept.
    """
    found = [one for told in _told(source, asked, wire.LOOK) for one in told]
    (letter, name, evidence, _), *rest = found
    if letter != wire.FORMAT:
        raise FileRefused(f"The reader gave an answer that makes no sense. {_TELL}")
    splices = tuple(Splice(start, end, Cut(*cut)) for letter, start, end, *cut in rest if letter == wire.SPLICE)
    cuts = tuple(Cut(*cut) for letter, *cut in rest if letter == wire.CUT)
    return Looked(str(name), str(evidence), splices, cuts)


def copy_without_media(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """
    Write a workbook anew without its media, in a limited child process.

    Raises:
        FileRefused: as `look_at`.
    """
    for told in _told(source, "auto", wire.COPY):
        for letter, piece in told:
            if letter != wire.PIECE:
                raise FileRefused(f"The reader gave an answer that makes no sense. {_TELL}")
            yield b64decode(piece)


def _told(source: BinaryIO | Iterable[bytes], asked: str, act: str) -> Iterator[list[Any]]:
    """Give what a child answers that does not read rows."""
    settings = {"format": asked, "mapping": "", "profiles": [], "skip_rows": 0, "act": act, "parent": os.getpid()}
    talk = _Talk(_pieces(source), settings)
    try:
        for told in talk.frames():
            if told and isinstance(told[0], str):
                _end(told, "its beginning")
                return
            yield told
        raise FileRefused(_why_it_stopped(talk.end(), "its beginning"))
    except (TypeError, LookupError, RecursionError, json.JSONDecodeError):
        raise FileRefused(f"The reader gave an answer that makes no sense. {_TELL}") from None
    except TimeoutError:
        raise FileRefused(f"The reader said nothing for {SILENT_SECONDS_MAX} seconds. {_TELL}") from None
    finally:
        talk.end()


def _items(pieces: Iterator[bytes], settings: dict[str, Any]) -> Generator[Item]:
    talk = _Talk(pieces, {**settings, "act": wire.READ, "parent": os.getpid()})
    unpacker, place = wire.Unpacker(), "the header"
    last: Item | None = None
    try:
        for told in talk.frames():
            if told and isinstance(told[0], str):
                _end(told, place)
                return
            for one in told:
                item = unpacker.item(one)
                yield item
                last = item
            place = getattr(last, "place", place)
        raise FileRefused(_why_it_stopped(talk.end(), place))
    except (ValueError, TypeError, LookupError, RecursionError, AttributeError):
        raise FileRefused(f"The reader gave an answer that makes no sense after {place}. {_TELL}") from None
    except TimeoutError:
        raise FileRefused(f"The reader said nothing for {SILENT_SECONDS_MAX} seconds after {place}. {_TELL}") from None
    finally:
        talk.end()


def _end(told: list[Any], place: str) -> None:
    """Take the child's last word."""
    if told[0] == wire.DONE:
        return
    if told[0] == wire.REFUSED:
        raise FileRefused(str(told[1]))
    if told[1] == "memory":
        memory = f"{MEMORY_BYTES_MAX // 2**20:,} MB of memory"
        raise FileRefused(f"Reading the file needs more than {memory}; it stopped after {place}.")
    raise FileRefused(f"The reader failed after {place} ({told[1]}). {_TELL}")


def _why_it_stopped(code: int, place: str) -> str:
    if code == -signal.SIGXCPU:
        allowed = f"{CPU_SECONDS_MAX} seconds of processor time for {ROWS_PER_CPU_LIMIT:,} rows"
        return f"Reading the file took more than {allowed}; it stopped after {place}."
    return f"The reader stopped after {place} (code {code}). {_TELL}"


def _pieces(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    if read is None:
        return iter(source)
    return iter(lambda: read(CHUNK_BYTES), b"")


class _Talk:
    """A child, the pipe to it and the pipe from it."""

    def __init__(self, pieces: Iterator[bytes], settings: dict[str, Any]) -> None:
        self._pieces = pieces
        self._unsent = memoryview(wire.frame(settings))
        self._received = bytearray()
        self._child = subprocess.Popen(
            [sys.executable, *_COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env={},
            start_new_session=True,
        )
        self._to, self._from = _descriptor(self._child.stdin), _descriptor(self._child.stdout)
        os.set_blocking(self._to, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._to, selectors.EVENT_WRITE)
        self._selector.register(self._from, selectors.EVENT_READ)

    def frames(self) -> Iterator[list[Any]]:
        """Give each frame as it comes, until the child ends; TimeoutError if it neither takes nor gives."""
        while True:
            events = self._selector.select(SILENT_SECONDS_MAX)
            if not events:
                raise TimeoutError
            for key, _ in events:
                if key.fd == self._to:
                    self._feed()
                elif not self._receive():
                    return
            yield from self._whole_frames()

    def end(self) -> int:
        """End the child if it lives, and give its exit code."""
        if self._child.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(0.1)  # it may be about to end by itself, with a code that says why
            self._child.kill()
        self._selector.close()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return self._child.wait()

    def _feed(self) -> None:
        try:
            while not self._unsent:
                self._unsent = memoryview(next(self._pieces))
            self._unsent = self._unsent[os.write(self._to, self._unsent[:PIPE_BYTES]) :]
        except BlockingIOError:
            return
        except (StopIteration, BrokenPipeError):  # the file is at its end, or the child at its
            self._selector.unregister(self._to)
            if self._child.stdin is not None:
                self._child.stdin.close()

    def _receive(self) -> bool:
        chunk = os.read(self._from, PIPE_BYTES)
        self._received += chunk
        return bool(chunk)

    def _whole_frames(self) -> Iterator[list[Any]]:
        start = 0
        while len(self._received) >= start + wire.LENGTH.size:
            (length,) = wire.LENGTH.unpack_from(self._received, start)
            if length > wire.FRAME_BYTES_MAX:
                raise ValueError
            end = start + wire.LENGTH.size + length
            if len(self._received) < end:
                break
            yield json.loads(self._received[start + wire.LENGTH.size : end])
            start = end
        del self._received[:start]


def _descriptor(pipe: Any) -> int:
    """Give the descriptor of a pipe, made as wide as it goes, so that parent and child seldom wait for each other."""
    descriptor: int = pipe.fileno()
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - not on every system

        with suppress(OSError):
            fcntl.fcntl(descriptor, _F_SETPIPE_SZ, PIPE_BYTES)
    return descriptor
