"""Which groups of rollouts are trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import mean
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError

KEPT_BY_VERL = ("train_batch_size", "max_inflight_gen_batches")
"""Keys beside those of a policy: what verl tells its own samplers and not those of others."""

TOO_FEW, NO_SIGNAL, TOO_EASY_OR_HARD = "too_few", "no_signal", "outside_band"


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """What a group must be like.

    Attributes:
        least: Scored rollouts that a group needs; with fewer there is nothing to compare.
        zero_variance: Whether groups stay whose rewards are all the same. They have no signal, so they do not.
        above: Groups whose mean reward is not above this are dropped; None for no bound. The authors' 0.0.
        below: Groups whose mean reward is not below this are dropped; None for no bound. The authors' 0.99.
        give_up: Groups dropped in one step for too few scored rollouts, as a multiple of the groups that the step
            needs, after which the run stops: an endpoint or an environment is down.
        turn_credit: Weight of the credit for single messages; 0.0 for none, as in the paper.
    """

    least: int = 2
    zero_variance: bool = False
    above: float | None = None
    below: float | None = None
    give_up: float = 4.0
    turn_credit: float = 0.0

    def drops(self, rewards: Sequence[float]) -> str:
        """Say why a group is not trained on; empty for one that is.

        Args:
            rewards: Of its scored rollouts, one for each trajectory.
        """
        if len(rewards) < self.least:
            return TOO_FEW
        if not self.zero_variance and max(rewards) == min(rewards):
            return NO_SIGNAL
        average = mean(rewards)
        low = self.above is not None and average <= self.above
        high = self.below is not None and average >= self.below
        return TOO_EASY_OR_HARD if low or high else ""


_NUMBER: tuple[type, ...] = (float, int)
_RANGES: dict[str, tuple[tuple[type, ...], float, float]] = {
    "least": ((int,), -inf, inf),
    "above": (_NUMBER, 0, 1),
    "below": (_NUMBER, 0, 1),
    "give_up": (_NUMBER, -inf, inf),
    "turn_credit": (_NUMBER, 0, inf),
}


def read_policy(options: Mapping[str, Any]) -> GroupPolicy:
    """Read ``trainer.v1.sampler.sampler_kwargs``, whatever else stands there left out.

    Raises:
        ConfigError: A key is unknown or a value cannot be used.
    """
    known = GroupPolicy.__dataclass_fields__
    for name in options:
        if name not in known:
            raise UnknownNameError("key of trainer.v1.sampler.sampler_kwargs", str(name), known)
    for name, (kind, least, most) in _RANGES.items():
        value = options.get(name)
        if value is not None and (type(value) not in kind or not least <= value <= most):
            raise ConfigError(f"sampler_kwargs.{name} is {value!r}; it must be {kind[0].__name__} of {least} to {most}")
    if not isinstance(options.get("zero_variance", False), bool):
        raise ConfigError(f"sampler_kwargs.zero_variance is {options['zero_variance']!r}; it must be true or false")
    policy = GroupPolicy(**options)
    if policy.least < 2:
        raise ConfigError(f"sampler_kwargs.least is {policy.least!r}; a group needs at least 2 rollouts to compare")
    if policy.give_up <= 0:
        raise ConfigError(f"sampler_kwargs.give_up is {policy.give_up!r}; it must be above 0")
    return policy
