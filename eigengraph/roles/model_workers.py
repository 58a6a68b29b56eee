"""The workers that ask the run's model, as a plugin of the core's own, and every place that wants a prompt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eigengraph.dialogue import PROMPTS
from eigengraph.graphs import VerifierGenerator, Worker, Workshop
from eigengraph.graphs.workers import MODEL
from eigengraph.hookspecs import hookimpl
from eigengraph.prompts import Slot
from eigengraph.roles import (
    attributor,
    judge,
    planner,
    reflector,
    scenario_writer,
    task_writer,
    verifier_writer,
)
from eigengraph.roles.asking import CORRECTION

_MAKERS: Mapping[str, Callable[[Workshop], Any]] = {
    "planner": planner.model_planner,
    "reflector": reflector.model_reflector,
    "blueprint": task_writer.model_blueprint,
    "scenario": scenario_writer.model_scenario,
    "judge": judge.model_judge,
    "attributor": attributor.model_attributor,
}

SLOTS: tuple[Slot, ...] = (
    *PROMPTS.values(),
    planner.PROMPT,
    reflector.PROMPT,
    task_writer.PROMPT,
    scenario_writer.PROMPT,
    verifier_writer.PROMPT,
    judge.PROMPT,
    attributor.PROMPT,
    CORRECTION,
)
"""Every place that wants a prompt."""


class ModelWorkers:
    """The core's own plugin of roles that a model plays."""

    @hookimpl
    def register_workers(self) -> list[Worker]:
        """Register one worker named ``model`` for each role."""
        return [Worker(role, MODEL, make, (make.__doc__ or "").split("\n")[0]) for role, make in _MAKERS.items()]

    @hookimpl
    def register_verifier_generators(self) -> list[VerifierGenerator]:
        """Register the model as a writer of verifiers."""
        make = verifier_writer.model_verifiers
        return [VerifierGenerator(MODEL, make, (make.__doc__ or "").split("\n")[0])]
