"""Whether batches can be cut into mini-batches, ranks and micro-batches."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout

_ACTOR = "actor_rollout_ref.actor"


def check_batches(composed: Composed, cut: Layout) -> Iterator[str]:
    """Yield a line for each batch that cannot be cut."""
    ranks = cut.data_parallel
    if ranks == 0:
        return  # the groups are larger than all ranks, which is said elsewhere
    yield from _sft(composed, cut, ranks) if composed.kind == "sft" else _grpo(composed, cut, ranks)


def _sft(composed: Composed, cut: Layout, ranks: int) -> Iterator[str]:
    batch, longest = composed.get("data.train_batch_size"), composed.get("data.max_length")
    if batch % ranks:
        yield f"data.train_batch_size={batch} is no multiple of the {ranks} data-parallel ranks; verl would train less"
        return
    if composed.get("data.use_dynamic_bsz"):
        yield from _tokens("data.max_token_len_per_gpu", composed.get("data.max_token_len_per_gpu"), longest, cut)
    elif (batch // ranks) % (micro := composed.get("data.micro_batch_size_per_gpu")):
        yield f"data.micro_batch_size_per_gpu={micro} does not divide the {batch // ranks} rows of a rank"


def _grpo(composed: Composed, cut: Layout, ranks: int) -> Iterator[str]:
    batch, mini = composed.get("data.train_batch_size"), composed.get(f"{_ACTOR}.ppo_mini_batch_size")
    group = composed.get("actor_rollout_ref.rollout.n")
    least = composed.get("trainer.v1.sampler.sampler_kwargs.least", 2)
    if isinstance(least, int) and group < least:
        yield f"actor_rollout_ref.rollout.n={group}: a group needs {least} rollouts to compare"
    if mini > batch:
        yield f"ppo_mini_batch_size={mini} is more than data.train_batch_size={batch}"
    elif batch % mini:
        yield f"ppo_mini_batch_size={mini} does not divide data.train_batch_size={batch}"
    if (mini * group) % ranks:
        yield f"a mini-batch of {mini} x {group} rollouts is no multiple of the {ranks} data-parallel ranks"
    generated = composed.get("data.gen_batch_size")
    if generated and generated > 1:
        yield f"data.gen_batch_size={generated}: the sampler asks for prompts one by one, so leave it out"
    if composed.get(f"{_ACTOR}.use_dynamic_bsz"):
        longest = composed.get("actor_rollout_ref.rollout.max_model_len") or (
            composed.get("data.max_prompt_length") + composed.get("data.max_response_length")
        )
        for key in (f"{_ACTOR}.ppo_max_token_len_per_gpu", "actor_rollout_ref.rollout.log_prob_max_token_len_per_gpu"):
            yield from _tokens(key, composed.get(key), longest, cut)
    elif (micro := composed.get(f"{_ACTOR}.ppo_micro_batch_size_per_gpu")) and (mini * group // ranks) % micro:
        yield f"ppo_micro_batch_size_per_gpu={micro} does not divide the {mini * group // ranks} rollouts of a rank"


def _tokens(key: str, most: int, longest: int, cut: Layout) -> Iterator[str]:
    shared = cut.sequence * cut.context
    if most * shared < longest:
        yield f"{key}={most}{f' x {shared} GPUs' if shared > 1 else ''} is less than one sequence of {longest} tokens"
