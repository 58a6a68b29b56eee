"""What asynchronous training asks for."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout

_MODES = ("sync", "colocate_async", "separate_async")
_QUIET = ("WARN", "WARNING", "ERROR", "CRITICAL")


def check_mode(recipe: RecipeFile, composed: Composed, cut: Layout) -> Iterator[str]:
    """Yield a line for each thing that a trainer's mode asks for and does not get; none for SFT."""
    if composed.kind == "sft":
        return
    mode = composed.get("trainer.v1.trainer_mode")
    if mode not in _MODES:
        yield f"trainer.v1.trainer_mode is {mode!r}; verl has {', '.join(_MODES)}"
    if not composed.get("trainer.use_v1"):
        yield "trainer.use_v1 is off: verl's older trainer has no sampler, and rollouts without a verdict would count"
    hybrid = composed.get("actor_rollout_ref.hybrid_engine")
    if mode != "separate_async":
        if not hybrid:
            yield f"actor_rollout_ref.hybrid_engine is off, which trainer_mode={mode} does not know"
        return
    batch, mini = composed.get("data.train_batch_size"), composed.get("actor_rollout_ref.actor.ppo_mini_batch_size")
    steps = composed.get("trainer.v1.separate_async.parameter_sync_step")
    if batch != steps * mini:
        yield (
            f"separate_async needs data.train_batch_size={batch} to be parameter_sync_step={steps} x "
            f"ppo_mini_batch_size={mini} = {steps * mini}"
        )
    if not cut.rollout_ranks:
        yield "separate_async needs GPUs of its own for rollouts: set actor_rollout_ref.rollout.nnodes"
    if composed.get("actor_rollout_ref.rollout.checkpoint_engine.backend") == "naive":
        yield "separate_async cannot send weights with checkpoint_engine.backend=naive; set it to nccl or nixl"
    level = recipe.variables().get("VERL_LOGGING_LEVEL", "INFO")
    if not hybrid and level not in _QUIET:
        yield (
            f"VERL_LOGGING_LEVEL is {level!r}: verl 0.9.1 crashes while it logs that there is no hybrid engine; set "
            f"VERL_LOGGING_LEVEL=WARN"
        )
