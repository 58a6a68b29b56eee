"""What a scripted episode costs here and in tau2-bench, in the same run: world, turns and verdict.

    EIGENGRAPH_TAU2_DATA=DATA python benchmarks/vs_tau2.py --tau2-python PYTHON [--domain retail] [--episodes 40]

PYTHON is an interpreter that can import ``tau2``. Both play the same dialogues on the same database with participants
that answer at once, and both must give the same reward. The airline's dialogues are synthesized, with look-ups and
small talk; those of retail and telecom are the gold solutions of tau2-bench's own tasks. Ours is measured before and
after tau2-bench; CPU times.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from eigengraph_tau2.interpreter import tau2_python
from measuring import Figure, report, timing
from tau2_scripts import DOMAINS, Stage, export_again, play, play_there, synthesize

TARGETS = {"airline": 100, "retail": 50, "telecom": 20}


async def episodes(stage: Stage) -> tuple[float, list[float | None]]:
    """Return CPU milliseconds an episode and the reward of each; the clock is read twice in all, since it costs too."""
    begun = time.process_time()
    rewards = [await play(script, stage.ground) for script in stage.scripts]
    return (time.process_time() - begun) * 1000 / len(rewards), rewards


def compare(name: str, python: str, count: int, seed: int) -> list[Figure]:
    with TemporaryDirectory() as folder:
        path = Path(folder)
        stage = synthesize(name, count, path, seed) if name == "airline" else export_again(name, count, path)
        first, _ = asyncio.run(episodes(stage))
        before, rewards = asyncio.run(episodes(stage))
        theirs = play_there(python, stage, stage.scripts)
        after, _ = asyncio.run(episodes(stage))
    ours, cost = statistics.mean([before, after]), statistics.mean(theirs["milliseconds"])
    agreed = sum(mine == other for mine, other in zip(rewards, theirs["rewards"], strict=True))
    target = TARGETS[name]
    return [
        timing(f"{name}: tau2-bench, mean", cost, "ms"),
        timing("  ours, mean", ours, "ms"),
        timing("  ours in the first round, which fills caches", first, "ms"),
        Figure("  tau2-bench over ours", f"{cost / ours:,.0f}x", f">= {target}x", cost / ours >= target, strict=False),
        Figure("  same reward", f"{agreed} of {len(rewards)}", "all", agreed == len(rewards)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tau2-python", default="", help="an interpreter that can import tau2")
    parser.add_argument("--domain", choices=DOMAINS, action="append", help="may be repeated [default: all]")
    parser.add_argument("--episodes", type=int, default=40, help="a domain")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    python = tau2_python(asked.tau2_python)
    figures = [
        figure for name in asked.domain or DOMAINS for figure in compare(name, python, asked.episodes, asked.seed)
    ]
    return report(f"CPU of a scripted episode with world and verdict, {asked.episodes} a domain", figures)


if __name__ == "__main__":
    sys.exit(main())
