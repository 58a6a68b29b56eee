"""``eigengraph plugins``."""

from __future__ import annotations

from typing import Annotated

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.host import Host


def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """List the plugins that take part, with the hooks they implement."""
    infos = Host().plugins
    if as_json:
        print_json([{"name": i.name, "distribution": i.distribution, "hooks": list(i.hooks)} for i in infos])
        return
    rows = [(info.name, info.distribution or "built in", ", ".join(info.hooks)) for info in infos]
    print_table(("plugin", "distribution", "hooks"), rows)
