"""Whether a recipe trains on our data, with our reward, in a folder where we look for checkpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigengraph_verl.recipes.recipe_file import Kind
from eigengraph_verl.validation.composed import Composed

_WANTED: dict[Kind, dict[str, tuple[Any, str]]] = {
    "sft": {
        "data.custom_cls.path": (
            "pkg://eigengraph_verl.sft_dataset",
            "verl's own class cannot read tools as JSON text",
        ),
        "data.custom_cls.name": ("EigenGraphSFTDataset", "verl's own class cannot read tools as JSON text"),
        "data.truncation": ("error", "half a dialogue teaches to stop in the middle"),
        "trainer.resume_mode": ("auto", "`eigengraph train` goes on from the newest checkpoint"),
    },
    "grpo": {
        "reward.custom_reward_function.path": ("pkg://eigengraph_verl.reward", "there is one scoring path"),
        "reward.custom_reward_function.name": ("compute_score", "there is one scoring path"),
        "reward.reward_manager.name": ("naive", "the others do not pass on what was played"),
        "reward.reward_model.enable": (False, "there is one scoring path"),
        "trainer.v1.sampler.custom_sampler.path": ("pkg://eigengraph_verl.sampler", "it takes out what has no verdict"),
        "trainer.v1.sampler.custom_sampler.name": ("make_sampler", "it takes out what has no verdict"),
        "algorithm.filter_groups.enable": (True, "the sampler works group by group only with it"),
        "algorithm.filter_groups.metric": ("eg_score", "the sampler goes by it"),
        "trainer.resume_mode": ("auto", "`eigengraph train` goes on from the newest checkpoint"),
    },
}


def check_scoring(composed: Composed) -> Iterator[str]:
    """Yield a line for each key that must have a certain value and has another."""
    for key, (wanted, why) in _WANTED[composed.kind].items():
        found = composed.get(key, default=False if wanted is False else None)
        if found != wanted:
            yield f"{key} is {found!r} and must be {wanted!r}: {why}"
    often = composed.get("trainer.test_freq")
    if composed.kind == "sft" and not composed.get("data.val_files") and (often == "after_each_epoch" or often > 0):
        yield f"trainer.test_freq is {often!r}, and there are no data.val_files: verl crashes then; set it to -1"
    if composed.kind == "grpo" and composed.get("trainer.save_freq") <= 0:
        yield f"trainer.save_freq is {composed.get('trainer.save_freq')!r}: verl would keep no checkpoint at all"
    if composed.kind == "grpo" and composed.get("algorithm.adv_estimator") != "eigengraph_group":
        yield (
            f"algorithm.adv_estimator is {composed.get('algorithm.adv_estimator')!r} and must be 'eigengraph_group': "
            f"the sampler names rows so that a trajectory counts once in its group, which only that one reads"
        )
