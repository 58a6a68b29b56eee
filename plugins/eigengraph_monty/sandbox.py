"""The sandbox ``monty``: checkers run in an interpreter of their own, in worker processes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from pydantic_monty import (
    CollectString,
    Monty,
    MontyError,
    MontyRuntimeError,
    MontySession,
    MontySyntaxError,
    MontyTypingError,
    OSPolicy,
    ResourceLimits,
)

from eigengraph.verify.sandbox import CodeRun
from eigengraph_monty.batches import batches
from eigengraph_monty.failures import failed_run
from eigengraph_monty.launcher import quiet_binary
from eigengraph_monty.limits import GRACE_SECONDS, MEMORY_BYTES, MOST_PRINTED, MOST_STATE, RECURSION, SECONDS
from eigengraph_monty.program import ASK, ASK_EACH, Program, program_of

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
    is asked for alone or among others, first or last, cannot be told from inside. Only code that is proven to leave
    nothing behind (``eigengraph_monty.independence``) judges several inputs in one session, and of that nothing but
    what it returned is taken. So a run depends on code and input alone.

    Not covered: a bug in monty itself, which its worker process contains only as far as the user's own rights do (the
    sandbox ``zygote`` has the kernel take these away too); code that works out a wrong verdict on purpose; load on the
    machine, since the limits are wall time. Python that monty lacks (classes that inherit, generator functions,
    ``enum``, ``statistics``, …) is ``invalid_code``; ``eigengraph_monty.desugar`` says what is rewritten, what is
    refused and what little differs silently.

    Args:
        workers: The most worker processes; more callers than that wait for each other.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or min(os.cpu_count() or 1, MOST_WORKERS)
        self._closed = False
        self._folder = TemporaryDirectory(prefix="eigengraph-monty-")
        self._pool = Monty(
            binary_path=quiet_binary(Path(self._folder.name)),
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
        runs = dict(self._returned(program, state, inputs)) if program.independent else {}
        runs.update(self._alone(program, state, {at: text for at, text in enumerate(inputs) if at not in runs}))
        return [replace(runs[at], microseconds=runs[at].microseconds + share) for at in range(len(inputs))]

    def _returned(self, program: Program, state: bytes, inputs: Sequence[str]) -> Iterator[tuple[int, CodeRun]]:
        """Yield, by position, the runs that return where several inputs are judged in one session.

        Whatever ends otherwise has to be judged alone, so that limits, messages and lines are those of one input. Once
        a session as a whole reaches a limit, so will the next.
        """
        for batch in batches(inputs):
            began = perf_counter()
            try:
                answers = self._fed(program, state, ASK_EACH, {"every": [inputs[at] for at in batch]})
            except _NotRun:
                return
            share = _since(began) / len(batch)
            for at, answer in zip(batch, answers, strict=True):
                for value in answer:
                    yield at, CodeRun("ok", value, microseconds=share)

    def _alone(self, program: Program, state: bytes, inputs: Mapping[int, str]) -> Iterator[tuple[int, CodeRun]]:
        """Yield, by position, a run of each input in a session of its own."""

        def judged(at: int) -> CodeRun:
            began = perf_counter()
            try:
                run = CodeRun("ok", self._fed(program, state, ASK, {"arguments": inputs[at]}))
            except _NotRun as error:
                run = error.run
            return replace(run, microseconds=_since(began))

        waiting = list(inputs)
        while waiting:
            at = waiting.pop(0)
            run = judged(at)
            yield at, run
            if run.kind == "limit":
                break
        if waiting:
            with ThreadPoolExecutor(self._workers) as threads:
                yield from zip(waiting, threads.map(judged, waiting), strict=True)

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
            self._folder.cleanup()

    def _load(self, program: Program) -> bytes:
        """Return the session of code that is loaded and not yet asked anything.

        Raises:
            _NotRun: It cannot be loaded.
        """

        def load(session: MontySession) -> bytes:
            session.feed_run(
                program.load, inputs={"code": program.desugared.code}, print_callback=CollectString(MOST_PRINTED)
            )
            return session.dump()

        state: bytes = self._tried(program, load)
        if len(state) > MOST_STATE:
            made = f"the code and what its top level makes take more than {MOST_STATE >> 20} MiB"
            raise _NotRun(CodeRun("limit", None, made))
        return state

    def _fed(self, program: Program, state: bytes, what: str, inputs: dict[str, Any]) -> Any:
        """Return what a loaded session answers.

        Raises:
            _NotRun: It does not.
        """

        def ask(session: MontySession) -> Any:
            session.load_session(state)
            return session.feed_run(what, inputs=inputs, print_callback=CollectString(MOST_PRINTED))

        return self._tried(program, ask)

    def _tried(self, program: Program, what: Callable[[MontySession], Any]) -> Any:
        """Do something in a fresh session; every way in which that can fail becomes a kind.

        Raises:
            _NotRun: It failed.
        """
        try:
            with self._session() as session:
                return what(session)
        except (MontyError, TimeoutError) as error:
            raise _NotRun(failed_run(error, program)) from error

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


def _remark(line: int | None, message: str) -> str:
    return f"line {line}: {message}" if line is not None else message


def _since(began: float) -> float:
    """Return the microseconds since then."""
    return (perf_counter() - began) * 1e6
