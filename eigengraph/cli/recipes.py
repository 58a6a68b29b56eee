"""``eigengraph recipes``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.host import Host

recipes = typer.Typer(name="recipes", help="Recipes by which models are trained.", no_args_is_help=True)


@recipes.command("list")
def list_recipes(as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False) -> None:
    """List the recipes."""
    known = Host().recipes.values()
    if as_json:
        print_json({"recipes": [{"name": recipe.name, "summary": recipe.summary} for recipe in known]})
    else:
        print_table(("recipe", "what it is"), [(recipe.name, recipe.summary) for recipe in known])


@recipes.command()
def validate(
    names: Annotated[list[str] | None, typer.Argument(help="Recipes (default: all).")] = None,
    model: Annotated[Path | None, typer.Option(help="Hugging Face folder whose shape is meant.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Look recipes through: whether the trainer takes them, and whether their numbers fit each other.

    Needs the trainer, but neither data nor GPUs. Exits with 1 where a recipe has an error.
    """
    host = Host()
    chosen = [host.recipe(name) for name in names or host.recipes]
    reports = {recipe.name: recipe.trainer.validate(model, list(host.domains.values())) for recipe in chosen}
    if as_json:
        print_json(
            {
                "recipes": [
                    {"name": name, "ok": not report.errors, "errors": list(report.errors), "facts": dict(report.facts)}
                    for name, report in reports.items()
                ]
            }
        )
    else:
        for name, report in reports.items():
            print(f"{name}: {'ok' if not report.errors else 'FAILED'}")
            for label, fact in report.facts.items():
                print(f"  {label:<10} {fact}")
            for error in report.errors:
                print(f"  error      {error}")
    return 1 if any(report.errors for report in reports.values()) else 0
