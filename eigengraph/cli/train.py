"""``eigengraph train``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eigengraph.cli.output import print_json
from eigengraph.cli.plain_text import plain
from eigengraph.host import Host
from eigengraph.recipes import Training, TrainPlan
from eigengraph.training import train as train_by_recipe


def train(
    recipe: Annotated[str, typer.Argument(help="A registered recipe; see `eigengraph recipes list`.")],
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="In the trainer's own spelling.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="The folder of an export.")] = None,
    model: Annotated[
        Path | None, typer.Option(help="Hugging Face folder to begin with (default: the recipe's).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for checkpoints, logs and the model (default: checkpoints/RECIPE).")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check, print the plan and the command, and stop.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Train a model on an export by a recipe.

    Interrupted or killed, the same command goes on from the newest checkpoint. Ends with the trainer's exit code.
    """
    done = train_by_recipe(
        Host(),
        recipe,
        data=data,
        model=model,
        out=out,
        overrides=overrides or (),
        dry_run=dry_run,
        show=_show,
        say=_tell,
    )
    if as_json:
        print_json(done.to_json())
    elif dry_run:
        print(done.plan.command)
    else:
        _show_end(done)
    if done.code:
        _tell(f"eigengraph: training ended with exit code {done.code}{f': {done.said}' if done.said else ''}")
    return done.code or 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _show(plan: TrainPlan) -> None:
    for name, fact in plan.facts.items():
        _tell(f"{name:<12} {fact}")
    for check in (*plan.checks, *plan.machine):
        told = "; ".join(text for text in (check.found, check.fix) if text)
        _tell(f"{'ok' if check.ok else 'FAILED':<12} {check.name}{': ' if told else ''}{plain(told)}")


def _show_end(done: Training) -> None:
    if done.checkpoint:
        print(f"checkpoint   {done.checkpoint}")
    if done.model:
        print(f"model        {done.model}")
