"""
The guessing child: settings and the first bytes of a file come in, a proposed mapping goes out as JSON.

A workbook comes whole, since its directory stands at its end.

Shut in like the reading child, and for the same reason: what is looked at is a stranger's file.
"""

import codecs
import json
import os
import signal
import struct
import sys
from dataclasses import asdict
from typing import Any, Final

from wayhome.kernel.errors import WayhomeError
from wayhome.kernel.statements import statement_kinds
from wayhome.kernel.vocabularies import NAMES, vocabulary
from wayhome.tips.engine.encodings import ENCODINGS
from wayhome.tips.engine.guessing import Declared
from wayhome.tips.engine.guessing_file import NeedsNoMapping, guess_file
from wayhome.tips.engine.guessing_words import language_of
from wayhome.tips.engine.htcds import load as load_htcds
from wayhome.tips.engine.words_abroad import LANGUAGES, words_of
from wayhome.tips.store.confinement import confine

HEAD: Final = struct.Struct("!I")  # the length of the settings, which are JSON

_SOURCE, _ANSWER = 0, 1


def main() -> None:
    """Guess once and end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(_exactly(HEAD.unpack(_exactly(HEAD.size))[0]))
    _load_all()
    confine(settings["parent"])
    _send(_answer(settings))


def _answer(settings: dict[str, Any]) -> dict[str, Any]:
    declared = Declared(**settings["declared"])
    try:
        found = guess_file(_rest(), this_year=settings["this_year"], is_whole=settings["is_whole"], declared=declared)
        return {"guess": asdict(found)}
    except NeedsNoMapping as answer:
        return {"needs_none": str(answer)}
    except WayhomeError as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"broken": "memory"}
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it, by its class alone
        return {"broken": type(error).__name__}


def _load_all() -> None:
    """Load what is otherwise loaded at its first use: from here on no file can be opened."""
    for encoding in ENCODINGS:
        codecs.getincrementaldecoder(encoding)("strict").decode(b"a")
    for name in NAMES:
        vocabulary(name)
    for language in LANGUAGES:
        words_of(language)
    statement_kinds()
    language_of(["Name"])
    load_htcds()


def _rest() -> bytes:
    pieces = []
    while piece := os.read(_SOURCE, 2**18):
        pieces.append(piece)
    return b"".join(pieces)


def _exactly(count: int) -> bytes:
    read = b""
    while len(read) < count:
        piece = os.read(_SOURCE, count - len(read))
        if not piece:
            sys.exit(0)  # the parent went away before it had said anything
        read += piece
    return read


def _send(answer: dict[str, Any]) -> None:
    rest = memoryview(json.dumps(answer).encode())
    while rest:
        rest = rest[os.write(_ANSWER, rest) :]


if __name__ == "__main__":
    main()
