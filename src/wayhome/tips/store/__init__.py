"""
Reading what strangers sent, in a process that can do nothing else.

The engine reads; this runs it where a hostile file can do no harm: a child process with little
memory, bounded processor time, no disk, no network, no environment and no file of its parent.

    look_at(source, format) -> Looked            what a file is, and what of it may not be kept
    copy_without_media(source) -> bytes          a workbook without what may not be kept of it
    read_file(source, format, …) -> rows         bytes in, rows out; the parent holds one batch at a time
    read_sheet(source, mapping_text) -> rows     the same of a table
    print_rows(source, mapping_text, out)        the same as lines of JSON, without a database
    write_htcds(rows, file) -> count             rows into a file, as a workbook or as CSV
    guess_file(pieces, this_year=…) -> Guess     the mapping that a file itself proposes, with its evidence
    files_waiting(inbox), pieces_of, settle      the watched folder, in which nothing is followed
"""

from wayhome.tips.store.guessing import guess_file, head_of
from wayhome.tips.store.inbox import InboxFile, files_waiting, pieces_of, settle
from wayhome.tips.store.printing import Counts, print_rows
from wayhome.tips.store.reading import Looked, copy_without_media, look_at, read_file, read_sheet
from wayhome.tips.store.writing import write_htcds

__all__ = [
    "Counts", "InboxFile", "Looked", "copy_without_media", "files_waiting", "guess_file", "head_of", "look_at",
    "pieces_of", "print_rows", "read_file", "read_sheet", "settle", "write_htcds",
]  # fmt: skip
