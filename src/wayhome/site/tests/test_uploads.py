"""An upload lies in memory, whole or refused, and never in a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from wayhome.kernel.errors import FileRefused


def _received(*contents: bytes):
    files = [SimpleUploadedFile(f"{number}.csv", content, "text/csv") for number, content in enumerate(contents)]
    return RequestFactory().post("/", {"note": "kept", "sheet": files})


def test_a_file_arrives_as_it_was_sent():
    sheet = _received(b"a,b\n1,2\n").FILES["sheet"]

    assert (sheet.read(), sheet.name, sheet.size, sheet.content_type) == (b"a,b\n1,2\n", "0.csv", 8, "text/csv")


def test_two_files_arrive_apart():
    assert [sheet.read() for sheet in _received(b"one", b"two").FILES.getlist("sheet")] == [b"one", b"two"]


def test_a_large_file_is_never_written_to_the_disk(settings):
    large = b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)  # what Django itself would spool
    sheet = _received(large).FILES["sheet"]

    assert sheet.read() == large
    assert not hasattr(sheet, "temporary_file_path")


def test_a_file_at_the_limit_is_taken_and_one_byte_more_is_refused_in_a_plain_sentence(settings):
    settings.UPLOAD_BYTES_MAX = 100_000

    assert len(_received(b"x" * 100_000).FILES["sheet"].read()) == 100_000
    with pytest.raises(FileRefused, match=r"^This upload is larger than the 0\.1 MB that this site takes at once\."):
        _received(b"x" * 100_001).FILES["sheet"].read()


def test_a_refused_file_leaves_the_rest_of_the_form_as_it_was(settings):
    settings.UPLOAD_BYTES_MAX = 1024
    request = _received(b"x" * 200_000)

    assert request.POST["note"] == "kept"
    assert request.FILES["sheet"].size == 200_000
    for read in (lambda sheet: list(sheet.chunks()), list):
        with pytest.raises(FileRefused):
            read(request.FILES["sheet"])


def test_the_limit_is_for_all_files_of_a_request_together(settings):
    settings.UPLOAD_BYTES_MAX = 1024
    first, second = _received(b"x" * 1000, b"x" * 25).FILES.getlist("sheet")

    assert len(first.read()) == 1000
    with pytest.raises(FileRefused):
        second.read()
