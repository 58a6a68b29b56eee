"""Running an evaluation in a folder of its own, to its end or from where it was stopped.

manifest.json     what is evaluated, by what, with which code; the figures, once it is finished
ledger.sqlite     every attempt at every trial, when it ended
journal/          every reply of a model
tasks.jsonl       the tasks, one a line
tables.json.gz, policy.md, tools.json, prompts.json    what the dialogues stand on
data/*.parquet    a row for each trial; ``eigengraph.evaluation.rows``
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import orjson

from eigengraph.config import Settings
from eigengraph.dataset import save_context
from eigengraph.engine.clock import Clock
from eigengraph.engine.durable import replace_file
from eigengraph.engine.folder import RunFolder, check_code, check_settings
from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.engine.provenance import code_of, sitting, versions
from eigengraph.engine.shards import write_shards
from eigengraph.engine.to_end import run_to_end
from eigengraph.engine.workshop import open_model, ranked
from eigengraph.evaluation.exam import Exam
from eigengraph.evaluation.metrics import measure
from eigengraph.evaluation.playing import TRIAL, Tally, play_all
from eigengraph.evaluation.progress import Watch, watcher
from eigengraph.evaluation.rows import arrow_schema, to_row
from eigengraph.evaluation.trial import Attempt, Trial
from eigengraph.graphs import Bench, Workshop
from eigengraph.graphs.bench import Result
from eigengraph.host import Host
from eigengraph.models import Meter, check_endpoints, open_meter
from eigengraph.records import decode, digest, encode

PLAYERS = ("agent", "user", "user_auditor")
"""The roles that an evaluation needs."""

_IDENTITY = ("domain", "seed", "model", "user_model", "max_turns", "max_errors", "sandbox", "options")
"""The settings that decide what a trial is. More trials, or more attempts at each, may be asked for later."""


def default_folder(settings: Settings, exam: Exam) -> Path:
    """Return the folder of an evaluation that was given none: the same for the same question, another for others."""
    named = digest(encode(_settings(settings)), *map(encode, exam.tasks))[:8]
    return Path("evaluations") / f"{settings.domain}-{named}"


def run_evaluation(
    host: Host, settings: Settings, exam: Exam, trials: int, out: Path, watch: Watch | None = None
) -> Path:
    """Play every trial, and count what came of it.

    What the folder holds of an earlier sitting is kept: no attempt that ended is played again.

    Args:
        host: The plugins.
        settings: ``model`` plays the agent, ``user_model`` the user; ``rollout_attempts`` bounds how often a trial is
            tried before it is missing.
        exam: What is evaluated on.
        trials: Of each task.
        out: The folder.
        watch: Called with a ``Progress`` after each attempt.

    Returns:
        The folder.

    Raises:
        ConfigError: The input cannot be used, or the folder cannot be written.
        RunMismatchError: The folder holds an evaluation of something else, or by other code.
        BudgetExceeded: A budget is used up; with a higher one the evaluation goes on.
    """
    clock, observers = Clock(), host.observers(settings)
    meter = open_meter(settings, out, observers)
    shop = replace(_open(host, settings, exam, meter), observers=observers)
    workers = {role: host.make_worker_of(shop, role, shop.chosen()[role]) for role in PLAYERS}
    if settings.replay is not None:
        meter.journal.open()
    elif not _is_finished(out, trials, settings.rollout_attempts):
        run_to_end(check_endpoints(meter, shop.domain))
    with RunFolder.claim(out, "evaluation") as folder:
        before = folder.read_manifest()
        manifest = _manifest(host, shop, exam)
        if before:
            _check_same(manifest, before)
            manifest |= {name: before[name] for name in ("versions", "plugins", "source")}
        else:
            folder.save_tables(exam.base.tables)
        replace_file(folder.path / "tasks.jsonl", b"".join(encode(task) + b"\n" for task in exam.tasks))
        save_context(folder.path, exam.domain)
        manifest["sittings"] = [*before.get("sittings", []), sitting(host)]
        folder.write_manifest({**manifest, **before, "sittings": manifest["sittings"]})
        with Ledger.open(folder.ledger) as ledger:
            tally = Tally.of(ledger, len(exam.tasks), trials, settings.rollout_attempts)
            bench = Bench(shop, workers, _Nowhere())
            try:
                meter.journal.open()
                run_to_end(_drive(bench, exam, ledger, tally, watch, meter))
                manifest["results"] = _results(folder, ledger, exam, trials, settings.rollout_attempts)
            finally:
                meter.journal.close()
                for sandbox in shop.sandboxes.values():
                    sandbox.close()
                manifest["times"] = clock.added_to(before.get("times", {}))
                manifest["spend"] = meter.budget.to_json()
                folder.write_manifest(manifest)
    return out


def trials_of(ledger: Ledger, exam_tasks: list[str], trials: int) -> Iterator[Trial]:
    """Yield every trial that was played, ordered by trial and task.

    Args:
        ledger: The evaluation's.
        exam_tasks: The tasks' ids, in order.
        trials: How many of each task.
    """
    held: list[Entry] = []
    for entry in ledger.entries(TRIAL):
        if held and held[0].index != entry.index:
            yield _trial(held, exam_tasks)
            held = []
        if entry.index >= trials * len(exam_tasks):
            return
        held.append(entry)
    if held:
        yield _trial(held, exam_tasks)


def _trial(entries: list[Entry], tasks: list[str]) -> Trial:
    last = entries[-1]
    unscored: dict[str, int] = {}
    for entry in entries[:-1]:
        unscored[entry.reason] = unscored.get(entry.reason, 0) + 1
    number, place = divmod(last.index, len(tasks))
    return Trial(tasks[place], number, decode(Attempt, last.payload), unscored)


def _open(host: Host, settings: Settings, exam: Exam, meter: Meter) -> Workshop:
    host.check_workers(settings.workers)
    if "sandbox" in settings.model_fields_set:
        host.check_sandbox(settings.sandbox)
    for scheme in settings.options:
        host.check_model(scheme)
    agent = open_model(host, settings.model, settings, meter)
    user = agent if settings.user_model == settings.model else open_model(host, settings.user_model, settings, meter)
    return Workshop(exam.domain, exam.base, settings, agent, user, sandboxes=ranked(host, settings.sandbox))


async def _drive(bench: Bench, exam: Exam, ledger: Ledger, tally: Tally, watch: Watch | None, meter: Meter) -> None:
    try:
        await play_all(bench, exam.tasks, ledger, tally, watcher(tally, watch))
    finally:
        await meter.close()


class _Nowhere:
    """The store of a bench whose stages are not kept apart: here a whole attempt is one entry of the ledger."""

    def get(self, _index: int, _stage: str, _attempt: int) -> Result | None:
        """Know nothing."""
        return None

    async def put(self, _index: int, _stage: str, _attempt: int, _result: Result) -> None:
        """Keep nothing."""


def _is_finished(out: Path, trials: int, attempts: int) -> bool:
    """Whether nothing is left to ask of a model."""
    results = RunFolder(out, kind="evaluation").read_manifest().get("results", {})
    asked = (results.get("metrics", {}).get("trials"), results.get("attempts"))
    return bool(results) and asked == (trials, attempts)


def _settings(settings: Settings) -> dict[str, Any]:
    asked = settings.model_dump(mode="json", include=set(_IDENTITY))
    return {**asked, "workers": {role: name for role, name in sorted(settings.workers.items()) if role in PLAYERS}}


def _manifest(host: Host, shop: Workshop, exam: Exam) -> dict[str, Any]:
    return {
        "settings": _settings(shop.settings),
        "inputs": {
            "tasks": f"sha256:{digest(*map(encode, exam.tasks))}",
            "tables": f"sha256:{exam.base.digest}",
            "policy": f"sha256:{digest(exam.domain.policy_text.encode())}",
            "code": code_of(host, exam.domain),
        },
        "source": exam.source,
        "remarks": [asdict(remark) for remark in exam.remarks],
        "versions": versions(),
        "plugins": [asdict(plugin) for plugin in host.plugins],
    }


def _check_same(manifest: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    check_settings(manifest["settings"], before["settings"])
    given, kept = dict(manifest["inputs"]), dict(before["inputs"])
    check_code(given.pop("code"), kept.pop("code", {}))
    check_settings(given, kept)


def _results(folder: RunFolder, ledger: Ledger, exam: Exam, trials: int, attempts: int) -> dict[str, Any]:
    ids = [task.id for task in exam.tasks]
    shards = write_shards(folder.data, map(to_row, trials_of(ledger, ids, trials)), arrow_schema())
    metrics = measure(exam.tasks, trials_of(ledger, ids, trials), trials)
    return {
        "attempts": attempts,
        "shards": [{"path": shard.path.name, "rows": shard.rows, "digest": shard.digest} for shard in shards],
        "metrics": orjson.loads(encode(metrics)),
    }
