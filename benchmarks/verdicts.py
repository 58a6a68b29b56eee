"""What a verdict over a delta view costs: by assertions, and by code in each sandbox.

    python benchmarks/verdicts.py [--tasks 100] [--in-flight 1000] [--seed 7]

Views are those of dialogues that the offline model played on generated airline tasks. The code is ``model_checker.py``
(1.7 KB), and what each task's assertions say, written as code (up to some 15 KB), which must judge as they do. Times
are CPU times, of this process and all of a sandbox's, so they are what one core needs; to start one is not counted.

Then many verdicts are asked for at once, and all workers of the sandbox are killed while they judge: each verdict must
come, once, and be the right one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from candidates import make_task, open_bench, play
from measuring import Figure, report, tau2_airline, timing

from eigengraph.graphs import Bench
from eigengraph.host import Host
from eigengraph.records import Checker, Task
from eigengraph.verify.as_code import code_of
from eigengraph.verify.checking import TRIES, ask, passes
from eigengraph.verify.code_view import code_input
from eigengraph.verify.replay import replay, steps_of
from eigengraph.verify.sandbox import CodeRun, Sandbox, SandboxKind
from eigengraph.verify.view import View
from eigengraph.world import World

BATCH = 16
TARGETS = {"monty": (1.5, 0.5), "zygote": (5.0, None)}
"""Milliseconds of a single verdict, and of one in a batch."""
WRITTEN = Checker("written", Path(__file__).with_name("model_checker.py").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Case:
    """A dialogue that was played, as a verifier sees its end; ``derived`` are its assertions as code."""

    task: Task
    view: View
    derived: Checker


async def cases(bench: Bench, count: int) -> list[Case]:
    """Play the first tasks there are."""
    found: list[Case] = []
    index = 0
    while len(found) < count:
        task = await make_task(bench, index)
        if task is not None:
            trajectory = await play(bench, index, task)
            world = World(bench.shop.domain, bench.shop.base, task.initial, seed=task.seed)
            steps = steps_of(trajectory.messages)
            view = list(replay(world, steps, task.verifier, trajectory.messages))[-1][0]
            found.append(Case(task, view, Checker("derived", code_of(task.verifier))))
        index += 1
    return found


def assertion_costs(played: Sequence[Case]) -> list[float]:
    """Return the CPU microseconds of each task's verdict by its assertions, at best of some rounds."""
    costs = []
    for case in played:
        rounds = []
        for _ in range(5):
            begun = time.process_time_ns()
            for _ in range(20):
                passes(case.task, case.view)
            rounds.append((time.process_time_ns() - begun) / 20_000)
        costs.append(min(rounds))
    return costs


def cpu_of(kind: SandboxKind, work: Callable[[Sandbox], None]) -> float:
    """Return the CPU seconds that some work takes in a sandbox, in all its processes, from its start to its end."""
    before, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    sandbox = kind.open()
    work(sandbox)
    sandbox.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() - own + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sandbox_cost(kind: SandboxKind, asked: Sequence[tuple[Checker, Sequence[View]]], rounds: int = 3) -> float:
    """Return the CPU milliseconds of a verdict at best of some rounds, where each checker is asked in one call."""

    def once(sandbox: Sandbox) -> None:
        for checker, views in asked:
            ask(checker, views, sandbox)

    verdicts = sum(len(views) for _, views in asked)
    idle = min(cpu_of(kind, lambda _sandbox: None) for _ in range(rounds))
    return (min(cpu_of(kind, once) for _ in range(rounds)) - idle) * 1000 / verdicts


def sandbox_costs(kind: SandboxKind, played: Sequence[Case]) -> list[Figure]:
    """Return what both kinds of code cost, alone and in batches.

    ``WRITTEN`` is one checker for all dialogues, so that the sandbox has met it; the derived ones are new to it, each.
    """
    alone, together = TARGETS[kind.name]
    batches = [played[at : at + BATCH] for at in range(0, len(played), BATCH)]
    views = [(WRITTEN, [case.view for case in batch]) for batch in batches]
    new = [Checker("new", f"{WRITTEN.code}\n# {number}\n") for number in range(len(played))]
    some = [(case.derived, [case.view] * BATCH) for case in played[:: len(batches)]]
    return [
        timing(
            f"{kind.name}: one view a call",
            sandbox_cost(kind, [(WRITTEN, [case.view]) for case in played]),
            "ms",
            alone,
        ),
        timing(f"  {BATCH} a call, each", sandbox_cost(kind, views), "ms", together),
        timing(
            "  code that is new to it, one view a call",
            sandbox_cost(kind, [(code, [case.view]) for code, case in zip(new, played, strict=True)]),
            "ms",
        ),
        timing(
            "  assertions as code, new to it, one view a call",
            sandbox_cost(kind, [(case.derived, [case.view]) for case in played]),
            "ms",
        ),
        timing(f"  assertions as code, new to it, {BATCH} a call, each", sandbox_cost(kind, some), "ms"),
    ]


def disagreements(sandbox: Sandbox, played: Sequence[Case]) -> int:
    """Count the cases of which code in a sandbox says something else than the assertions."""
    said = [ask(case.derived, [case.view], sandbox)[0].passed for case in played]
    return sum(passed is not passes(case.task, case.view) for passed, case in zip(said, played, strict=True))


@dataclass(slots=True)
class Counted:
    """A sandbox that counts how its runs went."""

    inner: Sandbox
    kinds: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Run and count."""
        runs = self.inner.run(code, inputs)
        with self.lock:
            self.kinds.update(run.kind for run in runs)
        return runs

    def lint(self, code: str) -> list[str]:
        """Pass on."""
        return self.inner.lint(code)

    def close(self) -> None:
        """Pass on."""
        self.inner.close()


def killed(kind: SandboxKind, played: Sequence[Case], in_flight: int) -> list[Figure]:
    """Ask for many verdicts at once, and kill every worker as often as a verdict is tried again."""
    others = workers()
    sandbox = Counted(kind.open())
    right = [passes(case.task, case.view) for case in played]
    answers: list[list[bool | None]] = [[] for _ in range(in_flight)]

    def judge(number: int) -> None:
        case = played[number % len(played)]
        answers[number].extend(opinion.passed for opinion in ask(case.derived, [case.view], sandbox))

    threads = [threading.Thread(target=judge, args=(number,)) for number in range(in_flight)]
    for thread in threads:
        thread.start()
    for share in range(1, TRIES):
        while sandbox.kinds["ok"] < in_flight * share / (TRIES + 1):
            time.sleep(0.002)
        for pid in workers() - others:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    sandbox.close()
    lost = sum(len(answer) != 1 or answer[0] is None for answer in answers)
    wrong = sum(answer != [right[number % len(right)]] for number, answer in enumerate(answers)) - lost
    broken = sandbox.kinds["infra"]
    rest = ", ".join(f"{count} {kind}" for kind, count in sandbox.kinds.items() if kind not in ("ok", "infra"))
    what = f"{kind.name}: {in_flight:,} in flight, all workers killed {TRIES - 1} times"
    return [
        Figure(f"{what}: runs that are infra", str(broken), "some", broken > 0),
        Figure("  verdicts lost or doubled, and wrong", f"{lost} and {wrong}", "0 and 0", lost == wrong == 0),
        Figure(
            "  verdicts given",
            f"{sandbox.kinds['ok']:,} {rest}".strip(),
            f"{in_flight:,}",
            sandbox.kinds["ok"] == in_flight,
        ),
    ]


def workers() -> set[int]:
    """Return the processes that descend from this one."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parents[int(path.parent.name)] = int(path.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    found, young = set(), {os.getpid()}
    while young:
        young = {pid for pid, parent in parents.items() if parent in young}
        found |= young
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100)
    parser.add_argument("--in-flight", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    bench = open_bench("airline", asked.seed, tau2_airline())
    played = asyncio.run(cases(bench, asked.tasks))
    sizes = sorted(len(code_input(case.view, "view")) for case in played)
    by_assertions = assertion_costs(played)
    figures = [
        Figure("views as JSON: median, largest", f"{sizes[len(sizes) // 2] / 1000:.1f} and {sizes[-1] / 1000:.1f} KB"),
        timing("assertions: median", statistics.median(by_assertions), "us", 60),
        timing("  95th percentile", sorted(by_assertions)[int(len(by_assertions) * 0.95)], "us"),
    ]
    for name in TARGETS:
        kind = Host().sandboxes[name]
        figures += sandbox_costs(kind, played)
        sandbox = kind.open()
        other = disagreements(sandbox, played)
        sandbox.close()
        figures.append(
            Figure(
                "  assertions as code: verdicts other than by assertions", f"{other} of {len(played)}", "0", other == 0
            )
        )
        figures += killed(kind, played, asked.in_flight)
    return report(f"verdicts on {len(played)} airline dialogues, seed {asked.seed}", figures)


if __name__ == "__main__":
    sys.exit(main())
