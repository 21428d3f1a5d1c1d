"""
The directory of a zip archive, read and judged before a single byte is inflated.

A workbook is a zip archive, and an archive can lie: a megabyte that becomes a terabyte, sixty
thousand entries, two entries over the same bytes, a name that climbs out of its folder, another
archive inside. Python's own reader believes what the directory says. This one does not: each
entry's two headers must agree, no two may share a byte, and what an entry may grow to follows from
the size of the file (a budget by ratio), because a legal sheet of 100,000 rows has 258 MB.

The entries of a workbook are few, small in name, and stored or deflated. Anything else is refused
with a sentence that names the entry by its number, never by its name, which a sender may have
made of a child's.

Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final, NamedTuple

from wayhome.kernel.errors import FileRefused

ENTRIES_MAX: Final = 2_000
DIRECTORY_BYTES_MAX: Final = 2**20
NAME_BYTES_MAX: Final = 250
RATIO_MAX: Final = 100
RATIO_FREE_BYTES: Final = 8 * 2**20  # small parts of blanks may shrink as they like
WHOLE_BYTES_MAX: Final = 4 * 2**30

STORED, DEFLATED = 0, 8

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCATOR = struct.Struct("<4sLQL")  # of zip64: where the wide end record stands
_WIDE_END = struct.Struct("<4sQ2H2L4Q")
_COMMENT_BYTES_MAX = 65_535
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_UTF_8 = 1 << 11
_LINK, _KIND_OF_FILE = 0o120000, 0o170000
_FULL = 0xFFFFFFFF
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods", ".odt", ".jar", ".7z", ".rar", ".gz", ".tgz",
             ".tar", ".bz2", ".xz", ".zst")  # fmt: skip
_SEND_AGAIN = "Save it again as xlsx, or send it again."


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry: its number in the directory from 1, its name, and where its bytes stand.

    Fields:
        method: STORED or DEFLATED.
        header_at: offset of its own header in the file.
        start: offset of its first byte in the file.
        packed_bytes, bytes: its size in the file, and what it says that it grows to.
        crc: CRC-32 of its bytes, as it says.
    """

    number: int
    name: str
    method: int
    header_at: int
    start: int
    packed_bytes: int
    bytes: int
    crc: int


class Directory(NamedTuple):
    """Where the directory of an archive ends, how many entries it has, its size, where it begins; and the comment's."""

    ends_at: int
    entries: int
    bytes: int
    starts_at: int
    comment_bytes: int


def read_directory(file: BinaryIO) -> tuple[Entry, ...]:
    """
    Read the directory of an archive and judge all of it.

    Args:
        file: seekable.

    Raises:
        FileRefused: it is no archive, or one that no program for sheets writes.
    """
    size = file.seek(0, 2)
    found = find_directory(file, size)
    if found.entries > ENTRIES_MAX:
        raise FileRefused(f"The archive has {found.entries:,} entries; at most {ENTRIES_MAX:,} are read. {_SEND_AGAIN}")
    if found.bytes > DIRECTORY_BYTES_MAX or found.starts_at + found.bytes != found.ends_at:
        raise FileRefused(f"The directory of the archive is not where it says. {_SEND_AGAIN}")
    file.seek(found.starts_at)
    entries = tuple(_entries(file.read(found.bytes), found.entries, file))
    _check_sizes(entries, size)
    _check_overlaps(entries, found.starts_at)
    _check_names(entries)
    return entries


def find_directory(file: BinaryIO, size: int) -> Directory:
    """
    Find the directory of an archive, by the record at its end.

    Args:
        file: seekable.
        size: of the file, in bytes.

    Raises:
        FileRefused: there is no such record, or the archive does not end with it.
    """
    start = max(0, size - _END.size - _COMMENT_BYTES_MAX - _LOCATOR.size - _WIDE_END.size)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise FileRefused(f"The archive is cut off: its directory at the end is missing. {_SEND_AGAIN}")
    _, disk, disk_of_directory, here, count, directory_bytes, directory_at, comment = _END.unpack_from(tail, at)
    if disk or disk_of_directory or here != count or at + _END.size + comment != len(tail):
        raise FileRefused(f"The archive does not end where its directory says. {_SEND_AGAIN}")
    if tail[max(0, at - _LOCATOR.size) : at].startswith(b"PK\x06\x07"):
        return _wide_end(tail, at - _LOCATOR.size, start, comment_bytes=comment)
    return Directory(start + at, count, directory_bytes, directory_at, comment)


def _wide_end(tail: bytes, locator_at: int, start: int, *, comment_bytes: int) -> Directory:
    """Read the wide end record, which some programs write always; it must stand right before its locator."""
    at = locator_at - _WIDE_END.size
    told_at = _LOCATOR.unpack_from(tail, locator_at)[2]
    if at < 0 or tail[at : at + 4] != b"PK\x06\x06" or told_at != start + at:
        raise FileRefused(f"The archive does not end where its directory says. {_SEND_AGAIN}")
    *_, disk, disk_of_directory, here, count, directory_bytes, directory_at = _WIDE_END.unpack_from(tail, at)
    if disk or disk_of_directory or here != count:
        raise FileRefused(f"The archive does not end where its directory says. {_SEND_AGAIN}")
    return Directory(start + at, count, directory_bytes, directory_at, comment_bytes)


def _entries(directory: bytes, count: int, file: BinaryIO) -> Iterator[Entry]:
    at = 0
    for number in range(1, count + 1):
        if len(directory) - at < _CENTRAL.size or directory[at : at + 4] != b"PK\x01\x02":
            raise FileRefused(f"The directory of the archive breaks off before entry {number}. {_SEND_AGAIN}")
        told = _CENTRAL.unpack_from(directory, at)
        made_by, flags, method = told[1], told[3], told[4]
        crc, packed, unpacked, name_bytes, extra_bytes, comment_bytes, disk = told[7:14]
        outside, local_at = told[15:]
        name_at = at + _CENTRAL.size
        name = directory[name_at : name_at + name_bytes]
        extra = directory[name_at + name_bytes : name_at + name_bytes + extra_bytes]
        at = name_at + name_bytes + extra_bytes + comment_bytes
        is_link = made_by >> 8 == 3 and outside >> 16 & _KIND_OF_FILE == _LINK  # noqa: PLR2004 - 3 is Unix
        _check_entry(number, name=name, flags=flags, method=method, is_link=is_link or bool(disk))
        unpacked, packed, local_at = _wide(number, extra, [unpacked, packed, local_at])
        start = _start_of_bytes(file, number, local_at, name)
        yield Entry(number, _decoded(number, name, flags), method, local_at, start, packed, unpacked, crc)
    if at != len(directory):
        raise FileRefused(f"The directory of the archive holds more than its {count:,} entries. {_SEND_AGAIN}")


def _check_entry(number: int, *, name: bytes, flags: int, method: int, is_link: bool) -> None:
    if flags & _ENCRYPTED:
        raise FileRefused(f"Entry {number} of the archive is encrypted. Take the password off and send it again.")
    if method not in {STORED, DEFLATED}:
        raise FileRefused(f"Entry {number} of the archive is compressed in a way that no sheet uses. {_SEND_AGAIN}")
    if is_link:
        raise FileRefused(f"Entry {number} of the archive is a link to somewhere else. {_SEND_AGAIN}")
    if not 0 < len(name) <= NAME_BYTES_MAX:
        raise FileRefused(f"Entry {number} of the archive has no name, or one that is too long. {_SEND_AGAIN}")


def _decoded(number: int, name: bytes, flags: int) -> str:
    # Without the mark of UTF-8 a name is in some code page; only its ASCII matters here, and none can be loaded where
    # no file can be opened.
    text = name.decode("utf-8" if flags & _UTF_8 else "latin-1", "replace")
    parts = text.removesuffix("/").split("/")
    is_outside = (
        text.startswith("/") or text[1:2] == ":" or "\\" in text or any(part in {"", ".", ".."} for part in parts)
    )
    if is_outside or any(mark < " " for mark in text):
        raise FileRefused(f"Entry {number} of the archive names a place outside of it. {_SEND_AGAIN}")
    return text


def _wide(number: int, extra: bytes, told: list[int]) -> list[int]:
    """Read the sizes and the place that stand in the zip64 field, where the entry says so."""
    if _FULL not in told:
        return told
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            content = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(content) // 8}Q", content[: len(content) // 8 * 8]))
            read = [next(wide, -1) if one == _FULL else one for one in told]
            if min(read) >= 0:
                return read
        at += 4 + length
    raise FileRefused(f"Entry {number} of the archive does not say how large it is. {_SEND_AGAIN}")


def _start_of_bytes(file: BinaryIO, number: int, local_at: int, name: bytes) -> int:
    """Find where an entry's bytes begin; the header before them must name the same entry as the directory."""
    file.seek(local_at)
    header = file.read(_LOCAL.size + len(name))
    if len(header) < _LOCAL.size or header[:4] != b"PK\x03\x04" or header[_LOCAL.size :] != name:
        raise FileRefused(f"Entry {number} of the archive is not where the directory says. {_SEND_AGAIN}")
    *_, name_bytes, extra_bytes = _LOCAL.unpack_from(header)
    if name_bytes != len(name):
        raise FileRefused(f"Entry {number} of the archive has two names. {_SEND_AGAIN}")
    return local_at + _LOCAL.size + int(name_bytes) + int(extra_bytes)


def _check_sizes(entries: tuple[Entry, ...], file_bytes: int) -> None:
    for entry in entries:
        if entry.bytes > RATIO_FREE_BYTES and entry.bytes > RATIO_MAX * entry.packed_bytes:
            raise FileRefused(
                f"Entry {entry.number} of the archive would grow to more than {RATIO_MAX} times its size, "
                "as no sheet does. It is not opened."
            )
    whole = sum(entry.bytes for entry in entries)
    if whole > min(WHOLE_BYTES_MAX, RATIO_FREE_BYTES + RATIO_MAX * file_bytes):
        raise FileRefused(
            f"The archive would grow from {file_bytes:,} to {whole:,} bytes, as no workbook does. It is not opened."
        )


def _check_overlaps(entries: tuple[Entry, ...], directory_at: int) -> None:
    """Refuse two entries over the same bytes: each is small, and together they grow without end."""
    in_order = sorted(entries, key=lambda entry: entry.start)
    for entry, after in pairwise(in_order):
        # The header of the next one stands between the two.
        if entry.start + entry.packed_bytes > after.start - _LOCAL.size:
            raise FileRefused(f"Entries {entry.number} and {after.number} of the archive share bytes. {_SEND_AGAIN}")
    if in_order and in_order[-1].start + in_order[-1].packed_bytes > directory_at:
        raise FileRefused(f"Entry {in_order[-1].number} of the archive runs into the directory. {_SEND_AGAIN}")


def _check_names(entries: tuple[Entry, ...]) -> None:
    seen: dict[str, int] = {}
    for entry in entries:
        folded = entry.name.casefold()
        if folded in seen:
            raise FileRefused(
                f"Entries {seen[folded]} and {entry.number} of the archive have the same name. {_SEND_AGAIN}"
            )
        if folded.endswith(_ARCHIVES):
            raise FileRefused(
                f"Entry {entry.number} of the archive is an archive itself, and none inside another is read. "
                "Take it out and send it by itself."
            )
        seen[folded] = entry.number
