"""Exported tasks in tau2-bench itself: it reads them, plays their gold solutions and grades them.

    EIGENGRAPH_TAU2_DATA=DATA python benchmarks/export_tau2.py --tau2-python PYTHON [--domain retail] [--tasks 100]

PYTHON is an interpreter that can import ``tau2``. In each domain a run is synthesized and exported, on tau2-bench's
database in airline and retail, on a generated one in telecom. Database, tasks and split are read by tau2-bench's own
loaders; gold solutions and dialogues are played by its orchestrator and graded by its evaluator. Ends with 1 unless
every gold solution is worth 1.0, and every dialogue of the run what our verifier says.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from eigengraph_tau2.interpreter import tau2_python
from measuring import Figure, report, share
from tau2_scripts import DOMAINS, Stage, gold_script, play, play_there, synthesize


def export(name: str, python: str, count: int, seed: int) -> list[Figure]:
    with TemporaryDirectory() as folder:
        stage = synthesize(name, count, Path(folder), seed)
        gold = [gold_script(script) for script in stage.scripts]
        rewards = play_there(python, stage, gold, by_id=True)["rewards"]
        right = sum(reward == 1.0 for reward in rewards)
        for script, reward in zip(gold, rewards, strict=True):
            if reward != 1.0:
                print(f"{name}: the gold solution of task {script.task.id!r} is worth {reward} in tau2-bench")
        figures = [share(f"{name}: gold solutions worth 1.0", right, len(gold), "all", right == len(gold) == count)]
        return [*figures, dialogues(name, stage, python)]


def dialogues(name: str, stage: Stage, python: str) -> Figure:
    """Return how many of a run's dialogues get the same reward here and there; name the others."""
    theirs = play_there(python, stage, stage.scripts, by_id=True)["rewards"]
    ours = [asyncio.run(play(script, stage.ground)) for script in stage.scripts]
    for script, mine, other in zip(stage.scripts, ours, theirs, strict=True):
        if mine != other:
            print(f"{name}: the dialogue of task {script.task.id!r} is worth {other} in tau2-bench, {mine} here")
    agreed = sum(mine == other for mine, other in zip(ours, theirs, strict=True))
    return share("  dialogues of the run with our reward", agreed, len(ours), "all", agreed == len(ours))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tau2-python", default="", help="an interpreter that can import tau2")
    parser.add_argument("--domain", choices=DOMAINS, action="append", help="may be repeated [default: all]")
    parser.add_argument("--tasks", type=int, default=100, help="a domain")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    python = tau2_python(asked.tau2_python)
    figures = [figure for name in asked.domain or DOMAINS for figure in export(name, python, asked.tasks, asked.seed)]
    return report(f"{asked.tasks} exported tasks a domain in tau2-bench, seed {asked.seed}", figures)


if __name__ == "__main__":
    sys.exit(main())
