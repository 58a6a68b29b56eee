"""What a recipe takes of a GPU's memory: an estimate, from shapes alone.

Bytes, with N the parameters on a GPU, of which N_e are experts':

- training, Megatron: 2 N for bfloat16 weights, 4 N for float32 gradients, and 12 (N - N_e) / DP + 12 N_e / EDP for
  float32 weights and Adam's two moments, which the distributed optimizer shares out. N is layers x attention / TP +
  layers x experts / (ETP x EP) of a stage's layers, and an embedding / TP on the first and on the last stage. What is
  told is of the stage that takes most.
- training, FSDP: 16 N with N = parameters / fsdp_size (float32 weights, gradients and two moments), and two layers
  gathered in bfloat16.
- activations, with every layer recomputed: tokens x hidden x 2 bytes x layers / TP, since the first of PP stages keeps
  PP micro-batches of about layers / PP each; tokens x hidden x 34 / TP for one layer at work, and tokens x active x
  (hidden + inner) x 4 / TP for its experts, which get a copy of each token and keep an inner row of it, in bfloat16,
  forward and back; logits in bfloat16 and twice in float32, tokens x vocabulary x 10 / TP. Tokens are those of one GPU
  (``max_token_len_per_gpu``), so context parallelism is in them already.
- rollout: 2 x parameters / TP for weights; the cache gets the rest of gpu_memory_utilization x memory. A token takes
  2 x layers x KV heads x head x 2 bytes / min(TP, KV heads).

Left out: workspaces of NCCL and CUDA, fragmentation, sequences packed unevenly; 10 % is kept free for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout
from eigengraph_verl.validation.room import context

_KEPT_FREE = 0.1
_GB = 1e9
_LAYER_AT_WORK = (
    34  # bytes a token and hidden unit of one layer, arXiv 2205.05198, equation 1 without attention's scores
)

_EXPERT_AT_WORK = 4  # bytes a unit of a token's copy for one expert: bfloat16, forward and back


@dataclass(frozen=True, slots=True)
class Memory:
    """What is on one GPU, in 10^9 bytes.

    Attributes:
        state: Weights, gradients and optimizer while it trains.
        activations: Of one micro-batch, and logits.
        rollout_weights: Weights of a rollout replica; 0 for SFT.
        cache: What is left for keys and values; 0 for SFT.
        sequence: Keys and values of one sequence of full length; 0 for SFT.
        formula: How ``state`` came about, with its numbers.
        resident: What of ``state`` stays while the same GPU rolls out; 0 where it is put away.
    """

    state: float
    activations: float
    rollout_weights: float = 0.0
    cache: float = 0.0
    sequence: float = 0.0
    formula: str = ""
    resident: float = 0.0

    @property
    def training(self) -> float:
        """All that is there while it trains."""
        return self.state + self.activations

    @property
    def sequences(self) -> int:
        """Sequences of full length that the cache of one replica holds."""
        return int(self.cache // self.sequence) if self.sequence else 0


def estimate(composed: Composed, cut: Layout, shape: Architecture, gigabytes: float) -> Memory:
    """Estimate what is on one GPU; the groups must fit the ranks.

    Args:
        composed: The recipe.
        cut: How it cuts the model.
        shape: The model.
        gigabytes: Memory of a GPU.
    """
    state, formula = _megatron(composed, cut, shape) if cut.megatron else _fsdp(cut, shape)
    activations = _activations(composed, cut, shape) / _GB
    if composed.kind == "sft":
        return Memory(state / _GB, activations, formula=formula)
    weights = 2 * shape.total / cut.rollout_tensor / _GB
    share = composed.get("actor_rollout_ref.rollout.gpu_memory_utilization")
    sequence = context(composed)[0] * shape.cache_of_a_token / min(cut.rollout_tensor, shape.kv_heads) / _GB
    cache = share * gigabytes - weights
    return Memory(state / _GB, activations, weights, cache, sequence, formula, _resident(composed, cut, state) / _GB)


def check_memory(memory: Memory, gigabytes: float) -> Iterator[str]:
    """Yield a line for each thing that does not fit a GPU of a size."""
    usable = gigabytes * (1 - _KEPT_FREE)
    if memory.training > usable:
        yield (
            f"training takes about {memory.training:.0f} GB of a GPU ({memory.formula}; activations "
            f"{memory.activations:.0f}), and {usable:.0f} of {gigabytes:.0f} are usable; cut the model further"
        )
    if memory.rollout_weights and memory.cache < memory.sequence:
        yield (
            f"rollout weights take {memory.rollout_weights:.0f} GB of a GPU and leave {memory.cache:.1f} for a cache "
            f"that needs {memory.sequence:.1f} for one sequence; raise rollout.tensor_model_parallel_size or "
            f"gpu_memory_utilization"
        )
    if memory.resident and memory.resident + memory.rollout_weights + memory.cache > usable:
        yield (
            f"weights and optimizer, {memory.resident:.0f} GB of a GPU, stay there while it rolls out with "
            f"{memory.rollout_weights + memory.cache:.0f}, and {usable:.0f} are usable; set param_offload and "
            f"optimizer_offload, or a lower gpu_memory_utilization"
        )


def _resident(composed: Composed, cut: Layout, state: float) -> float:
    if composed.get("trainer.v1.trainer_mode") == "separate_async":
        return 0.0
    put_away = all(composed.get(f"{cut.at}.{key}") for key in ("param_offload", "optimizer_offload"))
    return 0.0 if put_away else state


def _megatron(composed: Composed, cut: Layout, shape: Architecture) -> tuple[float, str]:
    stages = [_state(cut, shape, layers, embeddings) for layers, embeddings in _stages(composed, cut, shape)]
    return max(stages, key=lambda stage: stage[0])


def _stages(composed: Composed, cut: Layout, shape: Architecture) -> Iterator[tuple[float, int]]:
    """Yield how many layers each stage has, and how many embeddings."""
    if cut.pipeline == 1:
        yield shape.layers, 1 if shape.tied else 2
        return
    at = f"{cut.at}.override_transformer_config.num_layers_in"
    first, last = (composed.get(f"{at}_{end}_pipeline_stage") for end in ("first", "last"))
    left = shape.layers - (first or 0) - (last or 0)
    each = left / max(1, cut.pipeline - (first is not None) - (last is not None))
    yield first or each, 1
    yield from ((each, 0) for _ in range(cut.pipeline - 2))
    yield last or each, 1


def _state(cut: Layout, shape: Architecture, layers: float, embeddings: int) -> tuple[float, str]:
    experts = layers * shape.expert / (cut.expert_tensor * cut.expert)
    dense = (layers * shape.attention + embeddings * shape.embedding) / cut.tensor
    copies, expert_copies = cut.data_parallel * cut.context, cut.expert_data
    total = 6 * (dense + experts) + 12 * dense / copies + 12 * experts / expert_copies
    return total, (
        f"6 x {(dense + experts) / _GB:.2f}B + 12 x {dense / _GB:.2f}B / {copies} + 12 x {experts / _GB:.2f}B / "
        f"{expert_copies} = {total / _GB:.0f} GB"
    )


def _fsdp(cut: Layout, shape: Architecture) -> tuple[float, str]:
    layer = shape.attention + shape.expert
    total = 16 * shape.total / cut.fsdp + 2 * 2 * layer
    return total, f"16 x {shape.total / _GB:.2f}B / {cut.fsdp} + 4 x {layer / _GB:.2f}B = {total / _GB:.0f} GB"


def _activations(composed: Composed, cut: Layout, shape: Architecture) -> float:
    key = (
        "data.max_token_len_per_gpu" if composed.kind == "sft" else "actor_rollout_ref.actor.ppo_max_token_len_per_gpu"
    )
    tokens, across = composed.get(key), cut.tensor if cut.megatron else 1
    kept = tokens * shape.hidden * 2 * shape.layers / across
    routed = shape.active * (shape.hidden + shape.feed_forward) * _EXPERT_AT_WORK
    working = tokens * (shape.hidden * _LAYER_AT_WORK + routed) / across
    return kept + working + tokens * shape.vocabulary * 10 / across
