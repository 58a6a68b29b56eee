"""One zygote as its caller sees it: started, called from any thread, stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from eigengraph_zygote.limits import PROGRAM_BYTES, REPLY_BYTES, STARVED_SECONDS, WALL_SECONDS
from eigengraph_zygote.wire import CALL, PROGRAM, READY, Report, Request, Task, pack_request, unpack_report

PATIENCE = 10.0
"""Seconds for the zygote to start, and for its keeper to say how a child ended after its time is up."""

_PATIENCE_AT_THE_END = 1.0
_BOOT = Path(__file__).with_name("boot.py")
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "TZ": "UTC0"}


class ZygoteLost(Exception):
    """The zygote ended, or no longer answers."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known of a child that has ended.

    Attributes:
        reply: What it wrote, up to a byte more than it may.
        report: What the keeper says of it.
        asked: Whether all of the request was sent to it; until it has that, it runs nothing of the checker.
    """

    reply: bytes
    report: Report
    asked: bool = True


class ZygoteProcess:
    """A zygote that runs, and its keeper, which is the process that is started and asked."""

    def __init__(self) -> None:
        """Start it.

        Raises:
            ZygoteLost: It does not start.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                # Not -I or -E: they ignore PYTHONHASHSEED.
                [sys.executable, "-s", "-S", "-P", str(_BOOT)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        self._control.settimeout(PATIENCE)
        try:
            ready = self._control.recv(len(READY)) == READY
        except OSError:
            ready = False
        if not ready:
            raise ZygoteLost(f"it does not start: {self._last_words()}")

    def call(self, request: Request) -> Ending:
        """Have a child do what is asked, and wait for its end.

        Raises:
            ZygoteLost: Nobody can say how it went.
            OSError: This process cannot open two more sockets.
        """
        with ExitStack() as stack:
            ours, childs = map(stack.enter_context, socket.socketpair())
            reports, zygotes = map(stack.enter_context, socket.socketpair())
            packed = memoryview(pack_request(request))
            try:
                ours.setblocking(False)
                packed = packed[ours.send(packed) :]  # it fits as a rule; the child's life should not pass in waiting
                socket.send_fds(self._control, [CALL], [childs.fileno(), zygotes.fileno()])
                childs.close()
                zygotes.close()
                for end in (ours, reports):
                    end.settimeout(WALL_SECONDS + STARVED_SECONDS + PATIENCE)
                most = PROGRAM_BYTES + len(PROGRAM) if request.task is Task.COMPILE else REPLY_BYTES
                asked = _sent(ours, packed)
                reply = _received(ours, most)
                ours.close()
                return Ending(reply, unpack_report(reports.recv(64)), asked)
            except (OSError, EOFError) as error:
                raise ZygoteLost("the zygote was lost while a checker ran") from error

    def stop(self) -> None:
        """End it and every child of it."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)  # other processes may have copies of it
        self._control.close()
        try:
            self._process.wait(_PATIENCE_AT_THE_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _last_words(self) -> str:
        self._control.close()
        self._process.kill()
        _, said = self._process.communicate()
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit code {self._process.returncode}"


def _sent(ours: socket.socket, request: memoryview) -> bool:
    """Send the rest of a request; false if the child ended before it had read it. The report says how."""
    try:
        ours.sendall(request)
        ours.shutdown(socket.SHUT_WR)  # so that a checker that reads on finds the end, not a wait
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _received(ours: socket.socket, most: int) -> bytes:
    """Return what comes back until the child ends or has said more than it may, in bytes."""
    reply = bytearray()
    with suppress(ConnectionResetError):  # it ended before it read everything
        while len(reply) <= most:
            part = ours.recv(min(most + 1 - len(reply), REPLY_BYTES + 1))
            if not part:
                break
            reply += part
    return bytes(reply)


def machine() -> str:
    """Return the machine that this is, as ``os.uname`` names it; empty where there is no ``os.uname``."""
    return os.uname().machine if hasattr(os, "uname") else ""
