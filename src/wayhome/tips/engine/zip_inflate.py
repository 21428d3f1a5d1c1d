"""
The bytes of one entry of an archive, a piece at a time and never more than it said.

Deflate makes up to a thousand bytes of one, so each step is bounded from both sides: what is taken
in and what is given out. The entry's own size is a promise that is counted while it is kept, and
its checksum is compared at the end.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from wayhome.kernel.errors import FileRefused
from wayhome.tips.engine.zip_directory import STORED, Entry

PIECE_BYTES: Final = 2**16
_DAMAGED = "is damaged or cut off. Send the file again."


def inflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    """
    Give an entry's bytes.

    Args:
        file: the archive; seekable. It may be read elsewhere between two pieces.
        entry: of its directory.

    Yields:
        Pieces of at most PIECE_BYTES.

    Raises:
        FileRefused: it is damaged, or does not hold what it says.
    """
    count, crc = 0, 0
    for piece in _stored(file, entry) if entry.method == STORED else _deflated(file, entry):
        count += len(piece)
        if count > entry.bytes:
            raise FileRefused(f"Entry {entry.number} of the archive holds more than it says. It is not read further.")
        crc = zlib.crc32(piece, crc)
        yield piece
    if count != entry.bytes or crc != entry.crc:
        raise FileRefused(f"Entry {entry.number} of the archive {_DAMAGED}")


def first_bytes(file: BinaryIO, entry: Entry, count: int) -> bytes:
    """Give the first bytes of an entry, to tell what it is; fewer, or none, where it is short or damaged."""
    try:
        pieces = _stored(file, entry) if entry.method == STORED else _deflated(file, entry)
        return next(pieces, b"")[:count]
    except FileRefused:
        return b""


def _stored(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    yield from _packed(file, entry)


def _deflated(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for packed in _packed(file, entry):
            waiting = packed
            while waiting and not inflate.eof:
                piece = inflate.decompress(waiting, PIECE_BYTES)
                waiting = inflate.unconsumed_tail
                if piece:
                    yield piece
        while not inflate.eof and (piece := inflate.decompress(inflate.unconsumed_tail, PIECE_BYTES)):
            yield piece
    except zlib.error:
        raise FileRefused(f"Entry {entry.number} of the archive {_DAMAGED}") from None
    if not inflate.eof or inflate.unused_data:
        raise FileRefused(f"Entry {entry.number} of the archive {_DAMAGED}")


def _packed(file: BinaryIO, entry: Entry) -> Iterator[bytes]:
    at, left = entry.start, entry.packed_bytes
    while left:
        file.seek(at)
        packed = file.read(min(left, PIECE_BYTES))
        if not packed:
            raise FileRefused(f"Entry {entry.number} of the archive {_DAMAGED}")
        at, left = at + len(packed), left - len(packed)
        yield packed
