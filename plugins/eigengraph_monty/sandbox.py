"""The sandbox ``monty``: checkers run in an interpreter of their own, in worker processes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from pydantic_monty import (
    CollectString,
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
from eigengraph_monty.program import LOAD, MANY, ONE, Program, program_of

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

MOST_WORKERS = 4
_MOST_CASES = 32
_MOST_CHARACTERS = 2_000_000
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
    seeded, so a run depends on code and input alone.

    Not covered: a bug in monty itself, which its worker process contains only as far as the user's own rights do (the
    sandbox ``zygote`` has the kernel take these away too); code that works out a wrong verdict on purpose; load on the
    machine, since the limits are wall time. Python that monty lacks (classes that inherit, generator functions,
    ``enum``, ``statistics``, …) is ``invalid_code`` or ``error``, never silently something else;
    ``eigengraph_monty.desugar`` says what is rewritten and what differs.

    Args:
        workers: The most worker processes; more callers than that wait for each other.
    """

    def __init__(self, workers: int | None = None) -> None:
        most = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._closed = False
        self._pool = Monty(
            min_processes=1,
            max_processes=most,
            checkout_timeout=_LONGEST_WAIT,
            request_timeout=SECONDS + 2 * GRACE_SECONDS,
            max_checkouts_per_worker=_SESSIONS_PER_WORKER,
            feed_duration_limit_grace=GRACE_SECONDS,
        ).__enter__()

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Run ``check(**arguments)`` for each input; see ``eigengraph.verify.sandbox.Sandbox``.

        Several inputs share a session, a namespace each. One that raises there, or was in a session that broke, is run
        again in a session of its own, so that what it gives does not depend on its neighbours; code that may reach what
        a session's cases share has no neighbours at all.
        """
        program = program_of(code)
        if program.problem is not None:
            return [CodeRun("invalid_code", None, program.problem.message, program.problem.line)] * len(inputs)
        chunks = ([case] for case in inputs) if program.alone else _chunks(inputs)
        return [run for chunk in chunks for run in self._run_chunk(program, chunk)]

    def lint(self, code: str) -> list[str]:
        """Return what the type checker says, and what monty cannot run."""
        program = program_of(code)
        if program.problem is not None:
            at = f"line {program.problem.line}: " if program.problem.line is not None else ""
            return [f"{at}{program.problem.message}"]
        found: list[str] = []
        try:
            with self._session(type_check=True) as session:
                session.feed_run(code, print_callback=CollectString(MOST_PRINTED))
        except MontyTypingError as error:
            found.extend(line.replace("checker.py:", "line ", 1) for line in error.display().splitlines() if line)
        except (MontyRuntimeError, MontySyntaxError):
            pass  # the rewritten code, below, is what has to run
        except (MontyError, TimeoutError) as error:
            return [f"the type checker could not be asked: {error}"]
        loaded = self._feed(program, LOAD, [])
        return found if loaded.kind == "ok" else [*found, f"line {loaded.line}: {loaded.message}"]

    def close(self) -> None:
        """Stop the workers; to run anything after that is ``infra``."""
        if not self._closed:
            self._closed = True
            self._pool.__exit__(None, None, None)

    def _run_chunk(self, program: Program, inputs: Sequence[str]) -> Iterator[CodeRun]:
        together: list[Any] = [None] * len(inputs)
        share = 0.0
        if len(inputs) > 1:
            feed = self._feed(program, MANY, inputs)
            share = feed.microseconds / len(inputs)
            together = feed.value if feed.kind == "ok" else together
        for case, value in zip(inputs, together, strict=True):
            if value is not None:
                yield CodeRun("ok", value[0], microseconds=share)
            else:
                alone = self._feed(program, ONE, [case])
                yield replace(alone, microseconds=alone.microseconds + share)

    def _feed(self, program: Program, harness: str, inputs: Sequence[str]) -> CodeRun:
        """Feed one session; every way in which that can go becomes a kind."""
        if self._closed:
            return CodeRun("infra", None, "the sandbox is closed")
        began = perf_counter()
        try:
            with self._session() as session:
                value = session.feed_run(
                    harness,
                    inputs={"code": program.desugared.code, "cases": list(inputs)},
                    print_callback=CollectString(MOST_PRINTED),
                )
            run = CodeRun("ok", value)
        except MontyCrashedError as error:
            run = _crashed(error)
        except MontySyntaxError as error:
            run = CodeRun("invalid_code", None, _line(error.display("type-msg")))
        except MontyRuntimeError as error:
            run = _raised(error, program)
        except (MontyError, TimeoutError) as error:
            run = CodeRun("infra", None, f"{type(error).__name__}: {error}")
        return replace(run, microseconds=(perf_counter() - began) * 1e6)

    def _session(self, *, type_check: bool = False) -> MontySession:
        return self._pool.checkout(
            script_name="checker.py",
            limits=_LIMITS,
            os_policy=_POLICY,
            assert_message_annotations=False,
            type_check=type_check,
            type_check_format="concise",
        )


def _chunks(inputs: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part the inputs so that one session's limits hold some of them with ease."""
    chunk: list[str] = []
    size = 0
    for case in inputs:
        if chunk and (len(chunk) == _MOST_CASES or size + len(case) > _MOST_CHARACTERS):
            yield chunk
            chunk, size = [], 0
        chunk.append(case)
        size += len(case)
    if chunk:
        yield chunk


def _crashed(error: MontyCrashedError) -> CodeRun:
    if error.timed_out:
        return CodeRun("limit", None, f"it ran longer than {SECONDS + GRACE_SECONDS:.2f} s and was killed")
    return CodeRun("infra", None, f"the worker died: {error}")


def _raised(error: MontyRuntimeError, program: Program) -> CodeRun:
    raised, message = error.exception(), _line(error.display("type-msg"))
    frames = [frame for frame in error.traceback() if frame.filename == "<string>"]
    line = program.desugared.line(frames[-1].line, frames[-1].column - 1) if frames else None
    # Nobody but monty itself words it so; code that raises the like only gets another kind that is no reward either.
    if isinstance(raised, TimeoutError | MemoryError) and "limit exceeded" in message:
        printed = f"> {MOST_PRINTED} bytes" in message
        return CodeRun("limit", None, f"it printed more than {MOST_PRINTED:,} bytes" if printed else message, line)
    if isinstance(raised, RecursionError):
        return CodeRun("limit", None, message, line)
    if isinstance(raised, AssertionError):
        return CodeRun("assert", None, message.partition(": ")[2] or "assertion failed", line)
    unsupported = isinstance(raised, NotImplementedError) and "monty" in message
    uncallable = isinstance(raised, TypeError) and not frames  # no frame of its own: check could not be called
    if unsupported or uncallable or isinstance(raised, ModuleNotFoundError):
        return CodeRun("invalid_code", None, message, line)
    return CodeRun("error", None, message, line)


def _line(message: str) -> str:
    return " ".join(message.split())[:LONGEST_MESSAGE]
