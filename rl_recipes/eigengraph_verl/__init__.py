"""Training a policy and a user model on a run with verl; the only place that imports it."""

from eigengraph.hookspecs import hookimpl
from eigengraph.recipes import Recipe
from eigengraph_verl.recipe_file import FOLDER
from eigengraph_verl.trainer import verl_recipe

__all__ = ["verl_recipe"]


@hookimpl
def register_recipes() -> list[Recipe]:
    """Register the packaged recipes; files that begin with ``base_`` are what others stand on."""
    return [verl_recipe(path) for path in sorted(FOLDER.glob("*.yaml")) if not path.name.startswith("base_")]
