"""``eigengraph plugins``."""

from __future__ import annotations

from typing import Annotated

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.config import Settings
from eigengraph.graphs import ROLES
from eigengraph.host import Host


def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """List the plugins that take part, and what they bring: models, workers, sandboxes, formats, mutants."""
    host = Host()
    if as_json:
        print_json([{"name": i.name, "distribution": i.distribution, "hooks": list(i.hooks)} for i in host.plugins])
        return
    rows = [(info.name, info.distribution or "built in", ", ".join(info.hooks)) for info in host.plugins]
    print_table(("plugin", "distribution", "hooks"), rows)
    print_table(("model", "what it is"), [(model.scheme, model.summary) for model in host.models.values()])
    print_table(("export to", "what it is"), [(item.name, item.summary) for item in host.exporters.values()])
    workers = [
        (worker.role, f"{worker.name} (default)" if ROLES[worker.role] == worker.name else worker.name, worker.summary)
        for worker in host.workers.values()
    ]
    print_table(("role", "worker", "what it does"), sorted(workers))
    default = Settings.model_fields["sandbox"].default
    sandboxes = [
        (f"{kind.name} (default)" if kind.name == default else kind.name, kind.summary)
        for kind in host.sandboxes.values()
    ]
    print_table(("sandbox", "where checkers run"), sandboxes)
    strategies = [(strategy.name, strategy.summary) for strategy in host.strategies.values()]
    print_table(("evolution", "how plans evolve"), strategies)
    print_table(("check", "what is wrong with a task"), [(check.name, check.summary) for check in host.checks.values()])
    mutators = [(mutator.name, mutator.summary) for mutator in host.mutators.values()]
    print_table(("mutant", "what is done to a right solution"), mutators)
