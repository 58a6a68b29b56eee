"""Looking a training through before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eigengraph.models import Check
from eigengraph.recipes import TrainOrder, TrainPlan
from eigengraph_verl.model_folder import ModelFolder
from eigengraph_verl.recipe_file import RecipeFile
from eigengraph_verl.training.agent_loop_file import write_agent_loop
from eigengraph_verl.training.command import command, shown
from eigengraph_verl.training.dataset import Dataset
from eigengraph_verl.training.lineage import FILE as LINEAGE
from eigengraph_verl.training.machine import machine
from eigengraph_verl.training.steps import Steps, check_steps, count_steps
from eigengraph_verl.validation.architecture import architecture
from eigengraph_verl.validation.composed import Composed, compose
from eigengraph_verl.validation.report import facts, problems, shape_of


def plan(recipe: RecipeFile, order: TrainOrder) -> TrainPlan:
    """Look a training through.

    Raises:
        ConfigError: verl is not installed, or what it would compose makes no sense.
    """
    composed = composed_for(recipe, order)
    if composed.kind == "grpo" and not (order.out / LINEAGE).exists():
        write_agent_loop(composed, order.out)  # the command names it; that of a training which was begun stays
    checks = [*_recipe_checks(recipe, order, composed)]
    steps = None
    if order.data is not None:
        checks += Dataset.open(order.data).checks(composed)
        if all(check.ok for check in checks):
            steps = count_steps(composed)
            checks += check_steps(composed, steps)
    if order.model is not None:
        checks += ModelFolder(order.model).checks()
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
    folders = {
        "data": order.data or Path("DATA"),
        "out": order.out,
        "model": order.model or Path(_default_model(recipe)),
    }
    absolute: dict[str, Any] = {name: str(path.absolute()) for name, path in folders.items()}
    if order.model is None and recipe.model:
        absolute["model"] = _default_model(recipe)
    return compose(recipe.kind, recipe.filled(order.overrides, **absolute))


def _default_model(recipe: RecipeFile) -> str:
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


def _facts(recipe: RecipeFile, order: TrainOrder, composed: Composed, steps: Steps | None) -> Iterator[tuple[str, str]]:
    yield from facts(recipe, composed, shape_of(recipe, order.model)).items()
    if composed.kind == "grpo":
        yield "user", str(composed.agent_loop["user"])
    if steps is not None:
        yield "data", f"{steps.train} rows to train on, {steps.validation} to validate on"
        yield "steps", f"{steps.total}, {steps.epoch} in an epoch"
    yield "out", str(order.out)
