"""What travels between the caller, the keeper, the zygote, and the child that runs one checker.

=================  ==========================================================================================
caller to keeper   a packet with two descriptors: the child's socket, and one for the keeper's report
keeper to zygote   a packet with the first of them
zygote to keeper   a packet with a descriptor of the child's process; or its error number, where there is none
caller to child    one request, on the child's socket
child to caller    one reply, on the same socket: JSON up to the end of the stream
keeper to caller   one report: how the child ended, and how long it lived
=================  ==========================================================================================

Keeper and zygote never hold a request, so nothing of one call can be found in the memory of another. A checker can
write what it likes to its socket, but it has no descriptor of reports, nor of any other call.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import BinaryIO

READY = b"ready"
CALL = b"call"
BORN = b"born"
PROGRAM = b"program "
"""Begins the one reply that is no JSON."""

_HEADER = struct.Struct("!cII")
_REPORT = struct.Struct("!Bid")


class Task(IntEnum):
    """What a child is asked to do."""

    COMPILE = ord("c")
    LINT = ord("l")
    RUN = ord("r")


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is asked to do.

    Attributes:
        task: What.
        code: The source; to run it, the program that compiling it gave.
        input: The arguments as JSON; empty where nothing is run.
    """

    task: Task
    code: bytes
    input: bytes = b""


def written(text: str) -> bytes:
    """Return text as bytes. Half of a surrogate pair is let through: it is the child that judges."""
    return text.encode("utf-8", "surrogatepass")


def read(packed: bytes) -> str:
    """Return the text that was written so."""
    return packed.decode("utf-8", "surrogatepass")


def pack_request(request: Request) -> bytes:
    """Return a request as bytes."""
    header = _HEADER.pack(bytes([request.task]), len(request.code), len(request.input))
    return header + request.code + request.input


def read_request(stream: BinaryIO) -> Request:
    """Read one request.

    The stream waits for the rest of what has not come yet without a line of Python: how a request came is not to be
    seen in what reading it leaves behind.

    Raises:
        EOFError: The stream ends before the request does.
    """
    task, code, text = _HEADER.unpack(_read(stream, _HEADER.size))
    return Request(Task(task[0]), _read(stream, code), _read(stream, text))


def _read(stream: BinaryIO, size: int) -> bytes:
    part = stream.read(size)
    if len(part) != size:
        raise EOFError(f"{len(part)} of {size} bytes came")
    return part


class Cause(IntEnum):
    """Why a child's life ended, as the keeper knows it."""

    ENDED = 0
    OVERDUE = 1
    NOT_FORKED = 2


@dataclass(frozen=True, slots=True)
class Report:
    """How a child ended.

    Attributes:
        cause: Why.
        status: As ``os.waitpid`` returns it; the error number where there was no child.
        seconds: Between call and end.
    """

    cause: Cause
    status: int
    seconds: float


def pack_report(report: Report) -> bytes:
    """Return a report as bytes."""
    return _REPORT.pack(report.cause, report.status, report.seconds)


def unpack_report(packed: bytes) -> Report:
    """Read a report.

    Raises:
        EOFError: It is no whole report: the keeper ended before it could say anything.
    """
    if len(packed) != _REPORT.size:
        raise EOFError(f"{len(packed)} of {_REPORT.size} bytes came")
    cause, status, seconds = _REPORT.unpack(packed)
    return Report(Cause(cause), status, seconds)
