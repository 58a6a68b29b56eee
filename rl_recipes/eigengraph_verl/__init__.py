"""Training a policy and a user model on a run with verl; the only place that imports it.

| module | what |
|---|---|
| ``export`` | a run as verl's data: ``eigengraph export RUN --to verl`` |
| ``stream``, ``encoder`` | token sequences that go on as long as the chat template shows the past as it was written |
| ``sft_dataset`` | verl's dataset class for supervised fine-tuning |
| ``agent_loop``, ``policy``, ``ground`` | rollouts: our dialogues inside verl, token by token |
| ``reward``, ``rollouts``, ``parity`` | the one scoring path; what was played, kept on the disk; whether both agree |
| ``groups``, ``sampler`` | which groups are trained on |
| ``advantage``, ``credit``, ``row_id`` | what each token of them is worth |
| ``recipes``, ``recipe_file``, ``overrides`` | recipes: lines of verl's configuration over those of a base |
| ``validation`` | whether a recipe's numbers fit each other; what it takes of a GPU's memory |
| ``training`` | from recipe, export and model to a trained model: ``eigengraph train`` |

Importing this package loads neither verl nor torch; its modules do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eigengraph.exporters import Export, Exporter, ExportOption
from eigengraph.hookspecs import hookimpl
from eigengraph.recipes import Recipe
from eigengraph_verl.trainer import verl_recipe

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
