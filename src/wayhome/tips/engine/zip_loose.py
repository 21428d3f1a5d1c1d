"""
Bytes of an archive that belong to no entry: comments, fields of programs, gaps.

Nobody who reads a workbook ever sees them, so a whole picture can travel there. What every program for sheets leaves is
small (times, rights, sizes) or nothing but blanks (the room that Office leaves for growth); whatever else is found is
told, and the copy that is kept is written anew without it.

Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16 and 4.5; MS-OE376, 2.1.24 (growth hint).
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from wayhome.tips.engine.zip_directory import find_directory, read_directory

SMALL_BYTES: Final = 128  # of one place: zip64 sizes, NTFS times and Unix rights together have 100
_LOCAL_BYTES, _CENTRAL_BYTES = 30, 46
_GROWTH_HINT: Final = struct.pack("<H", 0xA220)
_GROWTH_HEAD: Final = 8  # kind and length of the field, its signature, the room it began with


def loose_bytes(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """
    Give what stands in an archive outside of its entries and is more than programs for sheets leave.

    Args:
        file: the archive; seekable.

    Yields:
        Where it begins, and the bytes.

    Raises:
        FileRefused: as `read_directory`.
    """
    for start, end in sorted(_ranges(file)):
        if end - start <= SMALL_BYTES:
            continue
        file.seek(start)
        found = file.read(end - start)
        if not (found.startswith(_GROWTH_HINT) and not found[_GROWTH_HEAD:].strip(b"\0")):
            yield start, found


def _ranges(file: BinaryIO) -> Iterator[tuple[int, int]]:
    entries = sorted(read_directory(file), key=lambda entry: entry.start)
    size = file.seek(0, 2)
    found = find_directory(file, size)
    at = 0
    for entry in entries:
        file.seek(entry.header_at + 26)
        name_bytes, extra_bytes = struct.unpack("<2H", file.read(4))
        name_end = entry.header_at + _LOCAL_BYTES + name_bytes
        yield at, entry.header_at  # what stands before it: of the entry before, a descriptor of 24 bytes at most
        yield name_end, name_end + extra_bytes
        at = entry.start + entry.packed_bytes
    yield at, found.starts_at
    file.seek(found.starts_at)
    directory = file.read(found.bytes)
    at = 0
    for _ in entries:
        name_bytes, *others = struct.unpack_from("<3H", directory, at + 28)
        begins = at + _CENTRAL_BYTES + name_bytes
        at = begins + sum(others)
        yield found.starts_at + begins, found.starts_at + at
    yield size - found.comment_bytes, size
