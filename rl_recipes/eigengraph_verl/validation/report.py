"""Everything that is held against a recipe, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.recipes import RecipeReport
from eigengraph.world import Domain
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.validation.architecture import Architecture, architecture, of_folder
from eigengraph_verl.validation.asynchronous import check_mode
from eigengraph_verl.validation.batches import check_batches
from eigengraph_verl.validation.composed import Composed, compose, unknown_keys
from eigengraph_verl.validation.dataclasses import check_with_verl
from eigengraph_verl.validation.dialogues import check_agent_loop, check_sampler
from eigengraph_verl.validation.keys import check_keys
from eigengraph_verl.validation.layout import Layout, layout
from eigengraph_verl.validation.megatron import check_megatron
from eigengraph_verl.validation.memory import Memory, check_memory, estimate
from eigengraph_verl.validation.mesh import check_mesh
from eigengraph_verl.validation.replay import check_replay
from eigengraph_verl.validation.rollout import check_rollout
from eigengraph_verl.validation.room import check_fits, check_room
from eigengraph_verl.validation.scoring import check_scoring


def validate(recipe: RecipeFile, model: Path | None, domains: Sequence[Domain]) -> RecipeReport:
    """Look a recipe through: verl's own configuration code, and all checks of ours.

    Args:
        recipe: The recipe.
        model: Hugging Face folder whose shape is meant; the recipe's model where it is None.
        domains: Those of them that the recipe is for must fit its context.

    Raises:
        ConfigError: verl is not installed, or the folder is none.
    """
    shape = shape_of(recipe, model)
    overrides = recipe.filled(data="DATA", model=model or "MODEL", out="OUT")
    if unknown := tuple(unknown_keys(recipe.kind, overrides)):
        return RecipeReport(unknown)
    try:
        composed = compose(recipe.kind, overrides)
    except ConfigError as error:
        return RecipeReport((str(error),))
    found = [*problems(recipe, composed, shape), *check_with_verl(composed)]
    for domain in domains:
        if domain.name in recipe.domains:
            found += check_fits(composed, {"prompt": domain_tokens(domain)}, f"domain {domain.name!r}")
    return RecipeReport(tuple(found), facts(recipe, composed, shape))


def shape_of(recipe: RecipeFile, model: Path | None) -> Architecture | None:
    """Return the shape of the model that is trained; None where neither folder nor recipe says it.

    Raises:
        ConfigError: The folder is none, or the recipe's model is unknown.
    """
    if model is not None:
        return of_folder(model)
    return architecture(recipe.model) if recipe.model else None


def problems(recipe: RecipeFile, composed: Composed, shape: Architecture | None) -> list[str]:
    """Return a line for each thing that is wrong with a composed recipe, without verl's help."""
    cut = layout(composed)
    found = [
        *check_keys(composed),
        *check_scoring(composed),
        *check_sampler(composed),
        *check_agent_loop(composed),
        *check_megatron(composed, cut, shape),
        *check_mesh(composed, cut, shape),
        *check_rollout(composed, cut, shape),
        *check_batches(composed, cut),
        *check_replay(composed, cut, shape),
        *check_mode(recipe, composed, cut),
        *check_room(composed, shape),
    ]
    memory = _memory(recipe, composed, cut, shape)
    return [*found, *check_memory(memory, recipe.gigabytes)] if memory is not None else found


def facts(recipe: RecipeFile, composed: Composed, shape: Architecture | None) -> dict[str, str]:
    """Return what a recipe amounts to: GPUs, groups, memory."""
    return dict(_facts(recipe, composed, shape))


def domain_tokens(domain: Domain) -> int:
    """Return about how many tokens a domain's policy and tools take, at four bytes a token."""
    from orjson import dumps

    return -(-len(f"{domain.policy_text}{dumps(domain.schemas['agent']).decode()}".encode()) // 4)


def _facts(recipe: RecipeFile, composed: Composed, shape: Architecture | None) -> Iterator[tuple[str, str]]:
    cut = layout(composed)
    where = f"{recipe.gpu} of {recipe.gigabytes:.0f} GB on {cut.nodes} node{'s' if cut.nodes > 1 else ''}"
    yield "trains on", f"{cut.ranks} {where}" if recipe.gpu else f"{cut.ranks} processes on a CPU"
    yield "layout", _layout(cut)
    if composed.kind == "grpo":
        tasks, group = composed.get("data.train_batch_size"), composed.get("actor_rollout_ref.rollout.n")
        yield "a step", f"{tasks} tasks x {group} trajectories"
        yield (
            "rolls out",
            f"{cut.rollout_ranks // cut.replica if cut.replica else 0} replicas of TP={cut.rollout_tensor}",
        )
    memory = _memory(recipe, composed, cut, shape)
    if memory is not None:
        yield (
            "training",
            (f"about {memory.training:.0f} GB a GPU: {memory.formula}, activations {memory.activations:.0f} GB"),
        )
    if memory is not None and memory.rollout_weights:
        yield (
            "rollout",
            (
                f"about {memory.rollout_weights:.0f} GB of weights a GPU, {memory.cache:.0f} GB of cache: "
                f"{memory.sequences} sequences of {memory.sequence:.1f} GB"
            ),
        )


def _layout(cut: Layout) -> str:
    if not cut.megatron:
        return f"{cut.engine}, {cut.fsdp} ranks share the weights, SP={cut.sequence}, DP={cut.data_parallel}"
    return (
        f"Megatron TP={cut.tensor} PP={cut.pipeline} CP={cut.context} DP={cut.data_parallel}, experts ETP="
        f"{cut.expert_tensor} EP={cut.expert} EDP={cut.expert_data}"
    )


def _memory(recipe: RecipeFile, composed: Composed, cut: Layout, shape: Architecture | None) -> Memory | None:
    """Estimate memory where there are GPUs, a known model, and groups that fit."""
    if shape is None or not recipe.gigabytes or not cut.data_parallel or not cut.expert_data:
        return None
    return estimate(composed, cut, shape, recipe.gigabytes)
