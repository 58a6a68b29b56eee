"""verl's agent loop: our dialogues and worlds, token by token.

``actor_rollout_ref.rollout.agent.agent_loop_config_path`` names ``agent_loop.yaml``; the rows of an export ask for the
loop ``eigengraph``. The dialogue is ``eigengraph.dialogue.rollout``, the same that synthesis and evaluation play.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from omegaconf import OmegaConf
from verl.experimental.agent_loop.agent_loop import AgentLoopBase, AgentLoopMetrics, AgentLoopOutput

from eigengraph.dialogue import Limits, model_participant, rollout
from eigengraph.errors import ConfigError
from eigengraph.models import Context, RetryPolicy
from eigengraph.records import Task, Trajectory, decode, digest
from eigengraph.world import World
from eigengraph_verl.rollouts.ground import Ground, open_ground, open_user
from eigengraph_verl.rollouts.policy import Policy, Room, Tokens
from eigengraph_verl.rollouts.storage import PLAYED, played
from eigengraph_verl.rollouts.stream import Sample, Template


class EigenGraphAgentLoop(AgentLoopBase):
    """Plays one task of an export: a private world, the policy on one side, the user model on the other.

    Args:
        data: The exported folder; the one that ``data.train_files`` lie in where it is None.
        user: The spec of the model that plays the user.
        user_options: Options of its scheme.
        user_attempts: Times a request to it is sent at most.
        user_timeout: Seconds for one try.
        user_deadline: Seconds for all tries.
        turn_tokens: Most tokens of one message of the policy.
        max_turns: Hops between participants that end a dialogue; the run's where it is None.
        max_errors: Tool errors that end it; the run's where it is None.
        verl: What verl passes to every agent loop.

    Raises:
        ConfigError: The folder is no export, or the user model cannot be opened.
    """

    def __init__(
        self,
        *,
        data: str | None = None,
        user: str = "offline",
        user_options: Mapping[str, Any] | None = None,
        user_attempts: int = 6,
        user_timeout: float = 180.0,
        user_deadline: float = 900.0,
        turn_tokens: int = 8192,
        max_turns: int | None = None,
        max_errors: int | None = None,
        **verl: Any,
    ) -> None:
        super().__init__(**verl)
        self._folder = Path(data).resolve() if data else _folder_of(self.data_config.get("train_files"))
        self._ground = open_ground(self._folder)
        options = OmegaConf.to_container(OmegaConf.create(dict(user_options or {})), resolve=True)
        policy = RetryPolicy(user_attempts, user_timeout, user_deadline)
        self._user = open_user(self._ground, user, options, policy)
        self._limits = _limits(self._ground, max_turns, max_errors)
        rollout_config = self.rollout_config
        prompt, response = rollout_config.prompt_length, rollout_config.response_length
        self._room = Room(rollout_config.get("max_model_len") or prompt + response, prompt, response, turn_tokens)

    async def run(self, sampling_params: dict[str, Any], **row: Any) -> list[AgentLoopOutput]:
        """Play a task once.

        Args:
            sampling_params: verl's.
            row: Of an exported RL file, with ``uid``, ``session_id`` and ``global_steps`` where the trainer gives them.

        Returns:
            A sequence for each stretch of the dialogue that the chat template shows as it was written; see
            ``eigengraph_verl.rollouts.stream``. The last one carries what was played. Whatever failed is an outcome of
            that.

        Raises:
            ConfigError: The row is no row of this export, or the user model refuses every request.
        """
        extra = row["extra_info"]
        task = decode(Task, extra["task"])
        ground = self._ground
        if task.domain != ground.domain.name:
            raise ConfigError(
                f"task {task.id!r} plays in domain {task.domain!r}, but {str(self._folder)!r} has the world of "
                f"{ground.domain.name!r}; give the agent loop the folder that its data came from"
            )
        seed = _seed(task.id, row)
        tools = ground.domain.schemas["agent"]
        policy = Policy(
            generate=self._generator(sampling_params),
            template=Template(self.tokenizer, tools, self.apply_chat_template_kwargs),
            system=row["raw_prompt"][0]["content"],
            tools=tools,
            context=Context(ground.domain, seed, task=task),
            room=self._room,
        )
        user = model_participant(self._user, "user", Context(ground.domain, seed, task=task))
        world = World(ground.domain, ground.base, task.initial, seed=task.seed)
        trajectory = await rollout(world, policy, user, self._limits, task.id)
        return list(self._outputs(policy, trajectory, row, logprobs=bool(sampling_params.get("logprobs"))))

    def _generator(self, sampling_params: Mapping[str, Any]) -> Any:
        request_id = uuid4().hex  # of the dialogue: its turns go to one server, which has read the past already

        async def generate(ids: list[int], most: int) -> Tokens:
            params = {**sampling_params, "max_tokens": most}  # anew each time: servers take out what they use
            tokens: Tokens = await self.server_manager.generate(
                request_id=request_id, prompt_ids=ids, sampling_params=params
            )
            return tokens

        return generate

    def _outputs(
        self, policy: Policy, trajectory: Trajectory, row: Mapping[str, Any], *, logprobs: bool
    ) -> Iterator[AgentLoopOutput]:
        samples = [sample.trimmed() for sample in policy.stream.samples if sample.turns] or [self._unwritten(policy)]
        steps = policy.steps or (row.get("global_steps", 0),) * 2
        for number, sample in enumerate(samples):
            extra: dict[str, Any] = {
                "min_global_steps": steps[0],
                "max_global_steps": steps[1],
                "eigengraph_turns": sample.turns,
                "eigengraph_wrote": sample.wrote,
            }
            if number == len(samples) - 1:
                extra[PLAYED] = played(trajectory, self._folder, row)
            yield AgentLoopOutput(
                prompt_ids=sample.prompt,
                response_ids=sample.response,
                response_mask=sample.mask,
                response_logprobs=sample.logprobs if logprobs else None,
                routed_experts=policy.experts.get(number),
                num_turns=len(trajectory.messages),
                metrics=AgentLoopMetrics(generate_sequences=policy.seconds),
                extra_fields=extra,
            )

    def _unwritten(self, policy: Policy) -> Sample:
        """Return a sequence in which nothing is learned, for a dialogue that broke before the policy wrote anything."""
        prompt = policy.stream.samples[0].prompt if policy.stream.samples else []
        end = self.tokenizer.eos_token_id
        return Sample(prompt[: self._room.prompt] or [end], 0, [end], [0], [0.0])


def _folder_of(files: Any) -> Path:
    """Return the folder that training files lie in."""
    first = files if isinstance(files, str) or not files else next(iter(files))
    if not first:
        raise ConfigError("data.train_files names no file; give the agent loop `data`, the exported folder")
    return Path(first).resolve().parent


def _limits(ground: Ground, turns: int | None, errors: int | None) -> Limits:
    known = ground.manifest.limits
    return Limits(known["turns"] if turns is None else turns, known["errors"] if errors is None else errors)


def _seed(task_id: str, row: Mapping[str, Any]) -> int:
    """Return what chance draws from: another for each rollout of a group and each step, the same in a repeated run."""
    parts = (task_id, row.get("global_steps", 0), row.get("session_id", 0))
    return int(digest(*[str(part).encode() for part in parts])[:12], 16)
