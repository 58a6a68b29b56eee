"""Drawing the next token of every row."""

from __future__ import annotations

from typing import Any

import torch


def draw(logits: Any, temperatures: Any, top_ps: Any, uniforms: Any) -> tuple[Any, Any]:
    """Draw a token for each row, by inverting the distribution function at a number that the row brings.

    So what a row draws depends on its own numbers only, not on who is decoded beside it or on the device.

    Args:
        logits: Rows x vocabulary.
        temperatures: A number for each row; 0 for the likeliest token.
        top_ps: The share of probability that each row draws from, 0 to 1.
        uniforms: A number in [0, 1) for each row.

    Returns:
        The tokens, and their log-probabilities at their row's temperature, before ``top_ps`` cuts anything off; at
        temperature 0, those of the model as it is.
    """
    greedy = temperatures <= 0
    scaled = logits.float() / torch.where(greedy, 1.0, temperatures).unsqueeze(1)
    logprobs = torch.log_softmax(scaled, dim=-1)
    drawn = _drawn(logprobs.exp(), top_ps, uniforms) if not bool(greedy.all()) else logprobs.argmax(-1)
    tokens = torch.where(greedy, logprobs.argmax(-1), drawn)
    return tokens, logprobs.gather(1, tokens.unsqueeze(1)).squeeze(1)


def _drawn(probabilities: Any, top_ps: Any, uniforms: Any) -> Any:
    if bool((top_ps < 1).any()):
        probabilities = _nucleus(probabilities, top_ps)
    sums = probabilities.cumsum(-1)
    places = (sums <= (uniforms.unsqueeze(1) * sums[:, -1:])).sum(-1)
    # Rounding may point behind the last token that has any probability.
    last = (probabilities > 0).long().mul(torch.arange(probabilities.shape[1], device=probabilities.device)).amax(-1)
    return torch.minimum(places, last)


def _nucleus(probabilities: Any, top_ps: Any) -> Any:
    """Set to zero what lies outside the likeliest tokens that together have the share ``top_ps``."""
    ranked, order = probabilities.sort(dim=-1, descending=True)
    before = ranked.cumsum(-1) - ranked
    kept = torch.where(before < top_ps.unsqueeze(1), ranked, 0.0)
    return torch.zeros_like(probabilities).scatter(1, order, kept)
