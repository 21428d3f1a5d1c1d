"""
Confinement: what the reading child takes away from itself before it sees the first byte.

Every step is meant to hold when another one does not.

  - No new file descriptor can be opened (RLIMIT_NOFILE at the three it has): no file, no socket,
    no pipe, on every system that has limits. This alone means no disk and no network.
  - Nothing can be written to a file (RLIMIT_FSIZE 0), no process started (RLIMIT_NPROC 0), no core
    left behind; memory and processor time end (RLIMIT_AS, RLIMIT_CPU).
  - On Linux besides: no right can be gained (no_new_privs), the network is an empty one (unshare),
    the file system is shut (Landlock, from 5.13), and the child dies with its parent (PDEATHSIG).
  - A child of root becomes nobody.

What is best effort: unshare is refused to ordinary users on some systems, Landlock is absent in
some kernels; the limits above do not depend on them. There is no system-call filter: it would have
to name the calls of each processor and each libc, and the limits above leave it little to do.
"""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

MEMORY_BYTES_MAX: Final = 2**30
CPU_SECONDS_MAX: Final = 60
ROWS_PER_CPU_LIMIT: Final = 100_000
FILES_MAX: Final = 3  # standard input, output and error: all that it ever needs

_NOBODY = 65534
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_LANDLOCK_VERSION = 1  # the flag that asks for it
# All rights over files that each version of Landlock knows: a right that a kernel does not know is refused by it.
_LANDLOCK_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_LANDLOCK_TCP, _LANDLOCK_TCP_FROM = 0b11, 4  # bind and connect


def confine(parent: int) -> list[str]:
    """
    Shut this process in; it cannot be undone.

    Args:
        parent: the process id of the parent, so that a child whose parent died meanwhile ends.

    Returns:
        The names of the steps that hold, of those that are best effort.
    """
    held = []
    if sys.platform == "linux":
        held = _confine_linux()
    _become_nobody()
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which clears it
    if os.getppid() != parent:
        sys.exit(0)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, FILES_MAX)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES_MAX)
    allow_cpu_for(0)
    return held


def allow_cpu_for(rows: int) -> None:
    """Set the end of processor time: CPU_SECONDS_MAX for each ROWS_PER_CPU_LIMIT rows begun."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX * (1 + rows // ROWS_PER_CPU_LIMIT), hard))


def _limit(what: int, value: int) -> None:
    try:
        resource.setrlimit(what, (value, value))
    except ValueError:  # a lower hard limit stands already
        resource.setrlimit(what, (min(value, resource.getrlimit(what)[1]),) * 2)


def _become_nobody() -> None:
    """Leave root; a container may lack the right to, and then the limits must do."""
    if os.geteuid() != 0:
        return
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except OSError:
        return


def _confine_linux() -> list[str]:
    held = []
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        held.append("no_new_privs")
    spaces = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
    if _libc().unshare(spaces) == 0:
        held.append("unshare")
    if _shut_files():
        held.append("landlock")
    return held


def _shut_files() -> bool:
    """Give up every right over every file, by a Landlock rule set without a rule."""
    syscall = _libc().syscall
    version = syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    files = _LANDLOCK_FILES[min(version, max(_LANDLOCK_FILES))]
    tcp = _LANDLOCK_TCP if version >= _LANDLOCK_TCP_FROM else 0
    rights = (ctypes.c_uint64 * 2)(files, tcp)
    size = ctypes.sizeof(rights) if tcp else ctypes.sizeof(ctypes.c_uint64)
    rules = syscall(_LANDLOCK_CREATE, ctypes.byref(rights), ctypes.c_size_t(size), 0)
    if rules < 0:
        return False
    is_shut = bool(syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return is_shut


def _prctl(option: int, value: int) -> bool:
    return bool(_libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) == 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
