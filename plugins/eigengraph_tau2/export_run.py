"""Writing a run as data and results of tau2-bench."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eigengraph.engine.folder import RunFolder
from eigengraph.errors import ConfigError
from eigengraph.evaluation import Evaluation
from eigengraph.exporters import Export, WrittenFile, write_text
from eigengraph.records import digest
from eigengraph.run import Run
from eigengraph.world import Base
from eigengraph_tau2.data import domain_name
from eigengraph_tau2.exporting import Exported, databases, export_datum, results_file
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.reward import basis_text
from eigengraph_tau2.writing import json_text, write_database, write_policy


def export_run(run: Run, out: Path) -> Export:
    """Write a finished run in tau2-bench's formats: a data folder (``TAU2_DATA_DIR``) and the results of one run.

    Args:
        run: The run.
        out: Takes ``tau2/domains/DOMAIN/…`` and ``simulations/RUN/results.json``.

    Returns:
        The files, with the basis of every reward; a problem for each dialogue whose reward would be another there.

    Raises:
        ConfigError: tau2-bench has no such domain, a task cannot be said in its terms, the run's policy text was
            changed, or a file cannot be written.
    """
    ground = ground_of(run)
    if f"sha256:{digest(run.policy.encode())}" != run.manifest["inputs"]["policy"]:
        raise ConfigError(f"{str(run.path / 'policy.md')!r} is not the policy that the run was made under; put it back")
    data = tuple(export_datum(datum, ground) for datum in run.data())
    disagree = [_disagreement(item) for item in data if not item.agrees]
    return Export(
        files=tuple(_write(run, ground, data, out)),
        problems=tuple(
            f"task {item['task']!r}: tau2-bench's reward is {item['tau2']} on {item['basis']}, ours {item['ours']}"
            for item in disagree
        ),
        details={
            "tasks": len(data),
            "disagree": disagree,
            "basis": dict(Counter(basis_text(item.reward.basis) for item in data)),
        },
    )


def ground_of(run: Run | Evaluation) -> Ground:
    """Return the domain of a run or an evaluation over the tables that its worlds began with.

    Raises:
        ConfigError: tau2-bench has no such domain, or the tables are damaged.
    """
    domain = run.host.domain(domain_name(run.manifest["settings"]["domain"]))
    return Ground(domain, Base(RunFolder(run.path).load_tables(), domain.sides()))


def _write(run: Run, ground: Ground, data: Sequence[Exported], out: Path) -> Iterator[WrittenFile]:
    domain = ground.domain.name
    yield from write_domain(ground, run.policy, [item.task for item in data], out)
    info = results_info(run.manifest["settings"], domain, run.policy, trials=1)
    results = results_file([item.task for item in data], [item.simulation for item in data], info)
    yield write_text(out / "simulations" / run.path.resolve().name / "results.json", json_text(results), len(data))


def write_domain(ground: Ground, policy: str, tasks: Sequence[Any], out: Path) -> Iterator[WrittenFile]:
    """Write ``tau2/domains/DOMAIN/…`` of a data folder: databases, policy, tasks and a split of them all.

    Args:
        ground: Domain and tables.
        policy: Its text.
        tasks: In tau2-bench's terms.
        out: The data folder.
    """
    domain = ground.domain.name
    folder = out / "tau2" / "domains" / domain
    for name, database in databases(ground).items():
        yield write_database(folder / name, database)
    yield from write_policy(folder, domain, policy)
    yield write_text(folder / "tasks.json", json_text(tasks), len(tasks))
    yield write_text(folder / "split_tasks.json", json_text({"base": [task["id"] for task in tasks]}), len(tasks))


def _disagreement(item: Exported) -> dict[str, Any]:
    basis = basis_text(item.reward.basis)
    return {"task": item.task["id"], "tau2": item.reward.value, "ours": item.ours, "basis": basis}


def results_info(settings: Mapping[str, Any], domain: str, policy: str, trials: int) -> dict[str, Any]:
    """Return what tau2-bench's ``Results`` tell of a run, from the settings in a manifest of ours."""
    return {
        "git_commit": "none",
        "num_trials": trials,
        "max_steps": settings["max_turns"],
        "max_errors": settings["max_errors"],
        "user_info": {"implementation": "eigengraph", "llm": settings["user_model"] or settings["model"]},
        "agent_info": {"implementation": "eigengraph", "llm": settings["model"]},
        "environment_info": {"domain_name": domain, "policy": policy, "tool_defs": None},
        "seed": settings["seed"],
    }
