"""Which groups are trained on."""

from __future__ import annotations

import pytest
from eigengraph_verl.groups.filtering import GroupPolicy, read_policy

from eigengraph.errors import ConfigError, UnknownNameError

AUTHORS = GroupPolicy(zero_variance=True, above=0.0, below=0.99)


@pytest.mark.parametrize(
    ("policy", "rewards", "why"),
    [
        (GroupPolicy(), [0.0, 1.0], ""),
        (GroupPolicy(), [1.0], "too_few"),
        (GroupPolicy(), [], "too_few"),
        (GroupPolicy(), [1.0, 1.0, 1.0], "no_signal"),
        (GroupPolicy(), [0.0] * 4, "no_signal"),
        (GroupPolicy(least=4), [0.0, 1.0, 1.0], "too_few"),
        (GroupPolicy(zero_variance=True), [1.0, 1.0], ""),
        (AUTHORS, [0.0] * 8, "outside_band"),
        (AUTHORS, [1.0] * 8, "outside_band"),
        (AUTHORS, [1.0] * 63 + [0.0], ""),  # 0.984
        (AUTHORS, [1.0] * 127 + [0.0], "outside_band"),  # 0.992
        (GroupPolicy(below=0.5), [0.0, 1.0], "outside_band"),
        (GroupPolicy(above=0.5), [0.0, 1.0], "outside_band"),
    ],
)
def test_groups_are_dropped_for_a_reason(policy, rewards, why):
    assert policy.drops(rewards) == why


def test_options_are_checked():
    assert read_policy({"least": 3, "below": 0.99}) == GroupPolicy(least=3, below=0.99)
    with pytest.raises(
        UnknownNameError, match=r"unknown key of trainer.v1.sampler.sampler_kwargs 'lest'; did you mean"
    ):
        read_policy({"lest": 3})
    with pytest.raises(ConfigError, match=r"sampler_kwargs.least is 1; a group needs at least 2"):
        read_policy({"least": 1})
    with pytest.raises(ConfigError, match=r"sampler_kwargs.give_up is 0; it must be above 0"):
        read_policy({"give_up": 0})
