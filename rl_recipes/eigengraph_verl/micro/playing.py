"""Many dialogues of a small model at once, in one process: as the agent loop plays them, without verl around it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
from safetensors.torch import load_file
from transformers import AutoTokenizer

from eigengraph.dialogue import Limits, model_participant, rollout
from eigengraph.models import Context, Model, RetryPolicy
from eigengraph.records import Task, Trajectory, Verdict, decode
from eigengraph.world import World
from eigengraph_verl.cpu.engine import Engine
from eigengraph_verl.export.world import WORLD
from eigengraph_verl.reward import judge
from eigengraph_verl.rollouts.ground import Ground, open_ground, open_user
from eigengraph_verl.rollouts.policy import Policy, Room, Tokens
from eigengraph_verl.rollouts.stream import Sample, Template

_TURN = 64
"""Tokens of one message, at most: the longest call of the reduced store takes half of it."""


@dataclass(frozen=True, slots=True)
class Played:
    """A dialogue that was played.

    Attributes:
        task: What was played.
        trajectory: How it went.
        verdict: What it is worth.
        samples: Its tokens, as a trainer gets them.
    """

    task: Task
    trajectory: Trajectory
    verdict: Verdict
    samples: Sequence[Sample]


@dataclass(slots=True)
class _Tokens:
    token_ids: list[int]
    log_probs: list[float] | None
    stop_reason: str | None
    extra_fields: dict[str, Any]
    routed_experts: Any = None


@dataclass(frozen=True, slots=True)
class Player:
    """A small model with everything that it needs to play the tasks of an export.

    Attributes:
        ground: The exported world.
        system: The agent's system prompt.
        tokenizer: The model's.
        engine: Decodes; has the model's weights.
        user: Plays the user.
        room: For how many tokens there is room.
    """

    ground: Ground
    system: str
    tokenizer: Any
    engine: Engine
    user: Model
    room: Room

    async def play(self, tasks: Sequence[Task], params: Mapping[str, Any], seed: int = 0) -> list[Played]:
        """Play tasks, as many at once as the engine has slots: with more, dialogues would push each other out of them.

        Args:
            tasks: One dialogue each; a task may stand there several times.
            params: Sampling parameters by vLLM's names.
            seed: Of the users' chance; the tokens' comes from the engine.
        """
        places = asyncio.Semaphore(self.engine.slots)

        async def seated(index: int, task: Task) -> Played:
            async with places:
                return await self._one(task, params, f"{seed}-{index}", seed + index)

        return list(await asyncio.gather(*(seated(index, task) for index, task in enumerate(tasks))))

    async def _one(self, task: Task, params: Mapping[str, Any], name: str, seed: int) -> Played:
        async def generate(ids: list[int], most: int) -> Tokens:
            made = await self.engine.generate(name, ids, {**params, "max_tokens": most})
            return _Tokens(made.token_ids, made.log_probs, made.stop, {})

        ground = self.ground
        tools = ground.domain.schemas["agent"]
        context = Context(ground.domain, seed, task=task)
        policy = Policy(
            generate=generate,
            template=Template(self.tokenizer, tools),
            system=self.system,
            tools=tools,
            context=context,
            room=self.room,
        )
        known = ground.manifest.limits
        limits = Limits(known["turns"], known["errors"])
        world = World(ground.domain, ground.base, task.initial, seed=task.seed)
        trajectory = await rollout(world, policy, model_participant(self.user, "user", context), limits, task.id)
        return Played(task, trajectory, judge(task, trajectory, ground), policy.stream.samples)


def open_player(data: Path, model: Path, *, slots: int = 64, length: int = 1024, seed: int = 0) -> Player:
    """Open an exported folder and a Hugging Face folder, with the offline user.

    Raises:
        ConfigError: A folder is damaged, or the model's architecture is unknown.
    """
    ground = open_ground(data.resolve())
    tokenizer = AutoTokenizer.from_pretrained(model)
    engine = Engine(
        orjson.loads((model / "config.json").read_bytes()),
        slots=slots,
        length=length,
        end=[tokenizer.eos_token_id],
        seed=seed,
    )
    files = sorted(model.glob("*.safetensors"))
    engine.load({name: weight for path in files for name, weight in load_file(path).items()})
    user = open_user(ground, "offline", {}, RetryPolicy(1, 60.0, 60.0))
    system = orjson.loads((data / WORLD / "prompts.json").read_bytes())["agent"]
    return Player(ground, system, tokenizer, engine, user, Room(length, length, length, _TURN))


def read_tasks(file: Path) -> list[Task]:
    """Read the tasks of an exported RL file, in order."""
    rows = pq.read_table(file, columns=["extra_info"]).to_pylist()
    return [decode(Task, row["extra_info"]["task"]) for row in rows]
