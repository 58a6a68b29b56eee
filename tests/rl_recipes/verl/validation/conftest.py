"""Packaged recipes with one thing changed, held against the checks."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import pytest
from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe
from eigengraph_verl.validation.composed import compose
from eigengraph_verl.validation.report import problems, shape_of


@pytest.fixture(autouse=True)
def _verl():
    if find_spec("verl") is None:
        pytest.skip("verl is not installed")


@pytest.fixture(scope="session")
def composed():
    """``composed(recipe, *overrides)`` composes a packaged recipe over verl's files."""

    @cache
    def run(name, *overrides):
        recipe = read_recipe(FOLDER / f"{name}.yaml")
        return compose(recipe.kind, recipe.filled(overrides, data="/data", model="/model", out="/out"))

    return run


@pytest.fixture
def wrong(composed):
    """``wrong(recipe, *overrides)`` returns what is wrong with it, a line each."""

    def run(name, *overrides):
        recipe = read_recipe(FOLDER / f"{name}.yaml")
        return problems(recipe, composed(name, *overrides), shape_of(recipe, None))

    return run
