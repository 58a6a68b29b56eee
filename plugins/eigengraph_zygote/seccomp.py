"""The filter that the kernel applies to every system call of a child: a short list is let through, the rest fails.

What is let through reads and writes open descriptors (the child has four: the null device thrice and its socket),
manages its own memory, and ends the process. Opening, connecting, forking, executing, signalling, tracing, waiting for
anything but a lock, changing signal handlers or limits, asking for the time, for random bytes or for a process id all
fail with EPERM, which Python raises as ``PermissionError``. (``getpid`` and its like cannot fail, so
they answer -1 always.)

The filter is a program of classic BPF, sixteen-bit code, two eight-bit jumps and a 32-bit constant an instruction
(linux/filter.h, linux/seccomp.h).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

ALLOW = 0x7FFF0000
FAIL_WITH_EPERM = 0x00050000 | 1
KILL = 0x80000000

_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4


@dataclass(frozen=True, slots=True)
class Architecture:
    """A machine that the filter knows.

    Attributes:
        audit: By which the kernel names it (linux/audit.h).
        clone: Number of the system call that makes a process.
        calls: Numbers of the system calls that are let through, by name.
    """

    audit: int
    clone: int
    calls: dict[str, int]


_NAMES = "read write close mmap mprotect munmap mremap madvise brk futex sched_yield exit exit_group"
_X86_64 = (0, 1, 3, 9, 10, 11, 25, 28, 12, 202, 24, 60, 231)
_AARCH64 = (63, 64, 57, 222, 226, 215, 216, 233, 214, 98, 124, 93, 94)

ARCHITECTURES = {
    "x86_64": Architecture(0xC000003E, 56, dict(zip(_NAMES.split(), _X86_64, strict=True))),
    "aarch64": Architecture(0xC00000B7, 220, dict(zip(_NAMES.split(), _AARCH64, strict=True))),
}
"""By the name that ``os.uname`` gives a machine."""


def filter_program(architecture: Architecture) -> bytes:
    """Return the filter, eight bytes an instruction.

    A call made by another architecture's convention has other numbers and would slip past the list; it kills. One by
    the x32 convention has a bit set that makes its number one of no list.
    """
    instructions = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 1, 0, architecture.audit),
        (_RETURN, 0, 0, KILL),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
    ]
    for number in sorted(architecture.calls.values()):
        instructions += [(_JUMP_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, ALLOW)]
    instructions.append((_RETURN, 0, 0, FAIL_WITH_EPERM))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
