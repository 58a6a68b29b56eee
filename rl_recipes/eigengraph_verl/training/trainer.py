"""verl as the trainer of a recipe file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eigengraph.models import Check
from eigengraph.recipes import Recipe, RecipeReport, Training, TrainOrder, TrainPlan
from eigengraph.world import Domain

if TYPE_CHECKING:
    from eigengraph_verl.recipes.recipe_file import RecipeFile


@dataclass(frozen=True, slots=True)
class VerlTrainer:
    """Trains by a recipe file; reads it when it is asked to, and imports verl only where verl is needed.

    Attributes:
        path: The recipe's file.
    """

    path: Path

    def recipe(self) -> RecipeFile:
        """Read the file.

        Raises:
            ConfigError: It cannot be used.
        """
        from eigengraph_verl.recipes.recipe_file import read_recipe

        return read_recipe(self.path)

    def validate(self, model: Path | None, domains: Sequence[Domain]) -> RecipeReport:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.validation.report import validate

        return validate(self.recipe(), model, domains)

    def needs(self) -> Sequence[Check]:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.machine import needs

        return needs(self.recipe())

    def plan(self, order: TrainOrder) -> TrainPlan:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.planning import plan

        return plan(self.recipe(), order)

    def train(self, plan: TrainPlan, say: Callable[[str], None]) -> Training:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.running import train

        return train(self.recipe(), plan, say)


def verl_recipe(path: Path) -> Recipe:
    """Make a recipe of a file, to register; its name is the file's, and its first line, a comment, says what it is."""
    with path.open(encoding="utf-8") as lines:
        summary = lines.readline().removeprefix("#").strip()
    return Recipe(path.stem, VerlTrainer(path), summary)
