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
_LIMITS = {
    resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
    # Behind the timer, whose signal comes first. The hard limit kills, which is taken for the machine's doing.
    resource.RLIMIT_CPU: (1, 60),
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_CORE: (0, 0),
    resource.RLIMIT_NOFILE: (SOCKET + 1, SOCKET + 1),
    resource.RLIMIT_NPROC: (0, 0),
}


def lock_in(socket: int, null: int, program: bytes) -> None:
    """Take everything from this process but some memory, some time, and its socket.

    Args:
        socket: The child's end of the call's socket; it becomes ``SOCKET``.
        null: The null device, open for reading and writing; it becomes standard input, output and error.
        program: The filter of system calls.

    Raises:
        OSError: The kernel refuses any of it; the process must not run anything then.
    """
    _die_with_the_zygote()
    os.dup2(socket, SOCKET)
    for descriptor in range(SOCKET):
        os.dup2(null, descriptor)
    os.closerange(SOCKET + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for which, most in _LIMITS.items():
        resource.setrlimit(which, most)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # the filter lets nobody catch, block or stop it
    _apply(program)


def _die_with_the_zygote() -> None:
    zygote = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0)
    if os.getppid() != zygote:  # it was gone before the kernel was told
        os._exit(0)


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def _apply(program: bytes) -> None:
    """Have the kernel apply a filter to this process for the rest of its life."""
    handed = _Program(len(program) // 8, program)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(handed))


def _prctl(option: int, first: int, second: int) -> None:
    if _PRCTL(option, first, second, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
