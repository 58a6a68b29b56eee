"""A recipe through verl's own code: each section made the dataclass that its workers make of it."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator
from typing import Any

from eigengraph_verl.recipes.recipe_file import Kind
from eigengraph_verl.validation.composed import Composed

# What verl's workers make; not the model's section, which is made from its folder.
_SECTIONS: dict[Kind, tuple[str, ...]] = {
    "sft": ("engine", "optim", "checkpoint", "profiler"),
    "grpo": (
        "algorithm",
        "actor_rollout_ref.actor",
        "actor_rollout_ref.rollout",
        "actor_rollout_ref.rollout.checkpoint_engine",
        "trainer.v1.separate_async.hybrid_rollout",
    ),
}


def check_with_verl(composed: Composed) -> Iterator[str]:
    """Yield a line for each section that verl refuses; importing verl takes seconds, once a process.

    verl's ``validate_config`` makes no rollout section, and its SFT trainer checks nothing before it runs: so these
    sections are made here.
    """
    os.environ.setdefault("VERL_LOGGING_LEVEL", "ERROR")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        refused = list(_refused(composed))
        yield from refused
        if composed.kind == "grpo" and not refused:
            yield from _refused_as_a_whole(composed.config)


def _refused(composed: Composed) -> Iterator[str]:
    from verl.utils.config import omega_conf_to_dataclass

    for path in _SECTIONS[composed.kind]:
        try:
            omega_conf_to_dataclass(composed.get(path))
        except Exception as error:  # noqa: BLE001 - whatever verl raises is what it has against the section
            yield f"verl refuses {path}: {_first_line(error)}"


def _refused_as_a_whole(config: Any) -> Iterator[str]:
    from verl.trainer.ppo.utils import need_critic, need_reference_policy
    from verl.utils.config import validate_config

    try:
        validate_config(config, need_reference_policy(config), need_critic(config))
    except Exception as error:  # noqa: BLE001 - as above
        yield f"verl refuses the recipe: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    cause = error.__cause__ or error
    return next((line.strip() for line in str(cause).splitlines() if line.strip()), type(cause).__name__)
