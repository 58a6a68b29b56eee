"""What one dialogue costs without a model: world, turns and verdict, against tau2-bench on the same scripts.

    python benchmarks/episode.py [--episodes 40] [--dialogues 1000] [--tau2-python PYTHON]

Scripts are dialogues of 8 to 20 messages that the offline model played on generated tasks; they are played again with
participants that answer at once. Measured are CPU milliseconds of a whole episode, CPU microseconds of the rollout loop
a turn (recorded results in the place of tools), and the wall time of many dialogues at once with a fixed latency before
each message, over the ideal: the time that one of them takes if nothing but latency counts.

With --tau2-python, an interpreter that can import tau2, and EIGENGRAPH_TAU2_DATA, the same scripts go through
tau2-bench's orchestrator and evaluator in the same run (``tau2_episode.py``), and every verdict must be the same.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from candidates import make_task, open_bench, play
from measuring import Figure, report, tau2_airline, timing

from eigengraph.dialogue import Participant, rollout
from eigengraph.graphs import Bench
from eigengraph.records import Message, Task, ToolCall, ToolResult, Trajectory
from eigengraph.verify import score
from eigengraph.world import World


@dataclass(frozen=True, slots=True)
class Script:
    """A task with one dialogue about it, to be played again."""

    task: Task
    trajectory: Trajectory

    def lines(self, role: str) -> list[Message]:
        """Return what one role said after the greeting, in order."""
        return [message for message in self.trajectory.messages[1:] if message.role == role]


class Recorded:
    """Stands in for a world: answers calls in order with what was recorded, so that tools cost nothing."""

    def __init__(self, script: Script) -> None:
        self._answers = iter([ToolResult(line.content, line.error) for line in script.lines("tool")])

    def call(self, _call: ToolCall) -> ToolResult:
        """Return the next recorded result."""
        return next(self._answers)


def speaker(lines: Sequence[Message], latency: float = 0.0) -> Participant:
    """Return a participant that says its lines, each after some time."""
    script = iter(lines)

    async def speak(_history: Sequence[Message]) -> Message:
        if latency:
            await asyncio.sleep(latency)
        return next(script)

    return speak


async def replay(script: Script, world: World, latency: float = 0.0) -> Trajectory:
    agent, user = speaker(script.lines("assistant"), latency), speaker(script.lines("user"), latency)
    return await rollout(world, agent, user, task_id=script.task.id)


async def scripts(bench: Bench, count: int) -> list[Script]:
    """Return dialogues of 8 to 20 messages, tool results not counted."""
    found: list[Script] = []
    index = 0
    while len(found) < count:
        task = await make_task(bench, index)
        if task is not None:
            script = Script(task, await play(bench, index, task))
            if 8 <= len(script.lines("assistant")) + len(script.lines("user")) <= 20:
                found.append(script)
        index += 1
    return found


async def episodes(bench: Bench, played: Sequence[Script]) -> tuple[list[float], int]:
    """Return CPU milliseconds of each episode, and how many passed."""
    domain, base = bench.shop.domain, bench.shop.base
    milliseconds, passed = [], 0
    for script in played:
        task = script.task
        begun = time.process_time()
        trajectory = await replay(script, World(domain, base, task.initial, seed=task.seed))
        passed += score(task, domain, base, trajectory).passed
        milliseconds.append((time.process_time() - begun) * 1000)
    return milliseconds, passed


async def loop_cost(played: Sequence[Script]) -> float:
    """Return CPU microseconds of the rollout loop a turn, at best of five rounds."""
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        ended = [await replay(script, cast("World", Recorded(script))) for script in played for _ in range(20)]
        rounds.append((time.process_time() - begun) / sum(trajectory.turns for trajectory in ended) * 1e6)
    return min(rounds)


async def crowd(bench: Bench | None, played: Sequence[Script], dialogues: int, latency: float) -> float:
    """Return the wall time of many dialogues at once over the ideal; with a bench, real tools and verdicts count."""
    chosen = [played[number % len(played)] for number in range(dialogues)]

    async def one(script: Script) -> None:
        if bench is None:
            await replay(script, cast("World", Recorded(script)), latency)
            return
        shop, task = bench.shop, script.task
        trajectory = await replay(script, World(shop.domain, shop.base, task.initial, seed=task.seed), latency)
        score(task, shop.domain, shop.base, trajectory)

    begun = time.perf_counter()
    await asyncio.gather(*[one(script) for script in chosen])
    wall = time.perf_counter() - begun
    return wall / (latency * max(len(script.lines("assistant")) + len(script.lines("user")) for script in chosen))


def as_tau2(script: Script) -> dict[str, Any]:
    """Return a script as ``tau2_episode.py`` reads it: the state and what had to be said decide."""
    task = script.task
    gold = enumerate(task.blueprint.gold())
    criteria = {
        "actions": [{"action_id": str(index), "name": call.name, "arguments": call.arguments} for index, call in gold],
        "communicate_info": [text for goal in task.blueprint.goals for text in goal.say],
        "reward_basis": ["DB", "COMMUNICATE"],
    }
    scenario = {"instructions": "As in the script."}
    return {
        "domain": "airline",
        "task": {"id": task.id, "user_scenario": scenario, "evaluation_criteria": criteria},
        "agent": [_as_line(line) for line in script.lines("assistant")],
        "user": [_as_line(line) for line in script.lines("user")],
    }


def _as_line(line: Message) -> dict[str, Any]:
    calls = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in line.tool_calls]
    return {"text": "" if calls else line.content, "calls": calls}


def tau2_episodes(python: str, tables: Path, played: Sequence[Script]) -> dict[str, list[float]]:
    """Play scripts through tau2-bench.

    Raises:
        SystemExit: The interpreter cannot import tau2, or tau2-bench fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tau2").mkdir()
        (Path(folder) / "tau2" / "domains").symlink_to(tables.parent.parent)
        done = subprocess.run(
            [python, str(Path(__file__).with_name("tau2_episode.py"))],
            input=json.dumps([as_tau2(script) for script in played]),
            capture_output=True,
            text=True,
            env={"PATH": "", "TAU2_DATA_DIR": folder},
        )
    if done.returncode:
        raise SystemExit(f"tau2-bench cannot be run with {python!r}:\n{done.stderr[-2000:]}")
    result: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def compared(bench: Bench, python: str, tables: Path, played: Sequence[Script]) -> list[Figure]:
    """Return tau2-bench's cost and how it compares with ours, measured before and after it."""
    before, _ = asyncio.run(episodes(bench, played))
    theirs = tau2_episodes(python, tables, played)
    after, _ = asyncio.run(episodes(bench, played))
    ours, cost = statistics.mean([*before, *after]), statistics.mean(theirs["milliseconds"])
    right = sum(reward == 1.0 for reward in theirs["rewards"])
    return [
        timing("tau2-bench: CPU an episode, mean", cost, "ms"),
        timing("ours in the same run, mean", ours, "ms"),
        Figure("tau2-bench's CPU over ours", f"{cost / ours:.0f}x", ">= 20x", cost / ours >= 20, strict=False),
        Figure("passed by tau2-bench's evaluator too", f"{right} of {len(played)}", "all", right == len(played)),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=40, help="scripts to play")
    parser.add_argument("--dialogues", type=int, default=1000, help="dialogues at once")
    parser.add_argument("--tau2-python", default="", help="an interpreter that can import tau2")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    tables = tau2_airline()
    if asked.tau2_python and tables is None:
        raise SystemExit("--tau2-python needs EIGENGRAPH_TAU2_DATA, which names the folder of tau2-bench's domain data")
    bench = open_bench("airline", asked.seed, tables)
    played = asyncio.run(scripts(bench, asked.episodes))
    first, _ = asyncio.run(episodes(bench, played))
    costs, passed = asyncio.run(episodes(bench, played))
    crowds = [
        timing(f"{asked.dialogues:,} at once, {what}: wall over ideal", asyncio.run(run), "x", target)
        for what, run, target in (
            ("50 ms a message", crowd(None, played, asked.dialogues, 0.05), 1.3),
            ("1 s a message", crowd(None, played, asked.dialogues, 1.0), 1.05),
            ("50 ms, tools and verdicts too", crowd(bench, played, asked.dialogues, 0.05), None),
        )
    ]
    figures = [
        timing("CPU an episode with verdict, mean", statistics.mean(costs), "ms", 5),
        timing("  in the first round, which fills caches", statistics.mean(first), "ms"),
        timing("  median", statistics.median(costs), "ms"),
        timing("  95th percentile", sorted(costs)[int(len(costs) * 0.95)], "ms"),
        Figure("episodes that pass", f"{passed} of {len(played)}", "all", passed == len(played)),
        timing("CPU of the rollout loop a turn", asyncio.run(loop_cost(played)), "us", 25),
        *crowds,
    ]
    if asked.tau2_python and tables is not None:
        figures += compared(bench, asked.tau2_python, tables, played)
    return report(f"{len(played)} scripted airline episodes, seed {asked.seed}", figures)


if __name__ == "__main__":
    sys.exit(main())
