"""``eigengraph domains``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.host import Host
from eigengraph.world import Domain


def domains(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """List the registered domains."""
    known = Host().domains.values()
    if as_json:
        print_json([_record(domain) for domain in known])
        return
    rows = [
        (
            domain.name,
            len(domain.by_side["agent"]),
            len(domain.by_side["user"]),
            len(domain.rules),
            "yes" if domain.sampler is not None else "no",
        )
        for domain in known
    ]
    print_table(("domain", "agent tools", "user tools", "rules", "samples tasks"), rows)


def _record(domain: Domain) -> dict[str, Any]:
    return {
        "name": domain.name,
        "tools": list(domain.by_side["agent"]),
        "user_tools": list(domain.by_side["user"]),
        "rules": [rule.id for rule in domain.rules],
        "sampler": domain.sampler is not None,
    }
