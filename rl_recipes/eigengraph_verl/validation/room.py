"""Whether dialogues fit the context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed


def check_room(composed: Composed, shape: Architecture | None) -> Iterator[str]:
    """Yield a line for each length that contradicts another."""
    longest, where = context(composed)
    if shape is not None and longest > shape.context:
        yield f"{where}={longest} is more than the {shape.context} tokens that {shape.name} is made for"
    if composed.kind == "sft":
        return
    response, turn = composed.get("data.max_response_length"), composed.agent_loop["turn_tokens"]
    if isinstance(turn, int) and turn > response:
        yield f"agent_loop.turn_tokens={turn} is more than data.max_response_length={response}"
    if (prompt := composed.get("data.max_prompt_length")) >= longest:
        yield f"data.max_prompt_length={prompt} leaves nothing of the {longest} tokens of {where}"


def check_fits(composed: Composed, needs: Mapping[str, int], of: str) -> Iterator[str]:
    """Yield a line where dialogues do not fit.

    Args:
        composed: The recipe.
        needs: Tokens, estimated: ``prompt``, of system prompt and tools, and ``dialogue``, of the longest one, where it
            is known.
        of: Whose they are.
    """
    longest, where = context(composed)
    prompt, dialogue = needs["prompt"], needs.get("dialogue", 0)
    if composed.kind == "grpo" and prompt > (room := composed.get("data.max_prompt_length")):
        yield f"policy and tools of {of} take about {prompt} tokens, and data.max_prompt_length is {room}"
    elif prompt >= longest:
        yield f"policy and tools of {of} take about {prompt} tokens, and {where} is {longest}"
    elif dialogue > longest:
        yield f"the longest dialogue of {of} takes about {dialogue} tokens, and {where} is {longest}"


def context(composed: Composed) -> tuple[int, str]:
    """Return how long a sequence may be, and the key that says so."""
    if composed.kind == "sft":
        return composed.get("data.max_length"), "data.max_length"
    key = "actor_rollout_ref.rollout.max_model_len"
    both = composed.get("data.max_prompt_length") + composed.get("data.max_response_length")
    return (
        (composed.get(key), key) if composed.get(key) else (both, "data.max_prompt_length + data.max_response_length")
    )
