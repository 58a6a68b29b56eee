"""``eigengraph synthesize``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eigengraph import api
from eigengraph.cli.estimate_view import estimate_line
from eigengraph.cli.output import print_json
from eigengraph.cli.progress import ProgressDisplay
from eigengraph.cli.rejection_view import print_examples
from eigengraph.cli.settings_file import in_file
from eigengraph.cli.summary import render_summary
from eigengraph.config import Settings, load_settings
from eigengraph.engine import foresight
from eigengraph.host import Host


def synthesize(
    domain: Annotated[str, typer.Argument(help="A registered domain; see `eigengraph domains`.")],
    tasks: Annotated[int | None, typer.Option(help="Certified tasks with dialogues wanted (default: 50).")] = None,
    out: Annotated[Path | None, typer.Option(help="Run folder (default: runs/DOMAIN-HASH, by the settings).")] = None,
    seed: Annotated[int | None, typer.Option(help="Seeds every draw (default: 0).")] = None,
    model: Annotated[str | None, typer.Option(help="Plays every role (default: offline).")] = None,
    user_model: Annotated[str | None, typer.Option(help="Plays the user (default: the model).")] = None,
    tables: Annotated[
        Path | None, typer.Option(help="JSON or TOML file of tables, or a folder of them (default: generated).")
    ] = None,
    policy: Annotated[Path | None, typer.Option(dir_okay=False, help="Policy text (default: the domain's).")] = None,
    prompts: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder of prompts in place of the roles' own (docs/roles.md).")
    ] = None,
    verifier: Annotated[
        str | None, typer.Option(help="Writes the verifiers (default: derived); see `eigengraph plugins`.")
    ] = None,
    sandbox: Annotated[str | None, typer.Option(help="Where checkers run (default: monty).")] = None,
    streams: Annotated[int | None, typer.Option(help="Streams, each with plans of its own (default: 1).")] = None,
    rounds: Annotated[int | None, typer.Option(help="Pilot rounds in which plans evolve (default: 0).")] = None,
    concurrency: Annotated[int | None, typer.Option(help="Items in work at once (default: 64).")] = None,
    budget_tokens: Annotated[
        int | None, typer.Option(help="Most tokens to spend, over all sittings; the run stops there and can go on.")
    ] = None,
    budget_usd: Annotated[
        float | None, typer.Option(help="Most money to spend; the models' prices stand in the --config file.")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(file_okay=False, help="Run folder whose journal answers in the models' place.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(dir_okay=False, help="TOML file of settings; flags outweigh it.")
    ] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what the run would cost, ask no model, and stop.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> int:
    """Synthesize certified tasks with accepted dialogues into a run folder.

    Interrupted or killed, the same command goes on where it stopped.
    """
    given = {
        "domain": domain,
        "tasks": tasks,
        "out": out,
        "seed": seed,
        "model": model,
        "user_model": user_model,
        "tables": tables,
        "policy": policy,
        "prompts": prompts,
        "sandbox": sandbox,
        "streams": streams,
        "rounds": rounds,
        "concurrency": concurrency,
        "budget_tokens": budget_tokens,
        "budget_usd": budget_usd,
        "replay": replay,
    }
    # Alone at first: what is wrong after that is the file's.
    load_settings(None, given)
    host = Host()
    chosen = {} if verifier is None else {"verifier": verifier}
    host.check_workers(chosen)
    if sandbox is not None:
        host.check_sandbox(sandbox)
    with in_file(config):
        settings = load_settings(config, given)
        settings = settings.model_copy(update={"workers": {**settings.workers, **chosen}})
        host.check_workers(settings.workers)
        if "sandbox" in settings.model_fields_set:
            host.check_sandbox(settings.sandbox)
        for scheme in settings.options:
            host.check_model(scheme)
    if estimate:
        return _estimate(host, settings, as_json=as_json)
    if quiet:
        run = api.synthesize(host, settings)
    else:
        with ProgressDisplay(Console(stderr=True)) as display:
            run = api.synthesize(host, settings, watch=display.update)
    if as_json:
        print_json(run.summary.to_json())
    else:
        console = Console()
        render_summary(run.summary, console)
        if run.summary.rejected:
            print_examples(run.rejected(), console)
    return 0 if run.summary.certified == run.summary.requested else 1


def _estimate(host: Host, settings: Settings, *, as_json: bool) -> int:
    found = foresight.estimate(host, settings)
    if as_json:
        print_json({"estimate": found.to_json() if found is not None else None})
    elif found is not None:
        print(f"{estimate_line(found)}; {found.basis}")
    elif foresight.is_free(host, settings):
        print("nothing: no model of this run costs anything")
    else:
        print("unknown before the first batch: the offline backend cannot rehearse this run")
    return 0
