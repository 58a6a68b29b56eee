"""``eigengraph tau2 export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eigengraph.cli.export import show_export
from eigengraph.host import Host
from eigengraph.run import Run
from eigengraph_tau2.commands.options import AsJson


def export(
    run: Annotated[Path, typer.Argument(help="The folder of a finished run.")],
    out: Annotated[Path, typer.Option(help="Folder for tau2-bench's data and results; usable as TAU2_DATA_DIR.")],
    as_json: AsJson = False,
) -> int:
    """Write a run's tasks, database, policy, split and dialogues in tau2-bench's formats, as `export --to tau2`.

    Fails if tau2-bench's reward of a dialogue would be another than ours.
    """
    return show_export(Run.open(run, Host()).export("tau2", out), as_json=as_json)
