"""Taking the true time away from a process, also where it would be read without a system call.

The kernel shows the time in pages of every process, so that the C library need not ask for it. Empty ones in their
place say that they hold no time; then the C library asks, and the filter refuses. Python takes that for 0 where it only
waits for a lock, and raises ``PermissionError`` where code wants to know. The processor has a counter besides, which a
process can be forbidden to read; one that does is ended.

Either may be refused: the pages where the kernel seals them, the counter on machines other than x86-64.
"""

from __future__ import annotations

import ctypes
import mmap
from pathlib import Path

_LIBRARY = ctypes.CDLL(None)
_PR_SET_TSC, _PR_TSC_SIGSEGV = 26, 2
_MAP_FIXED = 0x10
_FAILED = ctypes.c_void_p(-1).value


def withhold() -> None:
    """Withhold the true time from this process and all that it forks, as far as the kernel lets it."""
    replace = _LIBRARY.mmap
    replace.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    replace.restype = ctypes.c_void_p
    how = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_FIXED
    done = [replace(begin, size, mmap.PROT_READ, how, -1, 0) != _FAILED for begin, size in _time_pages()]
    if all(done):  # else the C library reads the counter itself, whenever it waits for a lock
        _LIBRARY.prctl(_PR_SET_TSC, _PR_TSC_SIGSEGV, 0, 0, 0)


def _time_pages() -> list[tuple[int, int]]:
    """Return where the kernel's pages begin, and how long they are."""
    lines = [line.split() for line in Path("/proc/self/maps").read_bytes().splitlines() if b"[vvar" in line]
    ends = [[int(end, 16) for end in line[0].split(b"-")] for line in lines]
    return [(begin, end - begin) for begin, end in ends]
