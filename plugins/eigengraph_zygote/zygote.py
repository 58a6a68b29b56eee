"""The zygote: a bare interpreter that has everything loaded, and forks a child for each call.

It runs one loop in one thread, reads nothing but the caller's packets, and knows no request and no reply. It forks,
kills what lives too long, and reports how each child ended. It ends when the caller's end of its socket closes.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic  # before the clock is stopped
from typing import NoReturn

from eigengraph_zygote import compiling, lint, modules, sameness, verdict
from eigengraph_zygote.jail import SOCKET, Jail
from eigengraph_zygote.limits import STARVED_SECONDS, WALL_SECONDS
from eigengraph_zygote.seccomp import ARCHITECTURES, filter_program
from eigengraph_zygote.wire import READY, Cause, Report, Request, Task, pack_report, read, read_request


@dataclass(slots=True)
class Child:
    """A child that runs.

    Attributes:
        pid: Its process.
        born: When it was forked.
        due: When its time is up, as far as is known.
        report: Descriptor for the zygote's report about it.
        overdue: Whether it was killed for living too long.
    """

    pid: int
    born: float
    due: float
    report: int
    overdue: bool = False


def serve() -> NoReturn:
    """Serve the caller at the other end of standard input, until it is gone."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    modules.load()
    sameness.stop_clock()
    sameness.fix_chance()
    _forget_the_world()
    gc.collect()
    gc.disable()  # memory that a child cannot free in time counts against its limit, and is gone with it
    zygote = Zygote(control)
    control.send(READY)
    os.dup2(null, 2)  # until here, standard error led to the caller
    while True:
        zygote.turn()


def _forget_the_world() -> None:
    """Drop what was handed down from the caller, and the ways to find more of it."""
    os.environ.clear()
    sys.argv[:], sys.orig_argv[:], sys.path[:] = [verdict.FILE], [], []
    sys.meta_path[:] = sys.meta_path[:2]  # built-in and frozen modules; there are no files to find others in
    for number in (signal.SIGINT, signal.SIGPROF, signal.SIGXCPU):  # a caller may have them ignored
        signal.signal(number, signal.SIG_DFL)


class Zygote:
    """Children that run, and what is needed to make more."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._jail = Jail(filter_program(ARCHITECTURES[os.uname().machine]))
        self._children: dict[int, Child] = {}  # by the descriptor that tells of their end
        self._waiting = select.poll()
        self._waiting.register(control, select.POLLIN)

    def turn(self) -> None:
        """Wait until something happens, and see to it."""
        for descriptor, _ in self._waiting.poll(self._milliseconds_left()):
            if descriptor == self._control.fileno():
                self._take_call()
            else:
                self._bury(descriptor)
        self._kill_overdue()

    def _milliseconds_left(self) -> float | None:
        due = [child.due for child in self._children.values() if not child.overdue]
        return max(0.0, min(due) - monotonic()) * 1000 + 1 if due else None

    def _take_call(self) -> None:
        _, handed, _, _ = socket.recv_fds(self._control, 16, 2)
        if not handed:
            os._exit(0)  # the caller is gone, and the children follow
        call, report = handed
        born = monotonic()
        try:
            pid = os.fork()
        except OSError as error:
            _report(report, Report(Cause.NOT_FORKED, error.errno or 0, 0.0))
        else:
            if pid == 0:
                _live(call, self._jail)
            end = os.pidfd_open(pid)
            self._children[end] = Child(pid, born, born + WALL_SECONDS, report)
            self._waiting.register(end, select.POLLIN)
        os.close(call)

    def _kill_overdue(self) -> None:
        now = monotonic()
        for child in self._children.values():
            if child.due <= now and not child.overdue:
                child.due = child.born + WALL_SECONDS + min(_starved(child.pid), STARVED_SECONDS)
                if child.due <= now:
                    child.overdue = True
                    os.kill(child.pid, signal.SIGKILL)

    def _bury(self, end: int) -> None:
        """Report a child that has ended."""
        self._waiting.unregister(end)
        os.close(end)
        child = self._children.pop(end)
        _, status = os.waitpid(child.pid, 0)
        cause = Cause.OVERDUE if child.overdue else Cause.ENDED
        _report(child.report, Report(cause, status, monotonic() - child.born))


def _starved(pid: int) -> float:
    """Return the seconds in which a process wanted a processor and got none; 0 where the kernel does not count them."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _live(call: int, jail: Jail) -> NoReturn:
    """Be a child: lock oneself in, and only then read what is asked."""
    try:
        jail.lock_in(call)
    except BaseException:  # noqa: BLE001 - nothing may run in a child that is not locked in
        os.kill(os.getpid(), signal.SIGKILL)
    try:
        reply = _done(read_request(SOCKET))
        while reply:
            reply = reply[os.write(SOCKET, reply) :]
    finally:
        os._exit(0)


def _done(request: Request) -> bytes:
    """Do what is asked, and return the reply."""
    match request.task:
        case Task.COMPILE:
            return compiling.compiled(read(request.code))
        case Task.LINT:
            return lint.remarks(read(request.code))
        case Task.RUN:
            return verdict.answer(request.code, read(request.input))


def _report(descriptor: int, report: Report) -> None:
    with suppress(BrokenPipeError):  # the caller no longer waits for this call
        os.write(descriptor, pack_report(report))
    os.close(descriptor)
