"""Looking a training through before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eigengraph.models import Check
from eigengraph.recipes import TrainOrder, TrainPlan
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.training.agent_loop_file import write_agent_loop
from eigengraph_verl.training.command import command, shown
from eigengraph_verl.training.dataset import Dataset
from eigengraph_verl.training.lineage import FILE, read_lineage
from eigengraph_verl.training.machine import machine
from eigengraph_verl.training.steps import Steps, check_steps, count_steps
from eigengraph_verl.validation.architecture import architecture
from eigengraph_verl.validation.composed import Composed, compose
from eigengraph_verl.validation.model_folder import ModelFolder
from eigengraph_verl.validation.report import facts, problems, shape_of

_NO_MODEL = (
    "THE TEMPLATE PLAYER, NO LANGUAGE MODEL; the policy will learn to talk to templates. Set "
    "agent_loop.user=openai:MODEL@URL"
)


def plan(recipe: RecipeFile, order: TrainOrder) -> TrainPlan:
    """Look a training through.

    Raises:
        ConfigError: verl is not installed, or what it would compose makes no sense.
    """
    composed = composed_for(recipe, order)
    if composed.kind == "grpo" and not (order.out / FILE).exists():
        write_agent_loop(composed, order.out)  # the command names it; that of a training which was begun stays
    checks = [*_recipe_checks(recipe, order, composed)]
    steps = None
    if order.data is not None:
        checks += Dataset.open(order.data).checks(composed)
        if all(check.ok for check in checks):
            steps = count_steps(composed)
            checks += check_steps(composed, steps)
    if order.model is not None:
        checks += [*ModelFolder(order.model).checks(), *_tokenizer_checks(ModelFolder(order.model))]
    return TrainPlan(
        recipe.name,
        order,
        shown(recipe, command(composed, order.out.resolve())),
        tuple(checks),
        tuple(machine(recipe, composed)),
        dict(_facts(recipe, order, composed, steps)),
        steps.total if steps else None,
    )


def composed_for(recipe: RecipeFile, order: TrainOrder) -> Composed:
    """Compose a recipe for an order: with its folders and overrides.

    Raises:
        ConfigError: verl has no such key, or a value cannot be read.
    """
    model = order.model.absolute() if order.model is not None else _named_model(recipe)
    data = (order.data or Path("DATA")).absolute()
    return compose(recipe.kind, recipe.filled(order.overrides, data=data, model=model, out=order.out.absolute()))


def _named_model(recipe: RecipeFile) -> str:
    """Return the name that a recipe's model has on the hub; of a recipe without one, a word that says so."""
    return architecture(recipe.model).hub if recipe.model else "MODEL"


def _recipe_checks(recipe: RecipeFile, order: TrainOrder, composed: Composed) -> Iterator[Check]:
    found = problems(recipe, composed, shape_of(recipe, order.model))
    for line in found:
        yield Check("recipe", False, line)
    if not found:
        yield Check("recipe", True, found=f"{len(composed.overrides)} settings over verl's own")
    if order.model is None and not recipe.model and not recipe.start and order.data is not None:
        yield Check("model", False, "the recipe names none; give a Hugging Face folder with --model")


def _tokenizer_checks(model: ModelFolder) -> Iterator[Check]:
    """Yield whether a model that was trained here still has the tokenizer that it was trained with."""
    trained = (read_lineage(model.folder) or {}).get("model", {}).get("tokenizer")
    found = model.tokenizer_digest()
    if trained is not None and trained != found:
        fix = (
            f"{str(model.folder)!r} is a checkpoint of another tokenizer: it was trained with {trained[:16]!r}, and "
            f"its tokenizer.json is {found[:16]!r}; put the right one there"
        )
        yield Check("tokenizer", False, fix)


def _facts(recipe: RecipeFile, order: TrainOrder, composed: Composed, steps: Steps | None) -> Iterator[tuple[str, str]]:
    yield from facts(recipe, composed, shape_of(recipe, order.model)).items()
    if composed.kind == "grpo":
        user = str(composed.agent_loop["user"])
        yield "user", f"{user}: {_NO_MODEL}" if user == "offline" and recipe.gigabytes else user
    if steps is not None:
        yield "data", f"{steps.train} rows to train on, {steps.validation} to validate on"
        yield "steps", f"{steps.total}, {steps.epoch} in an epoch"
    yield "out", str(order.out)
