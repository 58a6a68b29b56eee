"""Writing a run folder as data and results of tau2-bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.api import Run
from eigengraph.engine.folder import RunFolder
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.records import digest
from eigengraph.world import Base
from eigengraph_tau2.data import FILES, domain_name
from eigengraph_tau2.exporting import Exported, databases, export_datum, results_file
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.toml_text import toml_text
from eigengraph_tau2.writing import Written, json_text, write_text


@dataclass(frozen=True)
class ExportedRun:
    """What an export wrote.

    Attributes:
        files: The files.
        data: Tasks with their dialogues.
    """

    files: tuple[Written, ...]
    data: tuple[Exported, ...]


def export_run(host: Host, path: Path, out: Path, policy: Path | None = None) -> ExportedRun:
    """Write a finished run in tau2-bench's formats: a data folder (``TAU2_DATA_DIR``) and the results of one run.

    Args:
        host: The plugins.
        path: The run folder.
        out: Takes ``tau2/domains/DOMAIN/…`` and ``simulations/RUN/results.json``.
        policy: The policy text of the run, where it is not the domain's.

    Raises:
        ConfigError: There is no finished run, tau2-bench has no such domain, the policy is another one, or a file
            cannot be written.
    """
    run = Run.open(path)
    settings = run.manifest["settings"]
    domain = host.domain(domain_name(settings["domain"]))
    text = policy.read_text("utf-8") if policy is not None else domain.policy_text
    if f"sha256:{digest(text.encode())}" != run.manifest["inputs"]["policy"]:
        raise ConfigError(f"run {str(path)!r} was made under another policy text; give the same file with --policy")
    ground = Ground(domain, Base(RunFolder.look(path).load_tables(), domain.sides()))
    data = tuple(export_datum(datum, ground) for datum in run.data())
    folder = out / "tau2" / "domains" / domain.name
    ids = [item.task["id"] for item in data]
    results = results_file(data, _info(settings, domain.name, text))
    files = [
        *(write_database(folder / name, database) for name, database in databases(ground).items()),
        *_write_policy(folder, domain.name, text),
        write_text(folder / "tasks.json", json_text([item.task for item in data]), len(data)),
        write_text(folder / "split_tasks.json", json_text({"base": ids}), len(ids)),
        write_text(out / "simulations" / path.resolve().name / "results.json", json_text(results), len(data)),
    ]
    return ExportedRun(tuple(files), data)


def write_database(path: Path, database: Mapping[str, Any]) -> Written:
    """Write one side's database, as JSON or TOML by the file's suffix.

    Raises:
        ConfigError: It cannot be written.
    """
    text = toml_text(database) if path.suffix == ".toml" else json_text(database)
    return write_text(path, text, sum(map(len, database.values())))


def _write_policy(folder: Path, domain: str, text: str) -> list[Written]:
    """Write the policy into the first of tau2-bench's files for it; the others must be there, and stay empty."""
    first, *others = FILES[domain].policy.values()
    return [write_text(folder / first, text), *(write_text(folder / name, "") for name in others)]


def _info(settings: Mapping[str, Any], domain: str, policy: str) -> dict[str, Any]:
    return {
        "git_commit": "none",
        "num_trials": 1,
        "max_steps": settings["max_turns"],
        "max_errors": settings["max_errors"],
        "user_info": {"implementation": "eigengraph", "llm": settings["user_model"] or settings["model"]},
        "agent_info": {"implementation": "eigengraph", "llm": settings["model"]},
        "environment_info": {"domain_name": domain, "policy": policy, "tool_defs": None},
        "seed": settings["seed"],
    }
