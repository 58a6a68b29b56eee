"""Running a synthesis graph in a run folder, to its end or from where it was stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from eigengraph.config import Settings
from eigengraph.dataset import SPLITS, Split, arrow_schema, assign, households, save_context, to_row, touched
from eigengraph.engine.checkpoints import Thread
from eigengraph.engine.clock import Clock
from eigengraph.engine.collecting import collecting_seldom
from eigengraph.engine.folder import RunFolder, check_code, check_settings, default_folder
from eigengraph.engine.foresight import foresee
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.monitor import Monitor, Watch
from eigengraph.engine.planned import plan_log
from eigengraph.engine.progress import Snapshot
from eigengraph.engine.provenance import code_of, sitting, versions
from eigengraph.engine.shards import Shard, write_shards
from eigengraph.engine.store import LedgerStore
from eigengraph.engine.summary import Summary, refused_by_role, with_coverage
from eigengraph.engine.to_end import run_to_end
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import FINAL, Bench, Workshop
from eigengraph.host import Host
from eigengraph.models import Budget, Meter, check_endpoints, open_meter
from eigengraph.records import Datum, decode, digest, encode

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from eigengraph.graphs.batch import Graph


_BY_CONTENT = ("tables", "policy", "prompts")
"""Settings that name a file or folder: what is in it counts, and not where it lies."""


def run_synthesis(
    host: Host, settings: Settings, graph: Graph, watch: Watch | None = None, callbacks: Sequence[Any] = ()
) -> Path:
    """Run a graph until enough is accepted or no candidates are left, and write the dataset.

    What the folder holds of an earlier sitting is kept: no finished stage is done again, and the dataset is the one an
    uninterrupted run makes.

    Args:
        host: The plugins.
        settings: What is asked for.
        graph: A composed synthesis graph.
        watch: Called with a snapshot after each result.
        callbacks: LangChain callback handlers, for the graph and all that runs in it.

    Returns:
        The run folder.

    Raises:
        ConfigError: The input cannot be used, or the folder cannot be written.
        RunMismatchError: The folder was made with other settings, or by other code: a plugin was edited meanwhile.
        TableError: The tables break the domain's schema.
        BudgetExceeded: A budget is used up; with a higher one the run goes on.
    """
    clock = Clock()
    out = settings.out or default_folder(settings)
    observers = host.observers(settings)
    meter = open_meter(settings, out, observers)
    shop = replace(open_workshop(host, settings, meter), observers=observers)
    workers = host.make_workers(shop)

    def hire(role: str, name: str) -> Any:
        return host.make_worker_of(shop, role, name)

    if settings.replay is not None:
        meter.journal.open()
    elif "summary" not in RunFolder(out).read_manifest():
        if watch is not None and (estimate := foresee(host, shop, graph, meter, out)) is not None:
            watch(Snapshot({}, 0, settings.tasks, {}, 0, 0.0, estimate=estimate))
        run_to_end(check_endpoints(meter, shop.domain))
    with RunFolder.claim(out) as folder:
        before = folder.read_manifest()
        manifest = _manifest(host, shop, graph)
        if before:
            _check_same(manifest, before)
            manifest |= {name: before[name] for name in ("versions", "plugins")}  # of the sitting that began it
        else:
            folder.save_tables(shop.base.tables)
        manifest["sittings"] = [*before.get("sittings", []), sitting(host)]
        folder.write_manifest({**manifest, **before, "sittings": manifest["sittings"]})
        save_context(folder.path, shop.domain, shop.prompts)
        with Ledger.open(folder.ledger) as ledger:
            monitor = Monitor(settings, meter.budget, ledger, watch)
            bench = Bench(shop, workers, LedgerStore(ledger), monitor.notice, hire=hire)
            try:
                meter.journal.open()
                run_to_end(_drive(graph, bench, meter, callbacks, Thread(folder.path, new=not before)))
                splits = _splits(ledger, shop)
                rows = (to_row(datum, splits[datum.task.id]) for datum in _data(ledger))
                shards = write_shards(folder.data, rows, arrow_schema())
                manifest |= _results(ledger, shop, meter, str(folder.path), shards, splits)
            finally:
                meter.journal.close()
                for sandbox in shop.sandboxes.values():
                    sandbox.close()
                # Also when it is interrupted: the next sitting adds its times to these.
                manifest["times"] = clock.added_to(before.get("times", {}))
                manifest["counts"] = _counts(ledger)
                manifest["plans"] = plan_log(bench)
                manifest["spend"] = meter.budget.to_json()
                manifest["cost_per_certified"] = _cost(meter.budget, ledger)
                if "summary" in manifest:
                    manifest["summary"]["seconds"] = manifest["times"]["wall_seconds"]
                folder.write_manifest(manifest)
        return folder.path


async def _drive(graph: Graph, bench: Bench, meter: Meter, callbacks: Sequence[Any], thread: Thread) -> None:
    # Three steps a batch and as many again inside each group of stages; LangGraph wants a bound on them.
    settings = bench.shop.settings
    steps = 100 + 100 * (settings.candidates + settings.rounds)
    config: RunnableConfig = {"recursion_limit": steps, "callbacks": [*callbacks]}
    try:
        begun, place, durability = await thread.begin(graph)
        with collecting_seldom():
            await graph.ainvoke(begun, config | place, context=bench, durability=durability)
    finally:
        await meter.close()


def _data(ledger: Ledger) -> Iterator[Datum]:
    """Yield the accepted data, ordered by candidate index."""
    accepted = (entry for entry in ledger.entries(FINAL) if entry.status == "ok")
    return (decode(Datum, entry.payload) for entry in accepted)


def _manifest(host: Host, shop: Workshop, graph: Graph) -> dict[str, Any]:
    # A file may move, so not its path counts but what is in it.
    settings = {name: value for name, value in shop.settings.identity().items() if name not in _BY_CONTENT}
    return {
        "settings": settings,
        "inputs": {
            "tables": f"sha256:{shop.base.digest}",
            "policy": f"sha256:{digest(shop.domain.policy_text.encode())}",
            "prompts": _prompts(shop),
            "workers": shop.chosen(),
            "code": code_of(host, shop.domain, graph),
            "stages": [name for name in graph.get_graph(xray=True).nodes if not name.startswith("__")],
        },
        "tables": str(shop.settings.tables or f"generated from seed {shop.settings.seed}"),
        "workers": shop.chosen(),
        "versions": versions(),
        "plugins": [asdict(plugin) for plugin in host.plugins],
    }


def _prompts(shop: Workshop) -> dict[str, str]:
    """Return version and digest of every prompt, by name; none where no language model reads them."""
    return {name: prompt.ref for name, prompt in sorted(shop.prompts.items())} if shop.settings.language_model else {}


def _check_same(manifest: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Refuse to go on with a run that was begun with something else."""
    check_settings(manifest["settings"], before["settings"])
    given, kept = dict(manifest["inputs"]), dict(before["inputs"])
    check_code(given.pop("code"), kept.pop("code", {}))
    check_settings(given, kept)


def _splits(ledger: Ledger, shop: Workshop) -> dict[str, Split]:
    """Return the split of each accepted task."""
    known = households(shop.domain, shop.base)
    return assign(((datum.task.id, touched(datum, known)) for datum in _data(ledger)), shop.settings.shares())


def _counts(ledger: Ledger) -> list[dict[str, Any]]:
    """Return how many results there are of each stage, status and reason."""
    return [
        {"stage": stage, "status": status, "reason": reason, "count": count}
        for (stage, status, reason), count in ledger.counts().items()
    ]


def _cost(budget: Budget, ledger: Ledger) -> dict[str, float | None]:
    """Return what each certified task has cost so far, rejected candidates included; None where there is none yet."""
    certified = sum(status == "ok" for status in ledger.statuses(FINAL).values())
    priced = all(map(budget.knows, budget.spent))
    return {
        "tokens": budget.spent_tokens / certified if certified else None,
        "usd": budget.spent_usd / certified if certified and priced else None,
    }


def _results(
    ledger: Ledger, shop: Workshop, meter: Meter, run: str, shards: list[Shard], splits: Mapping[str, Split]
) -> dict[str, Any]:
    summary = _summary(ledger, shop, run)
    spent = replace(summary, tokens=meter.budget.spent_tokens, usd=meter.budget.spent_usd)
    counted = with_coverage(spent, _data(ledger), shop.domain)
    sizes = Counter(splits.values())
    summary = replace(counted, splits={name: sizes[name] for name in SPLITS})
    return {
        "shards": [{"path": shard.path.name, "rows": shard.rows, "digest": shard.digest} for shard in shards],
        "summary": orjson.loads(encode(summary)),
    }


def _summary(ledger: Ledger, shop: Workshop, run: str) -> Summary:
    counts = ledger.counts()
    finals = {reason: count for (stage, _, reason), count in counts.items() if stage == FINAL}
    outcomes = Counter(
        orjson.loads(entry.payload)["trajectory"]["outcome"]
        for entry in ledger.entries("rollout")
        if entry.status == "ok" and entry.index >= shop.settings.piloted
    )
    rejected = {reason: count for reason, count in finals.items() if reason}
    return Summary(
        run=run,
        requested=shop.settings.tasks,
        certified=finals.get("", 0),
        candidates=sum(finals.values()),
        rejected=rejected,
        outcomes=dict(outcomes),
        refused=refused_by_role(counts),
        digest=digest(*[entry.payload for entry in ledger.entries(FINAL) if entry.status == "ok"]),
        seconds=0.0,  # until the clock is read
    )


def read_summary(manifest: Mapping[str, Any]) -> Summary | None:
    """Return the summary of a finished run from its manifest; None for one that is not finished."""
    if "summary" not in manifest:
        return None
    return decode(Summary, orjson.dumps(manifest["summary"]))
