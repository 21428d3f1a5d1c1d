"""
A workbook without media: pictures that were put on a sheet, files that were embedded, Base64 in a cell.

A workbook is an archive, and a picture on a sheet is an entry of it; nobody who reads rows ever
sees it. No such byte enters. What is told as media, or as any file that no sheet needs, is taken
out of the copy that is kept: in its entry stands a line of text with its SHA-256, so that the links
between the parts still lead somewhere, and Base64 inside of a part is replaced by the same mark
(marks are counted within their entry). Bytes between the entries, and comments, go altogether.
Where there is nothing to take out, the workbook stays the very file that came.

What stays are the parts that are text (XML), looked through for media inside, and settings of
printers, which every office program adds: small, and no known kind of file.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final, NamedTuple

from wayhome.tips.engine.cutting import MARK, Splice, find_cuts, mark_of, without
from wayhome.tips.engine.media import Cut
from wayhome.tips.engine.media_bytes import HEAD_BYTES, kind_of
from wayhome.tips.engine.zip_directory import Entry, read_directory
from wayhome.tips.engine.zip_inflate import first_bytes, inflated
from wayhome.tips.engine.zip_loose import loose_bytes

PRINTER_BYTES_MAX: Final = 64 * 1024

_TEXTS = (".xml", ".rels", ".vml")
_PRINTERS = "xl/printersettings/"
_MARK_BYTES_MAX = 200
_QUICKLY = 1  # level of compression: the copy is kept, and nobody waits for it to be small


class _Found(NamedTuple):
    """What of one entry does not stay: all of it, or pieces."""

    entry: Entry
    whole: Cut | None
    pieces: tuple[Splice, ...]


def cuts_of_workbook(file: BinaryIO) -> tuple[Cut, ...]:
    """
    Find what of a workbook does not stay.

    Args:
        file: the workbook; seekable.

    Returns:
        A trace of each part, in the order of the archive; its place is `entry 12`, inside of a part `entry 5 line 1`,
        between the parts `byte 1200`.

    Raises:
        FileRefused: it is no archive that is read here, or bytes of media stand bare in a part that is text.
    """
    return (*_loose(file), *(cut for found in _look(file) for cut in _traces(found)))


def without_media(file: BinaryIO) -> tuple[BinaryIO, tuple[Cut, ...]]:
    """
    Give a copy of a workbook without media.

    Args:
        file: the workbook; seekable.

    Returns:
        The copy, at its beginning, and what was taken out; where that is nothing, the file itself.

    Raises:
        FileRefused: as `cuts_of_workbook`.
    """
    loose, found = _loose(file), {one.entry.number: one for one in _look(file)}
    if not found and not loose:
        file.seek(0)
        return file, ()
    copy = BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=_QUICKLY) as archive:
        for entry in read_directory(file):
            info = zipfile.ZipInfo(entry.name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as part:
                for piece in _kept(file, entry, found.get(entry.number)):
                    part.write(piece)
    copy.seek(0)
    return copy, (*loose, *(cut for one in found.values() for cut in _traces(one)))


def _loose(file: BinaryIO) -> tuple[Cut, ...]:
    """Tell of what belongs to no entry: the copy that is written anew has none of it."""
    return tuple(
        Cut(f"byte {start}", hashlib.sha256(found).hexdigest(), len(found), kind_of(found[:HEAD_BYTES]) or "other")
        for start, found in loose_bytes(file)
    )


def _kept(file: BinaryIO, entry: Entry, found: _Found | None) -> Iterator[bytes]:
    if found is None:
        return inflated(file, entry)
    if found.whole is not None:
        return iter((mark_of(1, found.whole).encode("ascii"),))
    return without(inflated(file, entry), found.pieces)


def _look(file: BinaryIO) -> Iterator[_Found]:
    for entry in read_directory(file):
        kind = _kind_of_entry(file, entry)
        if kind is not None:
            yield _Found(entry, _cut(file, entry, kind), ())
        elif entry.name.casefold().endswith(_TEXTS):
            pieces = tuple(find_cuts(inflated(file, entry)))
            if pieces:
                yield _Found(entry, None, pieces)


def _traces(found: _Found) -> tuple[Cut, ...]:
    if found.whole is not None:
        return (found.whole,)
    return tuple(one.cut._replace(place=f"entry {found.entry.number} {one.cut.place}") for one in found.pieces)


def _kind_of_entry(file: BinaryIO, entry: Entry) -> str | None:
    """Say of which kind an entry is that does not stay; None for one that does."""
    name = entry.name.casefold()
    if not entry.bytes:
        return None
    head = first_bytes(file, entry, _MARK_BYTES_MAX)
    known = kind_of(head[:HEAD_BYTES])
    if known is not None or name.endswith(_TEXTS):
        return known
    if name.startswith(_PRINTERS) and entry.bytes <= PRINTER_BYTES_MAX:
        return None
    if entry.bytes <= _MARK_BYTES_MAX and MARK.fullmatch(head.decode("ascii", "replace")):
        return None  # it was taken out before
    return "other"


def _cut(file: BinaryIO, entry: Entry, kind: str) -> Cut:
    whole = hashlib.sha256()
    for piece in inflated(file, entry):
        whole.update(piece)
    return Cut(f"entry {entry.number}", whole.hexdigest(), entry.bytes, kind)
