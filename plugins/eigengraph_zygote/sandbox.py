"""The sandbox ``zygote``: true CPython, a process for every verdict, locked in by the kernel.

A checker runs in a fork of a warm interpreter. Before it is read, that fork closes every descriptor but its own socket,
limits itself (CPU, wall-clock time, memory, output), and hands the kernel a list of thirteen system calls beyond which
everything fails. The environment is empty, hashes are seeded, clock and random numbers stand still, the machine has no
name. Every input has its own process, so nothing of one run is seen by another; code is compiled in one of its own,
whose memory no run sees. All forks are copies of the same memory: what changes from call to call is held by another
process, so code cannot tell by frames, objects, counts or addresses whether it runs alone, among others or after them.

Covered: files, network, processes, threads, signals, tracing, other descriptors, the environment; endless loops, hangs,
memory, recursion, floods of output; forged answers, which can say nothing that ``check`` could not have returned; the
true time, also of modules that are loaded anew and of the C library.

Not covered:

- Bugs of the kernel or the processor behind the system calls that are let through, and side channels: caches, timing,
  how busy the machine is.
- The memory of the zygote, which its children can read: an interpreter, the standard library, the paths they were
  loaded from, its process and its keeper's, random numbers that the kernel gave it when it started; and, in bytes that
  no object holds any more, what CPython noted of its loop, which is other from call to call. Neither requests nor
  children pass through it.
- What the processor tells code of its own (machine code, or the C library through ctypes): random numbers, what it is,
  which core this is, and on aarch64 the true time. Where a kernel refuses what ``true_time.py`` asks of it, the C
  library tells the true time too.
- Waiting for a moment of the true time, which code can name to the kernel without learning how long it waited: such
  code is ended as a ``limit`` before that moment and goes on after it.
- Files that the standard library reads late: time zones, and modules beyond those in ``modules.py``.
- Addresses of objects, which ``id`` and an object's default hash and text show, from one start of the zygote to
  another where the kernel insists on random ones, or files were compiled at the first.

It needs Linux on x86-64 or aarch64, and no privileges. It works as root too, without giving up its identity: there the
list of system calls alone keeps it in.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import BoundedSemaphore, Lock

from eigengraph.errors import ConfigError
from eigengraph.verify.sandbox import CodeRun
from eigengraph_zygote.process import Ending, ZygoteLost, ZygoteProcess, machine
from eigengraph_zygote.reading import lines_of, program_of, run_of
from eigengraph_zygote.seccomp import ARCHITECTURES
from eigengraph_zygote.wire import Request, Task, written

_CLOSED = "the sandbox is closed"
_PROGRAMS = 256
_OTHER = "use the sandbox 'monty', which runs everywhere"


def open_zygote() -> ZygoteSandbox:
    """Start the sandbox, and have it prove that it works here.

    Raises:
        ConfigError: This machine is not one that it knows, or does not let it lock a process in.
    """
    if sys.platform != "linux" or machine() not in ARCHITECTURES:
        here, known = f"{sys.platform} {machine()}".strip(), " and ".join(sorted(ARCHITECTURES))
        raise ConfigError(f"the sandbox 'zygote' runs on Linux on {known}, not on {here!r}; {_OTHER}")
    sandbox = ZygoteSandbox()
    [proof] = sandbox.run("def check():\n    return True", ["{}"])
    if proof.kind != "ok":
        sandbox.close()
        raise ConfigError(f"the sandbox 'zygote' does not work on this machine: {proof.message}; {_OTHER}")
    return sandbox


class _NoProgram(Exception):
    """Code that cannot be run.

    Attributes:
        run: How that was found.
    """

    def __init__(self, run: CodeRun) -> None:
        super().__init__(run.message)
        self.run = run


class ZygoteSandbox:
    """A zygote, begun again whenever it is lost, and threads that wait for its children where there are several.

    As many checkers run at once as there are processors; others wait their turn, so that none runs out of wall-clock
    time for want of one.
    """

    def __init__(self) -> None:
        width = len(os.sched_getaffinity(0))
        self._turns = BoundedSemaphore(width)
        self._threads = ThreadPoolExecutor(width, thread_name_prefix="zygote")
        self._lock = Lock()
        self._zygote: ZygoteProcess | None = None
        self._closed = False
        self._program_of = lru_cache(_PROGRAMS)(self._compiled)

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Run ``check`` for each input, each in a process of its own; see ``Sandbox``.

        Code that was not run lately is compiled first, in one more process.
        """
        try:
            program = self._program_of(code)
        except _NoProgram as error:
            return [error.run] * len(inputs)
        endings = self._call_each([Request(Task.RUN, program, written(text)) for text in inputs])
        return [run_of(ending) if isinstance(ending, Ending) else ending for ending in endings]

    def lint(self, code: str) -> list[str]:
        """Say what speaks against code: syntax, warnings, missing modules, undefined names, no ``check``."""
        ending = self._call(Request(Task.LINT, written(code)))
        return lines_of(ending) if isinstance(ending, Ending) else [f"the code was not read: {ending.message}"]

    def close(self) -> None:
        """Stop the zygote and all its children; runs that are waited for become ``infra``."""
        with self._lock:
            self._closed = True
            zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.stop()
        self._threads.shutdown()

    def _compiled(self, code: str) -> bytes:
        """Return the program of code.

        Raises:
            _NoProgram: It has none, or nobody knows.
        """
        ending = self._call(Request(Task.COMPILE, written(code)))
        program = program_of(ending) if isinstance(ending, Ending) else ending
        if isinstance(program, CodeRun):
            raise _NoProgram(program)
        return program

    def _call_each(self, requests: Sequence[Request]) -> list[Ending | CodeRun]:
        if len(requests) == 1:  # for which another thread would cost more than it gains
            return [self._call(requests[0])]
        try:
            return list(self._threads.map(self._call, requests))
        except RuntimeError:  # how the threads say that they take nothing more
            return [CodeRun("infra", message=_CLOSED)] * len(requests)

    def _call(self, request: Request) -> Ending | CodeRun:
        """Return how a child ended, or the run where nobody knows."""
        zygote = None
        try:
            with self._turns:
                zygote = self._current()
                return zygote.call(request)
        except ZygoteLost as error:
            self._drop(zygote)
            return CodeRun("infra", message=str(error))
        except OSError as error:
            return CodeRun("infra", message=f"this process cannot call its zygote: {error.strerror}")

    def _current(self) -> ZygoteProcess:
        with self._lock:
            if self._closed:
                raise ZygoteLost(_CLOSED)
            if self._zygote is None:
                self._zygote = ZygoteProcess()
            return self._zygote

    def _drop(self, lost: ZygoteProcess | None) -> None:
        """Forget a zygote, unless another call has already replaced it."""
        with self._lock:
            if lost is None or self._zygote is not lost:
                return
            self._zygote = None
        lost.stop()
