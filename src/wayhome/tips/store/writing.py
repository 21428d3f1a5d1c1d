"""
Rows into a file that leaves the house: whole or not at all.

The file is written beside its name and renamed when it is whole, and nobody but its owner may read
it. Cells that a program for sheets would run carry a mark (`engine.neutral`).
"""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from wayhome.tips.engine.htcds_export import HIDDEN_ROWS, laid_out
from wayhome.tips.engine.neutral import neutral
from wayhome.tips.engine.xlsx_writing import write_workbook

HEADERS: Final = 2


def write_htcds(rows: Iterable[Mapping[str, str]], file: Path) -> int:
    """
    Write rows as HTCDS.

    Args:
        rows: header to cell, as they were read.
        file: where to; `.csv` makes it CSV in UTF-8, anything else a workbook.

    Returns:
        How many rows, the headers not counted.

    Raises:
        BadInput: there is no row, or its columns are not the standard's; then there is no file either.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            if file.suffix.lower() == ".csv":
                count = sum(out.write(line) > 0 for line in _lines(laid_out(rows)))
            else:
                count = write_workbook(laid_out(rows), out, hidden_rows=HIDDEN_ROWS)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return count - HEADERS


def _lines(rows: Iterable[list[str]]) -> Iterator[bytes]:
    line = io.StringIO()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        yield line.getvalue().encode("utf-8")
        line.seek(0)
        line.truncate()
