"""Everything that is held against a recipe, in one place."""

from __future__ import annotations

from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.recipes import RecipeReport
from eigengraph_verl.recipe_file import RecipeFile
from eigengraph_verl.validation.architecture import Architecture, architecture, of_folder
from eigengraph_verl.validation.composed import Composed, compose
from eigengraph_verl.validation.layout import layout


def validate(recipe: RecipeFile, model: Path | None) -> RecipeReport:
    """Look a recipe through: verl's own configuration code, and all checks of ours.

    Args:
        recipe: The recipe.
        model: Hugging Face folder whose shape is meant; the recipe's model where it is None.
    """
    shape = of_folder(model) if model is not None else architecture(recipe.model) if recipe.model else None
    try:
        composed = compose(recipe.kind, recipe.filled(data="DATA", model=model or "MODEL", out="OUT"))
    except ConfigError as error:
        return RecipeReport(tuple(str(error).split("; ")))
    return RecipeReport(tuple(problems(recipe, composed, shape)), facts(recipe, composed, shape))


def problems(recipe: RecipeFile, composed: Composed, shape: Architecture | None) -> list[str]:
    """Return a line for each thing that is wrong with a composed recipe."""
    return []


def facts(recipe: RecipeFile, composed: Composed, shape: Architecture | None) -> dict[str, str]:
    """Return what a recipe amounts to."""
    cut = layout(composed)
    what = f"{cut.ranks} {recipe.gpu} on {cut.nodes} nodes" if recipe.gpu else f"{cut.ranks} processes on a CPU"
    return {"trains on": what}
