"""
What a file's first bytes say it is: a picture, a video, sound, a document, an archive, a program.

Names and declared types are the sender's word; first bytes are evidence. The list is what phones, cameras, offices and
messengers write. It serves two ends: bytes that are one of these never stay in a kept source, and a file that is one
is refused whole.
"""

import re
from typing import Final

# Kind, what the bytes begin like, and the pattern of their beginning.
_BEGINNINGS: Final = (
    ("picture", rb"\xff\xd8\xff[\xc0-\xfe]"),  # JPEG
    ("picture", rb"\x89PNG\r\n\x1a\n"),
    ("picture", rb"GIF8[79]a"),
    ("picture", rb"RIFF....WEBP"),
    ("picture", rb"II\*\x00|MM\x00\*|II\x2b\x00|MM\x00\x2b"),  # TIFF and what cameras make of it
    ("picture", rb"BM....\x00\x00\x00\x00...\x00[\x0c\x28\x38\x6c\x7c]\x00\x00\x00"),
    ("picture", rb"\x00\x00\x01\x00[\x01-\x20]\x00"),  # ICO
    ("picture", rb"8BPS\x00\x01"),
    ("picture", rb"\x00\x00\x00\x0cJXL \r\n|\xff\x0a[^\x00]|\x00\x00\x00\x0cjP  \r\n"),  # JPEG XL, JPEG 2000
    ("picture", rb"\x00\x00\x00.ftyp(?:avif|avis|heic|heix|hevc|heim|heis|mif1|msf1)"),
    ("video", rb"\x00\x00\x00.ftyp|\x00\x00\x00.moov|\x00\x00..mdat"),  # MP4, MOV, 3GP
    ("video", rb"\x1aE\xdf\xa3"),  # Matroska, WebM
    ("video", rb"RIFF....AVI "),
    ("video", rb"\x00\x00\x01[\xb3\xba]"),  # MPEG
    ("video", rb"FLV\x01|\x30\x26\xb2\x75\x8e\x66\xcf\x11"),  # FLV; WMV and WMA
    ("sound", rb"RIFF....WAVE|ID3[\x02-\x04]|OggS\x00|fLaC\x00|#!AMR|FORM....AIF"),
    ("sound", rb"\xff[\xf1\xf9\xfb\xf3][\x00-\xfe][^\xff]"),  # AAC, MP3
    ("document", rb"%PDF-|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf1"),
    ("archive", rb"PK\x03\x04|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\x00|7z\xbc\xaf'\x1c|Rar!\x1a\x07|\x28\xb5\x2f\xfd"),
    ("program", rb"\x7fELF|MZ[^\n]{58}|SQLite format 3\x00"),
)  # fmt: skip
_COMPILED: Final = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _BEGINNINGS)

HEAD_BYTES: Final = 64
MEDIA: Final = frozenset({"picture", "video", "sound"})

# Beginnings of media that no text holds by chance, looked for anywhere in a file that should be text.
INSIDE: Final = re.compile(
    rb"\xff\xd8\xff[\xe0-\xef\xdb]|\x89PNG\r\n\x1a\n|GIF8[79]a[^\n]{0,12}\x00|RIFF....(?:WEBP|AVI |WAVE)"
    rb"|\x00\x00\x00[\x0c-\x40]ftyp|\x1aE\xdf\xa3",
    re.DOTALL,
)


def kind_of(head: bytes) -> str | None:
    """Name the kind of file that begins with these bytes; None for text and for what nobody knows."""
    return next((kind for kind, pattern in _COMPILED if pattern.match(head)), None)
