"""
Every hostile file of the tests, in every format, through the confined child: how it ends, how long, how much memory.

Each is looked at and read in a process without disk and network, with 512 MB of address space and ten seconds of
processor time: half and a sixth of what the house gives. It must end in the sentence that its test demands, and its
sentence names the place where one can be told. The workbooks stand behind the others; of them the clock's seconds are
told, on a machine with other work, since their bound of processor time is the kernel's.
"""

import time

from wayhome.tips.tests import hostile_files, hostile_workbooks
from wayhome.tips.tests.test_hostile_files import read_confined
from wayhome.tips.tests.test_hostile_workbooks import read_confined as read_workbook

SECONDS_MAX = 10


def steps():
    """Give a step for each file."""
    for file in hostile_files.MADE:
        yield file.name, lambda file=file: _file(file)
    for book in hostile_workbooks.MADE:
        yield f"workbook: {book.name.replace('_', ' ')}", lambda book=book: _workbook(book)


def _file(file: hostile_files.Hostile) -> dict[str, object]:
    content = file.make()
    told = read_confined(content)
    ends = told["refused"] or "; ".join(told["reasons"][:1]) or "read as words"
    assert file.says in " ".join([told["refused"] or "", *told["reasons"]]), ends
    assert (told["refused"] is not None) == (file.ends == "refused"), ends
    assert told["seconds"] < SECONDS_MAX, told["seconds"]
    taken = {"seconds": told["seconds"], "memory mb": told["memory_mb"]}
    return {"ends in": ends, "file kb": len(content) // 1_000, **taken}


def _workbook(book: hostile_workbooks.Hostile) -> dict[str, object]:
    content, started = book.make(), time.monotonic()
    told = read_workbook(content)
    seconds = time.monotonic() - started
    ends = told["refused"] or "; ".join(told["aside"][:1])
    assert book.says in ends, ends
    return {"ends in": ends, "file kb": len(content) // 1_000, "seconds by the clock": round(seconds, 1)}
