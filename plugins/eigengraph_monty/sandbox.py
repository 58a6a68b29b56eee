"""The sandbox ``monty``: checkers run in an interpreter of their own, in worker processes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from time import perf_counter
from typing import Any

from pydantic_monty import (
    CollectString,
    Frame,
    Monty,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontySession,
    MontySyntaxError,
    MontyTypingError,
    OSPolicy,
    ResourceLimits,
)

from eigengraph.verify.sandbox import CodeRun
from eigengraph_monty.program import ASK, LOAD, Program, program_of

SECONDS = 0.25
"""The time that one feed may take by monty's own clock."""

GRACE_SECONDS = 0.25
"""After which a worker that does not look at its clock (big integers, long scans) is killed from outside."""

MEMORY_BYTES = 64 << 20
RECURSION = 200
MOST_PRINTED = 4096
"""Bytes that code may print in one feed; nobody reads them."""

LONGEST_MESSAGE = 500
"""Characters of what code raised that are kept, on one line."""

MOST_STATE = 2 << 20
"""Bytes that code may amount to once it is loaded, with all that its top level makes."""

MOST_WORKERS = 4
_STATES = 64
_SESSIONS_PER_WORKER = 10_000
_LONGEST_WAIT = 30.0

_LIMITS: ResourceLimits = {
    "max_feed_duration_secs": SECONDS,
    "max_memory": MEMORY_BYTES,
    "max_recursion_depth": RECURSION,
    "max_suspensions": 1,
    "max_total_sleep_secs": 0.0,
}
_POLICY: OSPolicy = {
    "datetime": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    "timezone": "utc",
    "sleep": "zero",
    "random_start": {"seed": 0},
}


class MontySandbox:
    """Runs checkers in monty, an interpreter of a subset of Python that has no way out to begin with.

    Covered: no file, network, process, environment, thread or foreign-function access, and no frames, code objects or
    class internals to climb through; 0.25 s and 64 MiB a feed, 200 frames, 4 KiB of output; a worker that overruns its
    clock is killed, one that dies is replaced. The clock stands still at the start of 2026, and random numbers are
    seeded. Code is loaded once, and each input judged in a fresh session that begins from that very state: whether it
    is asked for alone or among others, first or last, cannot be told from inside. So a run depends on code and input
    alone.

    Not covered: a bug in monty itself, which its worker process contains only as far as the user's own rights do (the
    sandbox ``zygote`` has the kernel take these away too); code that works out a wrong verdict on purpose; load on the
    machine, since the limits are wall time. Python that monty lacks (classes that inherit, generator functions,
    ``enum``, ``statistics``, …) is ``invalid_code`` or ``error``; ``eigengraph_monty.desugar`` says what is rewritten,
    and what little differs silently.

    Args:
        workers: The most worker processes; more callers than that wait for each other.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._closed = False
        self._pool = Monty(
            min_processes=1,
            max_processes=self._workers,
            checkout_timeout=_LONGEST_WAIT,
            request_timeout=SECONDS + 2 * GRACE_SECONDS,
            max_checkouts_per_worker=_SESSIONS_PER_WORKER,
            feed_duration_limit_grace=GRACE_SECONDS,
        ).__enter__()
        self._state_of = lru_cache(_STATES)(self._load)

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Run ``check(**arguments)`` for each input; see ``eigengraph.verify.sandbox.Sandbox``.

        Inputs are judged one after another, but for those after one that reached a limit: they are likely to hang as
        long, and are shared out among the workers.
        """
        program = program_of(code)
        if program.problem is not None:
            return [CodeRun("invalid_code", None, program.problem.message, program.problem.line)] * len(inputs)
        if not inputs:
            return []
        began = perf_counter()
        try:
            state = self._state_of(program)
        except _NotRun as error:
            return [replace(error.run, microseconds=_since(began) / len(inputs))] * len(inputs)
        share = _since(began) / len(inputs)

        def judged(arguments: str) -> CodeRun:
            began = perf_counter()
            run = self._judged(program, state, arguments)
            return replace(run, microseconds=_since(began) + share)

        runs: list[CodeRun] = []
        while len(runs) < len(inputs) and not (runs and runs[-1].kind == "limit"):
            runs.append(judged(inputs[len(runs)]))
        if len(runs) < len(inputs):
            with ThreadPoolExecutor(self._workers) as threads:
                runs.extend(threads.map(judged, inputs[len(runs) :]))
        return runs

    def lint(self, code: str) -> list[str]:
        """Return what the type checker says, and what monty cannot run."""
        program = program_of(code)
        if program.problem is not None:
            return [_remark(program.problem.line, program.problem.message)]
        found: list[str] = []
        try:
            with self._session(type_check=True) as session:
                session.feed_run(code, print_callback=CollectString(MOST_PRINTED))
        except MontyTypingError as error:
            found.extend(line.replace("checker.py:", "line ", 1) for line in error.display().splitlines() if line)
        except (MontyRuntimeError, MontySyntaxError):
            pass  # the rewritten code, below, is what has to run
        except (MontyError, TimeoutError, _NotRun) as error:
            return [f"the type checker could not be asked: {error}"]
        try:
            self._state_of(program)
        except _NotRun as error:
            found.append(_remark(error.run.line, error.run.message))
        return found

    def close(self) -> None:
        """Stop the workers; to run anything after that is ``infra``."""
        if not self._closed:
            self._closed = True
            self._pool.__exit__(None, None, None)

    def _load(self, program: Program) -> bytes:
        """Return the session of code that is loaded and not yet asked anything.

        Raises:
            _NotRun: It cannot be loaded.
        """

        def load(session: MontySession) -> bytes:
            session.feed_run(LOAD, inputs={"code": program.desugared.code}, print_callback=CollectString(MOST_PRINTED))
            return session.dump()

        state: bytes = self._tried(program, load)
        if len(state) > MOST_STATE:
            made = f"the code and what its top level makes take more than {MOST_STATE >> 20} MiB"
            raise _NotRun(CodeRun("limit", None, made))
        return state

    def _judged(self, program: Program, state: bytes, arguments: str) -> CodeRun:
        def ask(session: MontySession) -> Any:
            session.load_session(state)
            return session.feed_run(ASK, inputs={"arguments": arguments}, print_callback=CollectString(MOST_PRINTED))

        try:
            return CodeRun("ok", self._tried(program, ask))
        except _NotRun as error:
            return error.run

    def _tried(self, program: Program, what: Callable[[MontySession], Any]) -> Any:
        """Do something in a fresh session; every way in which that can fail becomes a kind.

        Raises:
            _NotRun: It failed.
        """
        try:
            with self._session() as session:
                return what(session)
        except MontyCrashedError as error:
            run = _crashed(error)
        except MontySyntaxError as error:
            run = CodeRun("invalid_code", None, _line(error.display("type-msg")))
        except MontyRuntimeError as error:
            run = _raised(error, program)
        except (MontyError, TimeoutError) as error:
            run = CodeRun("infra", None, f"{type(error).__name__}: {error}")
        raise _NotRun(run)

    def _session(self, *, type_check: bool = False) -> MontySession:
        if self._closed:
            raise _NotRun(CodeRun("infra", None, "the sandbox is closed"))
        return self._pool.checkout(
            script_name="checker.py",
            limits=_LIMITS,
            os_policy=_POLICY,
            assert_message_annotations=False,
            type_check=type_check,
            type_check_format="concise",
        )


class _NotRun(Exception):
    """Code that could not be loaded or asked.

    Attributes:
        run: How that went.
    """

    def __init__(self, run: CodeRun) -> None:
        super().__init__(run.message)
        self.run = run


def _crashed(error: MontyCrashedError) -> CodeRun:
    if error.timed_out:
        return CodeRun("limit", None, f"it took more than {SECONDS + GRACE_SECONDS:.2f} s and was killed")
    return CodeRun("infra", None, f"the worker died: {error}")


def _raised(error: MontyRuntimeError, program: Program) -> CodeRun:
    raised, message = error.exception(), _line(error.display("type-msg"))
    frames = [frame for frame in error.traceback() if frame.filename == "<string>"]
    line = program.desugared.line(frames[-1].line, frames[-1].column - 1) if frames else None
    limit = _limit(raised, message)
    if limit:
        return CodeRun("limit", None, limit, line)
    if isinstance(raised, AssertionError):
        return CodeRun("assert", None, message.partition(": ")[2] or "assertion failed", line)
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


def _remark(line: int | None, message: str) -> str:
    return f"line {line}: {message}" if line is not None else message


def _since(began: float) -> float:
    """Return the microseconds since then."""
    return (perf_counter() - began) * 1e6


def _line(message: str) -> str:
    return " ".join(message.split())[:LONGEST_MESSAGE]
