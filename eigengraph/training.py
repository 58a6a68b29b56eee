"""Train a model on an export, by a registered recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.models import Check
from eigengraph.recipes import Training, TrainOrder, TrainPlan


def train(
    host: Host,
    recipe: str,
    *,
    data: Path | str | None = None,
    model: Path | str | None = None,
    out: Path | str | None = None,
    overrides: Sequence[str] = (),
    dry_run: bool = False,
    show: Callable[[TrainPlan], None] | None = None,
    say: Callable[[str], None] = print,
) -> Training:
    """Train a model on an export by a recipe.

    The same call goes on from the newest checkpoint where a training stopped.

    Args:
        host: Its plugins must register the recipe.
        recipe: Its name.
        data: Folder of an export; only a dry run can do without.
        model: Hugging Face folder to begin with; the recipe's own where it is None.
        out: Folder for checkpoints, logs, lineage and the trained model; ``checkpoints/RECIPE`` where it is None.
        overrides: ``key=value``, in the trainer's own spelling.
        dry_run: Whether to look it through only.
        show: Called with the plan before anything is held against it.
        say: Told what happens, a line at a time.

    Raises:
        UnknownNameError: There is no such recipe.
        ConfigError: A check fails, the machine lacks something, or the folder belongs to another training.
    """
    trainer = host.recipe(recipe).trainer
    given, begun = (None if path is None else Path(path) for path in (data, model))
    plan = trainer.plan(TrainOrder(Path(out or Path("checkpoints") / recipe), given, begun, tuple(overrides)))
    if show is not None:
        show(plan)
    _hold(f"recipe {recipe!r} cannot be trained like this", plan.checks)
    if dry_run:
        return Training(plan)
    if data is None:
        raise ConfigError(f"recipe {recipe!r} needs data; give the folder that `eigengraph export RUN` wrote")
    _hold(f"this machine cannot train recipe {recipe!r}", plan.machine)
    return trainer.train(plan, say)


def _hold(what: str, checks: Sequence[Check]) -> None:
    failed = [f"{check.name}: {check.fix}" for check in checks if not check.ok]
    if failed:
        raise ConfigError(f"{what}: {'; '.join(failed)}")
