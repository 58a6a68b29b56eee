"""Options that the commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from eigengraph_tau2.data import VARIABLE

Data = Annotated[
    Path | None, typer.Option(help=f"Folder of tau2-bench's domain data [default: ${VARIABLE}].", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")]


def console() -> Console:
    """Return the console for progress and complaints, which is not stdout."""
    return Console(stderr=True)
