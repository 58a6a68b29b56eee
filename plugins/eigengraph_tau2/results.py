"""tau2-bench's recorded runs (``data_model/simulation.py``), in either of its formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.records import Message
from eigengraph_tau2.data import domain_name
from eigengraph_tau2.files import read_file
from eigengraph_tau2.messages import WireMessage, to_messages
from eigengraph_tau2.tasks import Action, Basis, Tau2Task, parse_tasks, read_record

_SOLO = ("llm_agent_solo", "dummy_user")


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """What was recorded of one gold action."""

    action: Action
    action_match: bool


@dataclass(frozen=True, slots=True)
class RecordedReward:
    """The reward that was recorded."""

    reward: float
    reward_basis: list[Basis] | None = None
    action_checks: list[RecordedCheck] | None = None


@dataclass(frozen=True, slots=True)
class WireSimulation:
    """One dialogue as tau2-bench writes it; cost, times and the like are left out."""

    id: str
    task_id: str
    termination_reason: str
    messages: list[WireMessage] | None = None
    reward_info: RecordedReward | None = None
    trial: int | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """One recorded dialogue.

    Attributes:
        id: Its own.
        task_id: The task that was played.
        trial: Which try at the task.
        termination: How it ended, in tau2-bench's words.
        messages: What was said and called; None for a spoken dialogue, which has none.
        recorded: The reward that was recorded, if one was.
    """

    id: str
    task_id: str
    trial: int
    termination: str
    messages: tuple[Message, ...] | None
    recorded: RecordedReward | None


@dataclass(frozen=True, slots=True)
class Results:
    """One recorded run.

    Attributes:
        path: The file.
        domain: Our name of the domain.
        solo: Whether the agent worked alone, with the user's tools too.
        tasks: The tasks as they were when the run was made, by id.
        simulations: The dialogues.
    """

    path: Path
    domain: str
    solo: bool
    tasks: Mapping[str, Tau2Task]
    simulations: tuple[Simulation, ...]


def read_results(path: Path) -> Results:
    """Read a recorded run.

    Args:
        path: A results file, gzipped or not; or the folder of a run, or the ``results.json`` in it, where each
            simulation is a file of its own.

    Raises:
        ConfigError: It is none; names the file and the field.
    """
    meta = path / "results.json" if path.is_dir() else path
    raw = read_file(meta)
    _refuse_other_formats(raw, meta)
    info = raw["info"]
    domain = _domain(info["environment_info"].get("domain_name"), f"{meta}: info.environment_info.domain_name")
    tasks = parse_tasks(raw["tasks"], f"{meta}: tasks")
    sides = tuple((info.get(name) or {}).get("implementation") for name in ("agent_info", "user_info"))
    simulations = tuple(_simulation(item, where) for item, where in _simulations(raw, meta))
    return Results(path, domain, sides == _SOLO, {task.id: task for task in tasks}, simulations)


def _domain(raw: Any, where: str) -> str:
    name: str = read_record(str, raw, where)
    try:
        return domain_name(name)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def _refuse_other_formats(raw: Any, path: Path) -> None:
    wanted = "tau2-bench's results hold info, tasks and simulations"
    if isinstance(raw, list) and raw and isinstance(raw[0], dict) and "traj" in raw[0]:
        raise ConfigError(
            f"{str(path)!r} holds results of tau-bench v1 (a list with 'traj'), not of tau2-bench; {wanted}"
        )
    if not isinstance(raw, dict):
        raise ConfigError(f"{str(path)!r} holds {type(raw).__name__}, not an object; {wanted}")
    for name, kind in (("info", dict), ("tasks", list)):
        if not isinstance(raw.get(name), kind):
            found = f"found {raw[name]!r:.40}" if name in raw else f"found: {', '.join(raw) or 'nothing'}"
            raise ConfigError(f"{str(path)!r} has no {name!r} ({found}); {wanted}")
    if not isinstance(raw["info"].get("environment_info"), dict):
        raise ConfigError(f"{str(path)!r} has no 'info.environment_info', which names the domain")


def _simulations(raw: Mapping[str, Any], meta: Path) -> Iterator[tuple[Any, str]]:
    """Yield each simulation with its place."""
    folder = meta.parent / "simulations"
    if isinstance(raw.get("simulations"), list) and not (folder.is_dir() and not raw["simulations"]):
        for index, item in enumerate(raw["simulations"]):
            yield item, f"{meta}: simulations[{index}]"
        return
    if not folder.is_dir():
        raise ConfigError(f"{str(meta)!r} has no 'simulations', and there is no folder {str(folder)!r} of them")
    files = sorted(folder.glob("*.json"))
    listed = {entry["id"] for entry in raw.get("simulation_index") or () if isinstance(entry, dict) and "id" in entry}
    for missing in sorted(listed - {path.stem for path in files}):
        raise ConfigError(f"{str(meta)!r} lists the simulation {missing!r}, but {str(folder)!r} does not hold it")
    for path in files:
        yield read_file(path), str(path)


def _simulation(raw: Any, where: str) -> Simulation:
    wire: WireSimulation = read_record(WireSimulation, raw, where)
    spoken = wire.messages is None or raw.get("ticks") is not None
    return Simulation(
        wire.id,
        wire.task_id,
        wire.trial or 0,
        wire.termination_reason,
        None if spoken else to_messages(wire.messages or ()),
        wire.reward_info,
    )
