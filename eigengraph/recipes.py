"""Recipes: how a model is trained on an export, by whichever trainer a plugin brings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from eigengraph.models import Check
from eigengraph.world import Domain


@dataclass(frozen=True, slots=True)
class TrainOrder:
    """What a training is asked for.

    Attributes:
        out: Folder for checkpoints, logs, lineage and the trained model.
        data: Folder of an export. Without it, a training can be planned but not run.
        model: Hugging Face folder to begin with; what the recipe names where it is None.
        overrides: ``key=value``, in the trainer's own spelling; they outweigh the recipe.
    """

    out: Path
    data: Path | None = None
    model: Path | None = None
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainPlan:
    """A training that was looked through, and not begun.

    Attributes:
        recipe: Its name.
        order: What was asked for.
        command: What will be run, quoted for a shell; it works when pasted.
        checks: What was checked of recipe, overrides, data and model. None may fail.
        machine: What the machine must have for it.
        facts: What else is told before it begins: GPUs, memory, rows, steps.
        steps: Optimizer steps in all; None where it hangs on data that were not given.
    """

    recipe: str
    order: TrainOrder
    command: str
    checks: tuple[Check, ...] = ()
    machine: tuple[Check, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """How a training ended.

    Attributes:
        plan: What was planned.
        code: The trainer's exit code; None where it was planned only.
        checkpoint: The newest checkpoint, empty where there is none.
        model: Hugging Face folder of the trained model, empty where there is none.
        said: The trainer's last words where it failed.
    """

    plan: TrainPlan
    code: int | None = None
    checkpoint: str = ""
    model: str = ""
    said: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as ``eigengraph train --json`` prints it."""
        checks = (*self.plan.checks, *self.plan.machine)
        return {
            "recipe": self.plan.recipe,
            "command": self.plan.command,
            "checks": [{"name": item.name, "ok": item.ok, "fix": item.fix, "found": item.found} for item in checks],
            "steps": self.plan.steps,
            "checkpoint": self.checkpoint,
            "model": self.model,
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class RecipeReport:
    """What validating a recipe found.

    Attributes:
        errors: A line for each thing that is wrong.
        facts: What the recipe amounts to: GPUs, layout, memory.
    """

    errors: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class Trainer(Protocol):
    """Who trains by a recipe. No method may import an accelerator stack before it is called."""

    def validate(self, model: Path | None, domains: Sequence[Domain]) -> RecipeReport:
        """Look the recipe through, without data and without the hardware it is for.

        Args:
            model: Hugging Face folder whose shape is meant; the recipe's own model where it is None.
            domains: The registered ones; those that the recipe is for must fit its context.

        Raises:
            ConfigError: It cannot be looked through here, as where the trainer is not installed.
        """
        ...

    def needs(self) -> Sequence[Check]:
        """Return what a machine must have for the recipe, and whether this one has it."""
        ...

    def plan(self, order: TrainOrder) -> TrainPlan:
        """Look a training through.

        Raises:
            ConfigError: It cannot even be planned.
        """
        ...

    def train(self, plan: TrainPlan, say: Callable[[str], None]) -> Training:
        """Train, or go on with a training that stopped; ``say`` is told what happens.

        Raises:
            ConfigError: The folder belongs to another training.
        """
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe, as plugins register it.

    Attributes:
        name: Chosen by ``eigengraph train``.
        trainer: Who trains by it.
        summary: A line about it.
    """

    name: str
    trainer: Trainer
    summary: str = ""
