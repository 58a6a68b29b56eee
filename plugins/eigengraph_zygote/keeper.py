"""The keeper: takes calls, has the zygote fork a child for each, and sees each child to its end.

It runs one loop in one thread, reads nothing but the caller's packets, and knows no request and no reply. It kills what
lives too long, and reports how each child ended. It ends when the caller's end of its socket closes, or the zygote
does, and takes the zygote and all children with it.

All that changes from call to call is kept here, in a process of its own. So a child, which is a copy of the zygote,
finds nothing of the others in its memory, however it looks for them.
"""

from __future__ import annotations

import os
import select
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import NoReturn

from eigengraph_zygote.limits import STARVED_SECONDS, WALL_SECONDS
from eigengraph_zygote.wire import CALL, READY, Cause, Report, pack_report

REHEARSALS = 16
"""Children that are born for nothing before the first call, after which one birth leaves the zygote like another."""


@dataclass(slots=True)
class Child:
    """A child that runs.

    Attributes:
        born: When it was asked for.
        due: When its time is up, as far as is known.
        report: Descriptor for the report about it.
        overdue: Whether it was killed for living too long.
    """

    born: float
    due: float
    report: int
    overdue: bool = False


def keep(line: socket.socket, zygote: int) -> NoReturn:
    """Serve the caller at the other end of standard input, until it is gone.

    Args:
        line: To the zygote.
        zygote: Its process.
    """
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    if line.recv(len(READY)) != READY:
        os._exit(1)
    keeper = Keeper(control, line, zygote)
    keeper.rehearse()
    control.send(READY)
    os.dup2(null, 2)  # until here, standard error led to the caller
    while True:
        keeper.turn()


class Keeper:
    """Children that run, and what is needed to make more.

    Args:
        control: To the caller.
        line: To the zygote.
        zygote: Its process.
    """

    def __init__(self, control: socket.socket, line: socket.socket, zygote: int) -> None:
        self._control = control
        self._line = line
        self._zygote = zygote
        self._children: dict[int, Child] = {}  # by the descriptor that tells of their end
        self._waiting = select.poll()
        self._waiting.register(control, select.POLLIN)
        self._waiting.register(line, select.POLLIN)

    def rehearse(self) -> None:
        """Have some children born that find no request, and so end at once."""
        for _ in range(REHEARSALS):
            ours, childs = socket.socketpair()
            ours.close()
            end = self._born(childs.fileno())
            childs.close()
            if end > 0:
                _buried(end)

    def turn(self) -> None:
        """Wait until something happens, and see to it."""
        for descriptor, _ in self._waiting.poll(self._milliseconds_left()):
            if descriptor == self._control.fileno():
                self._take_call()
            elif descriptor == self._line.fileno():  # the zygote speaks only when asked: it has ended
                self._end()
            else:
                self._bury(descriptor)
        self._kill_overdue()

    def _milliseconds_left(self) -> float | None:
        due = [child.due for child in self._children.values() if not child.overdue]
        return max(0.0, min(due) - monotonic()) * 1000 + 1 if due else None

    def _take_call(self) -> None:
        _, handed, _, _ = socket.recv_fds(self._control, 16, 2)
        if not handed:
            self._end()
        call, report = handed
        born = monotonic()
        end = self._born(call)
        if end < 0:
            _report(report, Report(Cause.NOT_FORKED, -end, 0.0))
        else:
            self._children[end] = Child(born, born + WALL_SECONDS, report)
            self._waiting.register(end, select.POLLIN)
        os.close(call)

    def _born(self, call: int) -> int:
        """Return the descriptor of a new child's process; a negative error number if there is none."""
        try:
            socket.send_fds(self._line, [CALL], [call])
            said, handed, _, _ = socket.recv_fds(self._line, 16, 1)
        except OSError:
            self._end()
        if not said:
            self._end()
        return handed[0] if handed else -said[0]

    def _kill_overdue(self) -> None:
        now = monotonic()
        for end, child in self._children.items():
            if child.due <= now and not child.overdue:
                child.due = child.born + WALL_SECONDS + min(_starved(end), STARVED_SECONDS)
                if child.due <= now:
                    child.overdue = True
                    signal.pidfd_send_signal(end, signal.SIGKILL)

    def _bury(self, end: int) -> None:
        """Report a child that has ended."""
        self._waiting.unregister(end)
        child = self._children.pop(end)
        status = _buried(end)
        cause = Cause.OVERDUE if child.overdue else Cause.ENDED
        _report(child.report, Report(cause, status, monotonic() - child.born))

    def _end(self) -> NoReturn:
        os.kill(self._zygote, signal.SIGKILL)
        os.waitpid(self._zygote, 0)
        for end in self._children:
            signal.pidfd_send_signal(end, signal.SIGKILL)
            _buried(end)
        os._exit(0)


def _buried(end: int) -> int:
    """Wait for a child's end, and return how it ended, as ``os.waitpid`` would."""
    gone = os.waitid(os.P_PIDFD, end, os.WEXITED)
    os.close(end)
    if gone is None:
        raise ChildProcessError("a child ended unseen")
    return gone.si_status << 8 if gone.si_code == os.CLD_EXITED else gone.si_status


def _starved(end: int) -> float:
    """Return the seconds in which a child wanted a processor and got none; 0 where the kernel does not count them."""
    try:
        told = Path(f"/proc/self/fdinfo/{end}").read_text("ascii")
        pid = int(told.partition("\nPid:")[2].split()[0])
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _report(descriptor: int, report: Report) -> None:
    with suppress(BrokenPipeError):  # the caller no longer waits for this call
        os.write(descriptor, pack_report(report))
    os.close(descriptor)
