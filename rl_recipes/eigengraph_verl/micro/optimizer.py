"""Muon for matrices, AdamW for the rest: at a million parameters it copies names after a fifth of the steps.

Muon is Keller Jordan's (https://kellerjordan.github.io/posts/muon/), here for stacks of matrices too, as experts are;
``torch.optim.Muon`` takes single ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

_MOMENTUM = 0.95
_DECAY = 0.1
_STEP = 10.0
"""How much longer a step of Muon is than its learning rate says, so that both optimizers can share one."""


class Muon(torch.optim.Optimizer):
    """Momentum whose every step is made orthogonal."""

    def __init__(self, params: Iterable[nn.Parameter], lr: float) -> None:
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> None:
        """Move every weight that has a gradient."""
        del closure
        for group in self.param_groups:
            for weight in group["params"]:
                if weight.grad is not None:
                    self._move(weight, group["lr"])

    def _move(self, weight: nn.Parameter, lr: float) -> None:
        momentum = self.state[weight].setdefault("momentum", torch.zeros_like(weight))
        momentum.mul_(_MOMENTUM).add_(weight.grad)
        step = orthogonal(weight.grad + _MOMENTUM * momentum)
        tall = max(1.0, weight.shape[-2] / weight.shape[-1]) ** 0.5
        weight.mul_(1 - lr * _DECAY).add_(step, alpha=-lr * _STEP * tall)


def orthogonal(matrices: Tensor) -> Tensor:
    """Return the nearest matrices whose singular values are about one, by five Newton-Schulz steps.

    Args:
        matrices: ``(..., rows, columns)``.
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(5):
        square = x @ x.mT
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.mT if tall else x


def optimizers(model: nn.Module, lr: float) -> Sequence[torch.optim.Optimizer]:
    """Return the two optimizers of a model."""
    hidden = [
        weight
        for name, weight in model.named_parameters()
        if weight.dim() > 1 and "embed" not in name and "gate.weight" not in name
    ]
    taken = set(map(id, hidden))
    rest = [weight for weight in model.parameters() if id(weight) not in taken]
    return Muon(hidden, lr), torch.optim.AdamW(rest, lr=lr, betas=(0.9, 0.95), weight_decay=0.01)
