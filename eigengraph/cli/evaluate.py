"""``eigengraph evaluate``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eigengraph import api
from eigengraph.cli.evaluation_view import progress_block, progress_line, render_comparison, render_evaluation
from eigengraph.cli.output import print_json
from eigengraph.cli.progress import ProgressDisplay
from eigengraph.cli.settings_file import in_file
from eigengraph.config import load_settings
from eigengraph.evaluation import Evaluation, compare
from eigengraph.host import Host


def evaluate(
    domain: Annotated[str, typer.Argument(help="The domain that the tasks play in; see `eigengraph domains`.")],
    tasks: Annotated[
        str,
        typer.Option(
            metavar="RUN[:SPLIT]|FILE|SOURCE[:SPLIT]",
            help="A run folder, a file of tasks, or a task source such as tau2:airline. SPLIT is test where none is "
            "named; `all` is every task.",
        ),
    ],
    agent: Annotated[
        str | None, typer.Option(help="Plays the agent: any model spec, such as hf:FOLDER (default: offline).")
    ] = None,
    user: Annotated[str | None, typer.Option(help="Plays the user (default: offline).")] = None,
    trials: Annotated[int, typer.Option(min=1, help="Dialogues for each task.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder (default: evaluations/DOMAIN-HASH, by what is asked).")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(file_okay=False, help="Another evaluation, to compare with on the same tasks.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seeds every draw (default: 0).")] = None,
    attempts: Annotated[
        int | None, typer.Option(help="Tries at a dialogue that can be scored, for each trial (default: 3).")
    ] = None,
    max_turns: Annotated[int | None, typer.Option(help="Hops before a dialogue is cut off (default: 200).")] = None,
    data: Annotated[Path | None, typer.Option(file_okay=False, help="The folder of a task source's files.")] = None,
    tables: Annotated[Path | None, typer.Option(help="The tables of a file of tasks that has none.")] = None,
    policy: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Policy text (default: the one of the tasks).")
    ] = None,
    concurrency: Annotated[int | None, typer.Option(help="Dialogues in flight at once (default: 64).")] = None,
    budget_tokens: Annotated[int | None, typer.Option(help="Most tokens to spend, over all sittings.")] = None,
    budget_usd: Annotated[float | None, typer.Option(help="Most money to spend, over all sittings.")] = None,
    config: Annotated[
        Path | None, typer.Option(dir_okay=False, help="TOML file of settings; flags outweigh it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> int:
    """Evaluate a policy: pass^k with intervals, typed outcomes, and where it fails.

    Interrupted or killed, the same command goes on where it stopped; with more --trials it goes on from there. The exit
    code is 1 if a trial is missing because no attempt at it could be scored.
    """
    given = {
        "domain": domain,
        "model": agent,
        "user_model": user,
        "seed": seed,
        "rollout_attempts": attempts,
        "max_turns": max_turns,
        "tables": tables,
        "policy": policy,
        "concurrency": concurrency,
        "budget_tokens": budget_tokens,
        "budget_usd": budget_usd,
    }
    load_settings(None, given)
    host = Host()
    with in_file(config):
        settings = load_settings(config, given)
        if "user_model" not in settings.model_fields_set:  # unlike in a run, the policy does not play its own user
            settings = load_settings(config, {**given, "user_model": "offline"})
        host.check_workers(settings.workers)
    # Before anything is played: a comparison that cannot be made should cost nothing.
    other = Evaluation.open(against, host) if against is not None else None
    asked = partial(api.evaluate, host, settings, tasks=tasks, trials=trials, out=out, data=data)
    if quiet:
        found = asked()
    else:
        with ProgressDisplay(Console(stderr=True), progress_line, progress_block, "scored") as display:
            found = asked(watch=display.update)
    comparison = compare(found, other) if other is not None else None
    if as_json:
        print_json(found.to_json() | ({"against": comparison.to_json()} if comparison is not None else {}))
    else:
        render_evaluation(found, Console())
        if comparison is not None:
            render_comparison(comparison, Console())
    return 1 if found.metrics.missing else 0
