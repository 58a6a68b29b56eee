"""``eigengraph tau2 replay-gold``."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer
from rich.progress import track

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import call_text, short
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph_tau2.commands.options import AsJson, Data, console
from eigengraph_tau2.data import open_data, world_name
from eigengraph_tau2.gold import GoldReplay
from eigengraph_tau2.gold import replay_gold as replay_one
from eigengraph_tau2.reward import basis_text


def replay_gold(
    domain: Annotated[str, typer.Argument(help="One of tau2-bench's domains; tau2:NAME for its own environment.")],
    data: Data = None,
    split: Annotated[str, typer.Option(help="Which tasks.")] = "base",
    as_json: AsJson = False,
) -> int:
    """Play and score every gold solution; list the calls that raise. Fails unless each is worth 1.0."""
    folder = open_data(data, domain)
    tasks = folder.tasks(split)
    if not tasks:
        raise ConfigError(
            f"{str(folder.path)!r} holds no tasks of the split {split!r} (found 0); choose another --split"
        )
    ground = folder.ground(Host().domain(world_name(domain)))
    replays = [replay_one(task, ground) for task in track(tasks, "replaying", console=console())]
    report = gold_report(ground.domain.name, replays)
    if as_json:
        print_json(report)
    else:
        _show(report, replays)
    return 0 if report["passed"] == report["tasks"] else 1


def gold_report(domain: str, replays: list[GoldReplay]) -> dict[str, Any]:
    """Return what became of the gold solutions, as ``--json`` prints it."""
    rewards = [replay.reward for replay in replays if replay.reward is not None]
    return {
        "domain": domain,
        "tasks": len(replays),
        "passed": sum(replay.passed for replay in replays),
        "raising": [
            {"task": call.task, "call": call_text(call.call), "error": call.error}
            for replay in replays
            for call in replay.raising
        ],
        "failed": [replay.task for replay in replays if not replay.passed],
        "basis": dict(Counter(basis_text(reward.basis) for reward in rewards)),
        "without_nl_assertions": sum(reward.value is None for reward in rewards),
    }


def _show(report: dict[str, Any], replays: list[GoldReplay]) -> None:
    columns = ("domain", "tasks", "passed", "raising calls", "without NL_ASSERTION")
    counts = (report["passed"], len(report["raising"]), report["without_nl_assertions"])
    print_table(columns, [(report["domain"], report["tasks"], *counts)])
    print_table(("basis of the reward", "tasks"), list(report["basis"].items()))
    if report["raising"]:
        rows = [(item["task"], short(item["call"], 100), short(item["error"], 100)) for item in report["raising"]]
        print_table(("task", "call that raises", "error"), rows)
    failed = [replay for replay in replays if not replay.passed]
    if failed:
        print_table(("task that fails", "why"), [(replay.task, short(_why(replay), 200)) for replay in failed])


def _why(replay: GoldReplay) -> str:
    if replay.reward is None:
        return replay.problem
    return ", ".join(f"{name} {value}" for name, value in replay.reward.breakdown.items())
