"""Whether FSDP's mesh covers all ranks, and sequence parallelism fits the heads."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout


def check_mesh(composed: Composed, cut: Layout, shape: Architecture | None) -> Iterator[str]:
    """Yield a line for each thing that does not fit; none under Megatron."""
    if cut.megatron:
        return
    if cut.ranks % cut.fsdp:
        copies = cut.ranks // cut.fsdp
        yield (
            f"{cut.at}.fsdp_size={cut.fsdp} does not divide the {cut.ranks} ranks: verl would build a mesh of "
            f"{copies} x {cut.fsdp}, and leave {cut.ranks - copies * cut.fsdp} ranks out without a word"
        )
    if cut.ranks % cut.sequence:
        yield f"{cut.at}.ulysses_sequence_parallel_size={cut.sequence} does not divide the {cut.ranks} ranks"
    if cut.sequence > 1:
        model = "model" if composed.kind == "sft" else "actor_rollout_ref.model"
        if not composed.get(f"{model}.use_remove_padding"):
            yield f"{model}.use_remove_padding is off: sequence parallelism needs it"
        if shape is not None and shape.heads % cut.sequence:
            yield f"sequence parallelism of {cut.sequence} does not divide the {shape.heads} heads of {shape.name}"
        if shape is not None and shape.kv_heads % cut.sequence and cut.sequence % shape.kv_heads:
            yield (
                f"sequence parallelism of {cut.sequence} and the {shape.kv_heads} key-value heads of {shape.name} do "
                f"not divide each other"
            )
    if composed.get("trainer.device") == "cpu" and cut.engine == "fsdp":
        yield f"{cut.engine!r} cannot run on a CPU; set the strategy to fsdp2"
