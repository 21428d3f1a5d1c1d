"""
Bytes of media that came with a source, and were cut out of what is kept.

Wayhome keeps no picture, no video and no sound. What stood in a mail, a workbook or a field of Base64 leaves its hash,
its size, its kind and its place, so that somebody can still say which file it was.
"""

from typing import NamedTuple


class Cut(NamedTuple):
    """
    One file whose bytes were cut out.

    Fields:
        place: where it stood, in the notation of mentions, or `line 14` where no row could be told.
        sha256: of its bytes, in hexadecimal.
        size_bytes: of its bytes.
        kind: picture, video, sound, document, archive, program or other.
    """

    place: str
    sha256: str
    size_bytes: int
    kind: str
