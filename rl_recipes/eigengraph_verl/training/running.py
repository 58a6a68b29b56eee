"""A training from its beginning, or from where it stopped, to a model in a Hugging Face folder."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.recipes import Training, TrainOrder, TrainPlan
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.training.agent_loop_file import write_agent_loop
from eigengraph_verl.training.bridged import is_bridged, take_bridged
from eigengraph_verl.training.checkpoints import begin_epoch_anew, newest
from eigengraph_verl.training.command import command, merge_command
from eigengraph_verl.training.dataset import Dataset
from eigengraph_verl.training.lineage import FILE, check_same, lineage, read_lineage, with_sitting, write_lineage
from eigengraph_verl.training.planning import composed_for, plan
from eigengraph_verl.training.process import Ended, last_words, run
from eigengraph_verl.training.steps import count_steps
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.model_folder import ModelFolder

Say = Callable[[str], None]


def train(recipe: RecipeFile, planned: TrainPlan, say: Say) -> Training:
    """Train by a recipe as it was planned, merge what came of it, and write down where it comes from.

    Args:
        recipe: The recipe.
        planned: What ``planning.plan`` returned.
        say: Told what happens.

    Returns:
        How it ended; with verl's own exit code.

    Raises:
        RunMismatchError: The folder is of another training.
        ConfigError: The model to begin with cannot be used.
    """
    order = _with_model(recipe, planned.order, say)
    if order is not planned.order:
        planned = plan(recipe, order)
    assert order.data is not None
    out = order.out.resolve()
    composed = composed_for(recipe, order)
    said = lineage(recipe, order.overrides, Dataset.open(order.data), _begun_with(recipe, order))
    before = read_lineage(out)
    if before is not None:
        check_same(out, before, said)
    if composed.kind == "grpo":
        write_agent_loop(composed, out)
    begun = newest(out / "checkpoints")
    said = {**said, "command": planned.command, "steps": planned.steps}
    said = with_sitting(before, said, begun[0] if begun else 0)
    write_lineage(out, said)

    ended, log = _run(recipe, composed, out, say)
    found = newest(out / "checkpoints")
    if ended.code or found is None:
        return Training(planned, ended.code or 1, str(found[1]) if found else "", "", _why(ended, log))
    merged = _merge(composed, found[1], out, say)
    if merged.code:
        return Training(planned, merged.code, str(found[1]), "", _why(merged, out / "logs" / "merge.log"))
    said = {**said, "step": found[0], "checkpoint": str(found[1])}
    write_lineage(out, said)
    write_lineage(out / "hf", said)
    return Training(planned, 0, str(found[1]), str(out / "hf"))


def _why(ended: Ended, log: Path | None) -> str:
    if ended.stopped:
        return f"stopped by {ended.stopped}; the same command goes on from the newest checkpoint"
    return last_words(log) if ended.code and log is not None else "verl ended without a checkpoint"


def _with_model(recipe: RecipeFile, order: TrainOrder, say: Say) -> TrainOrder:
    """Return the order with a model to begin with; one is made where the recipe says how."""
    if order.model is not None or not recipe.start:
        return order
    folder = order.out / "start"
    if not (folder / "config.json").is_file():
        say(f"making a model to begin with in {str(folder)!r}")
        module, _, function = recipe.start.partition(":")
        getattr(import_module(module), function)(order.data, folder)
    return TrainOrder(order.out, order.data, folder, order.overrides)


def _begun_with(recipe: RecipeFile, order: TrainOrder) -> ModelFolder:
    if order.model is None:
        raise ConfigError(
            f"recipe {recipe.name!r} begins with {recipe.model or 'no model'!r}; give its folder with --model"
        )
    return ModelFolder(order.model)


def _run(recipe: RecipeFile, composed: Composed, out: Path, say: Say) -> tuple[Ended, Path | None]:
    """Run verl, unless all steps are done; return how it ended, and its log where it ran."""
    steps = count_steps(composed)
    found = newest(out / "checkpoints")
    if found is not None and found[0] >= steps.total:
        say(f"all {steps.total} steps are done; nothing is left to train")
        return Ended(0), None
    if found is not None:
        say(f"going on from step {found[0]} of {steps.total}, {str(found[1])!r}")
        if composed.kind == "sft" and steps.epoch and found[0] % steps.epoch == 0:
            begin_epoch_anew(found[1])
    number = len(list((out / "logs").glob("train-*.log"))) + 1
    log = out / "logs" / f"train-{number}.log"
    say(f"training; what verl says is kept in {str(log)!r}")
    return run(command(composed, out), recipe.variables(), log), log


def _merge(composed: Composed, checkpoint: Path, out: Path, say: Say) -> Ended:
    """Make a Hugging Face folder of a checkpoint; return how the merger of its shards ended, where it needs one."""
    target = out / "hf"
    done = read_lineage(target)
    if done is not None and done.get("checkpoint") == str(checkpoint):
        say(f"{str(target)!r} is merged already")
        return Ended(0)
    (target / FILE).unlink(missing_ok=True)
    if is_bridged(composed):
        say(f"taking the model of {str(checkpoint)!r} into {str(target)!r}")
        take_bridged(composed, checkpoint, target)
        return Ended(0)
    say(f"merging {str(checkpoint)!r} into {str(target)!r}")
    return run(merge_command(composed, checkpoint, target), {}, out / "logs" / "merge.log")
