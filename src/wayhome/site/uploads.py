"""
Uploads that never touch the disk.

Django spools large uploads into a temporary folder, in the clear. A tip's spreadsheet must never
lie there, so the one handler keeps every upload in memory until an action has sealed it. Beyond
the limit it lets go of what it holds and swallows the rest; whoever then reads the file is told
so in a plain sentence, as with any other file that is refused.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from wayhome.kernel.errors import FileRefused


class RefusedUpload(UploadedFile):
    """Stand for a file that was too large to hold; reading it says so."""

    def read(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        megabytes = settings.UPLOAD_BYTES_MAX / 1_000_000
        raise FileRefused(
            f"This upload is larger than the {megabytes:,.1f} MB that this site takes at once. "
            "Split it, or hand it to the operator, who can import it from the command line."
        )

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Refuse."""
        self.read()

    def __iter__(self) -> Iterator[bytes]:
        self.read()


class InMemoryUploadHandler(FileUploadHandler):
    """Hold all files of one request in memory, and none of those that pass the limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bytes_left = settings.UPLOAD_BYTES_MAX  # for all files of the request together
        self.held = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the bytes while they fit; let go of the whole file once they do not."""
        self.bytes_left -= len(raw_data)
        if self.bytes_left < 0:
            self.held = BytesIO()
        else:
            self.held.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Hand over the file, or what stands for a refused one."""
        about = (self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        if self.bytes_left < 0:
            return RefusedUpload(None, *about)
        self.held.seek(0)
        return InMemoryUploadedFile(self.held, self.field_name, *about)
