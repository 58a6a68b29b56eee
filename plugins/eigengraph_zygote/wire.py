"""What travels between the caller, the zygote, and the child that runs one checker.

=================  ======================================================================================
caller to zygote   a packet with two descriptors: the child's socket, and one for the zygote's report
caller to child    one request, on that socket
child to caller    one reply, on the same socket: JSON up to the end of the stream
zygote to caller   one report: how the child ended, and how long it lived
=================  ======================================================================================

The zygote never holds a request, so nothing of one call can be found in the memory of another. A checker can write
what it likes to its socket, but it has no descriptor of the zygote's reports, nor of any other call.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from enum import IntEnum

READY = b"ready"
CALL = b"call"

_HEADER = struct.Struct("!cII")
_REPORT = struct.Struct("!Bid")


class Task(IntEnum):
    """What a child is asked to do."""

    RUN = ord("r")
    LINT = ord("l")


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is asked to do, with which code, on which input (JSON; empty for a lint)."""

    task: Task
    code: str
    input: str = ""


def pack_request(request: Request) -> bytes:
    """Return a request as bytes. Half of a surrogate pair is let through: it is the child that judges the code."""
    code = request.code.encode("utf-8", "surrogatepass")
    text = request.input.encode("utf-8", "surrogatepass")
    return _HEADER.pack(bytes([request.task]), len(code), len(text)) + code + text


def read_request(descriptor: int) -> Request:
    """Read one request.

    Raises:
        EOFError: The stream ends before the request does.
    """
    task, code, text = _HEADER.unpack(_read(descriptor, _HEADER.size))
    both = _read(descriptor, code + text)
    return Request(Task(task[0]), *(part.decode("utf-8", "surrogatepass") for part in (both[:code], both[code:])))


def _read(descriptor: int, size: int) -> bytes:
    """Read exactly so many bytes."""
    parts = bytearray()
    while len(parts) < size:
        part = os.read(descriptor, size - len(parts))
        if not part:
            raise EOFError(f"{len(parts)} of {size} bytes came")
        parts += part
    return bytes(parts)


class Cause(IntEnum):
    """Why a child's life ended, as the zygote knows it."""

    ENDED = 0
    OVERDUE = 1
    NOT_FORKED = 2


@dataclass(frozen=True, slots=True)
class Report:
    """How a child ended.

    Attributes:
        cause: Why.
        status: As ``os.waitpid`` returns it; the error number where there was no child.
        seconds: Between fork and end.
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
        EOFError: It is no whole report: the zygote ended before it could say anything.
    """
    if len(packed) != _REPORT.size:
        raise EOFError(f"{len(packed)} of {_REPORT.size} bytes came")
    cause, status, seconds = _REPORT.unpack(packed)
    return Report(Cause(cause), status, seconds)
