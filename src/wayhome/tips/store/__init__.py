"""
Reading what strangers sent, in a process that can do nothing else.

The engine reads; this runs it where a hostile file can do no harm: a child process with little
memory, bounded processor time, no disk, no network, no environment and no file of its parent.

    read_sheet(source, mapping_text) -> rows     bytes in, rows out; the parent holds one batch at a time
    print_rows(source, mapping_text, out)        the same as lines of JSON, without a database
    write_htcds(rows, file) -> count             rows into a file, as a workbook or as CSV
"""

from wayhome.tips.store.printing import Counts, print_rows
from wayhome.tips.store.reading import read_sheet
from wayhome.tips.store.writing import write_htcds

__all__ = ["Counts", "print_rows", "read_sheet", "write_htcds"]
