"""The advantage estimator, against calculations by hand."""

from __future__ import annotations

from statistics import mean, stdev

import pytest
from eigengraph_verl.groups.row_id import RowId, decode_row_id

from eigengraph.errors import ConfigError


@pytest.fixture(scope="module")
def torch(verl):
    import torch

    return torch


def batch(torch, rows, width=6):
    """Return what verl passes: rewards on the last token of each row's response, masks, and row ids."""
    rewards, masks = torch.zeros(len(rows), width), torch.zeros(len(rows), width)
    for number, (_, reward, mask) in enumerate(rows):
        masks[number, : len(mask)] = torch.tensor(mask, dtype=torch.float32)
        rewards[number, len(mask) - 1] = reward
    return {"token_level_rewards": rewards, "response_mask": masks, "index": [text for text, _, _ in rows]}


def row(group, rollout, credit=()):
    return RowId(group, rollout, credit).encode()


def test_a_trajectory_counts_once_however_many_rows_it_has(verl, torch):
    """By hand: group a has rewards 1, 0, 0 (of 3, 1 and 2 rows), mean 1/3, std sqrt(1/3); group b has 1 and 0."""
    rows = [
        (row("a", 0), 1.0, [1, 1, 0, 1]),
        (row("b", 0), 1.0, [1]),
        (row("a", 1), 0.0, [1, 0, 1]),
        (row("a", 0), 1.0, [1, 1]),
        (row("a", 2), 0.0, [0, 1]),
        (row("a", 0), 1.0, [0, 0, 1]),
        (row("b", 1), 0.0, [1, 1]),
        (row("a", 2), 0.0, [1]),
        ("pad0123", 0.0, [0]),
    ]
    given = batch(torch, rows)
    advantages, returns = verl.advantage.group_advantage(**given, config={"norm_adv_by_std_in_grpo": True})
    good, bad = (1 - 1 / 3) / ((1 / 3) ** 0.5 + 1e-6), (0 - 1 / 3) / ((1 / 3) ** 0.5 + 1e-6)
    half = 0.5 / (0.5**0.5 + 1e-6)
    expected = torch.tensor([good, half, bad, good, bad, good, -half, bad, 0.0])
    assert torch.allclose(advantages, expected[:, None] * given["response_mask"], atol=1e-5)
    assert torch.equal(advantages, returns)
    assert (advantages[given["response_mask"] == 0] == 0).all()


def test_counting_rows_would_be_something_else(verl, torch):
    """What verl's own estimator makes of the same rows: proof that the test above would notice."""
    from verl.trainer.ppo.core_algos import compute_grpo_outcome_advantage

    rows = [(row("a", 0), 1.0, [1]), (row("a", 0), 1.0, [1]), (row("a", 1), 0.0, [1])]
    given = batch(torch, rows)
    ours, _ = verl.advantage.group_advantage(**given)
    groups = ["a"] * 3
    theirs, _ = compute_grpo_outcome_advantage(given["token_level_rewards"], given["response_mask"], groups)
    assert not torch.allclose(ours, theirs, atol=0.1)


def test_one_row_a_trajectory_is_verls_own_grpo(verl, torch):
    from verl.trainer.ppo.core_algos import compute_grpo_outcome_advantage

    rewards = {"a": [1.0, 0.0, 0.0, 1.0], "b": [0.0, 0.0, 1.0]}
    rows = [(row(name, at), reward, [1, 0, 1]) for name, values in rewards.items() for at, reward in enumerate(values)]
    given = batch(torch, rows)
    groups = [name for name, values in rewards.items() for _ in values]
    for by_std in (True, False):
        ours, _ = verl.advantage.group_advantage(**given, config={"norm_adv_by_std_in_grpo": by_std})
        theirs, _ = compute_grpo_outcome_advantage(
            given["token_level_rewards"].clone(), given["response_mask"], groups, norm_adv_by_std_in_grpo=by_std
        )
        assert torch.allclose(ours, theirs, atol=1e-5)


def test_advantages_by_trajectory(verl):
    rewards = {("a", 0): 1.0, ("a", 1): 0.0, ("a", 5): 0.0, ("b", 0): 1.0}
    worth = verl.advantage.relative(rewards)
    spread = stdev([1.0, 0.0, 0.0]) + 1e-6
    assert worth["a", 0] == pytest.approx((1 - mean([1, 0, 0])) / spread)
    assert worth["b", 0] == 0.0  # alone, there is nothing to compare it with
    plain = verl.advantage.relative(rewards, by_std=False)
    assert plain["a", 5] == pytest.approx(-1 / 3)


def test_credit_is_added_to_the_tokens_of_its_message_only(verl, torch):
    rows = [(row("a", 0, ((0, 2, 0.5), (3, 5, -0.5))), 1.0, [1, 1, 0, 1, 1]), (row("a", 1), 0.0, [1])]
    given = batch(torch, rows)
    advantages, _ = verl.advantage.group_advantage(**given, config={"norm_adv_by_std_in_grpo": False})
    assert advantages[0].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert advantages[1].tolist() == [-0.5, 0, 0, 0, 0, 0]


def test_verl_finds_it_by_its_name(verl):
    from verl.trainer.ppo.core_algos import get_adv_estimator_fn

    assert get_adv_estimator_fn("eigengraph_group") is verl.advantage.group_advantage


def test_the_trainers_own_path_leads_to_it(verl, torch):
    """verl's trainer calls ``compute_advantage_for_multi_trajectories`` with the keys of its rows."""
    import numpy as np
    from tensordict import TensorDict
    from verl.protocol import DataProto
    from verl.trainer.ppo.v1.utils import compute_advantage_for_multi_trajectories

    rows = [(row("a", 0), 1.0, [1, 0, 1]), (row("a", 0), 1.0, [1]), (row("a", 1), 0.0, [1, 1]), ("pad1", 0.0, [0])]
    given = batch(torch, rows)
    tensors = {"token_level_rewards": given["token_level_rewards"], "response_mask": given["response_mask"]}
    data = DataProto(
        batch=TensorDict(tensors, batch_size=4), non_tensor_batch={"uid": np.array(given["index"], dtype=object)}
    )
    made = compute_advantage_for_multi_trajectories(
        data, ["a_0_0", "a_0_1", "a_1_0", "pad1_0_0"], "eigengraph_group", config={"norm_adv_by_std_in_grpo": False}
    )
    assert made.batch["advantages"].tolist() == [
        [0.5, 0, 0.5, 0, 0, 0],
        [0.5, 0, 0, 0, 0, 0],
        [-0.5, -0.5, 0, 0, 0, 0],
        [0] * 6,
    ]


def test_what_cannot_be_told_apart_is_refused(verl, torch):
    given = batch(torch, [("6f1c", 1.0, [1])])
    with pytest.raises(ConfigError, match=r"row '6f1c' does not say which trajectory it is of; set trainer.v1.sampler"):
        verl.advantage.group_advantage(**given)
    given = batch(torch, [(row("a", 0), 1.0, [1]), (row("a", 0), 0.5, [1])])
    with pytest.raises(ConfigError, match=r"rollout 0 in group 'a' have the rewards 1.0 and 0.5; a trajectory has one"):
        verl.advantage.group_advantage(**given)


def test_row_ids_survive_being_text():
    identity = RowId("6f1c-11", 12, ((0, 4, -0.25),))
    assert decode_row_id(identity.encode()) == identity
    assert decode_row_id("pad77") is None
