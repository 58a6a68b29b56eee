"""Whether runs are reproducible and their tasks varied: one seed twice, and another seed, on one database.

    python benchmarks/diversity.py [--domain airline] [--tasks 200] [--seed 7] [--other 8]

The same seed must give byte-identical datasets, and two seeds hardly ever the same gold calls. "Several acceptable
outcomes" is the share of tasks that may rightly end in more than one state. Phrasings are the sentences of users' first
messages without the words that have a digit or, inside the sentence, a capital.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from measuring import Figure, ask_domain, database_name, report, share, tau2_tables

from eigengraph.api import synthesize
from eigengraph.config import Settings
from eigengraph.host import Host
from eigengraph.records import Datum, canonical
from eigengraph.run import Run

SPECIFIC = re.compile(r"(?<=[^.!?] )[A-Z]\w*|\S*\d\S*")


def make(domain: str, folder: Path, tasks: int, seed: int) -> Run:
    settings = Settings(domain=domain, tasks=tasks, seed=seed, out=folder, tables=tau2_tables(domain))
    return synthesize(Host(), settings)


def shards(run: Run) -> list[bytes]:
    return [path.read_bytes() for path in sorted((run.path / "data").glob("*.parquet"))]


def gold(datum: Datum) -> frozenset[bytes]:
    """Return what identifies a task's gold solution: its calls, whatever their order."""
    return frozenset(canonical([call.name, dict(call.arguments)]) for call in datum.task.blueprint.gold())


def opening(datum: Datum) -> str:
    return next(message.content for message in datum.trajectory.messages if message.role == "user")


def counted(values: Iterable[object]) -> str:
    """Return counts in the order of the values."""
    return ", ".join(f"{value} {count}" for value, count in sorted(Counter(values).items(), key=str))


def spread(data: Sequence[Datum]) -> list[Figure]:
    """Return how varied a dataset is."""
    goals = [goal for datum in data for goal in datum.task.blueprint.goals]
    intents = Counter(goal.intent for goal in goals)
    several = sum(len(datum.task.verifier.outcomes) > 1 for datum in data)
    messages = [len(datum.trajectory.messages) for datum in data]
    openings = [opening(datum) for datum in data]
    sentences = [sentence for text in openings for sentence in re.split(r"(?<=[.!?]) ", text)]
    phrasings = {SPECIFIC.sub("_", sentence) for sentence in sentences}
    commonest, most = intents.most_common(1)[0]
    return [
        Figure("goals a task", counted(len(datum.task.blueprint.goals) for datum in data)),
        Figure("decisions", counted(goal.decision for goal in goals)),
        Figure("intents", f"{len(intents)}; most often {commonest}, {most / len(goals):.0%} of goals"),
        Figure("combinations of intents", str(len({tuple(sorted(_intents(datum))) for datum in data}))),
        Figure("gold calls a task, median", str(statistics.median(len(datum.task.blueprint.gold()) for datum in data))),
        Figure("messages a dialogue, median and most", f"{statistics.median(messages)}, {max(messages)}"),
        share("several acceptable outcomes", several, len(data), ">= 20 %", several >= 0.2 * len(data)),
        Figure("disclosure styles", counted(datum.task.scenario.style for datum in data)),
        share("distinct first messages of users", len(set(openings)), len(data)),
        Figure("distinct phrasings in them", f"{len(phrasings):,} of {len(sentences):,} sentences"),
    ]


def _intents(datum: Datum) -> list[str]:
    return [goal.intent for goal in datum.task.blueprint.goals]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_domain(parser)
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--other", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = (("first", asked.seed), ("again", asked.seed), ("other", asked.other))
        first, again, other = (make(asked.domain, Path(folder) / name, asked.tasks, seed) for name, seed in runs)
        same = shards(first) == shards(again)
        data, others = list(first.data()), list(other.data())
    known = {gold(datum) for datum in data}
    shared = sum(gold(datum) in known for datum in others)
    summary = first.summary
    domain = Host().domain(asked.domain)
    unused = sorted({*domain.rule_ids, *(tool.name for tool in domain.tools)} - {*summary.clauses, *summary.tools})
    figures = [
        Figure("the same seed twice", "the same bytes" if same else "OTHER bytes", "the same bytes", same),
        share(
            f"gold calls of seed {asked.other} found again", shared, len(others), "<= 1 %", shared <= 0.01 * len(others)
        ),
        Figure("distinct sets of gold calls", f"{len(known)} of {len(data)}", "all", len(known) == len(data)),
        *spread(data),
        Figure("clauses covered", f"{len(summary.clauses)} of {summary.clauses_known}"),
        Figure("tools called", f"{len(summary.tools)} of {summary.tools_known}"),
        Figure("clauses and tools never met", ", ".join(unused) or "none"),
        Figure("candidates rejected", f"{sum(summary.rejected.values())} {dict(summary.rejected) or ''}".strip()),
    ]
    where = database_name(tau2_tables(asked.domain))
    title = f"{len(data)} {asked.domain} tasks, seed {asked.seed} against itself and {asked.other}, on {where}"
    return report(title, figures)


if __name__ == "__main__":
    sys.exit(main())
