"""Drawing tokens from logits, each with its log-probability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import torch
from torch import Tensor

from eigengraph.errors import ConfigError

_NEUTRAL = {"repetition_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0, "min_p": 0.0, "n": 1}
_READ = ("temperature", "top_p", "top_k", "seed", "max_tokens", "max_new_tokens", "stop_token_ids", "logprobs")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How the tokens of one reply are drawn.

    Attributes:
        temperature: 0 for the likeliest token each time.
        top_p: Share of probability that tokens are drawn from.
        top_k: How many tokens are drawn from; -1 for all.
        seed: Of this reply, or None.
        most: How many tokens it may have, or None for as many as fit.
        stops: Tokens that end it.
    """

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = -1
    seed: int | None = None
    most: int | None = None
    stops: frozenset[int] = frozenset()


def read_drawing(params: Mapping[str, Any], end: frozenset[int]) -> Drawing:
    """Read verl's sampling parameters.

    Args:
        params: By vLLM's names.
        end: Tokens that end every reply.

    Raises:
        ConfigError: One is set that is not followed here.
    """
    for name, value in params.items():
        if name not in _READ and value is not None and value != _NEUTRAL.get(name, value is None):
            raise ConfigError(f"the CPU rollout backend does not follow {name}={value!r}; leave it at its default")
    most = params.get("max_tokens") or params.get("max_new_tokens")
    top_k = params.get("top_k")
    return Drawing(
        temperature=float(params.get("temperature", 1.0)),
        top_p=float(params.get("top_p") or 1.0),
        top_k=-1 if top_k in (None, 0) else int(top_k),
        seed=params.get("seed"),
        most=None if most is None else int(most),
        stops=end | frozenset(params.get("stop_token_ids") or ()),
    )


def draw_tokens(logits: Tensor, drawings: Sequence[Drawing], sources: Sequence[Random]) -> list[tuple[int, float]]:
    """Draw a token for each row.

    What a row draws depends on its own source alone, not on the rows beside it.

    Args:
        logits: ``(rows, vocabulary)``.
        drawings: How, by row.
        sources: Chance, by row.

    Returns:
        Token and log-probability by row. The log-probability is that of the whole vocabulary at the row's temperature
        (at 1, where the temperature is 0), as a trainer computes it.
    """
    temperatures = torch.tensor([drawing.temperature or 1.0 for drawing in drawings])
    logprobs = (logits.float() / temperatures[:, None]).log_softmax(-1)
    likely = logprobs.argmax(-1).tolist()
    at = torch.tensor([source.random() for source in sources], dtype=torch.float64)[:, None]
    shares = _truncated(logprobs.exp(), drawings).double().cumsum(-1)
    drawn = torch.searchsorted(shares, at * shares[:, -1:], right=True)[:, 0]
    tokens = [
        token if drawing.temperature else best
        for token, best, drawing in zip(drawn.tolist(), likely, drawings, strict=True)
    ]
    chosen = logprobs.gather(1, torch.tensor(tokens)[:, None])[:, 0]
    return list(zip(tokens, chosen.tolist(), strict=True))


def _truncated(shares: Tensor, drawings: Sequence[Drawing]) -> Tensor:
    """Set the shares of tokens to zero that are not drawn from."""
    if all(drawing.top_p >= 1 and drawing.top_k < 0 for drawing in drawings):
        return shares
    ordered, order = shares.sort(-1, descending=True)
    before = ordered.cumsum(-1) - ordered
    top_p = torch.tensor([drawing.top_p for drawing in drawings])[:, None]
    top_k = torch.tensor([drawing.top_k if drawing.top_k > 0 else shares.shape[-1] for drawing in drawings])[:, None]
    left_out = ((before >= top_p) & (top_p < 1)) | (torch.arange(shares.shape[-1]) >= top_k)
    return torch.zeros_like(shares).scatter(-1, order, ordered.masked_fill(left_out, 0.0))
