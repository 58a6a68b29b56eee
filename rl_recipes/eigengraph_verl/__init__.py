"""Training a policy and a user model on a run with verl; the only place that imports it.

| module | what |
|---|---|
| ``agent_loop`` | verl's agent loop: our dialogues inside verl |
| ``reward`` | verl's reward function: the one scoring path |
| ``sampler`` | verl's sampler: which rows are trained on |
| ``advantage`` | verl's estimator: what each token of them is worth |
| ``sft_dataset`` | verl's dataset class for supervised fine-tuning |

| room | what |
|---|---|
| ``export`` | a run as verl's data: ``eigengraph export RUN --to verl`` |
| ``rollouts`` | the policy as a participant, token by token; the world it plays in; what was played, kept on the disk |
| ``groups`` | which groups are kept, who is in them, and credit by turn |
| ``recipes`` | recipes: lines of verl's configuration over those of a base |
| ``validation`` | whether a recipe's numbers fit each other; what it takes of a GPU's memory |
| ``training`` | from recipe, export and model to a trained model: ``eigengraph train`` |
| ``cpu`` | verl without an accelerator: a platform and a rollout backend |
| ``micro`` | a model of a million parameters that learns on it |

Importing this package loads neither verl nor torch; its modules do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eigengraph.exporters import Export, Exporter, ExportOption
from eigengraph.hookspecs import hookimpl
from eigengraph.recipes import Recipe
from eigengraph_verl.training.trainer import verl_recipe

if TYPE_CHECKING:
    from eigengraph.run import Run

__all__ = ["register_exporters", "register_recipes", "verl_recipe"]


@hookimpl
def register_exporters() -> list[Exporter]:
    """Register verl's parquet files."""
    per = ExportOption("per", ("turn", "dialogue"), "a row of supervised data for each turn, or for each dialogue")
    return [
        Exporter("verl", _export, "verl's data: tasks for RL, dialogues for both models, the world", options=(per,))
    ]


@hookimpl
def register_recipes() -> list[Recipe]:
    """Register the packaged recipes; files that begin with ``base_`` are what others stand on."""
    folder = Path(__file__).with_name("recipes")
    return [verl_recipe(path) for path in sorted(folder.glob("*.yaml")) if not path.name.startswith("base_")]


def _export(run: Run, out: Path, *, per: str) -> Export:
    from eigengraph_verl.export import export_run  # the engine, which a plugin's import should not load

    return export_run(run, out, per)
