"""Workers that are killed while they judge: no verdict is lost, doubled or made up."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from eigengraph.errors import ConfigError
from eigengraph.records import Checker
from eigengraph.verify.checking import TRIES, ask
from eigengraph.verify.sandbox import CodeRun, Sandbox
from eigengraph.verify.view import View
from tests.sandboxes.processes import descendants

THREADS = 6
VERDICTS = 96
BUSY = """
def check(view):
    total = 0
    for number in range(20_000):
        total += number
    return total > 0 and int(view["said"][0]) % 2 == 0, [view["said"][0]]
"""


@dataclass
class Watched:
    """A sandbox that notes how its runs went, and says when the first are over."""

    inner: Sandbox
    kinds: list[str] = field(default_factory=list)
    busy: threading.Event = field(default_factory=threading.Event)

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        runs = self.inner.run(code, inputs)
        self.kinds.extend(run.kind for run in runs)
        self.busy.set()
        return runs

    def lint(self, code: str) -> list[str]:
        return self.inner.lint(code)

    def close(self) -> None:
        self.inner.close()


@dataclass(frozen=True)
class Victim:
    """A sandbox of this test's own, and what ran before it."""

    sandbox: Watched
    others: frozenset[int]

    def kill_workers(self) -> None:
        for pid in set(descendants()) - self.others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def victim(kind):
    others = frozenset(descendants())
    try:
        sandbox = Watched(kind.open())
    except ConfigError as error:
        pytest.skip(f"the sandbox {kind.name!r} cannot run on this machine: {error}")
    yield Victim(sandbox, others)
    sandbox.close()
    assert set(descendants()) <= others


def view_saying(text: str) -> View:
    return View({}, {}, (), (), (text,), (), {}, {})


def test_killed_worker_is_no_verdict(victim):
    """Only the sandbox's own failure is reported for a run that was killed, and the next one is fine."""
    inputs = [json.dumps({"view": {"said": [str(number)]}}) for number in range(VERDICTS)]
    with ThreadPoolExecutor(THREADS) as threads:
        judging = [threads.submit(victim.sandbox.run, BUSY, [text]) for text in inputs]
        while "infra" not in victim.sandbox.kinds and not all(run.done() for run in judging):
            victim.sandbox.busy.wait()
            victim.sandbox.busy.clear()
            victim.kill_workers()
    runs = [run for judged in judging for run in judged.result()]
    assert len(runs) == VERDICTS
    assert {run.kind for run in runs} == {"ok", "infra"}
    for number, run in enumerate(runs):
        assert run.kind == "infra" or list(run.value) == [number % 2 == 0, [str(number)]]
        assert run.kind == "ok" or run.message
    [after] = victim.sandbox.run(BUSY, inputs[:1])
    assert after.kind == "ok"


def test_killed_workers_lose_and_double_no_verdict(victim):
    """Every worker is killed as often as a run is tried again, with many verdicts in flight."""
    checker = Checker("busy", BUSY)
    with ThreadPoolExecutor(THREADS) as threads:
        judging = [threads.submit(ask, checker, [view_saying(str(n))], victim.sandbox) for n in range(VERDICTS)]
        for _ in range(TRIES - 1):
            victim.sandbox.busy.wait()
            victim.sandbox.busy.clear()
            victim.kill_workers()
    opinions = [judged.result() for judged in judging]
    assert "infra" in victim.sandbox.kinds
    assert victim.sandbox.kinds.count("ok") == VERDICTS
    assert [[opinion.passed for opinion in one] for one in opinions] == [[n % 2 == 0] for n in range(VERDICTS)]
    assert [one[0].reasons for one in opinions] == [(str(n),) for n in range(VERDICTS)]


def test_closed_sandbox_runs_nothing(victim):
    victim.sandbox.close()
    runs = victim.sandbox.run("def check():\n    return True", ["{}", "{}"])
    assert [run.kind for run in runs] == ["infra", "infra"]
    victim.sandbox.close()
