"""The parent's side of guessing: hand the beginning of a file to a limited child, and take its proposal."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import chain
from typing import Any, Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.any_file import WORKBOOK_BYTES_MAX
from wayhome.tips.engine.formats import WORKBOOK
from wayhome.tips.engine.guessing import Declared, Guess, Note
from wayhome.tips.engine.guessing_columns import ColumnGuess
from wayhome.tips.engine.guessing_file import NeedsNoMapping
from wayhome.tips.engine.guessing_text import draft_of
from wayhome.tips.store.guess_child import HEAD

HEAD_BYTES_MAX: Final = 2**21
SECONDS_MAX: Final = 30

_COMMAND = ("-I", "-B", "-m", "wayhome.tips.store.guess_child")
_FAILED = "Nothing can be proposed for this file; write its mapping by hand."


def guess_file(pieces: Iterable[bytes], *, this_year: int, declared: Declared | None = None) -> Guess:
    """
    Guess the mapping of a file of text or of a workbook, in a limited child process.

    Args:
        pieces: the file's bytes, cut anywhere. Of a text the first HEAD_BYTES_MAX are looked at; a workbook is taken
            whole, since its directory stands at its end.
        this_year: the year in which it came, for years of two digits.
        declared: what a human knows better.

    Raises:
        NeedsNoMapping: it is a workbook with the columns of the case data standard.
        FileRefused: it is neither, holds no header, or the child broke a limit.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    is_workbook = first.startswith(WORKBOOK)
    head, is_whole = head_of(chain([first], rest), WORKBOOK_BYTES_MAX if is_workbook else HEAD_BYTES_MAX)
    if is_workbook and not is_whole:
        raise FileRefused(f"The workbook is larger than {WORKBOOK_BYTES_MAX // 2**20} MB. Save the sheet as CSV.")
    said = asdict(declared or Declared())
    settings = {"parent": os.getpid(), "this_year": this_year, "is_whole": is_whole, "declared": said}
    written = json.dumps(settings).encode()
    told = HEAD.pack(len(written)) + written + head
    try:
        done = subprocess.run(
            [sys.executable, *_COMMAND], input=told, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd="/", env={}, start_new_session=True, timeout=SECONDS_MAX, check=False,
        )  # fmt: skip
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise FileRefused(f"Looking at the file took more than it may. {_FAILED}") from None
    if "needs_none" in answer:
        raise NeedsNoMapping(str(answer["needs_none"]))
    if "refused" in answer:
        raise FileRefused(str(answer["refused"]))
    if "guess" not in answer:
        raise FileRefused(f"Looking at the file failed ({answer.get('broken')}). {_FAILED}")
    return guess_of(answer["guess"])


def head_of(pieces: Iterable[bytes], bytes_max: int = HEAD_BYTES_MAX) -> tuple[bytes, bool]:
    """Take the beginning of a file, and say whether that is all of it."""
    head = bytearray()
    rest = iter(pieces)
    for piece in rest:
        head += piece
        if len(head) >= bytes_max:
            break
    is_whole = len(head) <= bytes_max and not any(chain(rest))
    return bytes(head[:bytes_max]), is_whole


def guess_of(told: dict[str, Any]) -> Guess:
    """Build a guess of what `dataclasses.asdict` made of it."""
    return Guess(
        draft_of(told["draft"], [one["header"] for one in told["columns"]]),
        tuple(ColumnGuess(**one) for one in told["columns"]),
        tuple(Note(**one) for one in told["notes"]),
    )
