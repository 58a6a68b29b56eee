"""Whether verifiers judge rightly: dialogues with faults on purpose, against a naive full-database oracle.

    python benchmarks/faults.py [--domain airline] [--dialogues 2000] [--per-task 5] [--seed 7]
                                [--agent-rate 0.12] [--user-rate 0.12]

The offline model plays certified tasks, several dialogues about each; agent and user make one fault of a kind
at the given rate a kind, and the fault model labels where. ``oracle.py`` judges each completed dialogue without
``eigengraph.verify``. Demanded: the verifier never passes what the oracle finds wrong, never fails what it finds right,
and where a fault of a kind that changes the state passes, the oracle agrees that it did no harm. Disagreements are
listed by task and attempt.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from candidates import make_task, open_bench, play
from eigengraph_offline.faults import AGENT_KINDS, USER_KINDS
from measuring import Figure, ask_domain, database_name, print_columns, report, share, tau2_tables, timing
from oracle import Judgement, Oracle

from eigengraph.graphs import Bench, Item
from eigengraph.records import Outcome, Trajectory, Verdict
from eigengraph.verify import score

CHANGES_STATE = frozenset(
    {
        *("agent:wrong_argument", "agent:skipped_step", "agent:early_stop", "agent:wrongful_write"),
        *("user:wrong_argument", "user:skipped_step", "user:early_stop", "user:claimed_call"),
    }
)
"""Faults that change what is written, unless they happen to do no harm."""


@dataclass(frozen=True, slots=True)
class Case:
    """One dialogue, judged twice; ``judgement`` is None where it was not completed."""

    name: str
    trajectory: Trajectory
    verdict: Verdict
    judgement: Judgement | None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its faults; ``none`` if it has none."""
        return tuple(sorted(set(self.trajectory.labels()))) or ("none",)


async def cases(bench: Bench, oracle: Oracle, dialogues: int, per_task: int) -> AsyncIterator[Case]:
    """Yield judged dialogues about certified tasks."""
    index = made = 0
    while made < dialogues:
        task = await make_task(bench, index)
        if task is not None and (await bench.workers["certifier"](Item(index), task)).issued:
            ways = oracle.ways(task)
            for attempt in range(min(per_task, dialogues - made)):
                trajectory = await play(bench, index, task, attempt)
                verdict = score(task, bench.shop.domain, bench.shop.base, trajectory)
                completed = trajectory.outcome is Outcome.COMPLETED
                judgement = oracle.judge(task, ways, trajectory.messages) if completed else None
                made += 1
                yield Case(f"candidate {index} attempt {attempt} ({task.id})", trajectory, verdict, judgement)
        index += 1


def confusion(judged: Sequence[Case]) -> list[tuple[str, ...]]:
    """Return a table by kind of fault; a dialogue with faults on both sides counts under each."""
    counts: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for case in judged:
        assert case.judgement is not None
        for kind in case.kinds:
            counts[kind][case.verdict.passed, case.judgement.right] += 1
    heading = ("kind", "dialogues", "fails, wrong", "passes, right", "passes, wrong", "fails, right")
    cells = ((False, False), (True, True), (True, False), (False, True))
    return [heading] + [
        (kind, str(counts[kind].total()), *(str(counts[kind][cell]) for cell in cells)) for kind in sorted(counts)
    ]


def show(title: str, found: Sequence[Case]) -> None:
    for case in found:
        print(f"  {title}: {case.name} {', '.join(case.kinds)}: {case.verdict.reason}; oracle: {case.judgement}")


def figures_of(every: Sequence[Case]) -> list[Figure]:
    """Return the figures of all cases, and print the disagreements."""
    judged = [case for case in every if case.judgement is not None]
    right = [case for case in judged if case.judgement and case.judgement.right]
    wrong = [case for case in judged if case.judgement and not case.judgement.right]
    false_passes = [case for case in wrong if case.verdict.passed]
    false_fails = [case for case in right if not case.verdict.passed]
    harmful = [case for case in wrong if set(case.kinds) != {"none"}]
    labelled = [case for case in judged if CHANGES_STATE & set(case.kinds)]
    harmless = [case for case in labelled if case.verdict.passed]
    unlabelled = [case for case in wrong if case.kinds == ("none",)]
    unanswered = [case for case in judged if case.judgement and not case.judgement.reproduced]
    odd = [case for case in every if case.judgement is None and case.verdict.passed]
    unscored = [case for case in every if case.verdict.reward is None]
    for title, found in (
        ("passes though wrong", false_passes),
        ("fails though right", false_fails),
        ("wrong without a fault", unlabelled),
        ("answers differently", unanswered),
        ("passes though not completed", odd),
        ("not scored", unscored),
    ):
        show(title, found)
    print_columns("verifier and oracle, by kind of fault", confusion(judged))
    outcomes = Counter(str(case.trajectory.outcome) for case in every)
    missed = [case for case in harmful if case.verdict.passed]
    disputed = [case for case in harmless if case in false_passes]
    same = sum(not case.judgement.changed for case in harmless if case.judgement)
    return [
        Figure("dialogues", f"{len(every):,} ({', '.join(f'{key} {n:,}' for key, n in sorted(outcomes.items()))})"),
        share("passes though the oracle finds it wrong", len(false_passes), len(wrong), "0", not false_passes),
        share("fails though the oracle finds it right", len(false_fails), len(right), "0", not false_fails),
        share("faults that did harm, and fail", len(harmful) - len(missed), len(harmful), "100 %", not missed),
        share("state-changing labels that fail", len(labelled) - len(harmless), len(labelled)),
        share(
            "  of the others, harmless by the oracle",
            len(harmless) - len(disputed),
            len(harmless),
            "100 %",
            not disputed,
        ),
        Figure("  others, with the gold solution's database", str(same)),
        Figure("wrong without a labelled fault", str(len(unlabelled)), "0", not unlabelled),
        Figure("dialogues not scored", str(len(unscored)), "0", not unscored),
        Figure("answers that a full database gives differently", str(len(unanswered)), "0", not unanswered),
        Figure("passes though not completed", str(len(odd)), "0", not odd),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.add_argument("--dialogues", type=int, default=2000)
    parser.add_argument("--per-task", type=int, default=5, help="dialogues about one task")
    parser.add_argument("--agent-rate", type=float, default=0.12, help=f"of each of the {len(AGENT_KINDS)} kinds")
    parser.add_argument("--user-rate", type=float, default=0.12, help=f"of each of the {len(USER_KINDS)} kinds")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    faults = {
        "agent_faults": dict.fromkeys(AGENT_KINDS, asked.agent_rate),
        "user_faults": dict.fromkeys(USER_KINDS, asked.user_rate),
    }
    tables = tau2_tables(asked.domain)
    bench = open_bench(asked.domain, asked.seed, tables, faults)
    begun = time.process_time()

    async def collect() -> list[Case]:
        oracle = Oracle(bench.shop.domain, bench.shop.base)
        return [case async for case in cases(bench, oracle, asked.dialogues, asked.per_task)]

    every = asyncio.run(collect())
    figures = figures_of(every)
    figures.append(timing("CPU in all", time.process_time() - begun, "s"))
    title = f"{len(every):,} {asked.domain} dialogues with faults, seed {asked.seed}, on {database_name(tables)}"
    return report(title, figures)


if __name__ == "__main__":
    sys.exit(main())
