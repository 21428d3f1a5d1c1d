"""
The watched folder: files that a sender's program leaves, one folder for each profile.

    INBOX/Harbour office/march.csv      waits until nothing has written to it for STILL_SECONDS
    INBOX/Harbour office/done/          where it goes once its rows are in, with march.csv.json beside it
    INBOX/Harbour office/refused/       where it goes if it cannot be read; the report says why

Whoever may write into a folder must not be able to make the house read, or move, anything else. So a
folder is opened once and all is done relative to it; nothing is followed that is a link; a file must be
an ordinary one with one name, and belong to the house or to the owner of the inbox. What is none of
these is left where it lies.

A file is moved last, after its rows and its report. A kill before that leaves it waiting, and the next
look brings in what is missing: the same file with the same mapping is the same import.
"""

import json
import os
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

STILL_SECONDS: Final = 10.0
PIECE_BYTES: Final = 2**20
NAMES_TRIED_MAX: Final = 1_000
NAME_BYTES_MAX: Final = 200  # of a name that is given to a file; most systems take 255, and a report needs more
OWN_FOLDERS: Final = ("done", "refused")

# How programs that copy files call what is not whole yet.
_UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe is opened, found out, and closed


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that waits: the profile's folder, its name, and what tells whether it changed."""

    folder: str
    name: str
    size_bytes: int
    changed_ns: int


def files_waiting(inbox: Path, *, now: float | None = None) -> list[InboxFile]:
    """
    List the files that may be brought in, the oldest first.

    Args:
        inbox: the watched folder; one that is not there holds nothing.
        now: seconds since 1970; None is now.
    """
    moment = time.time() if now is None else now
    found: list[InboxFile] = []
    with suppress(FileNotFoundError, NotADirectoryError), _opened(str(inbox)) as root:
        owners = {os.geteuid(), os.fstat(root).st_uid}
        for folder in sorted(filter(_is_writable, _names(root))):
            with suppress(OSError), _opened(folder, root) as inside:
                if os.fstat(inside).st_uid in owners:
                    found += _still(folder, inside, owners=owners, moment=moment)
    return sorted(found, key=lambda file: (file.changed_ns, file.folder, file.name))


def pieces_of(inbox: Path, file: InboxFile) -> Iterator[bytes]:
    """
    Read a file that waits, piece by piece, each time from its beginning.

    Raises:
        OSError: it is gone, or was replaced or changed since it was listed.
    """
    with _opened(str(inbox)) as root, _opened(file.folder, root) as inside:
        descriptor = os.open(file.name, _FILE, dir_fd=inside)
    try:
        told = os.fstat(descriptor)
        if not stat.S_ISREG(told.st_mode) or (told.st_size, _changed(told)) != (file.size_bytes, file.changed_ns):
            raise BlockingIOError("The file changed while it was read.")
        at = 0
        while piece := os.pread(descriptor, PIECE_BYTES, at):
            yield piece
            at += len(piece)
    finally:
        os.close(descriptor)


def settle(inbox: Path, file: InboxFile, *, where: str, report: Mapping[str, Any]) -> str:
    """
    Write the report of a file and move it to where it belongs; give the name that it has there.

    Args:
        inbox: the watched folder.
        file: the file.
        where: one of OWN_FOLDERS.
        report: what is written beside it, as JSON.

    Raises:
        OSError: somebody wrote to it again meanwhile; it stays where it is, and is listed anew.
    """
    with _opened(str(inbox)) as root, _opened(file.folder, root) as inside:
        told = os.stat(file.name, dir_fd=inside, follow_symlinks=False)
        if (told.st_size, _changed(told)) != (file.size_bytes, file.changed_ns):
            raise BlockingIOError("The file changed after it was read.")
        with suppress(FileExistsError):
            os.mkdir(where, 0o700, dir_fd=inside)
        with _opened(where, inside) as there:
            name = _free_name(file.name, there)
            _write(f"{name}.json", json.dumps(dict(report), ensure_ascii=False, indent=2) + "\n", there)
            os.rename(file.name, name, src_dir_fd=inside, dst_dir_fd=there)
            os.fsync(there)
        os.fsync(inside)
    return name


def _still(folder: str, inside: int, *, owners: set[int], moment: float) -> Iterator[InboxFile]:
    for name in _names(inside):
        if name.startswith(".") or name.endswith(_UNFINISHED) or not _is_writable(name):
            continue
        told = os.stat(name, dir_fd=inside, follow_symlinks=False)
        is_ours = stat.S_ISREG(told.st_mode) and told.st_uid in owners and told.st_nlink == 1
        if is_ours and moment - _changed(told) / 1e9 >= STILL_SECONDS:
            yield InboxFile(folder, name, told.st_size, _changed(told))


def _names(folder: int) -> list[str]:
    """List what lies in a folder that is open: by its descriptor, so that nobody can put another in its place."""
    return os.listdir(folder)


def _is_writable(name: str) -> bool:
    """Say whether a name is UTF-8; one that is not can be kept nowhere."""
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def _changed(told: os.stat_result) -> int:
    """Give when a file last changed, in nanoseconds: also its name or owner, which no program can set back."""
    return max(told.st_mtime_ns, told.st_ctime_ns)


def _free_name(name: str, there: int) -> str:
    """Find a name that no file in a folder has, so that nothing is written over."""
    taken = set(_names(there))
    if len(os.fsencode(name)) > NAME_BYTES_MAX:  # its report could not be called as it is
        name = os.fsencode(name)[-NAME_BYTES_MAX:].decode("utf-8", "ignore")
    stem, dot, end = name.rpartition(".")
    for number in range(1, NAMES_TRIED_MAX):
        tried = name if number == 1 else f"{stem or name}-{number}{dot + end if stem else ''}"
        if tried not in taken and f"{tried}.json" not in taken:
            return tried
    return f"{time.time_ns()}-{name}"


def _write(name: str, text: str, there: int) -> None:
    """Write a small file so that it is there whole or not at all."""
    draft = f".{name}.tmp"
    with suppress(FileNotFoundError):
        os.unlink(draft, dir_fd=there)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=there)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, name, src_dir_fd=there, dst_dir_fd=there)


@contextmanager
def _opened(folder: str, inside: int | None = None) -> Iterator[int]:
    """Open a folder without following a link; the inbox itself may be reached by one, since the operator set it."""
    flags = _FOLDER if inside is not None else _FOLDER & ~os.O_NOFOLLOW
    descriptor = os.open(folder, flags, dir_fd=inside)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
