"""
The reading child: settings and a file come in by standard input, frames of answers go out by standard output.

Started as `python -I -B -m wayhome.tips.store.child`. It loads all that it will ever need, shuts
itself in, and only then looks at the file. Standard error goes nowhere, because a traceback can
hold what stood in a cell; what went wrong is said in the last frame, in words without values.
"""

import codecs
import gc
import json
import os
import signal
import sys
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

from wayhome.kernel.errors import WayhomeError
from wayhome.kernel.vocabularies import NAMES, vocabulary
from wayhome.tips.engine.any_file import Asked, copy_without_media, look, read_file
from wayhome.tips.engine.cutting import Splice
from wayhome.tips.engine.cybertipline import fields_of_schema
from wayhome.tips.engine.encodings import ENCODINGS
from wayhome.tips.engine.htcds import load as load_htcds
from wayhome.tips.engine.mail import load as load_mail
from wayhome.tips.engine.mapping import read_mapping
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.rows import FormatRead, Item, Progress, ReadRow, SetAside
from wayhome.tips.store import wire
from wayhome.tips.store.confinement import allow_cpu_for, confine

CHUNK_BYTES: Final = 2**18
FRAME_CHARS: Final = 2**14  # small frames: the parent makes and drops their values faster

_SOURCE, _ANSWERS = 0, 1


def main() -> None:
    """Read one file, or look through it, and end."""
    # The parent decides when to stop: its interrupt is not ours.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(_exactly(wire.LENGTH.unpack(_exactly(wire.LENGTH.size))[0]))
    try:
        asked = Asked(
            settings["format"],
            read_mapping(settings["mapping"]) if settings["mapping"] else None,
            tuple(read_mapping(text) for text in settings["profiles"]),
            settings["skip_rows"],
        )
        _load_all()
        _rest_from_counting()
        confine(settings["parent"])
        if settings["act"] == wire.LOOK:
            _send([_found(one) for one in look(_chunks(), asked.format)])
        elif settings["act"] == wire.COPY:
            for piece in copy_without_media(_chunks()):
                _send([(wire.PIECE, b64encode(piece).decode("ascii"))])
        else:
            _answer(read_file(_chunks(), asked))
        last = [wire.DONE]
    except WayhomeError as refusal:
        last = [wire.REFUSED, str(refusal)]
    except MemoryError:
        last = [wire.BROKEN, "memory"]
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it, by its class alone
        last = [wire.BROKEN, type(error).__name__]
    _send(last)


def _found(one: FormatRead | Splice | Cut) -> tuple[object, ...]:
    if isinstance(one, Splice):
        return (wire.SPLICE, one.start, one.end, *one.cut)
    return (wire.FORMAT if isinstance(one, FormatRead) else wire.CUT, *one)


def _answer(items: Iterator[Item]) -> None:
    """Send every item, several to a frame; what is read is sent at the latest with the next progress."""
    packer = wire.Packer()
    batch: list[tuple[object, ...]] = []
    chars = 0
    for item in items:
        batch.append(packer.packed(item))
        chars += _weight_chars(item)
        if chars > FRAME_CHARS:
            _send(batch)
            batch, chars = [], 0
        if isinstance(item, Progress):
            allow_cpu_for(item.rows)
    _send(batch)


def _weight_chars(item: Item) -> int:
    """Estimate what an item adds to a frame, by what stands in its cells."""
    if isinstance(item, ReadRow):
        return sum(map(len, item.raw.values()))
    return len(str(item.text or item.raw)) if isinstance(item, SetAside) else 0


def _load_all() -> None:
    """Load what is otherwise loaded at its first use: from here on no file can be opened."""
    for encoding in ENCODINGS:
        codecs.getincrementaldecoder(encoding)
    fields_of_schema()
    load_htcds()
    load_mail()
    for name in NAMES:
        vocabulary(name)
    sys.meta_path.clear()  # what is not here is not there: a late import says so, instead of trying to open a file


def _rest_from_counting() -> None:
    """Look for circles of garbage seldom: rows make millions of values and none in a circle."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _chunks() -> Iterator[bytes]:
    while chunk := os.read(_SOURCE, CHUNK_BYTES):
        yield chunk


def _exactly(count: int) -> bytes:
    read = b""
    while len(read) < count:
        chunk = os.read(_SOURCE, count - len(read))
        if not chunk:
            sys.exit(0)  # the parent went away before it had said anything
        read += chunk
    return read


def _send(body: object) -> None:
    rest = memoryview(wire.frame(body))
    while rest:
        rest = rest[os.write(_ANSWERS, rest) :]


if __name__ == "__main__":
    main()
