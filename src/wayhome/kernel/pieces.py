"""A stream of bytes, cut anew into pieces of one size."""

from collections.abc import Iterable, Iterator


def even(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """
    Cut a stream of bytes anew.

    Args:
        pieces: of any size; an empty one is nothing.
        size: of each piece that is given, in bytes; the last one may be shorter.
    """
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
