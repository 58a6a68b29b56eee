"""``eigengraph tau2``: one file a command."""

from __future__ import annotations

import typer


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    from eigengraph_tau2.commands import export, import_tasks, regrade, replay_gold

    app = typer.Typer(help="Exchange tasks, runs and rewards with tau2-bench.", no_args_is_help=True)
    app.command("import")(import_tasks.import_tasks)
    app.command("replay-gold")(replay_gold.replay_gold)
    app.command("regrade")(regrade.regrade)
    app.command("export")(export.export)
    return app
