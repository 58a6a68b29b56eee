"""The engine as a rollout backend of verl's, under the name ``eigengraph_cpu``.

verl wants two things of a backend: servers, which agent loops ask for tokens, and an adapter in each training process,
which hands new weights to its server. A server here is a Ray actor that holds an engine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import ray
import torch
from verl.utils.config import omega_conf_to_dataclass
from verl.workers.rollout import base
from verl.workers.rollout.replica import RolloutReplica, RolloutReplicaRegistry, TokenOutput
from verl.workers.rollout.utils import ensure_async_iterator

from eigengraph_verl.cpu.engine import Engine

NAME = "eigengraph_cpu"
MOST_SLOTS = 64
"""Dialogues decoded at once, whatever ``max_num_seqs`` says: more are no quicker on a processor, and take memory."""


class Server:
    """Answers for tokens; a Ray actor, all of whose methods run in one event loop.

    Args:
        config: The model's configuration.
        slots: Dialogues decoded at once.
        length: Tokens of prompt and reply together, at most.
        end: Tokens that end every reply.
        seed: Of requests that bring none.
    """

    def __init__(self, config: Mapping[str, Any], slots: int, length: int, end: list[int], seed: int) -> None:
        torch.set_num_threads(1)  # trainer and agent loops want the other cores
        self._engine = Engine(config, slots=slots, length=length, end=end, seed=seed)
        self._step: int | None = None

    async def generate(
        self, prompt_ids: list[int], sampling_params: dict[str, Any], request_id: str, **_media: Any
    ) -> TokenOutput:
        """Write a reply; see ``Engine.generate``."""
        made = await self._engine.generate(request_id, prompt_ids, sampling_params)
        return TokenOutput(
            token_ids=made.token_ids,
            log_probs=made.log_probs,
            stop_reason="aborted" if made.stop == "aborted" else "completed",  # verl's own words
            extra_fields={"global_steps": self._step},
        )

    async def load_weights(self, state: dict[str, torch.Tensor], step: int | None) -> int:
        """Take weights over; return how many times that has been done."""
        self._engine.load(state)
        self._step = step if step is not None else self._step
        return self._engine.loads

    async def set_global_steps(self, step: int) -> None:
        """Remember which step the weights are of."""
        self._step = step

    async def abort_all_requests(self, reject_request: bool = False) -> None:
        """End all replies with what they have; verl asks for the rest once it has loaded new weights."""
        del reject_request  # nothing is held back here, so nothing has to be refused
        self._engine.abort()

    async def clear_kv_cache(self) -> None:
        """Have every later prompt read anew."""
        self._engine.forget()

    async def ready(self) -> bool:
        """Answer, once the actor has started."""
        return True

    async def wake_up(self, tags: list[str] | None = None) -> None:
        """Do nothing: nothing was put to sleep."""

    async def sleep(self) -> None:
        """Do nothing: trainer and server share no memory that one could give up."""

    async def release_kv_cache(self) -> None:
        """Do nothing; see ``sleep``."""

    async def resume_kv_cache(self) -> None:
        """Do nothing; see ``sleep``."""

    async def resume_generation(self) -> None:
        """Do nothing: requests are answered at any time."""

    async def start_profile(self, **_: Any) -> None:
        """Do nothing: there is no profiler."""

    async def stop_profile(self) -> None:
        """Do nothing: there is no profiler."""


class Replica(RolloutReplica):
    """Starts the server of one replica."""

    async def launch_servers(self) -> None:
        """Start it and wait until it answers."""
        model = omega_conf_to_dataclass(self.model_config)
        config = self.config
        length = config.max_model_len or config.prompt_length + config.response_length
        server = (
            ray.remote(Server)
            .options(name=_server_name(self.replica_rank), num_cpus=0.01, max_concurrency=self.max_concurrency)
            .remote(
                model.hf_config.to_dict(),
                min(config.max_num_seqs, MOST_SLOTS),
                length,
                [model.tokenizer.eos_token_id],
                int(getattr(config, "seed", 0) or 0) + self.replica_rank,
            )
        )
        await server.ready.remote()
        self.servers = [server]
        self._server_handle = server
        self._server_address = f"ray://{_server_name(self.replica_rank)}"


class Adapter(base.BaseRollout):
    """Hands the weights of a training process to its server."""

    def __init__(self, config: Any, model_config: Any, device_mesh: Any, replica_rank: int = -1, **_: Any) -> None:
        super().__init__(config, model_config, device_mesh)
        self.replica_rank = int(os.environ.get("RANK", 0)) if replica_rank < 0 else replica_rank
        self.rollout_rank = 0
        self.is_leader_rank = True
        self._handle: Any = None

    @property
    def _server(self) -> Any:
        if self._handle is None:
            self._handle = ray.get_actor(_server_name(self.replica_rank))
        return self._handle

    async def resume(self, tags: list[str]) -> None:
        """Wake the server up."""
        await self._server.wake_up.remote(tags=tags)

    async def release(self) -> None:
        """Put the server to sleep."""
        await self._server.sleep.remote()

    async def update_weights(self, weights: Any, wire_format: str = "named_tensors", **options: Any) -> None:
        """Send weights over by value.

        Args:
            weights: Pairs of name and tensor, one after the other.
            wire_format: Must be ``named_tensors``.
            options: ``global_steps`` says which step they are of.

        Raises:
            ValueError: Another wire format is asked for.
        """
        if wire_format != "named_tensors":
            raise ValueError(f"the CPU rollout backend takes whole tensors, not {wire_format!r}")
        # Every rank must take what the generator yields, for it gathers shards as it goes.
        state = {name: tensor.detach().to("cpu", copy=True) async for name, tensor in ensure_async_iterator(weights)}
        step = options.get("global_steps")
        loads = await self._server.load_weights.remote(state, step)
        print(f"{NAME}: replica {self.replica_rank} has weights of step {step} (load {loads})", flush=True)


def _server_name(replica: int) -> str:
    return f"{NAME}_server_{replica}_0"


RolloutReplicaRegistry.register(NAME, lambda: Replica)
base._ROLLOUT_REGISTRY[(NAME, "async")] = f"{__name__}.{Adapter.__name__}"
