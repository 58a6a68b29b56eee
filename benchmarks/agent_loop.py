"""What the agent loop costs, whether it ever tokenises anew what was sampled, and what it makes of faults.

    python benchmarks/agent_loop.py [--rollouts 1000] [--domain retail] [--seed 7]

The policy is played without a language model, in tokens that its tokenizer would not choose; the user is the offline
one. Groups of 16 rollouts are played under three kinds of chat templates. The user fails in a fifth of them, the
environment in a twentieth, the verifier in a fiftieth. It needs verl.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from statistics import mean, stdev
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
from eigengraph_verl.reward import judge, outcome_of
from eigengraph_verl.rollouts.ground import Ground, open_ground
from eigengraph_verl.rollouts.policy import Policy, Room
from eigengraph_verl.rollouts.stream import Template
from measuring import Figure, report, share, timing

import eigengraph as eg
from eigengraph.dialogue import Limits, model_participant, rollout
from eigengraph.errors import UserFault
from eigengraph.models import Context, Model, Reply, Request
from eigengraph.records import Checker, Outcome, Task, Trajectory, decode
from eigengraph.world import World

GROUP = 16
USER, ENVIRONMENT, VERIFIER = 0.20, 0.05, 0.02
MASKED = {Outcome.USER_FAULT, Outcome.ENVIRONMENT_ERROR, Outcome.MODEL_ERROR, Outcome.VERIFIER_ERROR}


def tiny() -> Any:
    """Return the tests' tokenizers and server; ``tests`` is a name that verl installs, too."""
    package = ModuleType("tests")
    package.__path__ = [str(Path(__file__).parents[1] / "tests")]
    sys.modules["tests"] = package
    from tests.rl_recipes.verl import tiny

    return tiny


@dataclass
class Clock:
    """CPU time that is not the loop's own: of the server in the policy's place, and of the user model."""

    seconds: float = 0.0

    async def leave_out(self, call: Any) -> Any:
        """Wait for something, and count its time."""
        began = time.process_time()
        try:
            return await call
        finally:
            self.seconds += time.process_time() - began


@dataclass(frozen=True)
class User:
    """The offline user; in some dialogues it fails."""

    inner: Model
    clock: Clock
    fails: bool

    async def complete(self, request: Request) -> Reply:
        """See ``eigengraph.models.Model``."""
        if self.fails and len(request.messages) > 1:
            raise UserFault("the user said nothing")
        return await self.clock.leave_out(self.inner.complete(request))


@dataclass
class Tally:
    """What was counted.

    Attributes:
        cpu: Seconds of the loop itself, by kind of template.
        turns: Messages of the policy, by kind of template.
        tokens: Sampled tokens.
        others: Of these, the ones that training would not see as they were sampled.
        outcomes: Rollouts, by how they ended.
        rewards: By group and number, of rollouts that have one.
        faults: Rollouts with an injected fault that have a reward though it broke them.
    """

    cpu: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    turns: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    others: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    rewards: dict[tuple[str, int], float] = field(default_factory=dict)
    faults: int = 0


@dataclass(frozen=True)
class Stand:
    """What every rollout is played on.

    Attributes:
        ground: The exported world.
        tokenizers: By kind of template.
        server: Makes a server.
        seed: All that chance draws from.
    """

    ground: Ground
    tokenizers: Mapping[str, Any]
    server: Any
    seed: int

    def chance(self, *parts: object) -> float:
        """Return a number from 0 to 1 that depends on nothing but the parts."""
        return Random(f"{self.seed} {parts}").random()


def main() -> int:
    """Play, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rollouts", type=int, default=1000)
    parser.add_argument("--domain", default="retail")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = eg.Settings(domain=given.domain, tasks=64, seed=given.seed, out=Path(scratch) / "run")
        eg.synthesize(eg.Host(), settings).export("verl", Path(scratch) / "d")
        rows = pq.read_table(Path(scratch) / "d" / "rl_train.parquet").to_pylist()
        figures = measure(open_ground(Path(scratch) / "d"), rows, given.rollouts, given.seed)
    return report(f"agent loop, {given.domain}, {given.rollouts} rollouts", figures)


def measure(ground: Ground, rows: Sequence[Mapping[str, Any]], count: int, seed: int) -> list[Figure]:
    """Play rollouts and return what was measured."""
    helpers = tiny()
    texts = [rows[0]["prompt"][0]["content"], str(ground.domain.schemas["agent"])]
    kinds = {kind: helpers.tiny_tokenizer(kind, texts) for kind in helpers.TEMPLATES}
    stand, tally = Stand(ground, kinds, helpers.Server, seed), Tally()
    tasks = [decode(Task, row["extra_info"]["task"]) for row in rows]
    for kind in kinds:  # what is read once a process is not what a turn costs
        play(stand, tasks[0], rows[0]["prompt"][0]["content"], kind, "warm", 0, Tally())
    for number in range(count):
        at = number // GROUP % len(tasks)
        kind = list(kinds)[number // GROUP % len(kinds)]
        group = f"{number // GROUP}"
        play(stand, tasks[at], rows[at]["prompt"][0]["content"], kind, group, number % GROUP, tally)
    return figures_of(tally, count)


def play(stand: Stand, task: Task, system: str, kind: str, group: str, number: int, tally: Tally) -> None:
    """Play one rollout and count."""
    ground, clock = stand.ground, Clock()
    user_fails, crashes, undecided = (
        stand.chance(what, group, number) < rate
        for what, rate in (("user", USER), ("environment", ENVIRONMENT), ("verifier", VERIFIER))
    )
    tokenizer, tools = stand.tokenizers[kind], ground.domain.schemas["agent"]
    faults = {"needless_transfer": 0.3, "early_stop": 0.3}
    server = stand.server(tokenizer, task, ground.domain, thinks=kind != "plain", faults=faults, seed=number)
    context = Context(ground.domain, number, task=task)

    async def generate(ids: list[int], most: int) -> Any:
        return await clock.leave_out(server.generate("r", prompt_ids=ids, sampling_params={"max_tokens": most}))

    async def rolled_out() -> tuple[Policy, Trajectory]:
        began = time.process_time()  # in here: a worker has one event loop for all of its rollouts
        policy = Policy(generate, Template(tokenizer, tools), system, tools, context, Room(10**6, 10**6, 10**6, 4096))
        user = model_participant(User(ground.host.model("offline", {}), clock, user_fails), "user", context)
        world = World(ground.domain, ground.base, task.initial, seed=task.seed)
        if crashes:
            world.call = broken  # type: ignore[method-assign]
        played = await rollout(world, policy, user, Limits(), task.id)
        tally.cpu[kind] += time.process_time() - began - clock.seconds
        return policy, played

    policy, trajectory = asyncio.run(rolled_out())
    tally.turns[kind] += len(server.gave)
    samples = policy.stream.samples
    trained = [token for sample in samples for token, one in zip(sample.response, sample.mask, strict=True) if one]
    gave = [token for ids in server.gave for token in ids]
    tally.tokens += len(gave)
    tally.others += sum(one != other for one, other in zip(trained, gave, strict=False)) + abs(len(trained) - len(gave))
    verdict = judge(with_limit(task) if undecided else task, trajectory, ground)
    outcome = outcome_of(trajectory, verdict)
    tally.outcomes[str(outcome)] += 1
    if verdict.reward is not None:
        tally.rewards[group, number] = verdict.reward
        tally.faults += outcome in MASKED


def broken(_call: Any) -> Any:
    """Be the bug of a domain."""
    raise RuntimeError("the database is gone")


def with_limit(task: Task) -> Task:
    """Return a task whose verifier never comes to an end."""
    endless = Checker("endless", "def check(view):\n    while True:\n        pass\n")
    return replace(task, verifier=replace(task.verifier, checkers=(endless,)))


def figures_of(tally: Tally, count: int) -> list[Figure]:
    """Return the table."""
    figures = [
        timing(
            f"loop besides model and user, CPU a turn, template that {kind}",
            1000 * spent / tally.turns[kind],
            "ms",
            1.0,
        )
        for kind, spent in tally.cpu.items()
    ]
    masked = sum(tally.outcomes[str(outcome)] for outcome in MASKED)
    figures += [
        Figure(
            "sampled tokens that are trained on as others", f"{tally.others} of {tally.tokens:,}", "0", not tally.others
        ),
        share("rollouts masked out", masked, count),
        Figure("faults with a reward", str(tally.faults), "0", not tally.faults),
        Figure("rollouts by outcome", ", ".join(f"{n} {name}" for name, n in tally.outcomes.most_common())),
    ]
    return [*figures, advantages_by_hand(tally)]


def advantages_by_hand(tally: Tally) -> Figure:
    """Compare the estimator with a calculation over what is left of each group."""
    from eigengraph_verl.advantage import relative

    groups: defaultdict[str, list[float]] = defaultdict(list)
    for (group, _), reward in tally.rewards.items():
        groups[group].append(reward)
    worth = relative(tally.rewards)
    most = max(
        abs(worth[key] - (reward - mean(values)) / (stdev(values) + 1e-6))
        for key, reward in tally.rewards.items()
        if len(values := groups[key[0]]) > 1
    )
    mixed = sum(len(set(values)) > 1 for values in groups.values())
    what = f"advantages, largest difference from those by hand ({mixed} of {len(groups)} groups have signal)"
    return Figure(what, f"{most:.1e}", "<= 1e-9", most <= 1e-9)


if __name__ == "__main__":
    sys.exit(main())
