"""A child, from its birth to its end: it locks itself in, and only then reads what is asked."""

from __future__ import annotations

import os
import signal
from typing import BinaryIO, NoReturn

from eigengraph_zygote import compiling, lint, verdict
from eigengraph_zygote.jail import SOCKET, Jail
from eigengraph_zygote.wire import Request, Task, read, read_request


def live(call: int, jail: Jail, stream: BinaryIO) -> NoReturn:
    """Do what is asked, and end.

    Args:
        call: The child's end of the call's socket.
        jail: What locks it in.
        stream: Reads from ``SOCKET``.
    """
    try:
        jail.lock_in(call)
    except BaseException:  # noqa: BLE001 - nothing may run in a child that is not locked in
        os.kill(os.getpid(), signal.SIGKILL)
    try:
        reply = _done(read_request(stream))
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
