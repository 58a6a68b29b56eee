"""Locking a child in: descriptors, limits, timer, filter. What it runs afterwards nobody trusts."""

from __future__ import annotations

import ctypes
import os
import resource
import signal

from eigengraph_zygote.limits import CPU_SECONDS, MEMORY_BYTES

SOCKET = 3
"""The one descriptor of a child that leads anywhere."""

_PRCTL = ctypes.CDLL(None, use_errno=True).prctl  # looked for once, not in every child
_PRCTL.argtypes = [ctypes.c_int, *[ctypes.c_void_p] * 4]
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_INHERITED = {
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_CORE: (0, 0),
}
_LIMITS = {
    resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
    # Behind the timer, whose signal comes first. The hard limit kills, which is taken for the machine's doing.
    resource.RLIMIT_CPU: (1, 60),
    resource.RLIMIT_NOFILE: (SOCKET + 1, SOCKET + 1),
    resource.RLIMIT_NPROC: (0, 0),
}


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


class Jail:
    """What locks children in. What can be done once, for the zygote and so for all of them, is done here.

    The first memory that a child touches has to be copied for it, which takes longer than most system calls.

    Args:
        program: The filter of system calls.
    """

    def __init__(self, program: bytes) -> None:
        for which, most in _INHERITED.items():
            resource.setrlimit(which, most)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
        self._program = _Program(len(program) // 8, program)
        self._address = ctypes.addressof(self._program)
        self._descriptors = resource.getrlimit(resource.RLIMIT_NOFILE)[0]

    def lock_in(self, socket: int) -> None:
        """Take everything from this process, a child, but some memory, some time, and its socket.

        Args:
            socket: The child's end of the call's socket; it becomes ``SOCKET``. Below it there is the null device.

        Raises:
            OSError: The kernel refuses any of it; the process must not run anything then.
        """
        die_with_parent()
        os.dup2(socket, SOCKET)
        os.closerange(SOCKET + 1, self._descriptors)
        for which, most in _LIMITS.items():
            resource.setrlimit(which, most)
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # the filter lets nobody catch, block or stop it
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, self._address)


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that it belongs to ends."""
    parent = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
    if os.getppid() != parent:  # it was gone before the kernel was told
        os._exit(0)


def _prctl(option: int, first: int, second: int) -> None:
    if _PRCTL(option, first, second, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
