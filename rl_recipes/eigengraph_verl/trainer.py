"""verl as the trainer of a recipe file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eigengraph.models import Check
from eigengraph.recipes import Recipe, RecipeReport, Training, TrainOrder, TrainPlan
from eigengraph_verl.recipe_file import read_recipe, read_summary


@dataclass(frozen=True, slots=True)
class VerlTrainer:
    """Trains by a recipe file; reads it when it is asked to, and imports verl only where verl is needed.

    Attributes:
        path: The recipe's file.
    """

    path: Path

    def validate(self, model: Path | None) -> RecipeReport:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.validation.report import validate

        return validate(read_recipe(self.path), model)

    def needs(self) -> Sequence[Check]:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.machine import needs

        return needs(read_recipe(self.path))

    def plan(self, order: TrainOrder) -> TrainPlan:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.planning import plan

        return plan(read_recipe(self.path), order)

    def train(self, plan: TrainPlan, say: Callable[[str], None]) -> Training:
        """See ``eigengraph.recipes.Trainer``."""
        from eigengraph_verl.training.running import train

        return train(read_recipe(self.path), plan, say)


def verl_recipe(path: Path) -> Recipe:
    """Make a recipe of a file, to register; its name is the file's, and its first line, a comment, says what it is."""
    return Recipe(path.stem, VerlTrainer(path), read_summary(path))
