"""Whether rollout replicas fit their GPUs and the model."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout

_AT = "actor_rollout_ref.rollout"


def check_rollout(composed: Composed, cut: Layout, shape: Architecture | None) -> Iterator[str]:
    """Yield a line for each thing that does not fit; none for SFT."""
    if composed.kind == "sft":
        return
    sizes = f"TP={cut.rollout_tensor} x DP={cut.rollout_data} x PP={cut.rollout_pipeline} = {cut.replica}"
    if cut.rollout_ranks % cut.replica:
        yield f"a rollout replica of {sizes} GPUs does not divide the {cut.rollout_ranks} GPUs that roll out"
    each = composed.get(f"{_AT}.n_gpus_per_node", composed.get("trainer.n_gpus_per_node"))
    if cut.replica % min(each, cut.replica):
        yield f"a rollout replica of {sizes} GPUs does not fill whole nodes of {each}"
    if cut.rollout_expert not in (1, cut.rollout_tensor * cut.rollout_data):
        yield (
            f"{_AT}.expert_parallel_size={cut.rollout_expert} must be 1 or TP x DP = "
            f"{cut.rollout_tensor * cut.rollout_data}"
        )
    if shape is None:
        return
    if shape.heads % cut.rollout_tensor:
        yield f"rollout TP={cut.rollout_tensor} does not divide the {shape.heads} heads of {shape.name}"
    if shape.kv_heads % cut.rollout_tensor and cut.rollout_tensor % shape.kv_heads:
        yield (
            f"rollout TP={cut.rollout_tensor} and the {shape.kv_heads} key-value heads of {shape.name} do not divide "
            f"each other"
        )
    if shape.experts and shape.experts % cut.rollout_expert:
        yield f"rollout EP={cut.rollout_expert} does not divide the {shape.experts} experts of {shape.name}"
    if shape.experts and cut.rollout_expert == 1 and shape.feed_forward % cut.rollout_tensor:
        yield f"rollout TP={cut.rollout_tensor} does not divide an expert's width of {shape.feed_forward}"
