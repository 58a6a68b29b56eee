"""How a recipe cuts model and batch over GPUs."""

from __future__ import annotations

from dataclasses import dataclass

from eigengraph_verl.validation.composed import Composed


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes of a recipe's groups of GPUs.

    Attributes:
        engine: ``fsdp``, ``fsdp2``, ``megatron`` or another of verl's.
        at: Key of the engine's section.
        ranks: GPUs (or processes) that train.
        nodes: Machines that train.
        rollout_ranks: GPUs that roll out: the same ones, or others in asynchronous training; 0 for SFT.
        tensor, pipeline, context, expert, expert_tensor: Sizes of Megatron's groups; 1 elsewhere.
        sequence: Ulysses sequence parallelism; 1 under Megatron.
        fsdp: GPUs that share one copy of the weights under FSDP.
        rollout_tensor, rollout_data, rollout_pipeline, rollout_expert: Sizes of a rollout replica's groups.
    """

    engine: str
    at: str
    ranks: int
    nodes: int
    rollout_ranks: int
    tensor: int = 1
    pipeline: int = 1
    context: int = 1
    expert: int = 1
    expert_tensor: int = 1
    sequence: int = 1
    fsdp: int = 1
    rollout_tensor: int = 1
    rollout_data: int = 1
    rollout_pipeline: int = 1
    rollout_expert: int = 1

    @property
    def megatron(self) -> bool:
        """Whether Megatron trains."""
        return self.engine == "megatron"

    @property
    def data_parallel(self) -> int:
        """How many ways a batch is cut; 0 where the groups do not fit."""
        return self.ranks // (self.tensor * self.pipeline * self.context * self.sequence)

    @property
    def expert_data(self) -> int:
        """How many copies there are of each expert; 0 where the groups do not fit."""
        return self.ranks // (self.expert_tensor * self.expert * self.pipeline)

    @property
    def replica(self) -> int:
        """GPUs of one rollout replica."""
        return self.rollout_tensor * self.rollout_data * self.rollout_pipeline


def layout(composed: Composed) -> Layout:
    """Read the layout from a composed recipe."""
    sft = composed.kind == "sft"
    nodes, each = composed.get("trainer.nnodes"), composed.get("trainer.n_gpus_per_node")
    ranks = nodes * each
    # Megatron's section of the SFT trainer leaves its name to its dataclass.
    engine = composed.get("engine.strategy" if sft else "actor_rollout_ref.actor.strategy", "megatron")
    section = "megatron" if engine == "megatron" else "fsdp_config"
    at = "engine" if sft else f"actor_rollout_ref.actor.{section}"
    sizes = _megatron(composed, at) if engine == "megatron" else _fsdp(composed, at, ranks)
    return Layout(engine, at, ranks, nodes, **sizes, **({"rollout_ranks": 0} if sft else _rollout(composed, ranks)))


def _megatron(composed: Composed, at: str) -> dict[str, int]:
    tensor = composed.get(f"{at}.tensor_model_parallel_size")
    return {
        "tensor": tensor,
        "pipeline": composed.get(f"{at}.pipeline_model_parallel_size"),
        "context": composed.get(f"{at}.context_parallel_size"),
        "expert": composed.get(f"{at}.expert_model_parallel_size"),
        "expert_tensor": composed.get(f"{at}.expert_tensor_parallel_size", tensor),
    }


def _fsdp(composed: Composed, at: str, ranks: int) -> dict[str, int]:
    size = composed.get(f"{at}.fsdp_size", -1)
    sequence = composed.get(f"{at}.ulysses_sequence_parallel_size", 1)
    older = composed.get("actor_rollout_ref.actor.ulysses_sequence_parallel_size", 1) if composed.kind == "grpo" else 1
    return {"sequence": max(sequence, older), "fsdp": ranks if size < 0 or size >= ranks else size}


def _rollout(composed: Composed, ranks: int) -> dict[str, int]:
    at = "actor_rollout_ref.rollout"
    own = composed.get("trainer.v1.trainer_mode") == "separate_async"
    elsewhere = composed.get(f"{at}.nnodes", 0) * composed.get(f"{at}.n_gpus_per_node", 0)
    return {
        "rollout_ranks": elsewhere if own else ranks,
        "rollout_tensor": composed.get(f"{at}.tensor_model_parallel_size"),
        "rollout_data": composed.get(f"{at}.data_parallel_size"),
        "rollout_pipeline": composed.get(f"{at}.pipeline_model_parallel_size"),
        "rollout_expert": composed.get(f"{at}.expert_parallel_size"),
    }
