"""Looking ahead: the estimate of a run, from what its folder holds, or from a rehearsal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eigengraph.config import Settings
from eigengraph.engine.estimate import Estimate, Progress, before_run, during_run
from eigengraph.engine.folder import RunFolder, default_folder
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.rehearsal import rehearse
from eigengraph.engine.to_end import run_to_end
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import FINAL, PILOT, Workshop
from eigengraph.host import Host
from eigengraph.models import Meter, open_meter

if TYPE_CHECKING:
    from eigengraph.graphs.batch import Graph

ENOUGH = 8
"""Settled candidates that outweigh a rehearsal."""


def estimate(host: Host, settings: Settings, *, graph: Graph | None = None) -> Estimate | None:
    """Estimate what ``synthesize`` would cost in all, without asking a model for anything.

    Args:
        host: The plugins.
        settings: What is asked for.
        graph: A composed graph; the standard one where it is None.

    Returns:
        None where the run costs nothing, or nothing can be said before its first batch.

    Raises:
        ConfigError: The input cannot be used.
        TableError: The tables break the domain's schema.
    """
    from eigengraph.graphs.synthesis import compose_graph

    out = settings.out or default_folder(settings)
    meter = open_meter(settings, out)
    shop = open_workshop(host, settings, meter)
    try:
        return foresee(host, shop, graph or compose_graph(), meter, out)
    finally:
        meter.journal.close()
        for sandbox in shop.sandboxes.values():
            sandbox.close()


def is_free(host: Host, settings: Settings) -> bool:
    """Return whether no model of a run costs anything."""
    schemes = [spec.partition(":")[0] for spec in (settings.model, settings.user_model or settings.model)]
    return settings.replay is not None or not any(host.models[scheme].metered for scheme in schemes)


def foresee(host: Host, shop: Workshop, graph: Graph, meter: Meter, out: Path) -> Estimate | None:
    """Return what a run costs from its beginning to its end; None where it costs nothing or nothing can be said.

    What the run folder holds counts, where enough candidates are settled there. Else a few candidates are rehearsed by
    the offline backend.

    Args:
        host: The plugins.
        shop: Of the run.
        graph: Of the run.
        meter: Of the run; its journal is opened where there is one.
        out: The run folder.
    """
    settings = shop.settings
    if not meter.metered or settings.replay is not None:
        return None
    known = _progress(out)
    if known.settled + known.pilot_settled >= ENOUGH:
        meter.journal.open()
        if (found := during_run(settings, meter.budget, known)) is not None:
            return _held_to(settings, found)
    paid = {spec: spec in meter.metered for spec in (settings.model, settings.user_model or settings.model)}
    costs = run_to_end(rehearse(host, shop, graph, paid))
    at_once = min(settings.concurrency, settings.batch)
    return _held_to(settings, before_run(settings, meter.budget, costs, at_once)) if costs else None


def _held_to(settings: Settings, found: Estimate) -> Estimate:
    """Return an estimate that says whether the run's budget is likely to end it."""
    limits = []
    if settings.budget_tokens is not None and found.tokens.likely > settings.budget_tokens:
        limits.append(f"{settings.budget_tokens:,} tokens")
    if settings.budget_usd is not None and found.usd is not None and found.usd.likely > settings.budget_usd:
        limits.append(f"{settings.budget_usd:g} USD")
    if not limits:
        return found
    return replace(found, basis=f"{found.basis}; the budget of {' and '.join(limits)} would end it first")


def _progress(out: Path) -> Progress:
    """Return how far the run in a folder is; its times are those of all sittings that were not killed."""
    ledger = RunFolder(out).ledger
    if not ledger.is_file():
        return Progress(0, 0, 0, 0, 0, 0.0, 0)
    read = Ledger.open(ledger, write=False)
    finals, pilots = read.statuses(FINAL), read.statuses(PILOT)
    good, pilot_good = (sum(status == "ok" for status in found.values()) for found in (finals, pilots))
    settled = len(finals) + len(pilots)
    seconds = RunFolder(out).read_manifest().get("times", {}).get("wall_seconds", 0.0)
    return Progress(good, len(finals), pilot_good, len(pilots), settled, seconds, settled)
