"""From what a child wrote, and what the keeper says of it, to a run. Nothing the child wrote is taken on trust.

A forged reply can name any value that JSON has, or any of the kinds that a child may claim: no more than its ``check``
could have returned or raised. That the sandbox broke is for the keeper to say, never for the child.
"""

from __future__ import annotations

import json
import os
import signal
from typing import Any, cast

from eigengraph.verify.sandbox import CodeRun, RunKind
from eigengraph_zygote.limits import CPU_SECONDS, MESSAGE_CHARACTERS, PROGRAM_BYTES, REPLY_BYTES, WALL_SECONDS
from eigengraph_zygote.process import Ending
from eigengraph_zygote.wire import PROGRAM, Cause

_CLAIMS = ("assert", "limit", "invalid_code", "error")
_ENDED_EARLY = "it ended its process before check returned"


def run_of(ending: Ending) -> CodeRun:
    """Return what a child's end means."""
    report = ending.report
    microseconds = report.seconds * 1e6
    if report.cause is Cause.NOT_FORKED:
        return CodeRun("infra", message=f"no process could be made: {os.strerror(report.status)}")
    if report.cause is Cause.OVERDUE and not ending.asked:
        return CodeRun("infra", message="its time was up before it had its input", microseconds=microseconds)
    if report.cause is Cause.OVERDUE:
        return CodeRun("limit", message=f"it took more than {WALL_SECONDS} s", microseconds=microseconds)
    if len(ending.reply) > REPLY_BYTES:
        return CodeRun("limit", message=f"it answers with more than {REPLY_BYTES:,} bytes", microseconds=microseconds)
    if os.WIFSIGNALED(report.status):
        kind, message = _killed_by(os.WTERMSIG(report.status))
        return CodeRun(kind, message=message, microseconds=microseconds)
    if report.status or not ending.reply:
        return CodeRun("error", message=_ENDED_EARLY, microseconds=microseconds)
    return _claimed(ending.reply, microseconds)


def program_of(ending: Ending) -> bytes | CodeRun:
    """Return what a compilation gave, or the run of code that cannot be one."""
    report, size = ending.report, len(ending.reply) - len(PROGRAM)
    ended = report.cause is Cause.ENDED and not report.status
    if ended and size <= PROGRAM_BYTES and ending.reply.startswith(PROGRAM):
        return ending.reply.removeprefix(PROGRAM)
    return run_of(ending)


def lines_of(ending: Ending) -> list[str]:
    """Return what a lint found."""
    run = run_of(ending)
    if run.kind == "ok" and isinstance(run.value, list):
        return [str(line) for line in run.value]
    return [f"the code cannot be read: {run.message}"]


def _killed_by(number: int) -> tuple[RunKind, str]:
    """Return kind and message for a child that a signal ended."""
    if number in (signal.SIGPROF, signal.SIGXCPU):
        return "limit", f"it took more than {CPU_SECONDS} s of CPU"
    if number == signal.SIGKILL:  # nobody inside can send it, or any other
        return "infra", "the process was killed from outside, or could not be locked in"
    return "error", f"it crashed its interpreter ({signal.Signals(number).name})"


def _claimed(reply: bytes, microseconds: float) -> CodeRun:
    try:
        said = json.loads(reply)
        json.dumps(said, ensure_ascii=False).encode()  # refuses halves of surrogate pairs, which no file can hold
    except (ValueError, RecursionError):
        return CodeRun("error", message="its answer is no JSON text", microseconds=microseconds)
    match said:
        case {"kind": "ok", "value": value, **others} if not others:
            return CodeRun("ok", value, microseconds=microseconds)
        case {"kind": str(kind), "message": str(message), "line": line, **others} if kind in _CLAIMS and not others:
            told = " ".join(message[: 2 * MESSAGE_CHARACTERS].split())
            return CodeRun(cast("RunKind", kind), None, told, _line(line), microseconds)
    return CodeRun("error", message="its answer has the wrong form", microseconds=microseconds)


def _line(value: Any) -> int | None:
    return value if type(value) is int and value > 0 else None
