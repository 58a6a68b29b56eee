"""What it means that monty gave no answer: which kind of run, in which words, at which line."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_monty import Frame, MontyCrashedError, MontyError, MontyRuntimeError, MontySyntaxError

from eigengraph.verify.sandbox import CodeRun
from eigengraph_monty.limits import GRACE_SECONDS, LONGEST_MESSAGE, MEMORY_BYTES, MOST_PRINTED, SECONDS
from eigengraph_monty.program import Program
from eigengraph_monty.refusals import ELSEWHERE, LACKING


def failed_run(error: MontyError | TimeoutError, program: Program) -> CodeRun:
    """Return the run that ended so.

    Args:
        error: What the session raised, or a wait for one.
        program: What it was fed.
    """
    match error:
        case MontyCrashedError() if error.timed_out:
            return CodeRun("limit", None, f"it took more than {SECONDS + GRACE_SECONDS:.2f} s and was killed")
        case MontyCrashedError():
            return CodeRun("infra", None, f"the worker died: {error}")
        case MontySyntaxError():
            return CodeRun("invalid_code", None, _line(error.display("type-msg")))
        case MontyRuntimeError():
            return _raised(error, program)
    return CodeRun("infra", None, f"{type(error).__name__}: {error}")


def _raised(error: MontyRuntimeError, program: Program) -> CodeRun:
    raised, message = error.exception(), _line(error.display("type-msg"))
    frames = [frame for frame in error.traceback() if frame.filename == "<string>"]
    line = program.desugared.line(frames[-1].line, frames[-1].column - 1) if frames else None
    limit = _limit(raised, message)
    if limit:
        return CodeRun("limit", None, limit, line)
    if isinstance(raised, AssertionError):
        return CodeRun("assert", None, message.partition(": ")[2] or "assertion failed", line)
    if isinstance(raised, KeyboardInterrupt) and LACKING in message:
        return CodeRun("invalid_code", None, f"{message.partition(': ')[2]}; {ELSEWHERE}", line)
    if _unfit(raised, message, frames) or (isinstance(raised, ModuleNotFoundError) and line in program.imports):
        return CodeRun("invalid_code", None, message, line)
    return CodeRun("error", None, message, line)


def _unfit(raised: BaseException, message: str, frames: Sequence[Frame]) -> bool:
    """Whether it was monty that gave up: over its syntax, over calling ``check``, or over itself."""
    match raised:
        case NotImplementedError():
            return bool(frames) and frames[-1].function_name is None  # while it was parsed
        case TypeError():
            return not frames
        case RuntimeError():
            return not frames and "Internal error in monty" in message
    return False


def _limit(raised: BaseException, message: str) -> str:
    """Say which limit was reached; empty if none was.

    Nobody but monty itself words time and memory so; code that raises the like only gets another kind that is no
    reward either.
    """
    match raised:
        case RecursionError():
            return message
        case TimeoutError() if "limit exceeded" in message:
            return f"it took more than {SECONDS:.2f} s"
        case MemoryError() if f"> {MOST_PRINTED} bytes" in message:
            return f"it printed more than {MOST_PRINTED:,} bytes"
        case MemoryError() if "limit exceeded" in message or "exceeded its memory limit" in message:
            return f"it needs more than {MEMORY_BYTES >> 20} MiB"
    return ""


def _line(message: str) -> str:
    return " ".join(message.split())[:LONGEST_MESSAGE]
