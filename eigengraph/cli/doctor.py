"""``eigengraph doctor``."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Annotated

import typer
from packaging.requirements import Requirement

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain
from eigengraph.config import Settings, load_settings
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.models import Budget, Check, checkup

_PYTHON = (3, 11)
_DISTRIBUTION = "eigengraph"
_TAU2_VARIABLE = "EIGENGRAPH_TAU2_DATA"


def doctor(
    model: Annotated[str | None, typer.Option(help="A model spec: ask the model what a run needs of it.")] = None,
    domain: Annotated[
        str | None, typer.Option(help="Whose policy must fit the model's context (default: every domain's).")
    ] = None,
    config: Annotated[Path | None, typer.Option(dir_okay=False, help="TOML file of settings, for options.")] = None,
    recipe: Annotated[str | None, typer.Option(help="A recipe: say what this machine lacks to train by it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Check this installation, with --model an endpoint, or with --recipe this machine, and say what to fix.

    An endpoint is asked for two short replies. Exits with 1 where a check fails.
    """
    if recipe is not None:
        checks = list(Host().recipe(recipe).trainer.needs())
    else:
        checks = list(_installation()) if model is None else _model(model, domain, config)
    if as_json:
        print_json({"checks": [{"name": check.name, "ok": check.ok, "fix": check.fix} for check in checks]})
    else:
        rows = [(check.name, "ok" if check.ok else "FAILED", plain(_told(check))) for check in checks]
        print_table(("check", "", "what was found, and what to fix"), rows)
    return 0 if all(check.ok for check in checks) else 1


def _told(check: Check) -> str:
    return "; ".join(text for text in (check.found, check.fix) if text)


def _model(spec: str, domain: str | None, config: Path | None) -> list[Check]:
    host = Host()
    settings = load_settings(config, {"domain": domain or "any"})
    model = host.model(spec, settings.options)
    domains = [host.domain(domain)] if domain is not None else list(host.domains.values())
    if not host.models[spec.partition(":")[0]].metered:
        return [Check("model", True, found="no language model: it needs nothing")]
    return [*asyncio.run(checkup(model, domains)), _price(spec, settings)]


def _price(spec: str, settings: Settings) -> Check:
    """Say whether a model's price is known; it need not be where money is not limited."""
    budget = Budget(usd=settings.budget_usd, prices=settings.prices)
    try:
        budget.check_prices(spec)
    except ConfigError as error:
        return Check("price", False, str(error))
    known = "known" if budget.knows(spec) else "not known; a run with budget_usd would need it in [prices]"
    return Check("price", True, found=known)


def _installation() -> Iterator[Check]:
    python = ".".join(map(str, sys.version_info[:3]))
    fix = "" if sys.version_info >= _PYTHON else f"Python {python} is too old; use 3.11 or newer"
    yield Check("python", not fix, fix, python)
    for requirement in map(Requirement, requires(_DISTRIBUTION) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _package(requirement)
    yield _plugins()
    yield _tau2_data()


def _package(requirement: Requirement) -> Check:
    name = f"package {requirement.name}"
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return Check(name, False, f"it is not installed; pip install '{requirement}'")
    if requirement.specifier.contains(found, prereleases=True):
        return Check(name, True, found=found)
    return Check(name, False, f"version {found} is installed; pip install '{requirement}'")


def _plugins() -> Check:
    # A plugin that cannot be registered ends every command with a line that says so.
    return Check("plugins", True, found=", ".join(plugin.name for plugin in Host().plugins))


def _tau2_data() -> Check:
    given = os.environ.get(_TAU2_VARIABLE, "")
    if not given:
        return Check("tau2 data", True, found=f"{_TAU2_VARIABLE} is not set; only `eigengraph tau2` needs it")
    if not (Path(given) / "airline" / "db.json").is_file():
        fix = f"{_TAU2_VARIABLE} is {given!r}, which holds no airline/db.json; name the folder of tau2-bench's domains"
        return Check("tau2 data", False, fix)
    return Check("tau2 data", True, found=given)
