"""The advantage estimator ``eigengraph_group``: group-relative, by trajectory (arXiv 2601.22607, section on RL).

A = (R - mean of the group) / std of the group, given to every token that the policy wrote in the trajectory. A
trajectory counts once in its group's mean and std, however many rows it was cut into. Importing this module registers
the estimator with verl; ``eigengraph_verl.sampler`` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import mean, stdev
from typing import Any

import torch
from verl.trainer.ppo.core_algos import register_adv_est

from eigengraph.errors import ConfigError
from eigengraph_verl.groups.row_id import RowId, decode_row_id

NAME = "eigengraph_group"
_EPSILON = 1e-6  # verl's
_SAME = 1e-5

Trajectory = tuple[str, int]


@register_adv_est(NAME)
def group_advantage(
    token_level_rewards: torch.Tensor,
    response_mask: torch.Tensor,
    index: Sequence[str],
    config: Any = None,
    **_others: Any,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the advantage of every token.

    Args:
        token_level_rewards: Shape (rows, tokens of the response); a row's sum is the reward of its trajectory.
        response_mask: Of the same shape; 1 for each token that the policy wrote.
        index: Of each row, its ``RowId`` as text.
        config: verl's ``algorithm``; ``norm_adv_by_std_in_grpo`` says whether advantages are divided by the std.

    Returns:
        Advantages and returns, which are the same, of the shape of the mask.

    Raises:
        ConfigError: A row does not say which trajectory it is of, or rows of one trajectory have different rewards.
    """
    by_std = True if config is None else bool(config.get("norm_adv_by_std_in_grpo", True))
    rows = [decode_row_id(text) for text in index]
    with torch.no_grad():
        sums = token_level_rewards.sum(dim=-1).tolist()
        worth = relative(_rewards(rows, sums), by_std=by_std)
        advantages = torch.zeros_like(response_mask, dtype=torch.float32)
        for number, row in enumerate(rows):
            if row is not None:
                advantages[number] = worth[row.group, row.rollout]
                for begin, end, share in row.credit:
                    advantages[number, begin:end] += share
        advantages *= response_mask
    return advantages, advantages


def relative(rewards: Mapping[Trajectory, float], *, by_std: bool = True) -> dict[Trajectory, float]:
    """Return what each trajectory is worth beside the others of its group.

    Args:
        rewards: By group and number in it, one for each trajectory.
        by_std: Whether to divide by the group's standard deviation (of a sample, as in verl's own GRPO).

    Returns:
        Advantages by the same keys; 0.0 for a trajectory that is alone in its group.
    """
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for (group, _), reward in rewards.items():
        groups[group].append(reward)
    means = {group: mean(values) for group, values in groups.items()}
    spreads = {group: stdev(values) + _EPSILON if len(values) > 1 else 1.0 for group, values in groups.items()}
    return {key: (reward - means[key[0]]) / (spreads[key[0]] if by_std else 1.0) for key, reward in rewards.items()}


def _rewards(rows: Sequence[RowId | None], sums: Sequence[float]) -> dict[Trajectory, float]:
    """Return one reward for each trajectory, whatever number of rows it has."""
    rewards: dict[Trajectory, float] = {}
    for row, reward in zip(rows, sums, strict=True):
        if row is not None:
            known = rewards.setdefault((row.group, row.rollout), reward)
            if abs(known - reward) > _SAME:
                raise ConfigError(
                    f"rows of rollout {row.rollout} in group {row.group!r} have the rewards {known!r} and {reward!r}; "
                    "a trajectory has one: set algorithm.use_kl_in_reward=False (a KL term belongs in the loss)"
                )
    return rewards
