"""
Any file: told by what it holds, read by the reader of its format, one stream of items out.

A table needs a mapping. Where none was named, those that were used before are tried: the one whose columns all stand in
the header, and of several the one that reads most of them. A sheet that was pasted stands between tabs whatever its
mapping says; so where the header has all columns under another common mark between cells, that mark holds.

A file is gone through twice by this room: `look` says what it is and what must be cut out before it is kept;
`read_file` reads what was kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.calls import read_calls
from wayhome.tips.engine.cutting import Splice, find_cuts
from wayhome.tips.engine.cybertipline import read_cybertipline
from wayhome.tips.engine.formats import HEAD_BYTES, WORKBOOK, demand_format, head_of, recognise
from wayhome.tips.engine.htcds import read_htcds_of_csv, read_htcds_of_xlsx
from wayhome.tips.engine.mail import cuts_of_mail, read_mail
from wayhome.tips.engine.mapping import Mapping
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.rows import FormatRead, Item
from wayhome.tips.engine.sheet import columns_of, read_sheet
from wayhome.tips.engine.xlsx import read_table_of_xlsx
from wayhome.tips.engine.xlsx_book import Book
from wayhome.tips.engine.xlsx_media import cuts_of_workbook, without_media

MARKS: Final = ("\t", ";", ",", "|")
WORKBOOK_BYTES_MAX: Final = 128 * 2**20
PIECE_BYTES: Final = 2**18

_STANDARD = "Its columns are called as the case data standard calls them."


@dataclass(frozen=True, slots=True)
class Asked:
    """
    How a file is to be read.

    Fields:
        format: one of FORMATS; `auto` finds it.
        mapping: by which a table is read; None means one of `profiles`.
        profiles: mappings that were used before, the one that was used last first.
        skip_rows: what an earlier run has done.
    """

    format: str = "auto"
    mapping: Mapping | None = None
    profiles: tuple[Mapping, ...] = ()
    skip_rows: int = 0


def look(chunks: Iterable[bytes], asked: str = "auto") -> Iterator[FormatRead | Splice | Cut]:
    """
    Look through a file before it is kept.

    Yields:
        Its format, then what must be cut out, in the order of the file: splices, or of a workbook, which is written
        anew by `copy_without_media`, the cuts alone.

    Raises:
        FileRefused: nothing here reads it, it is of another format than was asked for, or it holds bare media.
    """
    head, is_whole, stream = head_of(iter(chunks))
    found = recognise(head, is_whole=is_whole)
    demand_format(asked, found)
    yield found
    if head.startswith(WORKBOOK):
        yield from cuts_of_workbook(workbook(stream))
    elif found.format == "mail":
        yield from cuts_of_mail(stream, _media_of_workbook)
    else:
        yield from find_cuts(stream)


def copy_without_media(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Write a workbook anew, without the media that `look` found in it."""
    copy, _ = without_media(workbook(chunks))
    while piece := copy.read(PIECE_BYTES):
        yield piece


def read_file(chunks: Iterable[bytes], asked: Asked) -> Iterator[Item]:
    """
    Read a file of any format.

    Yields:
        FormatRead, then what the reader of the format yields.

    Raises:
        FileRefused: nothing here reads it; the sentence says what to do.
    """
    head, is_whole, stream = head_of(iter(chunks))
    found = recognise(head, is_whole=is_whole)
    demand_format(asked.format, found)
    if found.format == "calls":
        yield found
        yield from read_calls(stream, skip_rows=asked.skip_rows)
    elif found.format == "cybertipline":
        yield found
        yield from read_cybertipline(stream, skip_rows=asked.skip_rows)
    elif found.format == "mail":
        yield found
        attached = replace(asked, format="auto", skip_rows=0)
        yield from read_mail(stream, lambda content: _read_attached(content, attached), skip_rows=asked.skip_rows)
    elif head.startswith(WORKBOOK):
        yield from _read_workbook(Book(workbook(stream)), asked, found)
    else:
        yield from _read_table(head, stream, asked, found)


def _read_table(head: bytes, stream: Iterator[bytes], asked: Asked, found: FormatRead) -> Iterator[Item]:
    """Read a table of text: by its mapping, by one that was used before, or by the case data standard."""
    is_told = asked.format == "htcds" or (found.format == "htcds" and asked.format == "auto" and not asked.mapping)
    mapping = None if is_told else fitting(asked, lambda mapping: _with_mark(mapping, head))
    if mapping is not None:
        yield found._replace(format="table", mapping=mapping.digest)
        yield from read_sheet(stream, mapping, skip_rows=asked.skip_rows)
    elif is_told or _has_header(read_htcds_of_csv([head])):
        yield FormatRead("htcds", _STANDARD)
        yield from read_htcds_of_csv(stream, skip_rows=asked.skip_rows)
    else:
        raise FileRefused(_no_mapping(asked))


def _read_workbook(file: Book, asked: Asked, found: FormatRead) -> Iterator[Item]:
    is_asked = asked.format == "htcds"
    mapping = None if is_asked else fitting(asked, lambda mapping: _of_workbook(mapping, file))
    if mapping is not None:
        yield found._replace(format="table", mapping=mapping.digest)
        yield from read_table_of_xlsx(file, mapping, skip_rows=asked.skip_rows)
    elif is_asked or is_standard(file):
        yield FormatRead("htcds", _STANDARD)
        yield from read_htcds_of_xlsx(file, skip_rows=asked.skip_rows)
    else:
        raise FileRefused(_no_mapping(asked))


def fitting(asked: Asked, fit: Callable[[Mapping], Mapping | None]) -> Mapping | None:
    """
    Choose the mapping by which a table is read.

    Args:
        asked: the mapping that was named, or those that were used before.
        fit: gives a mapping as it fits the table, with the mark between cells that its header has; None: it does not.

    Returns:
        The mapping that was named, whether it fits or not, since its reader says best what is missing; of those that
        were used before the one that reads most columns; None where none fits.
    """
    if asked.mapping is not None:
        return fit(asked.mapping) or asked.mapping
    fitted = [found for profile in asked.profiles if (found := fit(profile)) is not None]
    return max(fitted, key=lambda mapping: len(mapping.columns()), default=None)


def _with_mark(mapping: Mapping, head: bytes) -> Mapping | None:
    """Give a mapping with the mark between cells under which the header has all its columns; None where none does."""
    needed = set(mapping.columns())
    for mark in dict.fromkeys((mapping.file.delimiter, *MARKS)):
        if mark != mapping.file.quote:
            tried = mapping if mark == mapping.file.delimiter else _marked(mapping, mark)
            if needed <= set(columns_of(head, tried)):
                return tried
    return None


def _marked(mapping: Mapping, mark: str) -> Mapping:
    return replace(mapping, file=replace(mapping.file, delimiter=mark))


def _of_workbook(mapping: Mapping, file: Book) -> Mapping | None:
    return mapping if _has_header(read_table_of_xlsx(file, mapping)) else None


def is_standard(book: Book) -> bool:
    """Say whether a workbook has the columns of the case data standard."""
    return _has_header(read_htcds_of_xlsx(book))


def _has_header(items: Iterator[Item]) -> bool:
    """Say whether a reader finds its header."""
    try:
        return next(items, None) is not None
    except FileRefused:
        return False


def _no_mapping(asked: Asked) -> str:
    what = "none that was used before fits its header" if asked.profiles else "none was used before"
    return f"The file is a table, so it needs a mapping that says what its columns mean; {what}."


def _read_attached(content: bytes, asked: Asked) -> Iterator[Item]:
    if recognise(content[:HEAD_BYTES], is_whole=len(content) <= HEAD_BYTES).format == "mail":
        raise FileRefused("A mail that is attached in an encoding of its own is not opened; bring it in on its own.")
    return read_file([content], asked)


def workbook(stream: Iterable[bytes]) -> BytesIO:
    """Hold a workbook whole: its directory stands at its end."""
    held = BytesIO()
    for chunk in stream:
        held.write(chunk)
        if held.tell() > WORKBOOK_BYTES_MAX:
            raise FileRefused(f"The workbook is larger than {WORKBOOK_BYTES_MAX // 2**20} MB. Save the sheet as CSV.")
    held.seek(0)
    return held


def _media_of_workbook(content: bytes) -> str | None:
    cuts = cuts_of_workbook(BytesIO(content))
    return cuts[0].kind if cuts else None
